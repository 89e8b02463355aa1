// The register tile under convolution, dense layers and their gradients:
//   y[p][k][lane] = sum over runs r, terms i of x[runs[r].x + p * xp + i * xi + lane] * w[runs[r].w + k * wk + i * wi]
// Each output is one chain of fused multiply-adds in the order of (r, i), from zero: tile sizes change no bit.
#pragma once
#include "plan.hpp"

namespace DESCENT_ISA_NS {

// vectors x broadcasts: as many accumulators as the registers hold
constexpr int kTileP = kVectors == 1 ? 4 : 1;
constexpr int kTileK = kRegisters / kVectors >= 8 ? 6 : 3;

struct TileArgs {
  const float* x;
  long xp, xi;
  const float* w;
  long wk, wi;
  const Run* runs;
  int runCount;
  long terms;         // in each run
  const float* bias;  // one a k, added at the end; null: none
  float* y;
  long yp, yk;
  int lanes;          // stored of each vector; 16: all
};

DESCENT_INLINE void storeLanes(float* p, F16 a, int lanes) {
  if (lanes == kLanes) {
    storeu(p, a);
    return;
  }
  alignas(64) float t[kLanes];
  store(t, a);
  for (int i = 0; i < lanes; i++) p[i] = t[i];
}

template <int P, int K> DESCENT_NOINLINE void tile(const TileArgs& a) {
  F16 acc[P][K];
  for (int p = 0; p < P; p++)
    for (int k = 0; k < K; k++) acc[p][k] = zero16();
  const long xp = a.xp, xi = a.xi, wk = a.wk, wi = a.wi;
  for (int r = 0; r < a.runCount; r++) {
    const float* x = a.x + a.runs[r].x;
    const float* w = a.w + a.runs[r].w;
    for (long i = 0; i < a.terms; i++) {
      F16 v[P];
      for (int p = 0; p < P; p++) v[p] = load16(x + p * xp);
      for (int k = 0; k < K; k++) {
        const F16 b = broadcast(w[k * wk]);
        for (int p = 0; p < P; p++) acc[p][k] = fma(v[p], b, acc[p][k]);
      }
      x += xi;
      w += wi;
    }
  }
  for (int k = 0; k < K; k++) {
    const F16 bias = broadcast(a.bias ? a.bias[k] : 0.0f);
    for (int p = 0; p < P; p++) storeLanes(a.y + p * a.yp + k * a.yk, a.bias ? acc[p][k] + bias : acc[p][k], a.lanes);
  }
}

template <int P> inline void tileK(const TileArgs& a, int k) {
  switch (k) {
    case 1: return tile<P, 1>(a);
    case 2: return tile<P, 2>(a);
    case 3: return tile<P, 3>(a);
    case 4: return tile<P, kTileK < 4 ? kTileK : 4>(a);
    case 5: return tile<P, kTileK < 5 ? kTileK : 5>(a);
    default: return tile<P, kTileK>(a);
  }
}

/** `vectors` × `outputs` of y, in tiles. */
inline void tiles(TileArgs a, int vectors, int outputs) {
  const float *x = a.x, *w = a.w, *bias = a.bias;
  float* y = a.y;
  for (int k = 0; k < outputs; k += kTileK) {
    const int ks = outputs - k < kTileK ? outputs - k : kTileK;
    a.w = w + k * a.wk;
    a.bias = bias ? bias + k : nullptr;
    for (int p = 0; p < vectors; p += kTileP) {
      const int ps = vectors - p < kTileP ? vectors - p : kTileP;
      a.x = x + p * a.xp;
      a.y = y + p * a.yp + k * a.yk;
      switch (ps) {
        case 1: tileK<1>(a, ks); break;
        case 2: tileK<kTileP < 2 ? 1 : 2>(a, ks); break;
        case 3: tileK<kTileP < 3 ? 1 : 3>(a, ks); break;
        default: tileK<kTileP>(a, ks);
      }
    }
  }
}

/** dst[c] += the sum over lanes of each of `count` vectors, for `pixels` pixels of `count` channels. */
inline void addChannelSums(const float* dy, int pixels, int count, float* dst) {
  for (int c = 0; c < count; c++) {
    F16 sum = zero16();
    for (int p = 0; p < pixels; p++) sum = sum + load16(dy + (static_cast<long>(p) * count + c) * kLanes);
    dst[c] += reduceAdd(sum);
  }
}

}  // namespace DESCENT_ISA_NS
