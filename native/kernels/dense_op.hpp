// A dense layer on register tiles. Its weight gradient can wait until the whole step is known to be finite and then
// goes into the optimizer tile by tile, without ever being written to memory.
#pragma once
#include "../core/optimizer.hpp"
#include "dense.hpp"

namespace DESCENT_ISA_NS::kernels {

struct FastDense {
  Tensor* tensor;  // of the weights
  float* rows;     // deltas as panels
  float* packed;   // scratch that all dense layers share
};

inline LaneMatrix lanesOf(const float* at, long step) { return {const_cast<float*>(at), step}; }

inline void fastDenseForward(Plan&, Op& op, int g0, int g1) {
  const FastDense& f = *static_cast<FastDense*>(op.fast);
  denseForwardBlocks(op.w, op.b, lanesOf(op.x(g0), op.xStep), lanesOf(op.y(g0), op.yStep), g1 - g0, op.in.c, op.out.c, f.packed);
}

inline void writeDenseGradient(const Plan& p, const Op& op) {
  const FastDense& f = *static_cast<FastDense*>(op.fast);
  float* to = op.gw;
  denseWeightTiles(lanesOf(op.x(0), op.xStep), f.rows, p.groups, op.in.c, op.out.c,
                   [](long, int) {}, [to](long at, VF g, int lanes) { storeSome(to + at, g, lanes); });
}

inline void fastDenseBackward(Plan& p, Op& op, int g0, int g1) {
  const FastDense& f = *static_cast<FastDense*>(op.fast);
  const LaneMatrix dy = lanesOf(op.dy(g0), op.dyStep);
  deltaPanels(dy, g1 - g0, op.out.c, f.rows);
  if (op.gb)
    for (int k = 0; k < op.out.c; k++) {
      F16 sum = zero16();
      for (int g = g0; g < g1; g++) sum = sum + load16(op.dy(g) + k * kLanes);
      op.gb[k] = reduceAdd(sum);
    }
  if (op.dxAt) denseInputBlocks(op.w, dy, lanesOf(op.dx(g0), op.dxStep), g1 - g0, op.in.c, op.out.c);
  // clipping needs the norm, and telemetry the numbers, before any update
  f.tensor->waiting = p.mode == kTraining && !p.clip;
  if (!f.tensor->waiting) writeDenseGradient(p, op);
}

/** Largest magnitude; NaN gives infinity. */
inline float largest(const float* x, long size) {
  F16 top = zero16();
  for (long i = 0; i < size; i += kLanes) top = max(abs(load16(x + i)), top);
  bool finite = true;
  float most = 0;
  alignas(64) float t[kLanes];
  store(t, top);
  for (int i = 0; i < kLanes; i++) {
    finite = finite && t[i] < 3e38f;
    most = most > t[i] ? most : t[i];
  }
  return finite ? most : __builtin_inff();
}

/**
 * Gradients that wait are certainly finite when |x| |δ| times the batch is far below the largest number.
 * Where it is not, or where an x is NaN, they are written out for the check that all other gradients go through.
 */
inline void settleWaiting(Plan& p) {
  for (int l = 0; l < p.opCount; l++) {
    const Op& op = p.ops[l];
    if (op.type != kDense || !op.fast) continue;
    FastDense& f = *static_cast<FastDense*>(op.fast);
    if (!f.tensor->waiting) continue;
    double x = 0;
    bool finite = true;
    for (int g = 0; g < p.groups; g++) {
      sumOfSquares(op.x(g), op.in.floats(), &finite);
      const double top = largest(op.x(g), op.in.floats());
      x = x > top ? x : top;
    }
    const long rows = deltaRowsSize(p.groups, op.out.c);
    sumOfSquares(f.rows, rows, &finite);
    const double d = largest(f.rows, rows);
    if (finite && x * d * (p.groups * kLanes) < 1e37) continue;
    writeDenseGradient(p, op);
    f.tensor->waiting = false;
  }
}

/** The update of one vector of weights, `lanes` of it in use. */
template <int Rule> struct TileUpdate {
  RuleConstants<VF> constants;
  float *w, *s0, *s1, *s2;
  bool decay, shrink, third;
  VF lambda, shrinkage;
  /** Starts to load the weights and states of `lanes` weights. */
  DESCENT_INLINE void prefetch(long at, int lanes) const {
    for (int i = 0; i < lanes; i += kCacheLine) {
      __builtin_prefetch(w + at + i, 1, 2);
      if (statesOf(Rule) > 0) __builtin_prefetch(s0 + at + i, 1, 2);
      if (statesOf(Rule) > 1) __builtin_prefetch(s1 + at + i, 1, 2);
      if (statesOf(Rule) > 2 && third) __builtin_prefetch(s2 + at + i, 1, 2);
    }
  }
  DESCENT_INLINE void operator()(long at, VF g, int lanes) const {
    VF x = loadSome(w + at, lanes);
    if (decay) g = fma(lambda, x, g);
    if (shrink) x = fma(shrinkage, x, x);
    RuleState<VF> s{};
    if (statesOf(Rule) > 0) s.a = loadSome(s0 + at, lanes);
    if (statesOf(Rule) > 1) s.b = loadSome(s1 + at, lanes);
    if (statesOf(Rule) > 2 && third) s.c = loadSome(s2 + at, lanes);
    x = updateRule<Rule>(constants, x, g, s);
    if (statesOf(Rule) > 0) storeSome(s0 + at, s.a, lanes);
    if (statesOf(Rule) > 1) storeSome(s1 + at, s.b, lanes);
    if (statesOf(Rule) > 2 && third) storeSome(s2 + at, s.c, lanes);
    storeSome(w + at, x, lanes);
  }
};

template <int Rule> void updateTiles(const Plan& p, const Op& op, const Rates& r, float lambda, float shrinkage) {
  const FastDense& f = *static_cast<FastDense*>(op.fast);
  const long at = f.tensor->at;
  const TileUpdate<Rule> update{RuleConstants<VF>(r), op.w, p.state[0] + at, p.state[1] + at, p.state[2] + at,
                                lambda != 0, shrinkage != 0, Rule == kAmsgrad || r.centered, vbroadcast(lambda), vbroadcast(shrinkage)};
  denseWeightTiles(lanesOf(op.x(0), op.xStep), f.rows, p.groups, op.in.c, op.out.c,
                   [&](long at, int lanes) { update.prefetch(at, lanes); }, update);
}

/** Gradient, decay and update of the layers that waited. */
inline void updateWaiting(Plan& p, const Rates& r, float learningRate) {
  for (int l = 0; l < p.opCount; l++) {
    const Op& op = p.ops[l];
    if (op.type != kDense || !op.fast) continue;
    const Tensor& tensor = *static_cast<FastDense*>(op.fast)->tensor;
    if (!tensor.waiting) continue;
    const bool decayed = tensor.decayed;
    const float lambda = decayed && p.decayMode == kL2 ? static_cast<float>(p.lambda) : 0.0f;
    const float shrinkage =
        decayed && p.decayMode == kDecoupled ? static_cast<float>(-static_cast<double>(learningRate) * p.lambda) : 0.0f;
    switch (p.optimizer) {
      case kSgd: updateTiles<kSgd>(p, op, r, lambda, shrinkage); break;
      case kMomentum: updateTiles<kMomentum>(p, op, r, lambda, shrinkage); break;
      case kNesterov: updateTiles<kNesterov>(p, op, r, lambda, shrinkage); break;
      case kAdagrad: updateTiles<kAdagrad>(p, op, r, lambda, shrinkage); break;
      case kAdadelta: updateTiles<kAdadelta>(p, op, r, lambda, shrinkage); break;
      case kRmsprop: updateTiles<kRmsprop>(p, op, r, lambda, shrinkage); break;
      case kAdam: updateTiles<kAdam>(p, op, r, lambda, shrinkage); break;
      case kAdamax: updateTiles<kAdamax>(p, op, r, lambda, shrinkage); break;
      case kAmsgrad: updateTiles<kAmsgrad>(p, op, r, lambda, shrinkage); break;
      case kNadam: updateTiles<kNadam>(p, op, r, lambda, shrinkage); break;
      default: updateTiles<kLion>(p, op, r, lambda, shrinkage);
    }
  }
}

inline void selectDense(Plan& p, Op& op, Arena& arena, float* packed) {
  FastDense f{nullptr, arena.take<float>(deltaRowsSize(p.capacity, op.out.c)), packed};
  for (int t = 0; t < p.tensorCount; t++)
    if (p.weights && p.weights + p.tensors[t].at == op.w) f.tensor = p.tensors + t;
  FastDense* kept = arena.take<FastDense>(1);
  if (!kept) return;
  *kept = f;
  f.tensor->overwritten = true;
  op.fast = kept;
  op.forward = fastDenseForward;
  op.backward = fastDenseBackward;
}

}  // namespace DESCENT_ISA_NS::kernels
