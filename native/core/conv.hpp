// Convolution of any kernel, stride and padding, directly, samples in lanes. Weights [ky][kx][in][out].
#pragma once
#include "tile.hpp"

namespace DESCENT_ISA_NS {

/** Sizes that both passes and the planner share. */
struct ConvSizes {
  int ph, pw;      // input with its padding
  int dw, left;    // width of a delta row with zeros at both ends, zeros on the left
  explicit ConvSizes(const Op& op) {
    ph = (op.out.h - 1) * op.sh + op.kh;
    pw = (op.out.w - 1) * op.sw + op.kw;
    left = (op.kw + op.sw - 1) / op.sw - 1;
    const int last = (op.in.w - 1 + op.pl) / op.sw;
    dw = left + (last + 1 > op.out.w ? last + 1 : op.out.w);
  }
  bool padded(const Op& op) const { return op.pt || op.pl || ph > op.in.h || pw > op.in.w; }
};

/** A group's input with its zero padding, and the width of a row of it in pixels. */
inline const float* padInput(Plan& plan, const Op& op, int g, const ConvSizes& s, long* width) {
  if (!s.padded(op)) {
    *width = op.in.w;
    return op.x(g);
  }
  *width = s.pw;
  const long pixel = static_cast<long>(op.in.c) * kLanes;
  float* to = plan.paddedX;
  __builtin_memset(to, 0, sizeof(float) * s.ph * s.pw * pixel);
  const int rows = op.in.h < s.ph - op.pt ? op.in.h : s.ph - op.pt;
  const int columns = op.in.w < s.pw - op.pl ? op.in.w : s.pw - op.pl;
  for (int y = 0; y < rows; y++)
    __builtin_memcpy(to + ((y + op.pt) * static_cast<long>(s.pw) + op.pl) * pixel, op.x(g) + y * op.in.w * pixel,
                     sizeof(float) * columns * pixel);
  return to;
}

inline void convForward(Plan& plan, Op& op, int g0, int g1) {
  const ConvSizes s(op);
  const long cin = op.in.c, cout = op.out.c;
  for (int g = g0; g < g1; g++) {
    long width;
    const float* x = padInput(plan, op, g, s, &width);
    for (int ky = 0; ky < op.kh; ky++) plan.runs[ky] = {ky * width * cin * kLanes, ky * op.kw * cin * cout};
    TileArgs a{};
    a.xp = op.sw * cin * kLanes;
    a.xi = kLanes;
    a.w = op.w;
    a.wk = 1;
    a.wi = cout;
    a.runs = plan.runs;
    a.runCount = op.kh;
    a.terms = op.kw * cin;
    a.bias = op.b;
    a.yp = cout * kLanes;
    a.yk = kLanes;
    a.lanes = kLanes;
    for (int y = 0; y < op.out.h; y++) {
      a.x = x + y * op.sh * width * cin * kLanes;
      a.y = op.y(g) + y * op.out.w * cout * kLanes;
      tiles(a, op.out.w, op.out.c);
    }
  }
}

/**
 * ∂L/∂x: a pixel at padded row Y = y + pt meets kernel rows ky = Y mod sh + j·sh at output row ⌊Y / sh⌋ − j; columns alike.
 * Pixels of a row that are sw apart meet the same kernel columns at neighbouring outputs: they make a tile.
 */
inline void convInputGradient(Plan& plan, Op& op, int g) {
  const ConvSizes s(op);
  const long cin = op.in.c, cout = op.out.c, pixel = cout * kLanes;
  float* dy = plan.paddedDy;
  for (int y = 0; y < op.out.h; y++) {
    float* row = dy + y * s.dw * pixel;
    __builtin_memset(row, 0, sizeof(float) * s.left * pixel);
    __builtin_memcpy(row + s.left * pixel, op.dy(g) + y * op.out.w * pixel, sizeof(float) * op.out.w * pixel);
    const long tail = s.dw - s.left - op.out.w;
    __builtin_memset(row + (s.left + op.out.w) * pixel, 0, sizeof(float) * tail * pixel);
  }
  TileArgs a{};
  a.xp = pixel;
  a.xi = kLanes;
  a.w = op.w;
  a.wk = cout;
  a.wi = 1;
  a.runs = plan.runs;
  a.terms = cout;
  a.yp = op.sw * cin * kLanes;
  a.yk = kLanes;
  a.lanes = kLanes;
  a.x = dy;
  for (int y = 0; y < op.in.h; y++) {
    const int qy = (y + op.pt) / op.sh, phaseY = (y + op.pt) % op.sh;
    for (int first = 0; first < op.sw && first < op.in.w; first++) {
      const int phaseX = (first + op.pl) % op.sw, q0 = (first + op.pl) / op.sw;
      const int pixels = (op.in.w - first + op.sw - 1) / op.sw;
      for (int p = 0; p < pixels; p += kTileP) {
        const int ps = pixels - p < kTileP ? pixels - p : kTileP, q = q0 + p;
        int runs = 0;
        for (int ky = phaseY, j = 0; ky < op.kh; ky += op.sh, j++) {
          const int oy = qy - j;
          if (oy < 0 || oy >= op.out.h) continue;
          for (int kx = phaseX, i = 0; kx < op.kw; kx += op.sw, i++) {
            // columns that lie outside for every pixel of the tile only add zeros
            if (q + ps - 1 - i < 0 || q - i >= op.out.w) continue;
            plan.runs[runs++] = {(static_cast<long>(oy) * s.dw + s.left + q - i) * pixel, (ky * op.kw + kx) * cin * cout};
          }
        }
        a.runCount = runs;
        a.y = op.dx(g) + (static_cast<long>(y) * op.in.w + first + p * op.sw) * cin * kLanes;
        tiles(a, ps, op.in.c);
      }
    }
  }
}

constexpr int kSumI = kVectors == 1 ? 5 : 2;
constexpr int kSumK = kVectors == 1 ? 4 : 2;

/** I × K weight gradients: lanes summed over the pixels in order, then over the lanes by the fixed tree. */
template <int I, int K>
DESCENT_NOINLINE void weightSums(const float* x, long xRow, long xPixel, const float* dy, long dyPixel, int h, int w, float* gw,
                                 long gwI) {
  F16 acc[I][K];
  for (int i = 0; i < I; i++)
    for (int k = 0; k < K; k++) acc[i][k] = zero16();
  for (int oy = 0; oy < h; oy++) {
    const float* xr = x + oy * xRow;
    for (int ox = 0; ox < w; ox++) {
      F16 v[I];
      for (int i = 0; i < I; i++) v[i] = load16(xr + i * kLanes);
      for (int k = 0; k < K; k++) {
        const F16 d = load16(dy + k * kLanes);
        for (int i = 0; i < I; i++) acc[i][k] = fma(v[i], d, acc[i][k]);
      }
      xr += xPixel;
      dy += dyPixel;
    }
  }
  for (int i = 0; i < I; i++)
    for (int k = 0; k < K; k++) gw[i * gwI + k] += reduceAdd(acc[i][k]);
}

template <int I> inline void weightSumsK(int k, const float* x, long xRow, long xPixel, const float* dy, long dyPixel, int h, int w,
                                         float* gw, long gwI) {
  switch (k) {
    case 1: return weightSums<I, 1>(x, xRow, xPixel, dy, dyPixel, h, w, gw, gwI);
    case 2: return weightSums<I, 2>(x, xRow, xPixel, dy, dyPixel, h, w, gw, gwI);
    case 3: return weightSums<I, kSumK < 3 ? kSumK : 3>(x, xRow, xPixel, dy, dyPixel, h, w, gw, gwI);
    default: return weightSums<I, kSumK>(x, xRow, xPixel, dy, dyPixel, h, w, gw, gwI);
  }
}

inline void convWeightGradient(Plan& plan, Op& op, int g) {
  const ConvSizes s(op);
  long width;
  const float* x = padInput(plan, op, g, s, &width);
  const long cin = op.in.c, cout = op.out.c;
  const int terms = op.kw * op.in.c;
  const long xRow = op.sh * width * cin * kLanes, xPixel = op.sw * cin * kLanes, dyPixel = cout * kLanes;
  for (int ky = 0; ky < op.kh; ky++)
    for (int i = 0; i < terms; i += kSumI)
      for (int k = 0; k < op.out.c; k += kSumK) {
        const int is = terms - i < kSumI ? terms - i : kSumI, ks = op.out.c - k < kSumK ? op.out.c - k : kSumK;
        const float* xi = x + (ky * width * cin + i) * kLanes;
        const float* dk = op.dy(g) + k * kLanes;
        float* gw = op.gw + (static_cast<long>(ky) * terms + i) * cout + k;
        switch (is) {
          case 1: weightSumsK<1>(ks, xi, xRow, xPixel, dk, dyPixel, op.out.h, op.out.w, gw, cout); break;
          case 2: weightSumsK<2>(ks, xi, xRow, xPixel, dk, dyPixel, op.out.h, op.out.w, gw, cout); break;
          case 3: weightSumsK<kSumI < 3 ? kSumI : 3>(ks, xi, xRow, xPixel, dk, dyPixel, op.out.h, op.out.w, gw, cout); break;
          case 4: weightSumsK<kSumI < 4 ? kSumI : 4>(ks, xi, xRow, xPixel, dk, dyPixel, op.out.h, op.out.w, gw, cout); break;
          default: weightSumsK<kSumI>(ks, xi, xRow, xPixel, dk, dyPixel, op.out.h, op.out.w, gw, cout);
        }
      }
}

inline void convBackward(Plan& plan, Op& op, int g0, int g1) {
  for (int g = g0; g < g1; g++) {
    convWeightGradient(plan, op, g);
    if (op.gb) addChannelSums(op.dy(g), op.out.h * op.out.w, op.out.c, op.gb);
    if (op.dxAt) convInputGradient(plan, op, g);
  }
}

}  // namespace DESCENT_ISA_NS
