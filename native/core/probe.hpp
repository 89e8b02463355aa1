// Telemetry of one batch: gradients, deltas and activations, with batch statistics and without dropout.
#pragma once
#include "step.hpp"

namespace DESCENT_ISA_NS {

DESCENT_INLINE bool isSaturated(int kind, float y) {
  if (kind == kSigmoid) return y < 0.01f || y > 0.99f;
  const float t = kind == kScaledTanh ? y / kTanhGain : y;
  return t > 0.99f || t < -0.99f;
}

inline void seeActivation(Plan& p, const Op& op) {
  Signal& s = p.signals[op.watched];
  s.hasActivation = true;
  s.hasDead = op.kind == kRelu;
  s.hasSaturated = op.kind == kSigmoid || op.kind == kTanh || op.kind == kScaledTanh;
  const long units = op.out.floats() / kLanes;
  s.units = static_cast<double>(units);
  for (long u = 0; u < units; u++) {
    bool zero = true;
    for (int g = 0; g < p.groups; g++)
      for (int l = 0; l < p.active(g); l++) {
        const float y = op.y(g)[u * kLanes + l];
        s.sum += y;
        s.values += 1;
        zero = zero && y == 0.0f;
        if (s.hasSaturated && isSaturated(op.kind, y)) s.saturated += 1;
      }
    if (zero) s.dead += 1;
  }
  // around the mean, so that the variance does not cancel
  const double mean = s.sum / s.values;
  for (long u = 0; u < units; u++)
    for (int g = 0; g < p.groups; g++)
      for (int l = 0; l < p.active(g); l++) {
        const double d = op.y(g)[u * kLanes + l] - mean;
        s.sumSquares += d * d;
      }
}

inline void writeSignals(const Plan& p, double* out) {
  const double none = __builtin_nan("");
  for (int i = 0; i < p.signalCount; i++) {
    const Signal& s = p.signals[i];
    double* o = out + i * DESCENT_SIGNALS;
    o[DESCENT_SIGNAL_RMS] = __builtin_sqrt(s.squares / s.count);
    o[DESCENT_ACTIVATION_MEAN] = s.hasActivation ? s.sum / s.values : none;
    o[DESCENT_ACTIVATION_SD] = s.hasActivation ? __builtin_sqrt(s.sumSquares / s.values) : none;
    o[DESCENT_DEAD] = s.hasDead ? s.dead / s.units : none;
    o[DESCENT_SATURATED] = s.hasSaturated ? s.saturated / s.values : none;
  }
}

/** Mean loss; gradients in snapshot layout. */
inline double probeBatch(Plan& p, float* gradients, double* signals) {
  p.mode = kProbing;
  for (int i = 0; i < p.signalCount; i++) p.signals[i] = Signal{};
  forwardPass(p);
  for (int l = 0; l < p.opCount; l++)
    if (p.ops[l].watched >= 0) seeActivation(p, p.ops[l]);
  const double loss = headPass(p, true) / p.samples;
  __builtin_memset(p.gradients, 0, sizeof(float) * p.padded);
  backwardPass(p);
  for (int t = 0; t < p.tensorCount; t++) {
    const Tensor& tensor = p.tensors[t];
    __builtin_memcpy(gradients + tensor.out, p.gradients + tensor.at, sizeof(float) * tensor.size);
  }
  writeSignals(p, signals);
  return loss;
}

}  // namespace DESCENT_ISA_NS
