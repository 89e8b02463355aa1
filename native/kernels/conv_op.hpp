// A convolution whose whole output is wanted: no pooling behind it, or average pooling, or batch norm between.
#pragma once
#include "../core/conv.hpp"
#include "conv_gradient.hpp"
#include "sparse_input.hpp"

namespace DESCENT_ISA_NS::kernels {

struct FastConv {
  ConvShape shape;
  float* packed;
  float* growing;
  float *xs, *dys;  // 16 samples
};

inline void convOpForward(Plan& p, Op& op, int g0, int g1) {
  FastConv& f = *static_cast<FastConv*>(op.fast);
  if (g0 == 0) packConvWeights(f.shape, op.w, f.packed);
  const ConvSizes sizes(op);
  for (int g = g0; g < g1; g++) {
    long width;
    const float* x = padInput(p, op, g, sizes, &width);
    convForward(f.shape, x, f.packed, op.b, op.y(g));
  }
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
    if (op.dxAt) convInputGradient(p, op, g);
  }
  if (!lanes && g1 == p.groups) finishConvGradient(s, f.growing, op.gw);
}

inline void selectConv(Plan& p, Op& op, Arena& arena) {
  const ConvSizes sizes(op);
  const bool padded = sizes.padded(op);
  FastConv f{};
  f.shape = {padded ? sizes.ph : op.in.h, padded ? sizes.pw : op.in.w, op.in.c, op.out.c, op.kh, op.kw, op.sh, op.sw,
             op.out.h, op.out.w};
  f.packed = arena.take<float>(packedConvSize(f.shape));
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
