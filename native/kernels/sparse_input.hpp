// Input gradient of convolution + 2 × 2 max pool: for each window the channels are sorted into four buckets by
// which pixel won, a bucket's filters are summed in registers, and the sum is added to the input's gradient once.
#pragma once
#include "sparse_backward.hpp"

namespace DESCENT_ISA_NS::kernels {

/** w (kh, kw, in, out) to (out, kh, rowStride), rows padded with zeros */
inline void packFilters(const ConvPool& s, const float* w, float* packed) {
  const int row = s.conv.kw * s.conv.in;
  for (int c = 0; c < s.conv.out; c++)
    for (int ky = 0; ky < s.conv.kh; ky++)
      for (int i = 0; i < s.rowStride(); i++)
        *packed++ = i < row ? w[(static_cast<long>(ky) * row + i) * s.conv.out + c] : 0.0f;
}

/** The lists of 16 samples: entries[lane * stride ..] sorted by (window, code); ends [lane][window * 4 + code]. */
struct InputLists {
  int* filter;   // offset in the packed filters
  float* value;
  int* ends;
  long stride;   // entries a lane
};
inline long inputListStride(const ConvPool& s) { return static_cast<long>(s.windows()) * s.conv.out + 32; }

inline void listWindows(const ConvPool& s, const float* g, const unsigned char* code, const InputLists& lists) {
  const int windows = s.windows(), out = s.conv.out;
  const int filter = static_cast<int>(s.filterStride());
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

/** dxs (16 samples, sampleStride; padded NHWC) = gradient of one group's input. Lists from listWindows. */
inline void sparseInputGradient(const ConvPool& s, const InputLists& lists, const float* packed, float* dxs) {
  struct Pass {
    void (*run)(const int*, const float*, int, const float*, long, float*, long);
    long filter, dx;
  };
  constexpr int kPasses = 128;  // more than any cover that sparseInputFits lets through
  Pass passes[kPasses];
  int count = 0;
  const int row = s.conv.kw * s.conv.in;
  const long dxRow = static_cast<long>(s.conv.width) * s.conv.in, sample = s.sampleStride(), rowStride = s.rowStride();
  coverRows(s.conv.kh, (row + kWidth - 1) / kWidth, [&](auto R, auto V, int r0, int v0) {
    if (count < kPasses) {
      passes[count++] = {sparseBucket<decltype(R)::value, decltype(V)::value>, r0 * rowStride + v0 * kWidth,
                         r0 * dxRow + v0 * kWidth};
    }
  });
  const long right = static_cast<long>(s.conv.sx) * s.conv.in, down = s.conv.sy * dxRow;
  for (int lane = 0; lane < kLanes; lane++) {
    float* dx = dxs + lane * sample;
    for (long i = 0; i < sample; i += 16) store(dx + i, zero16());
    const int* filter = lists.filter + lane * lists.stride;
    const float* value = lists.value + lane * lists.stride;
    const int* ends = lists.ends + lane * 4l * s.windows();
    int i = 0;
    // buckets outside, passes inside: a pixel's sum has one order however the registers cover the filter
    for (int wy = 0; wy < s.poolHeight; wy++) {
      for (int wx = 0; wx < s.poolWidth; wx++) {
        for (int q = 0; q < 4; q++) {
          const int n = *ends++ - i;
          if (n == 0) continue;
          float* to = dx + (2 * wy + (q >> 1)) * down + (2 * wx + (q & 1)) * right;
          for (int p = 0; p < count; p++)
            passes[p].run(filter + i, value + i, n, packed + passes[p].filter, rowStride, to + passes[p].dx, dxRow);
          i += n;
        }
      }
    }
  }
}
/** whether the filter can be covered by the passes that sparseInputGradient keeps */
inline bool sparseInputFits(const ConvPool& s) {
  // counted for the narrowest vectors, so that every instruction set decides alike
  return static_cast<long>(s.conv.kh) * ((static_cast<long>(s.conv.kw) * s.conv.in + 3) / 4) <= 500;
}

/** Lanes [n][16] to 16 rows of n floats, and back. stride: floats a row, a multiple of 16 with room for n rounded up. */
inline void lanesToSamples(const float* lanes, long n, float* samples, long stride) {
  long i = 0;
  for (; i + 16 <= n; i += 16) transpose16(lanes + i * 16, 16, samples + i, stride);
  for (; i < n; i++)
    for (int lane = 0; lane < kLanes; lane++) samples[lane * stride + i] = lanes[i * 16 + lane];
}
inline void samplesToLanes(const float* samples, long stride, long n, float* lanes) {
  long i = 0;
  for (; i + 16 <= n; i += 16) transpose16(samples + i, stride, lanes + i * 16, 16);
  for (; i < n; i++)
    for (int lane = 0; lane < kLanes; lane++) lanes[i * 16 + lane] = samples[lane * stride + i];
}

}  // namespace DESCENT_ISA_NS::kernels
