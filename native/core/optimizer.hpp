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

/** A step's factors in all lanes; T is a vector type. */
template <class T> struct RuleConstants {
  T eta, minusEta, epsilon, momentum, zero, a, notA, b, notB, first, second;
  bool outside, centered;
  explicit RuleConstants(const Rates& r) {
    using V = Vector<T>;
    zero = V::broadcast(0.0f);
    eta = V::broadcast(r.rate);
    minusEta = zero - eta;
    epsilon = V::broadcast(r.epsilon);
    momentum = V::broadcast(r.momentum);
    a = V::broadcast(r.a);
    notA = V::broadcast(r.oneMinusA);
    b = V::broadcast(r.b);
    notB = V::broadcast(r.oneMinusB);
    first = V::broadcast(r.first);
    second = V::broadcast(r.second);
    outside = r.outside;
    centered = r.centered;
  }
};

/** A rule's states, in the order of Plan::state. */
template <class T> struct RuleState { T a, b, c; };

/** States that a rule may use. */
constexpr int statesOf(int rule) {
  switch (rule) {
    case kSgd: return 0;
    case kAdadelta:
    case kAdam:
    case kAdamax:
    case kNadam: return 2;
    case kRmsprop:
    case kAmsgrad: return 3;
    default: return 1;
  }
}

/** The new weights, from weights x and gradients d; changes the states. */
template <int Rule, class T> DESCENT_INLINE T updateRule(const RuleConstants<T>& k, T x, T d, RuleState<T>& s) {
  if constexpr (Rule == kSgd) {
    return fma(k.minusEta, d, x);
  } else if constexpr (Rule == kMomentum) {
    s.a = fma(k.momentum, s.a, k.minusEta * d);
    return x + s.a;
  } else if constexpr (Rule == kNesterov) {
    s.a = fma(k.momentum, s.a, k.minusEta * d);
    return x + fma(k.momentum, s.a, k.minusEta * d);
  } else if constexpr (Rule == kAdagrad) {
    s.a = fma(d, d, s.a);
    return x - k.eta * d / (k.outside ? sqrt(s.a) + k.epsilon : sqrt(s.a + k.epsilon));
  } else if constexpr (Rule == kAdadelta) {
    s.a = fma(k.a, s.a, k.notA * d * d);
    const T step = (k.zero - sqrt(s.b + k.epsilon)) / sqrt(s.a + k.epsilon) * d;
    s.b = fma(k.a, s.b, k.notA * step * step);
    return fma(k.eta, step, x);
  } else if constexpr (Rule == kRmsprop) {
    s.a = fma(k.a, s.a, k.notA * d * d);
    T under = s.a * k.second;
    if (k.centered) {
      s.c = fma(k.a, s.c, k.notA * d);
      // rounding may take the difference below zero
      under = max(under - s.c * s.c, k.zero);
    }
    s.b = fma(k.momentum, s.b, k.eta * d / (k.outside ? sqrt(under) + k.epsilon : sqrt(under + k.epsilon)));
    return x - s.b;
  } else if constexpr (Rule == kAdam || Rule == kAmsgrad) {
    s.a = fma(k.a, s.a, k.notA * d);
    s.b = fma(k.b, s.b, k.notB * d * d);
    T v = s.b;
    if constexpr (Rule == kAmsgrad) v = s.c = max(s.c, v);
    return x - k.eta * s.a / (sqrt(v * k.second) + k.epsilon);
  } else if constexpr (Rule == kAdamax) {
    s.a = fma(k.a, s.a, k.notA * d);
    s.b = max(k.b * s.b, abs(d));
    return x - k.eta * s.a / (s.b + k.epsilon);
  } else if constexpr (Rule == kNadam) {
    s.a = fma(k.a, s.a, k.notA * d);
    s.b = fma(k.b, s.b, k.notB * d * d);
    return x - fma(k.eta, s.a, k.first * d) / (sqrt(s.b * k.second) + k.epsilon);
  } else {
    static_assert(Rule == kLion);
    const T c = fma(k.a, s.a, k.notA * d);
    s.a = fma(k.b, s.a, k.notB * d);
    return x - select(c > k.zero, k.eta, select(c < k.zero, k.minusEta, k.zero));
  }
}

/** One rule on `size` values (a multiple of 16). s0, s1, s2: the rule's states. */
template <int Rule> void update(const Rates& r, float* w, const float* g, float* s0, float* s1, float* s2, long size) {
  const RuleConstants<F16> k(r);
  const bool third = Rule == kAmsgrad || r.centered;
  for (long i = 0; i < size; i += kLanes) {
    RuleState<F16> s{};
    if (statesOf(Rule) > 0) s.a = load16(s0 + i);
    if (statesOf(Rule) > 1) s.b = load16(s1 + i);
    if (statesOf(Rule) > 2 && third) s.c = load16(s2 + i);
    store(w + i, updateRule<Rule>(k, load16(w + i), load16(g + i), s));
    if (statesOf(Rule) > 0) store(s0 + i, s.a);
    if (statesOf(Rule) > 1) store(s1 + i, s.b);
    if (statesOf(Rule) > 2 && third) store(s2 + i, s.c);
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

/** Layers whose gradient is not in memory (Tensor::waiting) but goes straight into the update: kernels/dense_op.hpp. */
struct Waiting {
  void (*settle)(Plan&);
  void (*update)(Plan&, const Rates&, float learningRate);
};

/** Clips, decays and updates. False, with nothing changed but the gradients, if a gradient is not finite. */
inline bool applyGradients(Plan& p, float learningRate, const Waiting& waiting) {
  waiting.settle(p);
  bool finite = true;
  double squares = 0;
  for (int t = 0; t < p.tensorCount; t++)
    if (p.tensors[t].trainable && !p.tensors[t].waiting) squares += sumOfSquares(p.gradients + p.tensors[t].at, p.tensors[t].size, &finite);
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
    if (!tensor.trainable || tensor.waiting) continue;
    const long size = (tensor.size + kLanes - 1) / kLanes * kLanes;
    float *w = p.weights + tensor.at, *g = p.gradients + tensor.at;
    if (tensor.decayed && p.decayMode == kL2) addScaled(g, w, static_cast<float>(p.lambda), size);
    if (tensor.decayed && p.decayMode == kDecoupled)
      addScaled(w, w, static_cast<float>(-static_cast<double>(learningRate) * p.lambda), size);
    rule(rates, w, g, p.state[0] + tensor.at, p.state[1] + tensor.at, p.state[2] + tensor.at, size);
    // a rule with ε = 0 makes 0/0 of the padding
    for (long i = tensor.size; i < size; i++) w[i] = 0.0f;
  }
  waiting.update(p, rates, learningRate);
  return true;
}

}  // namespace DESCENT_ISA_NS
