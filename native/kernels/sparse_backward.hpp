// Backward through a convolution followed by a non-overlapping 2 × 2 max pool. Of each window one pixel has a
// gradient, and under ReLU often none, so both gradients are sums over a list of (where, how much) instead of
// convolutions. This file: the weight gradient; sparse_input.hpp: the input's.
#pragma once
#include "conv_pool.hpp"

namespace DESCENT_ISA_NS::kernels {

/** Entries of one channel's list for 16 samples, plus slack. */
inline long weightListSize(const ConvPool& s) { return (s.windows() + 15) / 16 * 16 * 16l + 32; }

/** Channels whose lists are made before any is walked: one where the image is taken whole. */
inline int listedChannels(const ConvPool& s) { return s.sliced() ? 16 : 1; }

/** What listChannel writes for each of the listed channels, and its scratch. */
struct WeightLists {
  int* at;       // offset of the chosen patch in a slice of 16 samples
  float* value;  // gradient
  int* ends;     // [channel][kLanes + 1]: where each sample's entries begin, and the last ones end
  float* block;
};

// Largest register tile of kernel rows × vectors.
constexpr int kSparseTile = kRegisters == 32 ? 20 : 12;
constexpr int kSparseRows = 7;
constexpr int kSparseVectors = 10;

/**
 * Entries of channel c of one group, sample after sample, window after window:
 * at[i] = offset of the chosen patch in a slice of 16 samples, value[i] = gradient, zeros left out; ends as in WeightLists.
 * g, code [window][out][16]
 */
inline void listChannel(const ConvPool& s, const float* g, const unsigned char* code, int c, int* at, float* value,
                        int* ends, float* block) {
  const int windows = s.windows();
  const long step = static_cast<long>(s.conv.out) * kLanes;
  const int dx = s.conv.sx * s.channels(), dy = s.conv.sy * static_cast<int>(s.imageRow());
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
    ends[lane] = n;
    const I16 base = broadcast(lane * sample);
    for (int w = 0; w < windows; w += 16) {
      const float* v = values + lane * stride + w;
      int* o = offsets + lane * stride + w;
      storeu(o, loadu16(o) + base);
      const unsigned alive = ~maskBits(loadu16(v) == zero16()) & 0xffffu;
      n = appendKept(alive, o, v, at, value, n);
    }
  }
  ends[kLanes] = n;
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
    DESCENT_ONE_REGISTER(x);
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

/** gradient (kh, rowStride) of one slice of a filter += Σ value * patch of xs over n entries */
inline void addPatches(const ConvPool& s, const int* at, const float* value, int n, const float* xs, float* gradient) {
  const long xRow = s.imageRow(), gwRow = s.rowStride();
  auto run = [&](auto type) {
    using T = decltype(type);
    constexpr int W = Vector<T>::width;
    coverRows(s.conv.kh, (s.row() + W - 1) / W, [&](auto R, auto V, int r0, int v0) {
      sparseWeightRows<T, decltype(R)::value, decltype(V)::value>(at, value, n, xs + r0 * xRow + v0 * W, xRow,
                                                                 gradient + r0 * gwRow + v0 * W, gwRow);
    });
  };
  if (s.row() <= 8) run(VH{});
  else run(VF{});
}

/** Samples whose images are walked before the next channel's list: as many as leave room in the first cache; divides 16. */
inline int samplesTogether(const ConvPool& s) {
  constexpr long kCached = 11 * 1024;  // floats
  int samples = s.sliced() ? 1 : kLanes;
  while (samples < kLanes && 2 * samples * s.sampleStride() <= kCached) samples *= 2;
  return samples;
}

/** gw (slices, out, kh, rowStride) += Σ value * patch of xs, for one group; every weight one chain over (sample, window). */
inline void sparseWeightGradient(const ConvPool& s, const float* g, const unsigned char* code, const float* xs, float* gw,
                                 const WeightLists& lists) {
  const int most = listedChannels(s), together = samplesTogether(s), out = s.conv.out;
  const long size = weightListSize(s);
  for (int c0 = 0; c0 < out; c0 += most) {
    const int listed = out - c0 < most ? out - c0 : most;
    for (int i = 0; i < listed; i++)
      listChannel(s, g, code, c0 + i, lists.at + i * size, lists.value + i * size, lists.ends + i * (kLanes + 1), lists.block);
    for (int slice = 0; slice < s.slices(); slice++) {
      float* filters = gw + (static_cast<long>(slice) * out + c0) * s.filterStride();
      for (int sample = 0; sample < kLanes; sample += together)
        for (int i = 0; i < listed; i++) {
          const int* ends = lists.ends + i * (kLanes + 1);
          const long first = i * size + ends[sample];
          addPatches(s, lists.at + first, lists.value + first, ends[sample + together] - ends[sample],
                     xs + slice * s.sliceStride(), filters + i * s.filterStride());
        }
    }
  }
}

/** gw (slices, out, kh, rowStride) to the snapshot's (kh, kw, in, out) */
inline void unpackWeightGradient(const ConvPool& s, const float* gw, float* weights) {
  for (int slice = 0; slice < s.slices(); slice++)
    for (int c = 0; c < s.conv.out; c++, gw += s.filterStride())
      for (int ky = 0; ky < s.conv.kh; ky++)
        for (int kx = 0; kx < s.conv.kw; kx++)
          for (int i = 0; i < s.channels(); i++)
            weights[s.weightAt(slice, ky, kx, i, c)] = gw[ky * s.rowStride() + kx * s.channels() + i];
}

}  // namespace DESCENT_ISA_NS::kernels
