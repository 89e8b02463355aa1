// Weight gradient of a convolution that no max pooling made sparse. Two forms, both free of bounds checks:
//   rows:  sample after sample in NHWC; outer products of a kernel row's inputs and a pixel's output deltas. Each
//          weight is one chain over (sample, pixel), whichever side lies in the vectors.
//   lanes: for few channels, where vectors of channels would be mostly empty: samples stay in lanes, each lane sums
//          over the pixels, the lanes are summed by the fixed tree.
#pragma once
#include "conv_forward.hpp"

namespace DESCENT_ISA_NS::kernels {

DESCENT_INLINE long padded16(long n) { return (n + 15) / 16 * 16; }

/** Decides between the two forms; by the shape alone, since they give other bits. */
DESCENT_INLINE bool gradientInLanes(const ConvShape& s) { return s.out <= 8 && s.kw * s.in <= 8; }
/** Whether outputs are in the vectors and inputs are broadcast, or the other way round: the same bits. */
DESCENT_INLINE bool outputsInVectors(const ConvShape& s) {
  const long row = static_cast<long>(s.kw) * s.in;
  return padded16(s.out) * row <= padded16(row) * s.out;
}
/** floats of a vector's side, so that two vectors fit anywhere */
DESCENT_INLINE long vectorSide(const ConvShape& s) {
  const long n = outputsInVectors(s) ? s.out : static_cast<long>(s.kw) * s.in;
  return (n + 31) / 32 * 32;
}
/** floats that the gradient needs while it grows */
inline long growingGradientSize(const ConvShape& s) {
  return outputsInVectors(s) ? s.taps() * vectorSide(s) : static_cast<long>(s.out) * s.kh * vectorSide(s);
}
/** floats of one sample's input, of its deltas; with slack for vectors that reach over the end */
inline long inputStride(const ConvShape& s) { return padded16(static_cast<long>(s.height) * s.width * s.in + 32); }
inline long deltaStride(const ConvShape& s) { return padded16(static_cast<long>(s.outHeight) * s.outWidth * s.out + 32); }

struct OuterSums {
  const float *a, *b;
  long aRow, aStep, aSample, bRow, bStep, bSample;
  int rows, steps;
};

/** c (M rows of cStride) += Σ over samples, rows, steps of a[m] b[vector] */
template <int M, int V> DESCENT_NOINLINE void outerSums(const OuterSums& s, const float* a, const float* b0, float* c, long cStride) {
  Tile<M, V> acc;
#pragma GCC unroll 32
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int i = 0; i < V; i++) acc.v[m][i] = loadu(c + m * cStride + i * kWidth);
  for (int sample = 0; sample < kLanes; sample++) {
    const float* b[V];
#pragma GCC unroll 8
    for (int i = 0; i < V; i++) b[i] = b0 + sample * s.bSample + i * kWidth;
    outerProducts<1>(acc, a + sample * s.aSample, s.aRow, s.aStep, b, s.bRow, s.bStep, s.rows, s.steps);
  }
#pragma GCC unroll 32
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int i = 0; i < V; i++) storeu(c + m * cStride + i * kWidth, acc.v[m][i]);
}

inline void outerSumsTiles(const OuterSums& s, int broadcasts, int vectors, float* c, long cStride) {
  for (int v = 0; v < vectors; v += 2) {
    for (int m = 0; m < broadcasts;) {
      const int ms = balancedPiece(broadcasts, m, kTile2);
      withConstant<kTile2>(ms, [&](auto M) {
        const float *a = s.a + m, *b = s.b + v * kWidth;
        float* to = c + m * cStride + v * kWidth;
        if (v + 1 < vectors) outerSums<decltype(M)::value, 2>(s, a, b, to, cStride);
        else outerSums<decltype(M)::value, 1>(s, a, b, to, cStride);
      });
      m += ms;
    }
  }
}

/** growing += one group's gradient. xs (16, inputStride) padded NHWC, dys (16, deltaStride) NHWC */
inline void convGradientRows(const ConvShape& s, const float* xs, const float* dys, float* growing) {
  const int row = s.kw * s.in;
  const long xRow = static_cast<long>(s.width) * s.in, side = vectorSide(s);
  for (int ky = 0; ky < s.kh; ky++) {
    const float* x = xs + ky * xRow;
    const long xStep = static_cast<long>(s.sx) * s.in, xDown = s.sy * xRow, dyRow = static_cast<long>(s.outWidth) * s.out;
    if (outputsInVectors(s)) {
      const OuterSums sums{x, dys, xDown, xStep, inputStride(s), dyRow, s.out, deltaStride(s), s.outHeight, s.outWidth};
      outerSumsTiles(sums, row, (s.out + kWidth - 1) / kWidth, growing + static_cast<long>(ky) * row * side, side);
    } else {
      const OuterSums sums{dys, x, dyRow, s.out, deltaStride(s), xDown, xStep, inputStride(s), s.outHeight, s.outWidth};
      outerSumsTiles(sums, s.out, (row + kWidth - 1) / kWidth, growing + ky * side, s.kh * side);
    }
  }
}

/** growing to the snapshot's (kh, kw, in, out) */
inline void finishConvGradient(const ConvShape& s, const float* growing, float* gw) {
  const long side = vectorSide(s), row = static_cast<long>(s.kw) * s.in;
  const bool outputs = outputsInVectors(s);
  for (int ky = 0; ky < s.kh; ky++)
    for (long i = 0; i < row; i++)
      for (int c = 0; c < s.out; c++)
        gw[(ky * row + i) * s.out + c] = outputs ? growing[(ky * row + i) * side + c] : growing[(c * static_cast<long>(s.kh) + ky) * side + i];
}

constexpr int kLaneInputs = kRegisters == 32 ? 6 : 5;
constexpr int kLaneOutputs = kRegisters == 32 ? 4 : 2;

template <int I, int K>
DESCENT_NOINLINE void laneSums(const ConvShape& s, const float* x, const float* dy, float* gw) {
  alignas(64) float sums[I * K * kLanes];
  const long pixel = static_cast<long>(s.sx) * s.in * kLanes, down = static_cast<long>(s.sy) * s.width * s.in * kLanes;
  const long dyPixel = static_cast<long>(s.out) * kLanes;
  for (int lane = 0; lane < kLanes; lane += kWidth) {
    VF acc[I][K];
    for (int i = 0; i < I; i++)
      for (int k = 0; k < K; k++) acc[i][k] = vzero();
    const float* d = dy + lane;
    for (int oy = 0; oy < s.outHeight; oy++) {
      const float* from = x + oy * down + lane;
      for (int ox = 0; ox < s.outWidth; ox++) {
        VF v[K];
#pragma GCC unroll 8
        for (int k = 0; k < K; k++) v[k] = load(d + k * kLanes);
#pragma GCC unroll 8
        for (int i = 0; i < I; i++) {
          const VF u = load(from + i * kLanes);
#pragma GCC unroll 8
          for (int k = 0; k < K; k++) acc[i][k] = fma(u, v[k], acc[i][k]);
        }
        from += pixel;
        d += dyPixel;
      }
    }
    for (int i = 0; i < I; i++)
      for (int k = 0; k < K; k++) store(sums + (i * K + k) * kLanes + lane, acc[i][k]);
  }
  for (int i = 0; i < I; i++)
    for (int k = 0; k < K; k++) gw[static_cast<long>(i) * s.out + k] += reduceAdd(sums + (i * K + k) * kLanes);
}

/** gw (kh, kw, in, out) += one group's gradient; x padded lanes, dy [pixel][out][16] */
inline void convGradientLanes(const ConvShape& s, const float* x, const float* dy, float* gw) {
  const int row = s.kw * s.in;
  for (int ky = 0; ky < s.kh; ky++)
    for (int i = 0; i < row;) {
      const int is = balancedPiece(row, i, kLaneInputs);
      for (int k = 0; k < s.out;) {
        const int ks = balancedPiece(s.out, k, kLaneOutputs);
        withConstant<kLaneInputs>(is, [&](auto I) {
          withConstant<kLaneOutputs>(ks, [&](auto K) {
            laneSums<decltype(I)::value, decltype(K)::value>(s, x + (static_cast<long>(ky) * s.width * s.in + i) * kLanes,
                                                             dy + k * kLanes, gw + (static_cast<long>(ky) * row + i) * s.out + k);
          });
        });
        k += ks;
      }
      i += is;
    }
}

}  // namespace DESCENT_ISA_NS::kernels
