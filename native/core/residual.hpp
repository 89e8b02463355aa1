// Residual blocks: y = x + s(block's input), where s is the identity or a 1×1 convolution without bias.
// The begin passes its input on, which no layer above may rewrite; the end keeps the shortcut's delta for the begin.
#pragma once
#include "conv.hpp"

namespace DESCENT_ISA_NS {

inline bool projects(const Op& end) { return end.type == kResidualEnd && end.kind != 0; }

/** The shortcut of a block as a convolution from the begin's output to one group of scratch. */
inline Op projectionOf(const Plan& plan, const Op& end) {
  const Op& begin = plan.ops[end.partner];
  Op conv{};
  conv.type = kConv;
  conv.in = begin.out;
  conv.out = end.out;
  conv.kh = conv.kw = 1;
  conv.sh = end.sh;
  conv.sw = end.sw;
  conv.xAt = begin.yAt;
  conv.xStep = begin.yStep;
  conv.yAt = plan.projected;
  conv.dyAt = end.dyAt;
  conv.dyStep = end.dyStep;
  conv.dxAt = end.skipDelta;
  conv.dxStep = end.skipStep;
  conv.w = end.w;
  conv.gw = end.gw;
  return conv;
}

/** to = a + b, of one group; `to` may be either. */
inline void addLanes(const float* a, const float* b, long floats, float* to) {
  for (long i = 0; i < floats; i += kLanes) store(to + i, load16(a + i) + load16(b + i));
}

inline void residualEndForward(Plan& plan, Op& op, int g0, int g1) {
  const Op& begin = plan.ops[op.partner];
  if (!projects(op)) {
    for (int g = g0; g < g1; g++) addLanes(op.x(g), begin.y(g), op.out.floats(), op.y(g));
    return;
  }
  Op conv = projectionOf(plan, op);
  for (int g = g0; g < g1; g++) {
    convForward(plan, conv, g, g + 1);
    addLanes(op.x(g), plan.projected, op.out.floats(), op.y(g));
  }
}

/** The block's own delta is the one that came; a copy of it, or what the projection makes of it, waits for the begin. */
inline void residualEndBackward(Plan& plan, Op& op, int g0, int g1) {
  const bool needed = plan.ops[op.partner].dxAt != nullptr;
  if (!projects(op)) {
    for (int g = g0; needed && g < g1; g++)
      __builtin_memcpy(op.skipDelta + g * op.skipStep, op.dy(g), sizeof(float) * op.out.floats());
    return;
  }
  Op conv = projectionOf(plan, op);
  for (int g = g0; g < g1; g++) {
    convWeightGradient(plan, conv, g);
    if (needed) convInputGradient(plan, conv, g);
  }
}

inline void residualBeginBackward(Plan& plan, Op& op, int g0, int g1) {
  if (!op.dxAt) return;
  const Op& end = plan.ops[op.partner];
  for (int g = g0; g < g1; g++) addLanes(op.dy(g), end.skipDelta + g * end.skipStep, op.out.floats(), op.dx(g));
}

/** Reads the end of a block that began with `begin` from its spec. */
inline int readResidualEnd(Op& op, const Op& begin, int sh, int sw) {
  const Shape in = begin.out, out = op.out;
  op.forward = residualEndForward;
  op.backward = residualEndBackward;
  op.inPlace = true;
  if (op.kind == 0) return in.h == out.h && in.w == out.w && in.c == out.c ? kOk : kBadShape;
  if (op.kind != 1 || sh < 1 || sw < 1) return kBadSpec;
  op.sh = sh;
  op.sw = sw;
  op.skipChannels = in.c;
  return (in.h - 1) / sh + 1 == out.h && (in.w - 1) / sw + 1 == out.w ? kOk : kBadShape;
}

/** Whether every group goes through the whole block before the next one: then one group's room will do. */
inline bool groupwiseBlock(const Plan& p, int end) {
  for (int l = p.ops[end].partner; l < end; l++)
    if (p.ops[l].batchwise) return false;
  return true;
}

}  // namespace DESCENT_ISA_NS
