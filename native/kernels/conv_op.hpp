// A convolution whose whole output is wanted: no pooling behind it, or average pooling, or batch norm between.
#pragma once
#include "../core/conv.hpp"
#include "conv_gradient.hpp"
#include "conv_pool.hpp"
#include "winograd.hpp"

namespace DESCENT_ISA_NS::kernels {

struct FastConv {
  ConvShape shape;
  float* packed;
  float* growing;
  float *xs, *dys;  // 16 samples
  // Winograd's way: forward and, with turned filters, backward to the input
  bool winograd;
  WinogradShape tiles, inputTiles;
  float *turned, *frame, *scratch;
};

inline void packConv(const FastConv& f, const float* w) {
  const ConvShape& s = f.shape;
  auto weight = [&](int ky, int kx, int i, int o) { return w[((static_cast<long>(ky) * s.kw + kx) * s.in + i) * s.out + o]; };
  if (!f.winograd) packConvWeights(s, w, f.packed);
  else if (s.kh == 3) winogradFilters<3>(s.in, s.out, f.packed, weight);
  else winogradFilters<5>(s.in, s.out, f.packed, weight);
}

/** rows of the frame that the tiles of a shape read */
inline int frameRows(const WinogradShape& t, int r) { return 2 * t.tileRows + r - 1; }

inline void convOpForward(Plan& p, Op& op, int g0, int g1) {
  FastConv& f = *static_cast<FastConv*>(op.fast);
  if (g0 == 0) packConv(f, op.w);
  const ConvSizes sizes(op);
  for (int g = g0; g < g1; g++) {
    if (f.winograd) {
      frameLanes(op.x(g), op.in.h, op.in.w, op.in.c, op.pt, op.pl, frameRows(f.tiles, op.kh), f.tiles.width, f.frame);
      if (op.kh == 3) winogradConvForward<3>(f.tiles, f.frame, f.packed, f.scratch, op.b, op.y(g), op.out.h, op.out.w);
      else winogradConvForward<5>(f.tiles, f.frame, f.packed, f.scratch, op.b, op.y(g), op.out.h, op.out.w);
      continue;
    }
    long width;
    const float* x = padInput(p, op, g, sizes, &width);
    convForward(f.shape, x, f.packed, op.b, op.y(g));
  }
}

/** The input gradient is a convolution of the framed deltas with filters turned by half a circle. */
inline void turnFilters(const FastConv& f, const float* w) {
  const ConvShape& s = f.shape;
  auto weight = [&](int ky, int kx, int o, int i) {
    return w[((static_cast<long>(s.kh - 1 - ky) * s.kw + s.kw - 1 - kx) * s.in + i) * s.out + o];
  };
  if (s.kh == 3) winogradFilters<3>(s.out, s.in, f.turned, weight);
  else winogradFilters<5>(s.out, s.in, f.turned, weight);
}

inline void winogradInputGradient(const FastConv& f, const Op& op, int g) {
  const WinogradShape& t = f.inputTiles;
  frameLanes(op.dy(g), op.out.h, op.out.w, op.out.c, op.kh - 1 - op.pt, op.kw - 1 - op.pl, frameRows(t, op.kh), t.width, f.frame);
  if (op.kh == 3) winogradConvForward<3>(t, f.frame, f.turned, f.scratch, nullptr, op.dx(g), op.in.h, op.in.w);
  else winogradConvForward<5>(t, f.frame, f.turned, f.scratch, nullptr, op.dx(g), op.in.h, op.in.w);
}

inline void convOpBackward(Plan& p, Op& op, int g0, int g1) {
  FastConv& f = *static_cast<FastConv*>(op.fast);
  const ConvShape& s = f.shape;
  const bool lanes = gradientInLanes(s);
  if (g0 == 0 && !lanes) __builtin_memset(f.growing, 0, sizeof(float) * growingGradientSize(s));
  const ConvSizes sizes(op);
  for (int g = g0; g < g1; g++) {
    const float* dy = op.dy(g);
    if (op.gb) addChannelSums(dy, s.outHeight * s.outWidth, s.out, op.gb);
    long width;
    const float* x = padInput(p, op, g, sizes, &width);
    if (lanes) {
      convGradientLanes(s, x, dy, op.gw);
    } else {
      lanesToSamples(x, static_cast<long>(s.height) * s.width * s.in, f.xs, inputStride(s));
      lanesToSamples(dy, static_cast<long>(s.outHeight) * s.outWidth * s.out, f.dys, deltaStride(s));
      convGradientRows(s, f.xs, f.dys, f.growing);
    }
    if (!op.dxAt) continue;
    if (!f.winograd) {
      convInputGradient(p, op, g);
      continue;
    }
    if (g == 0) turnFilters(f, op.w);
    winogradInputGradient(f, op, g);
  }
  if (!lanes && g1 == p.groups) finishConvGradient(s, f.growing, op.gw);
}

inline void selectConv(Plan& p, Op& op, Arena& arena) {
  const ConvSizes sizes(op);
  const bool padded = sizes.padded(op);
  FastConv f{};
  f.shape = {padded ? sizes.ph : op.in.h, padded ? sizes.pw : op.in.w, op.in.c, op.out.c, op.kh, op.kw, op.sh, op.sw,
             op.out.h, op.out.w};
  f.winograd = winogradPays(op.kh, op.kw, op.sh, op.sw, op.in.c, op.out.c);
  const long filters = winogradFilterSize(op.kh, op.in.c, op.out.c);
  f.packed = arena.take<float>(f.winograd ? filters : packedConvSize(f.shape));
  if (f.winograd) {
    const int r = op.kh, most = op.in.c > op.out.c ? op.in.c : op.out.c;
    f.tiles = {2 * ((op.out.w + 1) / 2) + r - 1, op.in.c, op.out.c, (op.out.h + 1) / 2, (op.out.w + 1) / 2};
    f.inputTiles = {2 * ((op.in.w + 1) / 2) + r - 1, op.out.c, op.in.c, (op.in.h + 1) / 2, (op.in.w + 1) / 2};
    const long forward = static_cast<long>(frameRows(f.tiles, r)) * f.tiles.width * op.in.c;
    const long backward = static_cast<long>(frameRows(f.inputTiles, r)) * f.inputTiles.width * op.out.c;
    f.turned = arena.take<float>(filters);
    f.frame = arena.take<float>((forward > backward ? forward : backward) * kLanes);
    f.scratch = arena.take<float>(winogradScratch(r, most));
  }
  if (!gradientInLanes(f.shape)) {
    f.growing = arena.take<float>(growingGradientSize(f.shape));
    f.xs = arena.take<float>(inputStride(f.shape) * kLanes);
    f.dys = arena.take<float>(deltaStride(f.shape) * kLanes);
  }
  FastConv* kept = arena.take<FastConv>(1);
  if (!kept) return;
  *kept = f;
  op.fast = kept;
  op.forward = convOpForward;
  op.backward = convOpBackward;
  (void)p;
}

}  // namespace DESCENT_ISA_NS::kernels
