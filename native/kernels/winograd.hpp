// Winograd's minimal filtering F(2 × 2, R × R), R = 3 or 5, in lane layout: four outputs, which may be the pooling window, from
// (R + 1)² products instead of 4 R². Transforms as in Lavin & Gray 2015 (points 0, ±1, ∞ and 0, ±1, ±2, ∞).
// Products are chains of fma over the input channels in order; transforms have one fixed order. Same bits at any width.
#pragma once
#include "outer.hpp"

namespace DESCENT_ISA_NS::kernels {

template <int R> struct Winograd;

template <> struct Winograd<3> {
  static constexpr int T = 4;
  template <class V> static DESCENT_INLINE void filter(const V* g, V* u) {
    const V half = Vector<V>::broadcast(0.5f), outer = g[0] + g[2];
    u[0] = g[0];
    u[1] = half * (outer + g[1]);
    u[2] = half * (outer - g[1]);
    u[3] = g[2];
  }
  static DESCENT_INLINE void input(const VF* d, VF* v) {
    v[0] = d[0] - d[2];
    v[1] = d[1] + d[2];
    v[2] = d[2] - d[1];
    v[3] = d[1] - d[3];
  }
  static DESCENT_INLINE void output(const VF* m, VF* y) {
    y[0] = m[0] + m[1] + m[2];
    y[1] = m[1] - m[2] - m[3];
  }
};

template <> struct Winograd<5> {
  static constexpr int T = 6;
  template <class V> static DESCENT_INLINE void filter(const V* g, V* u) {
    const V four = Vector<V>::broadcast(4.0f), sixteen = Vector<V>::broadcast(16.0f);
    const V sixth = Vector<V>::broadcast(-1.0f / 6.0f), small = Vector<V>::broadcast(1.0f / 24.0f);
    const V even = g[0] + g[2] + g[4], odd = g[1] + g[3];
    const V even2 = fma(sixteen, g[4], fma(four, g[2], g[0]));
    const V odd2 = Vector<V>::broadcast(2.0f) * fma(four, g[3], g[1]);
    u[0] = Vector<V>::broadcast(0.25f) * g[0];
    u[1] = sixth * (even + odd);
    u[2] = sixth * (even - odd);
    u[3] = small * (even2 + odd2);
    u[4] = small * (even2 - odd2);
    u[5] = g[4];
  }
  static DESCENT_INLINE void input(const VF* d, VF* v) {
    const VF four = vbroadcast(4.0f), five = vbroadcast(-5.0f), two = vbroadcast(2.0f), minus = vbroadcast(-4.0f);
    const VF a = fma(minus, d[2], d[4]), b = fma(minus, d[1], d[3]);
    const VF c = d[4] - d[2], e = two * (d[3] - d[1]);
    v[0] = fma(four, d[0], fma(five, d[2], d[4]));
    v[1] = a + b;
    v[2] = a - b;
    v[3] = c + e;
    v[4] = c - e;
    v[5] = fma(four, d[1], fma(five, d[3], d[5]));
  }
  static DESCENT_INLINE void output(const VF* m, VF* y) {
    const VF p = m[1] + m[2], q = m[3] + m[4], r = m[1] - m[2], s = m[3] - m[4];
    y[0] = m[0] + p + q;
    y[1] = fma(vbroadcast(2.0f), s, r) + m[5];
  }
};

/** A convolution of stride 1 as tiles of 2 × 2 outputs; `width` is of the padded input. */
struct WinogradShape {
  int width, in, out;
  int tileRows, tileColumns;
  int tiles() const { return tileRows * tileColumns; }
};
/** Shapes for which transforms cost less than they save. */
DESCENT_INLINE bool winogradPays(int kh, int kw, int sy, int sx, int in, int out) {
  return kh == kw && (kh == 3 || kh == 5) && sy == 1 && sx == 1 && out >= 16 && in >= (kh == 5 ? 6 : 16);
}
inline long winogradFilterSize(int r, int in, int out) { return static_cast<long>(r + 1) * (r + 1) * in * out; }
/** floats of one point of four tiles' inputs: not a power of two, or the points would share few sets of the cache */
DESCENT_INLINE long winogradPoint(int in) { return 4l * in * kWidth + 2 * kLanes; }
/** floats of scratch: transformed inputs of four tiles, products of four tiles and one piece of channels */
inline long winogradScratch(int r, int in) {
  return static_cast<long>(r + 1) * (r + 1) * (winogradPoint(in) + 4 * kTile4 * kWidth);
}

/** Filters to [piece of channels][point][in][channel]; weight(ky, kx, i, o) gives one number. */
template <int R, class Weight> inline void winogradFilters(int in, int out, float* u, const Weight& weight) {
  constexpr int T = Winograd<R>::T;
  alignas(64) float g[R * R][kLanes], t[T * T][kLanes];
  for (int i = 0; i < in; i++) {
    for (int o0 = 0; o0 < out; o0 += kLanes) {
      const int lanes = out - o0 < kLanes ? out - o0 : kLanes;
      for (int k = 0; k < R * R; k++)
        for (int o = 0; o < kLanes; o++) g[k][o] = o < lanes ? weight(k / R, k % R, i, o0 + o) : 0.0f;
      F16 rows[T][R];
      for (int x = 0; x < R; x++) {
        F16 column[R], done[T];
        for (int y = 0; y < R; y++) column[y] = load16(g[y * R + x]);
        Winograd<R>::filter(column, done);
        for (int y = 0; y < T; y++) rows[y][x] = done[y];
      }
      for (int y = 0; y < T; y++) {
        F16 done[T];
        Winograd<R>::filter(rows[y], done);
        for (int x = 0; x < T; x++) store(t[y * T + x], done[x]);
      }
      for (int o = 0; o < lanes;) {
        // the piece that holds channel o0 + o
        int first = 0, m = balancedPiece(out, 0, kTile4);
        while (first + m <= o0 + o) {
          first += m;
          m = balancedPiece(out, first, kTile4);
        }
        const int end = first + m < o0 + lanes ? first + m - o0 : lanes;
        for (int e = 0; e < T * T; e++) {
          float* to = u + static_cast<long>(first) * T * T * in + (static_cast<long>(e) * in + i) * m - first + o0;
          for (int c = o; c < end; c++) to[c] = t[e][c];
        }
        o = end;
      }
    }
  }
}

/** Points of four tiles' inputs for one chunk of lanes: v [point][tile][in][kWidth] */
template <int R> DESCENT_NOINLINE void winogradInputs(const WinogradShape& s, const float* const (&corner)[4], float* v) {
  constexpr int T = Winograd<R>::T;
  const long pixel = static_cast<long>(s.in) * kLanes, row = s.width * pixel, point = winogradPoint(s.in);
  for (int w = 0; w < 4; w++) {
    for (int i = 0; i < s.in; i++) {
      const float* x = corner[w] + static_cast<long>(i) * kLanes;
      VF rows[T][T];
      for (int c = 0; c < T; c++) {
        VF column[T], done[T];
        for (int y = 0; y < T; y++) column[y] = load(x + y * row + c * pixel);
        Winograd<R>::input(column, done);
        for (int y = 0; y < T; y++) rows[y][c] = done[y];
      }
      for (int y = 0; y < T; y++) {
        VF done[T];
        Winograd<R>::input(rows[y], done);
        for (int c = 0; c < T; c++) store(v + (y * T + c) * point + (static_cast<long>(w) * s.in + i) * kWidth, done[c]);
      }
    }
  }
}

/** Products at every point for M channels: m [point][channel][tile][kWidth] */
template <int R, int M> DESCENT_NOINLINE void winogradProducts(int in, const float* u, const float* v, float* m) {
  constexpr int T = Winograd<R>::T;
  const long tile = static_cast<long>(in) * kWidth;
  for (int e = 0; e < T * T; e++) {
    const float* b[4] = {v, v + tile, v + 2 * tile, v + 3 * tile};
    Tile<M, 4> acc;
    acc.clear();
    outerProducts<1>(acc, u, 0, M, b, 0, kWidth, 1, in);
    for (int c = 0; c < M; c++)
      for (int w = 0; w < 4; w++) store(m + (c * 4 + w) * kWidth, acc.v[c][w]);
    u += static_cast<long>(in) * M;
    v += winogradPoint(in);
    m += M * 4 * kWidth;
  }
}

/**
 * x: padded lanes of one group. Calls emit(tile, channel, z[4], lane) with the four outputs of a tile, row by row, for lanes
 * lane .. lane + kWidth. The last tile may come several times.
 */
template <int R, class Emit>
inline void winogradForward(const WinogradShape& s, const float* x, const float* u, float* scratch, const Emit& emit) {
  constexpr int T = Winograd<R>::T;
  float* v = scratch;
  float* m = scratch + static_cast<long>(T) * T * winogradPoint(s.in);
  const long pixel = static_cast<long>(s.in) * kLanes;
  const int tiles = s.tiles();
  for (int t0 = 0; t0 < tiles; t0 += 4) {
    int tile[4];
    for (int w = 0; w < 4; w++) tile[w] = t0 + w < tiles ? t0 + w : tiles - 1;
    for (int lane = 0; lane < kLanes; lane += kWidth) {
      const float* corner[4];
      for (int w = 0; w < 4; w++) {
        const int ty = tile[w] / s.tileColumns, tx = tile[w] - ty * s.tileColumns;
        corner[w] = x + (2l * ty * s.width + 2 * tx) * pixel + lane;
      }
      winogradInputs<R>(s, corner, v);
      for (int c0 = 0; c0 < s.out;) {
        const int ms = balancedPiece(s.out, c0, kTile4);
        withConstant<kTile4>(ms, [&](auto M) {
          winogradProducts<R, decltype(M)::value>(s.in, u + static_cast<long>(c0) * T * T * s.in, v, m);
        });
        for (int c = 0; c < ms; c++)
          for (int w = 0; w < 4; w++) {
            const float* from = m + (c * 4 + w) * kWidth;
            VF rows[2][T];
            for (int k = 0; k < T; k++) {
              VF column[T], done[2];
              for (int y = 0; y < T; y++) column[y] = load(from + static_cast<long>(y * T + k) * ms * 4 * kWidth);
              Winograd<R>::output(column, done);
              rows[0][k] = done[0];
              rows[1][k] = done[1];
            }
            VF z[4];
            Winograd<R>::output(rows[0], z);
            Winograd<R>::output(rows[1], z + 2);
            emit(tile[w], c0 + c, z, lane);
          }
        c0 += ms;
      }
    }
  }
}

/** Then bias, ReLU (if kRelu) and the 2 × 2 max pool that the tiles are; as convPoolForward. */
template <int R, bool kRelu>
inline void winogradPoolForward(const WinogradShape& s, const float* x, const float* u, float* scratch, const float* bias, float* y,
                                unsigned char* code) {
  winogradForward<R>(s, x, u, scratch, [&](int tile, int channel, const VF* z, int lane) {
    VF best = z[0];
    VI which = vbroadcast(0);
    for (int i = 1; i < 4; i++) {
      const VM larger = z[i] > best;
      best = select(larger, z[i], best);
      which = select(larger, vbroadcast(i), which);
    }
    if (bias) best = best + vbroadcast(bias[channel]);
    if (kRelu) best = max(vzero(), best);
    const long at = (static_cast<long>(tile) * s.out + channel) * kLanes + lane;
    store(y + at, best);
    storeBytes(code + at, which);
  });
}

/** y [pixel][out][16] of height × width outputs, which may be odd */
template <int R>
inline void winogradConvForward(const WinogradShape& s, const float* x, const float* u, float* scratch, const float* bias, float* y,
                                int height, int width) {
  winogradForward<R>(s, x, u, scratch, [&](int tile, int channel, const VF* z, int lane) {
    const int ty = tile / s.tileColumns, row = 2 * ty, column = 2 * (tile - ty * s.tileColumns);
    const VF shift = vbroadcast(bias ? bias[channel] : 0.0f);
    for (int i = 0; i < 4; i++) {
      const int r = row + i / 2, c = column + i % 2;
      if (r >= height || c >= width) continue;
      store(y + ((static_cast<long>(r) * width + c) * s.out + channel) * kLanes + lane, bias ? z[i] + shift : z[i]);
    }
  });
}

/** x (height, width, channels) lanes into a zeroed frame of rows × columns pixels at (top, left). */
inline void frameLanes(const float* x, int height, int width, int channels, int top, int left, int rows, int columns, float* to) {
  const long pixel = static_cast<long>(channels) * kLanes;
  __builtin_memset(to, 0, sizeof(float) * rows * columns * pixel);
  for (int y = 0; y < height && y + top < rows; y++)
    __builtin_memcpy(to + (static_cast<long>(y + top) * columns + left) * pixel, x + y * width * pixel, sizeof(float) * width * pixel);
}

}  // namespace DESCENT_ISA_NS::kernels
