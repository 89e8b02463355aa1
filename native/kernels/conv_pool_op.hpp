// Convolution, activation and 2 × 2 max pooling as one operation: only the pooled output is ever written.
#pragma once
#include "../core/activation.hpp"
#include "../core/conv.hpp"
#include "sparse_input.hpp"
#include "winograd.hpp"

namespace DESCENT_ISA_NS::kernels {

struct FastConvPool {
  ConvPool shape;
  Op* pool;
  int activation;        // between them; kIdentity if none
  unsigned char* code;   // [group][window][out][16]
  bool winograd;
  WinogradShape tiles;
  float* packed;         // weights for the forward pass, for this step
  float* scratch;        // of Winograd's transforms
  float* filters;        // weights for the input gradient
  float* gradient;       // (slices, out, kh, rowStride)
  float *xs, *dxs;       // 16 samples in slices
  WeightLists weightLists;
  InputLists inputLists;
};

/** Activations that never decrease, so that the largest pixel can be found before them, and whose slope y tells. */
inline bool monotone(int kind) { return kind != kGelu && kind != kSoftplus; }

template <int Kind> inline void activateAll(float* y, long size) {
  for (long i = 0; i < size; i += kLanes) store(y + i, activate<Kind>(load16(y + i)));
}
template <int Kind> inline void slopeAll(const float* y, float* d, long size) {
  for (long i = 0; i < size; i += kLanes) store(d + i, load16(d + i) * slope<Kind>(zero16(), load16(y + i)));
}

inline void activatePooled(int kind, float* y, long size) {
  switch (kind) {
    case kSigmoid: return activateAll<kSigmoid>(y, size);
    case kTanh: return activateAll<kTanh>(y, size);
    case kLeakyRelu: return activateAll<kLeakyRelu>(y, size);
    case kElu: return activateAll<kElu>(y, size);
    case kScaledTanh: return activateAll<kScaledTanh>(y, size);
    default: return;
  }
}
inline void slopePooled(int kind, const float* y, float* d, long size) {
  switch (kind) {
    case kSigmoid: return slopeAll<kSigmoid>(y, d, size);
    case kTanh: return slopeAll<kTanh>(y, d, size);
    case kRelu: return slopeAll<kRelu>(y, d, size);
    case kLeakyRelu: return slopeAll<kLeakyRelu>(y, d, size);
    case kElu: return slopeAll<kElu>(y, d, size);
    case kScaledTanh: return slopeAll<kScaledTanh>(y, d, size);
    default: return;
  }
}

template <bool kRelu>
inline void convPoolGroup(const FastConvPool& f, const float* x, const float* bias, float* y, unsigned char* code) {
  if (!f.winograd) return convPoolForward<kRelu>(f.shape.conv, x, f.packed, bias, y, code);
  if (f.shape.conv.kh == 3) return winogradPoolForward<3, kRelu>(f.tiles, x, f.packed, f.scratch, bias, y, code);
  winogradPoolForward<5, kRelu>(f.tiles, x, f.packed, f.scratch, bias, y, code);
}

inline void packConvPool(const FastConvPool& f, const float* w) {
  const ConvShape& s = f.shape.conv;
  auto weight = [&](int ky, int kx, int i, int o) { return w[((static_cast<long>(ky) * s.kw + kx) * s.in + i) * s.out + o]; };
  if (!f.winograd) packConvWeights(s, w, f.packed);
  else if (s.kh == 3) winogradFilters<3>(s.in, s.out, f.packed, weight);
  else winogradFilters<5>(s.in, s.out, f.packed, weight);
}

inline void convPoolOpForward(Plan& p, Op& op, int g0, int g1) {
  FastConvPool& f = *static_cast<FastConvPool*>(op.fast);
  if (g0 == 0) packConvPool(f, op.w);
  const ConvSizes sizes(op);
  for (int g = g0; g < g1; g++) {
    long width;
    const float* x = padInput(p, op, g, sizes, &width);
    const long size = f.pool->out.floats();
    float* y = f.pool->y(g);
    unsigned char* code = f.code + g * size;
    if (f.activation == kRelu) {
      convPoolGroup<true>(f, x, op.b, y, code);
    } else {
      convPoolGroup<false>(f, x, op.b, y, code);
      activatePooled(f.activation, y, size);
    }
  }
}

/** dx of one group from the part of its padded samples that is the image. */
inline void unpadInput(const ConvPool& s, const Op& op, const float* samples, float* dx) {
  const int rows = op.in.h < s.conv.height - op.pt ? op.in.h : s.conv.height - op.pt;
  const int columns = op.in.w < s.conv.width - op.pl ? op.in.w : s.conv.width - op.pl;
  if (columns == op.in.w && s.conv.width == op.in.w && rows == op.in.h) {
    slicesToLanes(s, samples, static_cast<long>(rows) * columns, dx);
    return;
  }
  // rows and columns that no window reaches keep the zero
  if (columns < op.in.w || rows < op.in.h) __builtin_memset(dx, 0, sizeof(float) * op.in.floats());
  for (int y = 0; y < rows; y++)
    slicesToLanes(s, samples + (y + op.pt) * s.imageRow() + op.pl * s.channels(), columns,
                  dx + static_cast<long>(y) * op.in.w * op.in.c * kLanes);
}

inline void convPoolOpBackward(Plan& p, Op& op, int g0, int g1) {
  FastConvPool& f = *static_cast<FastConvPool*>(op.fast);
  const ConvPool& s = f.shape;
  const long size = f.pool->out.floats();
  if (g0 == 0) {
    __builtin_memset(f.gradient, 0, sizeof(float) * s.filtersSize());
    if (op.dxAt) packFilters(s, op.w, f.filters);
  }
  const ConvSizes sizes(op);
  for (int g = g0; g < g1; g++) {
    float* d = f.pool->dy(g);
    const unsigned char* code = f.code + g * size;
    slopePooled(f.activation, f.pool->y(g), d, size);
    if (op.gb) addChannelSums(d, s.windows(), s.conv.out, op.gb);
    long width;
    const float* x = padInput(p, op, g, sizes, &width);
    lanesToSlices(s, x, static_cast<long>(s.conv.height) * s.conv.width, f.xs);
    sparseWeightGradient(s, d, code, f.xs, f.gradient, f.weightLists);
    if (!op.dxAt) continue;
    listWindows(s, d, code, f.inputLists);
    sparseInputGradient(s, f.inputLists, f.filters, f.dxs);
    unpadInput(s, op, f.dxs, op.dx(g));
  }
  if (g1 == p.groups) unpackWeightGradient(s, f.gradient, op.gw);
}

/** conv [activation] pool with a 2 × 2 window and stride, wholly inside the image */
inline bool isConvPool(const Plan& p, int l, int* activation, int* pool) {
  if (p.ops[l].type != kConv) return false;
  int at = l + 1;
  *activation = kIdentity;
  if (at < p.opCount && p.ops[at].type == kActivation) {
    *activation = p.ops[at].kind;
    at++;
  }
  *pool = at;
  if (at >= p.opCount || !monotone(*activation)) return false;
  const Op& q = p.ops[at];
  return q.type == kPool && q.kind == kMaxPool && q.kh == 2 && q.kw == 2 && q.sh == 2 && q.sw == 2 && q.pt == 0 && q.pl == 0 &&
         2 * q.out.h <= q.in.h && 2 * q.out.w <= q.in.w;
}

/** Whether the convolution at l and the layers behind it became one operation. */
inline bool selectConvPool(Plan& p, int l, Arena& arena) {
  int activation, at;
  if (!isConvPool(p, l, &activation, &at)) return false;
  Op& op = p.ops[l];
  Op& pool = p.ops[at];
  const ConvSizes sizes(op);
  const bool padded = sizes.padded(op);
  FastConvPool f{};
  f.shape.conv = {padded ? sizes.ph : op.in.h, padded ? sizes.pw : op.in.w, op.in.c, op.out.c, op.kh, op.kw, op.sh, op.sw,
                  op.out.h, op.out.w};
  f.shape.poolHeight = pool.out.h;
  f.shape.poolWidth = pool.out.w;
  const ConvPool& s = f.shape;
  // offsets in lists are 32 bits
  if (s.samplesSize() > 0x3fffffff || s.filtersSize() > 0x3fffffff || !sparseInputFits(s)) return false;
  f.pool = &pool;
  f.activation = activation;
  f.code = arena.take<unsigned char>(p.capacity * pool.out.floats());
  f.winograd = winogradPays(op.kh, op.kw, op.sh, op.sw, op.in.c, op.out.c);
  f.tiles = {s.conv.width, op.in.c, op.out.c, s.poolHeight, s.poolWidth};
  f.packed = arena.take<float>(f.winograd ? winogradFilterSize(op.kh, op.in.c, op.out.c) : packedConvSize(s.conv));
  f.scratch = f.winograd ? arena.take<float>(winogradScratch(op.kh, op.in.c)) : nullptr;
  f.filters = arena.take<float>(s.filtersSize());
  f.gradient = arena.take<float>(s.filtersSize());
  f.xs = arena.take<float>(s.samplesSize() + kLanes);
  f.dxs = arena.take<float>(s.samplesSize() + kLanes);
  const int listed = listedChannels(s);
  f.weightLists.at = arena.take<int>(weightListSize(s) * listed);
  f.weightLists.value = arena.take<float>(weightListSize(s) * listed);
  f.weightLists.ends = arena.take<int>((kLanes + 1) * listed);
  f.weightLists.block = arena.take<float>(listChannelScratch(s));
  f.inputLists.stride = inputListStride(s);
  f.inputLists.filter = arena.take<int>(f.inputLists.stride * kLanes);
  f.inputLists.value = arena.take<float>(f.inputLists.stride * kLanes);
  f.inputLists.ends = arena.take<int>(4l * s.windows() * kLanes);
  FastConvPool* kept = arena.take<FastConvPool>(1);
  if (!kept) return true;
  *kept = f;
  op.fast = kept;
  op.forward = convPoolOpForward;
  op.backward = convPoolOpBackward;
  for (int i = l + 1; i <= at; i++) p.ops[i].forward = p.ops[i].backward = skip;
  return true;
}

}  // namespace DESCENT_ISA_NS::kernels
