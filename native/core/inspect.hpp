// What a trained network does with single images: ∂loss/∂pixel and outputs of layers, as in evaluation
// (dropout off, batch norm by its running statistics). No sample then touches another: one group at a time will do.
#pragma once
#include "probe.hpp"

namespace DESCENT_ISA_NS {

/** Lanes [value][16] of the group's samples to rows (sample, value), times `factor`. */
inline void lanesToRows(const float* from, long values, int samples, float factor, float* to) {
  for (int l = 0; l < samples; l++)
    for (long i = 0; i < values; i++) to[l * values + i] = from[i * kLanes + l] * factor;
}

template <class F> void inspectGroups(Plan& p, const DescentImages& data, const uint32_t* indices, int64_t count, F each) {
  p.mode = kInference;
  for (int64_t first = 0; first < count; first += kLanes) {
    gather(p, data, indices, first, static_cast<int>(count - first < kLanes ? count - first : kLanes));
    forwardPass(p);
    each(first);
  }
}

/** out (count, H, W, C): ∂(mean loss over all `count`)/∂(pixel as it enters the network). */
inline void inspectGradients(Plan& p, const DescentImages& data, const uint32_t* indices, int64_t count, float* out) {
  const long values = p.image.floats() / kLanes;
  inspectGroups(p, data, indices, count, [&](int64_t first) {
    headPass(p, true);
    clearGradients(p);  // they are not asked for, but must not grow from group to group
    backwardPass(p);
    // the head divides by the group's samples
    const float share = static_cast<float>(static_cast<double>(p.samples) / static_cast<double>(count));
    lanesToRows(p.inputDelta, values, p.samples, share, out + first * values);
  });
}

/** out (count, units) of one layer, (H, W, C) within a row. */
inline void inspectOutputs(Plan& p, const DescentImages& data, const uint32_t* indices, int64_t count, const Op& op, float* out) {
  const long values = op.out.floats() / kLanes;
  inspectGroups(p, data, indices, count, [&](int64_t first) { lanesToRows(op.y(0), values, p.samples, 1.0f, out + first * values); });
}

}  // namespace DESCENT_ISA_NS
