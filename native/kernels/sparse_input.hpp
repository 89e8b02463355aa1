// Input gradient of convolution + 2 × 2 max pool: for each window the channels are sorted into four buckets by
// which pixel won, a bucket's filters are summed in registers, and the sum is added to the input's gradient once.
#pragma once
#include "sparse_backward.hpp"

namespace DESCENT_ISA_NS::kernels {

/** w (kh, kw, in, out) to (slices, kh, out, rowStride), rows padded with zeros */
inline void packFilters(const ConvPool& s, const float* w, float* packed) {
  __builtin_memset(packed, 0, sizeof(float) * s.filtersSize());
  for (int slice = 0; slice < s.slices(); slice++)
    for (int ky = 0; ky < s.conv.kh; ky++)
      for (int c = 0; c < s.conv.out; c++, packed += s.rowStride())
        for (int kx = 0; kx < s.conv.kw; kx++)
          for (int i = 0; i < s.channels(); i++) packed[kx * s.channels() + i] = w[s.weightAt(slice, ky, kx, i, c)];
}

/** The lists of 16 samples: entries[lane * stride ..] sorted by (window, code); ends [lane][window * 4 + code]. */
struct InputLists {
  int* filter;   // offset in a kernel row of the packed filters
  float* value;
  int* ends;
  long stride;   // entries a lane
};
inline long inputListStride(const ConvPool& s) { return static_cast<long>(s.windows()) * s.conv.out + 32; }

inline void listWindows(const ConvPool& s, const float* g, const unsigned char* code, const InputLists& lists) {
  const int windows = s.windows(), out = s.conv.out;
  const int filter = static_cast<int>(s.rowStride());
  int filled[kLanes] = {};
  // the four codes of a window take turns, so all its channels are transposed first
  constexpr int kBlock = 8;  // 128 channels at a time
  alignas(64) float values[kBlock][16 * 16];
  alignas(64) int codes[kBlock][16 * 16], lanes[16 * 16], index[kBlock][16];
  for (int w = 0; w < windows; w++) {
    for (int c00 = 0; c00 < out; c00 += 16 * kBlock) {
      const int blocks = (out - c00 + 15) / 16 < kBlock ? (out - c00 + 15) / 16 : kBlock;
      for (int b = 0; b < blocks; b++) {
        const int c0 = c00 + 16 * b, count = out - c0 < 16 ? out - c0 : 16;
        const float* from = g + (static_cast<long>(w) * out + c0) * kLanes;
        const unsigned char* which = code + (static_cast<long>(w) * out + c0) * kLanes;
        alignas(64) float tail[16 * 16];
        for (int i = 0; i < 16; i++) {
          storeu(lanes + 16 * i, i < count ? loadBytes16(which + 16 * i) : broadcast(0));
          index[b][i] = (c0 + i) * filter;
        }
        if (count < 16) {
          for (int i = 0; i < 16; i++) store(tail + 16 * i, i < count ? load16(from + 16 * i) : zero16());
          from = tail;
        }
        transpose16(from, 16, values[b], 16);
        transpose16(reinterpret_cast<const float*>(lanes), 16, reinterpret_cast<float*>(codes[b]), 16);
      }
      for (int lane = 0; lane < kLanes; lane++) {
        int* at = lists.filter + lane * lists.stride;
        float* value = lists.value + lane * lists.stride;
        int n = filled[lane];
        for (int q = 0; q < 4; q++) {
          for (int b = 0; b < blocks; b++) {
            const float* v = values[b] + 16 * lane;
            const unsigned alive = ~maskBits(load16(v) == zero16()) & 0xffffu;
            const unsigned here = maskBits(loadu16(codes[b] + 16 * lane) == broadcast(q));
            n = appendKept(alive & here, index[b], v, at, value, n);
          }
          lists.ends[(static_cast<long>(lane) * windows + w) * 4 + q] = n;
        }
        filled[lane] = n;
      }
    }
  }
}

/** to (R rows, dxRow) += Σ value[i] * (R rows of filter[i]), V vectors a row */
template <int R, int V>
DESCENT_NOINLINE void sparseBucket(const int* filter, const float* value, int n, const float* packed, long rowStride,
                                   float* to, long dxRow) {
  VF acc[R][V];
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 16
    for (int v = 0; v < V; v++) acc[r][v] = vzero();
  for (int i = 0; i < n; i++) {
    const float* w = packed + filter[i];
    DESCENT_ONE_REGISTER(w);
    const VF k = vbroadcast(value[i]);
#pragma GCC unroll 8
    for (int r = 0; r < R; r++)
#pragma GCC unroll 16
      for (int v = 0; v < V; v++) acc[r][v] = fma(k, loadu(w + r * rowStride + v * kWidth), acc[r][v]);
  }
#pragma GCC unroll 8
  for (int r = 0; r < R; r++)
#pragma GCC unroll 16
    for (int v = 0; v < V; v++) storeu(to + r * dxRow + v * kWidth, loadu(to + r * dxRow + v * kWidth) + acc[r][v]);
}

/** sparseBucket for some rows and vectors of a kernel: `filter`, `dx` are where they begin. */
struct BucketPass {
  void (*run)(const int*, const float*, int, const float*, long, float*, long);
  long filter, dx;
};

/** Rows of the input's gradient below one row of windows; passes from `middle` on are those of the windows' lower pixels. */
struct Band {
  int first, middle, last;
};

/**
 * The passes that add a filter to the input's gradient. A slice's filters do not fit into the first cache, so the rows that a row
 * of windows reaches are cut into bands of as many as the registers take at once: a band needs only that many kernel rows and one
 * stride more. An input that is taken whole is one band.
 */
struct BucketCover {
  static constexpr int kPasses = 256, kBands = 64;
  BucketPass passes[kPasses];
  Band bands[kBands];
  int passCount = 0, bandCount = 0;

  explicit BucketCover(const ConvPool& s) {
    const int vectors = (s.row() + kWidth - 1) / kWidth, reach = s.conv.kh + s.conv.sy;
    int most = s.sliced() && vectors < kSparseTile ? kSparseTile / vectors : 1;
    if (!s.sliced() || (reach + most - 1) / most > kBands) most = reach;
    for (int d0 = 0; d0 < reach;) {
      const int rows = balancedPiece(reach, d0, most), first = passCount;
      add(s, d0, d0 + rows);
      const int middle = passCount;
      add(s, d0 - s.conv.sy, d0 - s.conv.sy + rows);
      bands[bandCount++] = {first, middle, passCount};
      d0 += rows;
    }
  }

 private:
  /** kernel rows k0 <= ky < k1, of which there may be none */
  void add(const ConvPool& s, int k0, int k1) {
    if (k0 < 0) k0 = 0;
    if (k1 > s.conv.kh) k1 = s.conv.kh;
    if (k0 >= k1) return;
    coverRows(k1 - k0, (s.row() + kWidth - 1) / kWidth, [&](auto R, auto V, int r0, int v0) {
      if (passCount < kPasses)
        passes[passCount++] = {sparseBucket<decltype(R)::value, decltype(V)::value>,
                               (k0 + r0) * s.rowStride() * s.conv.out + v0 * kWidth, (k0 + r0) * s.imageRow() + v0 * kWidth};
    });
  }
};

/**
 * dxs (slices, 16 samples, sampleStride) = gradient of one group's input. Lists from listWindows, filters from packFilters.
 * A pixel gets its sums in the order of (window, code) however bands and registers cover the filter.
 */
inline void sparseInputGradient(const ConvPool& s, const InputLists& lists, const float* packed, float* dxs) {
  const BucketCover cover(s);
  const long kernelRow = s.rowStride() * s.conv.out, imageRow = s.imageRow();
  const long right = static_cast<long>(s.conv.sx) * s.channels(), down = s.conv.sy * imageRow;
  for (int i = 0; i < s.slices() * kLanes; i++) {  // slice by slice, in each all samples
    const int lane = i % kLanes;
    const float* filters = packed + i / kLanes * s.conv.kh * kernelRow;
    float* dx = dxs + i * s.sampleStride();
    for (long at = 0; at < s.sampleStride(); at += 16) store(dx + at, zero16());
    const int* filter = lists.filter + lane * lists.stride;
    const float* value = lists.value + lane * lists.stride;
    const int* ends = lists.ends + lane * 4l * s.windows();
    for (int wy = 0, begin = 0; wy < s.poolHeight; wy++, ends += 4 * s.poolWidth) {
      for (const Band* band = cover.bands; band < cover.bands + cover.bandCount; band++) {
        int at = begin;
        for (int bucket = 0; bucket < 4 * s.poolWidth; bucket++) {
          const int n = ends[bucket] - at, lower = bucket >> 1 & 1;
          if (n == 0) continue;
          float* to = dx + (2 * wy + lower) * down + (2 * (bucket >> 2) + (bucket & 1)) * right;
          const int last = lower ? band->last : band->middle;
          for (int p = lower ? band->middle : band->first; p < last; p++)
            cover.passes[p].run(filter + at, value + at, n, filters + cover.passes[p].filter, kernelRow, to + cover.passes[p].dx, imageRow);
          at += n;
        }
      }
      begin = ends[4 * s.poolWidth - 1];
    }
  }
}

/** whether a BucketCover has room for the filter's passes */
inline bool sparseInputFits(const ConvPool& s) {
  // counted for the narrowest vectors, so that every instruction set decides alike
  return static_cast<long>(s.conv.kh) * ((static_cast<long>(s.conv.kw) * s.conv.in + 3) / 4) <= 500;
}

}  // namespace DESCENT_ISA_NS::kernels
