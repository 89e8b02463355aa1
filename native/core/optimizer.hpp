// Gradient norm, clipping, decay and the update rules. Scalars that depend on the step count are float64 products of
// repeated multiplications (no pow), rounded to float32 once; every array has the padded layout of the parameters.
#pragma once
#include "plan.hpp"

namespace DESCENT_ISA_NS {

/** Σ x² in float64 of blocks of 1,024 that are summed in lanes; `finite` becomes false if any x is NaN or infinite. */
inline double sumOfSquares(const float* x, long size, bool* finite) {
  constexpr long kBlock = 1024;
  double sum = 0;
  F16 poison = zero16();  // 0 · x is 0 unless x is not finite
  for (long i = 0; i < size; i += kBlock) {
    const long end = i + kBlock < size ? i + kBlock : size;
    F16 s = zero16();
    long j = i;
    for (; j + kLanes <= end; j += kLanes) {
      const F16 v = load16(x + j);
      s = fma(v, v, s);
      poison = fma(v, zero16(), poison);
    }
    if (j < end) {
      alignas(64) float rest[kLanes] = {};
      for (long k = j; k < end; k++) rest[k - j] = x[k];
      const F16 v = load16(rest);
      s = fma(v, v, s);
      poison = fma(v, zero16(), poison);
    }
    sum += reduceAdd(s);
  }
  const float p = reduceAdd(poison);
  if (!(p == 0.0f)) *finite = false;
  return sum;
}

/** Factors of one step's update. */
struct Rates {
  float rate, first, second;       // η or η with a bias correction; a second factor; 1/(1 − β₂ᵗ) or 1/(1 − ρᵗ)
  float a, oneMinusA, b, oneMinusB;
  float epsilon, momentum;
  bool outside, centered;
};

/** e^x for |x| < 1 by its series: 0.96^ψ without libm. */
inline double seriesExp(double x) {
  double term = 1, sum = 1;
  for (int n = 1; n < 24; n++) {
    term = term * x / n;
    sum += term;
  }
  return sum;
}

/** Advances the powers to step t (from 1) and gives that step's factors. */
inline Rates ratesOf(Plan& p, float learningRate) {
  Rates r{};
  const double eta = learningRate;
  p.beta1Power *= p.beta1;
  p.beta2Power *= p.beta2;
  p.rhoPower *= p.rho;
  r.rate = learningRate;
  r.a = static_cast<float>(p.beta1);
  r.oneMinusA = static_cast<float>(1 - p.beta1);
  r.b = static_cast<float>(p.beta2);
  r.oneMinusB = static_cast<float>(1 - p.beta2);
  r.second = static_cast<float>(1 / (1 - p.beta2Power));
  r.epsilon = static_cast<float>(p.epsilon);
  r.momentum = static_cast<float>(p.momentum);
  r.outside = p.optimizerFlags & kEpsilonOutside;
  r.centered = p.optimizerFlags & kCentered;
  switch (p.optimizer) {
    case kAdadelta:
    case kRmsprop:
      r.a = static_cast<float>(p.rho);
      r.oneMinusA = static_cast<float>(1 - p.rho);
      r.second = p.optimizerFlags & kBiasCorrection ? static_cast<float>(1 / (1 - p.rhoPower)) : 1.0f;
      break;
    case kAdam:
      if (p.optimizerFlags & kEpsilonHat) {
        r.rate = static_cast<float>(eta * __builtin_sqrt(1 - p.beta2Power) / (1 - p.beta1Power));
        r.second = 1.0f;
        break;
      }
      r.rate = static_cast<float>(eta / (1 - p.beta1Power));
      break;
    case kAdamax:
    case kAmsgrad: r.rate = static_cast<float>(eta / (1 - p.beta1Power)); break;
    case kNadam: {
      // μₜ = β₁(1 − ½·0.96^(tψ)); nadamPower is 0.96^(tψ), nadamProduct the product of μ up to t
      p.nadamPower *= p.nadamBase;
      const double mu = p.beta1 * (1 - 0.5 * p.nadamPower);
      const double next = p.beta1 * (1 - 0.5 * p.nadamPower * p.nadamBase);
      p.nadamProduct *= mu;
      r.rate = static_cast<float>(eta * next / (1 - p.nadamProduct * next));
      r.first = static_cast<float>(eta * (1 - mu) / (1 - p.nadamProduct));
      break;
    }
    default: break;
  }
  return r;
}

/** One rule on `size` values (a multiple of 16). s0, s1, s2: the rule's states. */
template <int Rule> void update(const Rates& r, float* w, const float* g, float* s0, float* s1, float* s2, long size) {
  const F16 eta = broadcast(r.rate), eps = broadcast(r.epsilon), mu = broadcast(r.momentum), zero = zero16();
  const F16 a = broadcast(r.a), notA = broadcast(r.oneMinusA), b = broadcast(r.b), notB = broadcast(r.oneMinusB);
  const F16 first = broadcast(r.first), second = broadcast(r.second), minusEta = zero - eta;
  for (long i = 0; i < size; i += kLanes) {
    F16 x = load16(w + i);
    const F16 d = load16(g + i);
    switch (Rule) {
      case kSgd: x = fma(minusEta, d, x); break;
      case kMomentum: {
        const F16 v = fma(mu, load16(s0 + i), minusEta * d);
        store(s0 + i, v);
        x = x + v;
        break;
      }
      case kNesterov: {
        const F16 v = fma(mu, load16(s0 + i), minusEta * d);
        store(s0 + i, v);
        x = x + fma(mu, v, minusEta * d);
        break;
      }
      case kAdagrad: {
        const F16 s = fma(d, d, load16(s0 + i));
        store(s0 + i, s);
        x = x - eta * d / (r.outside ? sqrt(s) + eps : sqrt(s + eps));
        break;
      }
      case kAdadelta: {
        const F16 s = fma(a, load16(s0 + i), notA * d * d), old = load16(s1 + i);
        const F16 step = (zero - sqrt(old + eps)) / sqrt(s + eps) * d;
        store(s0 + i, s);
        store(s1 + i, fma(a, old, notA * step * step));
        x = fma(eta, step, x);
        break;
      }
      case kRmsprop: {
        const F16 s = fma(a, load16(s0 + i), notA * d * d);
        store(s0 + i, s);
        F16 under = s * second;
        if (r.centered) {
          const F16 mean = fma(a, load16(s2 + i), notA * d);
          store(s2 + i, mean);
          // rounding may take the difference below zero
          under = max(under - mean * mean, zero);
        }
        const F16 v = fma(mu, load16(s1 + i), eta * d / (r.outside ? sqrt(under) + eps : sqrt(under + eps)));
        store(s1 + i, v);
        x = x - v;
        break;
      }
      case kAdam:
      case kAmsgrad: {
        const F16 m = fma(a, load16(s0 + i), notA * d);
        F16 v = fma(b, load16(s1 + i), notB * d * d);
        store(s0 + i, m);
        store(s1 + i, v);
        if (Rule == kAmsgrad) {
          v = max(load16(s2 + i), v);
          store(s2 + i, v);
        }
        x = x - eta * m / (sqrt(v * second) + eps);
        break;
      }
      case kAdamax: {
        const F16 m = fma(a, load16(s0 + i), notA * d);
        const F16 u = max(b * load16(s1 + i), abs(d));
        store(s0 + i, m);
        store(s1 + i, u);
        x = x - eta * m / (u + eps);
        break;
      }
      case kNadam: {
        const F16 m = fma(a, load16(s0 + i), notA * d);
        const F16 v = fma(b, load16(s1 + i), notB * d * d);
        store(s0 + i, m);
        store(s1 + i, v);
        x = x - fma(eta, m, first * d) / (sqrt(v * second) + eps);
        break;
      }
      case kLion: {
        const F16 m = load16(s0 + i), c = fma(a, m, notA * d);
        store(s0 + i, fma(b, m, notB * d));
        x = x - select(c > zero, eta, select(c < zero, minusEta, zero));
        break;
      }
      default: break;
    }
    store(w + i, x);
  }
}

using Update = void (*)(const Rates&, float*, const float*, float*, float*, float*, long);

inline Update updateOf(int optimizer) {
  static const Update rules[kOptimizerKinds] = {update<kSgd>,     update<kMomentum>, update<kNesterov>, update<kAdagrad>,
                                                update<kAdadelta>, update<kRmsprop>,  update<kAdam>,     update<kAdamax>,
                                                update<kAmsgrad>, update<kNadam>,    update<kLion>};
  return rules[optimizer];
}

/** State arrays that a rule uses, at the positions that `update` reads. */
inline bool usesState(int optimizer, int flags, int index) {
  switch (optimizer) {
    case kSgd: return false;
    case kAdadelta:
    case kAdam:
    case kAdamax:
    case kNadam: return index < 2;
    case kAmsgrad: return index < 3;
    case kRmsprop: return index < 2 || (index == 2 && (flags & kCentered));
    default: return index < 1;
  }
}

/** w ·= `factor`, or g += λw, where decay applies. */
inline void addScaled(float* to, const float* from, float factor, long size) {
  const F16 f = broadcast(factor);
  for (long i = 0; i < size; i += kLanes) store(to + i, fma(f, load16(from + i), load16(to + i)));
}

/** ½λ‖w‖² over the decayed tensors, under `l2`. */
inline float penaltyOf(const Plan& p) {
  if (p.decayMode != kL2) return 0.0f;
  double sum = 0;
  bool finite = true;
  for (int t = 0; t < p.tensorCount; t++)
    if (p.tensors[t].decayed) sum += sumOfSquares(p.weights + p.tensors[t].at, p.tensors[t].size, &finite);
  return static_cast<float>(0.5 * p.lambda * sum);
}

/** Clips, decays and updates. False, with nothing changed but the gradients, if a gradient is not finite. */
inline bool applyGradients(Plan& p, float learningRate) {
  bool finite = true;
  double squares = 0;
  for (int t = 0; t < p.tensorCount; t++)
    if (p.tensors[t].trainable) squares += sumOfSquares(p.gradients + p.tensors[t].at, p.tensors[t].size, &finite);
  if (!finite) return false;
  if (p.clip) {
    const double norm = __builtin_sqrt(squares);
    if (!(norm < 3e38)) return false;
    if (norm > p.clipNorm) {
      const F16 factor = broadcast(static_cast<float>(p.clipNorm / norm));
      for (long i = 0; i < p.padded; i += kLanes) store(p.gradients + i, load16(p.gradients + i) * factor);
    }
  }
  const Rates rates = ratesOf(p, learningRate);
  const Update rule = updateOf(p.optimizer);
  for (int t = 0; t < p.tensorCount; t++) {
    const Tensor& tensor = p.tensors[t];
    if (!tensor.trainable) continue;
    const long size = (tensor.size + kLanes - 1) / kLanes * kLanes;
    float *w = p.weights + tensor.at, *g = p.gradients + tensor.at;
    if (tensor.decayed && p.decayMode == kL2) addScaled(g, w, static_cast<float>(p.lambda), size);
    if (tensor.decayed && p.decayMode == kDecoupled)
      addScaled(w, w, static_cast<float>(-static_cast<double>(learningRate) * p.lambda), size);
    rule(rates, w, g, p.state[0] + tensor.at, p.state[1] + tensor.at, p.state[2] + tensor.at, size);
    // a rule with ε = 0 makes 0/0 of the padding
    for (long i = tensor.size; i < size; i++) w[i] = 0.0f;
  }
  return true;
}

}  // namespace DESCENT_ISA_NS
