// Batch norm over (N, H, W) a channel. Sums: lanes over a group's pixels, the fixed tree, then float64 over the groups.
#pragma once
#include "plan.hpp"

namespace DESCENT_ISA_NS {

inline void normStatistics(Plan& plan, Op& op) {
  const int c = op.in.c, pixels = op.in.h * op.in.w;
  const double count = static_cast<double>(plan.samples) * pixels;
  for (int k = 0; k < c; k++) {
    double sum = 0;
    for (int g = 0; g < plan.groups; g++) {
      const M16 lanes = activeLanes(plan.active(g));
      F16 s = zero16();
      for (int p = 0; p < pixels; p++) s = s + load16(op.x(g) + (static_cast<long>(p) * c + k) * kLanes);
      sum += reduceAdd(select(lanes, s, zero16()));
    }
    const float mean = static_cast<float>(sum / count);
    double squares = 0;
    for (int g = 0; g < plan.groups; g++) {
      const M16 lanes = activeLanes(plan.active(g));
      F16 s = zero16();
      for (int p = 0; p < pixels; p++) {
        const F16 d = load16(op.x(g) + (static_cast<long>(p) * c + k) * kLanes) - broadcast(mean);
        s = fma(d, d, s);
      }
      squares += reduceAdd(select(lanes, s, zero16()));
    }
    op.batchMean[k] = mean;
    op.batchVariance[k] = static_cast<float>(squares / count);
  }
}

inline void normForward(Plan& plan, Op& op, int g0, int g1) {
  const int c = op.in.c, pixels = op.in.h * op.in.w;
  const bool running = plan.mode == kInference;
  if (!running) normStatistics(plan, op);
  const float *mean = running ? op.mean : op.batchMean, *variance = running ? op.variance : op.batchVariance;
  for (int k = 0; k < c; k++)
    op.batchScale[k] = static_cast<float>(1.0 / __builtin_sqrt(static_cast<double>(variance[k]) + op.epsilonExact));
  for (int g = g0; g < g1; g++)
    for (int p = 0; p < pixels; p++)
      for (int k = 0; k < c; k++) {
        const long at = (static_cast<long>(p) * c + k) * kLanes;
        const F16 hat = (load16(op.x(g) + at) - broadcast(mean[k])) * broadcast(op.batchScale[k]);
        store(op.y(g) + at, fma(hat, broadcast(op.w[k]), broadcast(op.b[k])));
      }
}

/** With running statistics the layer is affine: dx = γ/σ δ. No gradients of γ and β. */
inline void normBackwardRunning(const Op& op, int g0, int g1) {
  if (!op.dxAt) return;
  const int c = op.in.c, pixels = op.in.h * op.in.w;
  for (int g = g0; g < g1; g++)
    for (int p = 0; p < pixels; p++)
      for (int k = 0; k < c; k++) {
        float* d = op.dy(g) + (static_cast<long>(p) * c + k) * kLanes;
        store(d, load16(d) * (broadcast(op.w[k]) * broadcast(op.batchScale[k])));
      }
}

/** dx = γ/σ (δ − mean δ − x̂ mean(δ x̂)); the delta is rewritten in place. */
inline void normBackward(Plan& plan, Op& op, int g0, int g1) {
  if (plan.mode == kInference) return normBackwardRunning(op, g0, g1);
  const int c = op.in.c, pixels = op.in.h * op.in.w;
  const double count = static_cast<double>(plan.samples) * pixels;
  for (int k = 0; k < c; k++) {
    const F16 mean = broadcast(op.batchMean[k]), inverse = broadcast(op.batchScale[k]);
    double sum = 0, product = 0;
    for (int g = g0; g < g1; g++) {
      F16 s = zero16(), t = zero16();
      for (int p = 0; p < pixels; p++) {
        const long at = (static_cast<long>(p) * c + k) * kLanes;
        const F16 d = load16(op.dy(g) + at);
        s = s + d;
        t = fma(d, (load16(op.x(g) + at) - mean) * inverse, t);
      }
      sum += reduceAdd(s);
      product += reduceAdd(t);
    }
    op.gw[k] = static_cast<float>(product);
    op.gb[k] = static_cast<float>(sum);
    if (!op.dxAt) continue;
    const F16 factor = broadcast(op.w[k]) * inverse;
    const F16 meanDelta = broadcast(static_cast<float>(sum / count)), meanProduct = broadcast(static_cast<float>(product / count));
    for (int g = g0; g < g1; g++) {
      const M16 lanes = activeLanes(plan.active(g));
      for (int p = 0; p < pixels; p++) {
        const long at = (static_cast<long>(p) * c + k) * kLanes;
        const F16 hat = (load16(op.x(g) + at) - mean) * inverse;
        const F16 centred = load16(op.dy(g) + at) - meanDelta - hat * meanProduct;
        store(op.dy(g) + at, select(lanes, factor * centred, zero16()));
      }
    }
  }
}

/** After a step that did not diverge. */
inline void normUpdateRunning(Op& op) {
  for (int k = 0; k < op.in.c; k++) {
    op.mean[k] = op.momentum * op.mean[k] + (1.0f - op.momentum) * op.batchMean[k];
    op.variance[k] = op.momentum * op.variance[k] + (1.0f - op.momentum) * op.batchVariance[k];
  }
}

}  // namespace DESCENT_ISA_NS
