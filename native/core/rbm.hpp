// A dense layer as a restricted Boltzmann machine of binary units: one step of contrastive divergence (CD-1, Hinton 2002)
// a batch, on what the layers below give of its images. Its own scratch; the plan only lends its layers below.
#pragma once
#include "dropout.hpp"
#include "step.hpp"

namespace DESCENT_ISA_NS {

struct Rbm {
  int in, out, groups;  // units; groups of the largest batch
  long width;           // out, padded to whole lanes
  // [data and reconstruction of each group]
  float* visible;       // [unit][16]
  float* rows;          // hidden probabilities [sample][width]; of a reconstruction negative
  float *hidden, *states;                 // one of each group, [width][16]
  float *gradient, *velocity;             // [in][width]
  float *visibleBias, *visibleVelocity;   // [in]
  float* hiddenVelocity;                  // [width]
  Run* runs;

  float* visibleOf(int r) const { return visible + r * static_cast<long>(in) * kLanes; }
  float* rowsOf(int r) const { return rows + r * kLanes * width; }
  float* hiddenOf(int g) const { return hidden + g * width * kLanes; }
  float* statesOf(int g) const { return states + g * width * kLanes; }
};

inline Rbm takeRbm(const Op& op, int batch, Arena& arena) {
  Rbm r{};
  r.in = static_cast<int>(op.in.floats() / kLanes);
  r.out = op.out.c;
  r.groups = (batch + kLanes - 1) / kLanes;
  r.width = (r.out + kLanes - 1) / kLanes * static_cast<long>(kLanes);
  r.visible = arena.take<float>(2l * r.groups * r.in * kLanes);
  r.rows = arena.take<float>(2l * r.groups * kLanes * r.width);
  r.hidden = arena.take<float>(r.groups * r.width * kLanes);
  r.states = arena.take<float>(r.groups * r.width * kLanes);
  r.gradient = arena.take<float>(r.in * r.width);
  r.velocity = arena.take<float>(r.in * r.width);
  r.visibleBias = arena.take<float>(r.in);
  r.visibleVelocity = arena.take<float>(r.in);
  r.hiddenVelocity = arena.take<float>(r.width);
  r.runs = arena.take<Run>(2l * r.groups);
  return r;
}

/** hidden = σ(v W + c) of all groups, zero in lanes without a sample; v is the data (0) or its reconstruction (1). */
inline void rbmHidden(const Op& op, const Rbm& r, int groups, int samples, int which) {
  r.runs[0] = {0, 0};
  TileArgs a{};
  a.x = r.visibleOf(which * r.groups);
  a.xp = static_cast<long>(r.in) * kLanes;
  a.xi = kLanes;
  a.w = op.w;
  a.wk = 1;
  a.wi = r.out;
  a.runs = r.runs;
  a.runCount = 1;
  a.terms = r.in;
  a.bias = op.b;
  a.y = r.hidden;
  a.yp = r.width * kLanes;
  a.yk = kLanes;
  a.lanes = kLanes;
  tiles(a, groups, r.out);
  for (int g = 0; g < groups; g++) {
    const M16 lanes = activeLanes(samples - g * kLanes);
    float* h = r.hiddenOf(g);
    for (int k = 0; k < r.out; k++) store(h + k * kLanes, select(lanes, sigmoid(load16(h + k * kLanes)), zero16()));
  }
}

/** Binary states of the hidden units: unit k of a sample is word k & 3 at counter [k >> 2, sample, step, 0], by its first 24 bits. */
inline void rbmSample(const Op& op, const Rbm& r, int groups, uint32_t step) {
  const F16 unit = broadcast(0x1p-24f), one = broadcast(1.0f);
  for (int g = 0; g < groups; g++) {
    const I16 sample = laneIndex() + broadcast(g * kLanes);
    for (int k = 0; k < r.out; k += 4) {
      const Words w = philox(broadcast(k >> 2), sample, broadcast(static_cast<int>(step)), broadcast(0), op.key0, op.key1);
      for (int j = 0; j < 4 && k + j < r.out; j++) {
        const F16 u = toFloat(shiftRight<8>(w.word[j])) * unit;
        const long at = static_cast<long>(k + j) * kLanes;
        store(r.statesOf(g) + at, select(load16(r.hiddenOf(g) + at) > u, one, zero16()));
      }
    }
  }
}

/** Reconstruction σ(s Wᵀ + b) of all groups. */
inline void rbmReconstruct(const Op& op, const Rbm& r, int groups) {
  r.runs[0] = {0, 0};
  TileArgs a{};
  a.x = r.states;
  a.xp = r.width * kLanes;
  a.xi = kLanes;
  a.w = op.w;
  a.wk = r.out;
  a.wi = 1;
  a.runs = r.runs;
  a.runCount = 1;
  a.terms = r.out;
  a.bias = r.visibleBias;
  a.y = r.visibleOf(r.groups);
  a.yp = static_cast<long>(r.in) * kLanes;
  a.yk = kLanes;
  a.lanes = kLanes;
  tiles(a, groups, r.in);
  for (int g = 0; g < groups; g++) {
    float* v = r.visibleOf(r.groups + g);
    for (long i = 0; i < static_cast<long>(r.in) * kLanes; i += kLanes) store(v + i, sigmoid(load16(v + i)));
  }
}

/** Probabilities of the hidden units as rows of samples, times `sign`. */
inline void rbmRows(const Rbm& r, int groups, int which, float sign) {
  for (int g = 0; g < groups; g++) {
    float *h = r.hiddenOf(g), *to = r.rowsOf(which * r.groups + g);
    for (long i = 0; i < r.width * kLanes; i += kLanes) store(h + i, load16(h + i) * broadcast(sign));
    for (int k = 0; k < r.out; k += kLanes) transpose16(h + static_cast<long>(k) * kLanes, kLanes, to + k, r.width);
  }
}

/** gradient[i][k] = Σ v h over the data − Σ v h over the reconstruction, samples in order within each group. */
inline void rbmGradient(const Rbm& r, int groups) {
  for (int which = 0; which < 2; which++)
    for (int g = 0; g < groups; g++) {
      const int at = which * r.groups + g;
      r.runs[which * groups + g] = {at * kLanes * r.width, at * static_cast<long>(r.in) * kLanes};
    }
  TileArgs a{};
  a.x = r.rows;
  a.xp = kLanes;
  a.xi = r.width;
  a.wk = kLanes;
  a.wi = 1;
  a.runs = r.runs;
  a.runCount = 2 * groups;
  a.terms = kLanes;
  a.yp = kLanes;
  a.yk = r.width;
  a.lanes = kLanes;
  for (int i = 0; i < r.in; i += kTileK) {
    a.w = r.visible + static_cast<long>(i) * kLanes;
    a.y = r.gradient + i * r.width;
    tiles(a, static_cast<int>(r.width / kLanes), r.in - i < kTileK ? r.in - i : kTileK);
  }
}

/** velocity = momentum · velocity + rate · gradient; w += velocity. `count` values of w, both others padded to lanes. */
inline void rbmUpdate(const float* gradient, float rate, float momentum, float* velocity, float* w, long count) {
  for (long i = 0; i < count; i += kLanes) {
    const F16 v = fma(broadcast(momentum), load16(velocity + i), broadcast(rate) * load16(gradient + i));
    store(velocity + i, v);
    const int lanes = static_cast<int>(count - i < kLanes ? count - i : kLanes);
    alignas(64) float t[kLanes] = {};
    __builtin_memcpy(t, w + i, sizeof(float) * lanes);
    store(t, load16(t) + v);
    __builtin_memcpy(w + i, t, sizeof(float) * lanes);
  }
}

/** Sums over the samples: of hidden units, as rows, into `sums` (width); of visible units less their reconstruction. */
inline void rbmBiases(Op& op, const Rbm& r, int groups, int samples, float rate, float momentum, double* squares) {
  for (long k = 0; k < r.width; k += kLanes) {
    alignas(64) float sums[kLanes];
    F16 sum = zero16();
    for (int which = 0; which < 2; which++)
      for (int g = 0; g < groups; g++)
        for (int s = 0; s < kLanes; s++) sum = sum + load16(r.rowsOf(which * r.groups + g) + s * r.width + k);
    store(sums, sum);
    rbmUpdate(sums, rate, momentum, r.hiddenVelocity + k, op.b + k, r.out - k < kLanes ? r.out - k : kLanes);
  }
  *squares = 0;
  for (long i = 0; i < r.in; i += kLanes) {
    alignas(64) float sums[kLanes] = {};
    const int units = static_cast<int>(r.in - i < kLanes ? r.in - i : kLanes);
    for (int u = 0; u < units; u++) {
      F16 sum = zero16(), square = zero16();
      for (int g = 0; g < groups; g++) {
        const long at = (i + u) * kLanes;
        const F16 d = select(activeLanes(samples - g * kLanes), load16(r.visibleOf(g) + at) - load16(r.visibleOf(r.groups + g) + at), zero16());
        sum = sum + d;
        square = fma(d, d, square);
      }
      sums[u] = reduceAdd(sum);
      *squares += reduceAdd(square);
    }
    // padded: the velocity has whole lanes as every array of the arena
    rbmUpdate(sums, rate, momentum, r.visibleVelocity + i, r.visibleBias + i, units);
  }
}

/** One batch; returns the mean squared error of the reconstruction, a visible unit. */
inline double rbmStep(Plan& p, Op& op, const Rbm& r, const DescentImages& data, const uint32_t* order, int64_t first, int samples,
                      float learningRate, float momentum, uint32_t step) {
  const int groups = (samples + kLanes - 1) / kLanes;
  const long values = static_cast<long>(r.in) * kLanes;
  p.mode = kInference;
  for (int g = 0; g < groups; g++) {
    const int left = samples - g * kLanes;
    gather(p, data, order, first + g * kLanes, left < kLanes ? left : kLanes);
    for (Op* below = p.ops; below != &op; below++) below->forward(p, *below, 0, 1);
    __builtin_memcpy(r.visibleOf(g), op.x(0), sizeof(float) * values);
  }
  rbmHidden(op, r, groups, samples, 0);
  rbmSample(op, r, groups, step);
  rbmRows(r, groups, 0, 1.0f);
  rbmReconstruct(op, r, groups);
  rbmHidden(op, r, groups, samples, 1);
  rbmRows(r, groups, 1, -1.0f);
  rbmGradient(r, groups);
  const float rate = static_cast<float>(static_cast<double>(learningRate) / samples);
  for (int i = 0; i < r.in; i++)
    rbmUpdate(r.gradient + i * r.width, rate, momentum, r.velocity + i * r.width, op.w + static_cast<long>(i) * r.out, r.out);
  double squares;
  rbmBiases(op, r, groups, samples, rate, momentum, &squares);
  return squares / (static_cast<double>(samples) * r.in);
}

}  // namespace DESCENT_ISA_NS
