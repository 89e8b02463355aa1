// Convolution in lane layout: input [row][column][in][16], already padded, output [pixel][out][16].
#pragma once
#include "outer.hpp"

namespace DESCENT_ISA_NS::kernels {

/** Shapes of a convolution whose input is physically padded (so that no loop checks bounds). */
struct ConvShape {
  int height, width;  // of the padded input, pixels
  int in, out;        // channels
  int kh, kw, sy, sx;
  int outHeight, outWidth;
  long taps() const { return static_cast<long>(kh) * kw * in; }
};

/** floats that packConvWeights writes */
inline long packedConvSize(const ConvShape& s) { return s.taps() * s.out; }

/** w (kh, kw, in, out) to tiles of at most kTile4 channels, each [tap][channel of the tile] */
inline void packConvWeights(const ConvShape& s, const float* w, float* packed) {
  const long taps = s.taps();
  for (int c0 = 0; c0 < s.out;) {
    const int m = balancedPiece(s.out, c0, kTile4);
    for (long k = 0; k < taps; k++)
      for (int c = 0; c < m; c++) *packed++ = w[k * s.out + c0 + c];
    c0 += m;
  }
}

template <int M, int V>
DESCENT_INLINE void convTile(Tile<M, V>& acc, const ConvShape& s, const float* packed, const float* const (&x)[V]) {
  acc.clear();
  const int steps = s.kw * s.in;
  outerProducts<1>(acc, packed, static_cast<long>(steps) * M, M, x, static_cast<long>(s.width) * s.in * kLanes, kLanes,
                   s.kh, steps);
}

/**
 * x: padded lanes of one group; packed: packConvWeights; bias (out) or null; y [pixel][out][16]
 * Each output is one chain of fma over (ky, kx, in) from zero, the bias added at the end.
 */
template <int V, int M>
DESCENT_NOINLINE void convForwardTile(const ConvShape& s, const float* x, const float* packed, const float* bias, float* y,
                                      int c0) {
  const int pixels = s.outHeight * s.outWidth;
  const long pixelStride = static_cast<long>(s.in) * kLanes;
  for (int p = 0; p < pixels; p += V) {
    const float* base[V];
    int at[V];
    for (int i = 0; i < V; i++) {
      // the last tile repeats its last pixel: same bits written twice
      at[i] = p + i < pixels ? p + i : pixels - 1;
      const int row = at[i] / s.outWidth, column = at[i] - row * s.outWidth;
      base[i] = x + (static_cast<long>(row * s.sy) * s.width + column * s.sx) * pixelStride;
    }
    for (int lane = 0; lane < kLanes; lane += kWidth) {
      const float* b[V];
      for (int i = 0; i < V; i++) b[i] = base[i] + lane;
      Tile<M, V> acc;
      convTile(acc, s, packed, b);
      for (int m = 0; m < M; m++) {
        const VF shift = vbroadcast(bias ? bias[c0 + m] : 0.0f);
        for (int i = 0; i < V; i++) {
          const VF z = bias ? acc.v[m][i] + shift : acc.v[m][i];
          store(y + (static_cast<long>(at[i]) * s.out + c0 + m) * kLanes + lane, z);
        }
      }
    }
  }
}

inline void convForward(const ConvShape& s, const float* x, const float* packed, const float* bias, float* y) {
  for (int c0 = 0; c0 < s.out;) {
    const int m = balancedPiece(s.out, c0, kTile4);
    withConstant<kTile4>(m, [&](auto M) {
      convForwardTile<4, decltype(M)::value>(s, x, packed + c0 * s.taps(), bias, y, c0);
    });
    c0 += m;
  }
}

/**
 * The same, then ReLU (if kRelu) and a 2 × 2 max pool of stride 2, all in registers.
 * y [window][out][16]; code [window][out][16] bytes: 2 * row + column of the first largest pixel.
 */
template <int M, bool kRelu>
DESCENT_NOINLINE void convPoolTile(const ConvShape& s, const float* x, const float* packed, const float* bias, float* y,
                                   unsigned char* code, int c0) {
  const int poolH = s.outHeight / 2, poolW = s.outWidth / 2;
  const long pixelStride = static_cast<long>(s.in) * kLanes;
  const long right = s.sx * pixelStride, below = static_cast<long>(s.sy) * s.width * pixelStride;
  for (int wy = 0; wy < poolH; wy++) {
    for (int wx = 0; wx < poolW; wx++) {
      const float* corner = x + 2 * (wy * below + wx * right);
      const long window = (static_cast<long>(wy) * poolW + wx) * s.out + c0;
      for (int lane = 0; lane < kLanes; lane += kWidth) {
        const float* b[4] = {corner + lane, corner + right + lane, corner + below + lane, corner + below + right + lane};
        Tile<M, 4> acc;
        convTile(acc, s, packed, b);
        for (int m = 0; m < M; m++) {
          VF best = acc.v[m][0];
          VI which = vbroadcast(0);
          for (int i = 1; i < 4; i++) {
            const VM larger = acc.v[m][i] > best;
            best = select(larger, acc.v[m][i], best);
            which = select(larger, vbroadcast(i), which);
          }
          // adding the bias is monotone, so it may come after the maximum
          if (bias) best = best + vbroadcast(bias[c0 + m]);
          if (kRelu) best = max(vzero(), best);  // NaN stays
          store(y + (window + m) * kLanes + lane, best);
          storeBytes(code + (window + m) * kLanes + lane, which);
        }
      }
    }
  }
}

template <bool kRelu>
inline void convPoolForward(const ConvShape& s, const float* x, const float* packed, const float* bias, float* y,
                            unsigned char* code) {
  for (int c0 = 0; c0 < s.out;) {
    const int m = balancedPiece(s.out, c0, kTile4);
    withConstant<kTile4>(m, [&](auto M) {
      convPoolTile<decltype(M)::value, kRelu>(s, x, packed + c0 * s.taps(), bias, y, code, c0);
    });
    c0 += m;
  }
}

}  // namespace DESCENT_ISA_NS::kernels
