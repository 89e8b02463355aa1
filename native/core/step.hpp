// A batch through the network: gather, forward, loss, backward.
#pragma once
#if defined(__SSE2__) || defined(_M_X64)
#include <immintrin.h>
#endif

#include "../api.h"
#include "../kernels/gather.hpp"
#include "../kernels/select.hpp"
#include "build.hpp"
#include "head.hpp"

namespace DESCENT_ISA_NS {

/** Rounding to nearest, no traps; with FMA also no denormals. The thread's state comes back at the end. */
class FloatState {
 public:
#if defined(__SSE2__) || defined(_M_X64)
  FloatState() : saved_(_mm_getcsr()) { _mm_setcsr(kHasFma ? 0x9fc0u : 0x1f80u); }
  ~FloatState() { _mm_setcsr(saved_); }

 private:
  unsigned saved_;
#elif defined(__aarch64__)
  FloatState() {
    asm volatile("mrs %0, fpcr" : "=r"(saved_));
    asm volatile("msr fpcr, %0" : : "r"(static_cast<uint64_t>(1) << 24));
  }
  ~FloatState() { asm volatile("msr fpcr, %0" : : "r"(saved_)); }

 private:
  uint64_t saved_;
#else
  FloatState() {}
#endif
};

/** Images to lanes, labels beside them; lanes without an image are zero and have label −1. */
inline void gather(Plan& p, const DescentImages& data, const uint32_t* indices, int64_t first, int count) {
  p.samples = count;
  p.groups = (count + kLanes - 1) / kLanes;
  const long values = p.image.floats() / kLanes;
  const bool scale = kernels::isUnitScale(data.lut);
  for (int g = 0; g < p.groups; g++) {
    const uint8_t* image[kLanes];
    const int active = p.active(g);
    for (int l = 0; l < active; l++) {
      const int64_t at = first + g * kLanes + l;
      const int64_t index = indices ? indices[at] : at;
      image[l] = data.images + index * values;
      p.labels[g * kLanes + l] = data.labels[index];
    }
    float* to = p.input + g * p.image.floats();
    if (active == kLanes) {
      kernels::gatherLanes(image, data.lut, scale, values, to);
      continue;
    }
    for (int l = active; l < kLanes; l++) p.labels[g * kLanes + l] = -1;
    for (long i = 0; i < values; i++)
      for (int l = 0; l < kLanes; l++) to[i * kLanes + l] = l < active ? data.lut[image[l][i]] : 0.0f;
  }
}

inline void forwardPass(Plan& p) {
  for (int l = 0; l < p.opCount;) {
    if (p.ops[l].batchwise) {
      p.ops[l].forward(p, p.ops[l], 0, p.groups);
      l++;
      continue;
    }
    int end = l;
    while (end < p.opCount && !p.ops[end].batchwise) end++;
    for (int g = 0; g < p.groups; g++)
      for (int i = l; i < end; i++) p.ops[i].forward(p, p.ops[i], g, g + 1);
    l = end;
  }
}

inline void seeDelta(Plan& p, const Op& op, int g0, int g1) {
  if (!p.probing || op.signal < 0) return;
  Signal& s = p.signals[op.signal];
  for (int g = g0; g < g1; g++) {
    bool finite = true;
    s.squares += sumOfSquares(op.dy(g), op.out.floats(), &finite);
    s.count += static_cast<double>(p.active(g)) * op.out.floats() / kLanes;
  }
}

inline void backwardPass(Plan& p) {
  for (int l = p.opCount - 1; l >= 0;) {
    if (p.ops[l].batchwise) {
      seeDelta(p, p.ops[l], 0, p.groups);
      p.ops[l].backward(p, p.ops[l], 0, p.groups);
      l--;
      continue;
    }
    int end = l;
    while (end >= 0 && !p.ops[end].batchwise) end--;
    for (int g = 0; g < p.groups; g++)
      for (int i = l; i > end; i--) {
        seeDelta(p, p.ops[i], g, g + 1);
        p.ops[i].backward(p, p.ops[i], g, g + 1);
      }
    l = end;
  }
}

/** Losses of the batch summed in float64 in sample order; with `deltas` the last layer's dy becomes ∂(mean loss)/∂logits. */
inline double headPass(Plan& p, bool deltas) {
  Op& last = p.ops[p.opCount - 1];
  double sum = 0;
  p.correct = 0;
  for (int g = 0; g < p.groups; g++) {
    const float* z = last.y(g);
    float* d = last.dy(g);
    const I16 labels = loadu16(p.labels + g * kLanes);
    headOutputs(p, z, d);
    store(p.losses + g * kLanes, headLosses(p, z, d, labels));
    headAnswers(p, z, p.answers + g * kLanes);
    for (int l = 0; l < p.active(g); l++) {
      sum += p.losses[g * kLanes + l];
      p.correct += p.answers[g * kLanes + l] == p.labels[g * kLanes + l];
    }
    if (deltas) headDeltas(p, z, d, labels, activeLanes(p.active(g)), d);
  }
  return sum;
}

DESCENT_INLINE bool isFinite(double x) { return x - x == 0; }

/** Zeros where layers add to their gradients. */
inline void clearGradients(Plan& p) {
  for (int t = 0; t < p.tensorCount; t++)
    if (!p.tensors[t].overwritten) __builtin_memset(p.gradients + p.tensors[t].at, 0, sizeof(float) * p.tensors[t].size);
}

/** One step on the gathered batch. False, the model unchanged, if the loss or a gradient is not finite. */
inline bool trainStep(Plan& p, float learningRate, float* loss, float* penalty, uint32_t* correct) {
  p.mode = kTraining;
  forwardPass(p);
  const double mean = headPass(p, true) / p.samples;
  *loss = static_cast<float>(mean);
  *penalty = penaltyOf(p);
  *correct = p.correct;
  if (!isFinite(mean)) return false;
  clearGradients(p);
  backwardPass(p);
  if (!applyGradients(p, learningRate, kernels::kWaiting)) return false;
  for (int l = 0; l < p.opCount; l++)
    if (p.ops[l].type == kBatchNorm) normUpdateRunning(p.ops[l]);
  p.step++;
  return true;
}

}  // namespace DESCENT_ISA_NS
