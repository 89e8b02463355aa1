// Backward through a convolution followed by a non-overlapping 2 × 2 max pool. Of each window one pixel has a
// gradient, and under ReLU often none, so both gradients are sums over a list of (where, how much) instead of
// convolutions. Samples are taken one by one in NHWC, where a kernel row (kw × in) is contiguous.
#pragma once
#include "conv_forward.hpp"

namespace DESCENT_ISA_NS::kernels {

/** A convolution and the pool behind it; `conv` as in conv_forward.hpp. */
struct ConvPool {
  ConvShape conv;
  int poolHeight, poolWidth;
  int windows() const { return poolHeight * poolWidth; }
  /** floats of one sample's padded input, with slack for vectors that reach over its end */
  long sampleStride() const { return (static_cast<long>(conv.height) * conv.width * conv.in + 16 + 15) / 16 * 16; }
  /** floats of a kernel row, padded */
  long rowStride() const { return (static_cast<long>(conv.kw) * conv.in + 15) / 16 * 16; }
  /** floats of a filter whose rows are padded */
  long filterStride() const { return rowStride() * conv.kh; }
};

/** Entries of one list: most of what one channel (16 samples) or one sample (all channels) can have, plus slack. */
inline long sparseListSize(const ConvPool& s) {
  const long windows = (s.windows() + 15) / 16 * 16, channels = (s.conv.out + 15) / 16 * 16;
  const long a = windows * 16, b = static_cast<long>(s.windows()) * channels;
  return (a > b ? a : b) + 32;
}

// Largest register tile of kernel rows × vectors.
constexpr int kSparseTile = kRegisters == 32 ? 20 : 12;
constexpr int kSparseRows = 7;
constexpr int kSparseVectors = 10;

/**
 * Entries of channel c of one group, sample after sample, window after window:
 * at[i] = offset of the chosen patch in xs (16 samples, sampleStride), value[i] = gradient, zeros left out.
 * g, code [window][out][16]
 */
inline int listChannel(const ConvPool& s, const float* g, const unsigned char* code, int c, int* at, float* value,
                       float* block) {
  const int windows = s.windows();
  const long step = static_cast<long>(s.conv.out) * kLanes;
  const int dx = s.conv.sx * s.conv.in, dy = s.conv.sy * s.conv.width * s.conv.in;
  const int blocks = (windows + 15) / 16;
  float* values = block;                                         // [sample][window]
  int* offsets = reinterpret_cast<int*>(block + 16l * 16 * blocks);  // the same
  const long stride = 16l * blocks;
  alignas(64) int lanes[16 * 16];
  for (int b = 0; b < blocks; b++) {
    const int first = b * 16, count = windows - first < 16 ? windows - first : 16;
    alignas(64) float tail[16 * 16];
    const float* from = g + (static_cast<long>(first) * s.conv.out + c) * kLanes;
    long fromStride = step;
    if (count < 16) {
      for (int i = 0; i < 16; i++) store(tail + 16 * i, i < count ? load16(from + i * step) : zero16());
      from = tail;
      fromStride = 16;
    }
    transpose16(from, fromStride, values + first, stride);
    for (int i = 0; i < 16; i++) {
      const int w = first + (i < count ? i : 0), wy = w / s.poolWidth, wx = w - wy * s.poolWidth;
      const I16 which = loadBytes16(code + (static_cast<long>(w) * s.conv.out + c) * kLanes);
      const I16 down = shiftRight<1>(which), right = which & broadcast(1);
      storeu(lanes + 16 * i, broadcast(2 * (wy * dy + wx * dx)) + mulLow(down, broadcast(dy)) + mulLow(right, broadcast(dx)));
    }
    transpose16(reinterpret_cast<const float*>(lanes), 16, reinterpret_cast<float*>(offsets) + first, stride);
  }
  int n = 0;
  const int sample = static_cast<int>(s.sampleStride());
  for (int lane = 0; lane < kLanes; lane++) {
    const I16 base = broadcast(lane * sample);
    for (int w = 0; w < windows; w += 16) {
      const float* v = values + lane * stride + w;
      int* o = offsets + lane * stride + w;
      storeu(o, loadu16(o) + base);
      const unsigned alive = ~maskBits(loadu16(v) == zero16()) & 0xffffu;
      n = appendKept(alive, o, v, at, value, n);
    }
  }
  return n;
}
/** floats that listChannel needs in `block` */
inline long listChannelScratch(const ConvPool& s) { return 2l * 16 * 16 * ((s.windows() + 15) / 16); }

template <class T, int R, int V>
DESCENT_NOINLINE void sparseWeightRows(const int* at, const float* value, int n, const float* xs, long xRow, float* gw,
                                       long gwRow) {
  constexpr int W = Vector<T>::width;
  T acc[R][V];
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 16
    for (int v = 0; v < V; v++) acc[r][v] = Vector<T>::load(gw + r * gwRow + v * W);
  for (int i = 0; i < n; i++) {
    const float* x = xs + at[i];
    const T k = Vector<T>::broadcast(value[i]);
#pragma GCC unroll 8
    for (int r = 0; r < R; r++)
#pragma GCC unroll 16
      for (int v = 0; v < V; v++) acc[r][v] = fma(k, Vector<T>::load(x + r * xRow + v * W), acc[r][v]);
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 16
    for (int v = 0; v < V; v++) storeu(gw + r * gwRow + v * W, acc[r][v]);
}

/** Calls f(Constant<R>, Constant<V>, row, vector) over a cover of rows × vectors by register tiles. */
template <class F> DESCENT_INLINE void coverRows(int rows, int vectors, F f) {
  for (int v0 = 0; v0 < vectors;) {
    const int v = balancedPiece(vectors, v0, kSparseVectors);
    int most = kSparseTile / v;
    if (most > kSparseRows) most = kSparseRows;
    for (int r0 = 0; r0 < rows;) {
      const int r = balancedPiece(rows, r0, most);
      withConstant<kSparseVectors>(v, [&](auto V) {
        constexpr int kMost = kSparseTile / decltype(V)::value < kSparseRows ? kSparseTile / decltype(V)::value : kSparseRows;
        withConstant<kMost>(r, [&](auto R) { f(R, V, r0, v0); });
      });
      r0 += r;
    }
    v0 += v;
  }
}

/** gw (out, kh, rowStride) += Σ value * patch of xs, for one group; every weight one chain over (sample, window). */
inline void sparseWeightGradient(const ConvPool& s, const float* g, const unsigned char* code, const float* xs, float* gw,
                                 int* at, float* value, float* block) {
  const int row = s.conv.kw * s.conv.in;
  const long xRow = static_cast<long>(s.conv.width) * s.conv.in;
  for (int c = 0; c < s.conv.out; c++) {
    const int n = listChannel(s, g, code, c, at, value, block);
    float* filter = gw + c * s.filterStride();
    auto run = [&](auto type) {
      using T = decltype(type);
      constexpr int W = Vector<T>::width;
      coverRows(s.conv.kh, (row + W - 1) / W, [&](auto R, auto V, int r0, int v0) {
        sparseWeightRows<T, decltype(R)::value, decltype(V)::value>(at, value, n, xs + r0 * xRow + v0 * W, xRow,
                                                                   filter + r0 * s.rowStride() + v0 * W, s.rowStride());
      });
    };
    if (row <= 8) run(VH{});
    else run(VF{});
  }
}

/** gw (out, kh, rowStride) to the snapshot's (kh, kw, in, out) */
inline void unpackWeightGradient(const ConvPool& s, const float* gw, float* out) {
  const int row = s.conv.kw * s.conv.in;
  for (int c = 0; c < s.conv.out; c++)
    for (int ky = 0; ky < s.conv.kh; ky++)
      for (int i = 0; i < row; i++)
        out[(static_cast<long>(ky) * row + i) * s.conv.out + c] = gw[c * s.filterStride() + ky * s.rowStride() + i];
}

}  // namespace DESCENT_ISA_NS::kernels
