// Activations, in place where the derivative can be had from the output (all but gelu and softplus).
#pragma once
#include "math.hpp"
#include "plan.hpp"

namespace DESCENT_ISA_NS {

constexpr float kLeakySlope = 0.01f;
constexpr float kTanhGain = 1.7159f, kTanhSlope = 0.66666667f;

/** Whether the input must be kept beside the output. */
DESCENT_INLINE bool needsInput(int kind) { return kind == kGelu || kind == kSoftplus; }

template <int Kind> DESCENT_INLINE F16 activate(F16 x) {
  const F16 zero = zero16(), one = broadcast(1.0f);
  switch (Kind) {
    case kSigmoid: return sigmoid(x);
    case kTanh: return tanh(x);
    case kRelu: return max(zero, x);
    case kLeakyRelu: return select(x > zero, x, x * broadcast(kLeakySlope));
    case kElu: return select(x > zero, x, expm1(x));
    case kGelu: return x * (broadcast(0.5f) * (one + erf(x * broadcast(0.70710678f))));
    case kSoftplus: return softplus(x);
    case kScaledTanh: return broadcast(kTanhGain) * tanh(x * broadcast(kTanhSlope));
    default: return x;
  }
}

/** Derivative from the output y; for gelu and softplus from the input x. */
template <int Kind> DESCENT_INLINE F16 slope(F16 x, F16 y) {
  const F16 zero = zero16(), one = broadcast(1.0f);
  switch (Kind) {
    case kSigmoid: return y * (one - y);
    case kTanh: return one - y * y;
    case kRelu: return select(y > zero, one, zero);
    case kLeakyRelu: return select(y > zero, one, broadcast(kLeakySlope));
    case kElu: return select(y > zero, one, y + one);
    case kGelu: {
      const F16 density = broadcast(0.39894228f) * exp(broadcast(-0.5f) * x * x);
      return fma(x, density, broadcast(0.5f) * (one + erf(x * broadcast(0.70710678f))));
    }
    case kSoftplus: return sigmoid(x);
    case kScaledTanh: {
      const F16 t = y * broadcast(1.0f / kTanhGain);
      return broadcast(kTanhGain * kTanhSlope) * (one - t * t);
    }
    default: return one;
  }
}

template <int Kind> void activationForward(Plan&, Op& op, int g0, int g1) {
  const long n = op.out.floats();
  for (int g = g0; g < g1; g++) {
    const float* x = op.x(g);
    float* y = op.y(g);
    if (Kind == kIdentity && x == y) continue;
    for (long i = 0; i < n; i += kLanes) store(y + i, activate<Kind>(load16(x + i)));
  }
}

template <int Kind> void activationBackward(Plan&, Op& op, int g0, int g1) {
  if (Kind == kIdentity || !op.dxAt) return;
  const long n = op.out.floats();
  for (int g = g0; g < g1; g++) {
    const float *x = op.x(g), *y = op.y(g);
    float* d = op.dy(g);
    for (long i = 0; i < n; i += kLanes) store(d + i, load16(d + i) * slope<Kind>(load16(x + i), load16(y + i)));
  }
}

inline void setActivation(Op& op) {
  static const Pass forward[kActivationKinds] = {
      activationForward<kSigmoid>, activationForward<kTanh>, activationForward<kRelu>, activationForward<kLeakyRelu>,
      activationForward<kElu>, activationForward<kGelu>, activationForward<kSoftplus>, activationForward<kIdentity>,
      activationForward<kScaledTanh>};
  static const Pass backward[kActivationKinds] = {
      activationBackward<kSigmoid>, activationBackward<kTanh>, activationBackward<kRelu>, activationBackward<kLeakyRelu>,
      activationBackward<kElu>, activationBackward<kGelu>, activationBackward<kSoftplus>, activationBackward<kIdentity>,
      activationBackward<kScaledTanh>};
  op.forward = forward[op.kind];
  op.backward = backward[op.kind];
}

}  // namespace DESCENT_ISA_NS
