// Output non-linearity and loss on the logits [group][class][16]: probabilities, losses a sample, deltas of the mean loss.
#pragma once
#include "math.hpp"
#include "plan.hpp"

namespace DESCENT_ISA_NS {

/** The head's outputs p of one group, as probabilities or plain values. */
inline void headOutputs(const Plan& plan, const float* z, float* p) {
  const int n = plan.classes;
  if (plan.head == kSoftmaxCe || plan.head == kSoftmaxMse) {
    F16 top = load16(z);
    for (int c = 1; c < n; c++) top = max(load16(z + c * kLanes), top);
    F16 sum = zero16();
    for (int c = 0; c < n; c++) {
      const F16 e = exp(load16(z + c * kLanes) - top);
      store(p + c * kLanes, e);
      sum = sum + e;
    }
    for (int c = 0; c < n; c++) store(p + c * kLanes, load16(p + c * kLanes) / sum);
  } else {
    for (int c = 0; c < n; c++) {
      const F16 x = load16(z + c * kLanes);
      store(p + c * kLanes, plan.head == kLinearMse ? x : sigmoid(x));
    }
  }
}

/** One loss a lane, in nats or squared error, from logits. */
inline F16 headLosses(const Plan& plan, const float* z, const float* p, I16 labels) {
  const int n = plan.classes;
  const F16 one = broadcast(1.0f);
  if (plan.head == kSoftmaxCe) {
    F16 top = load16(z), truth = zero16(), sum = zero16();
    for (int c = 1; c < n; c++) top = max(load16(z + c * kLanes), top);
    for (int c = 0; c < n; c++) {
      const F16 x = load16(z + c * kLanes) - top;
      sum = sum + exp(x);
      truth = select(labels == broadcast(c), x, truth);
    }
    return log(sum) - truth;
  }
  F16 loss = zero16();
  for (int c = 0; c < n; c++) {
    const M16 here = labels == broadcast(c);
    const F16 x = load16(z + c * kLanes), y = select(here, one, zero16());
    if (plan.head == kSigmoidBce) {
      // max(x, 0) − x y + log(1 + e^−|x|)
      loss = loss + (max(zero16(), x) - x * y + log1p(exp(zero16() - abs(x))));
    } else {
      const F16 d = load16(p + c * kLanes) - y;
      loss = fma(d, d, loss);
    }
  }
  return plan.head == kSigmoidBce ? loss : loss * broadcast(1.0f / static_cast<float>(n));
}

/** d = ∂(mean loss over `samples`)/∂z; zero in lanes without a sample. */
inline void headDeltas(const Plan& plan, const float* z, const float* p, I16 labels, M16 lanes, float* d) {
  const int n = plan.classes;
  const F16 one = broadcast(1.0f), zero = zero16();
  const bool plain = plan.head == kSoftmaxCe || plan.head == kSigmoidBce;
  const F16 factor = broadcast(static_cast<float>((plain ? 1.0 : 2.0 / n) / plan.samples));
  F16 inner = zero;  // Σ (p − y) p, of softmax under squared error
  if (plan.head == kSoftmaxMse)
    for (int c = 0; c < n; c++) {
      const F16 q = load16(p + c * kLanes);
      inner = fma(q - select(labels == broadcast(c), one, zero), q, inner);
    }
  for (int c = 0; c < n; c++) {
    const F16 q = load16(p + c * kLanes);
    F16 e = q - select(labels == broadcast(c), one, zero);
    if (plan.head == kSoftmaxMse) e = q * (e - inner);
    // σ(−z) is 1 − σ(z) without cancellation
    if (plan.head == kSigmoidMse) e = e * q * sigmoid(zero - load16(z + c * kLanes));
    store(d + c * kLanes, select(lanes, e * factor, zero));
  }
}

/** answers[lane]: the first class with the largest logit. */
inline void headAnswers(const Plan& plan, const float* z, int* answers) {
  F16 best = load16(z);
  I16 at = broadcast(0);
  for (int c = 1; c < plan.classes; c++) {
    const F16 x = load16(z + c * kLanes);
    const M16 larger = x > best;
    best = select(larger, x, best);
    at = select(larger, broadcast(c), at);
  }
  storeu(answers, at);
}

}  // namespace DESCENT_ISA_NS
