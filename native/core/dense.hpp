// Dense layers take all groups at once, so that weights are read once for several groups. Weights [in][out].
#pragma once
#include "tile.hpp"

namespace DESCENT_ISA_NS {

inline void denseForward(Plan& plan, Op& op, int g0, int g1) {
  const long in = op.in.floats() / kLanes, out = op.out.c;
  plan.runs[0] = {0, 0};
  TileArgs a{};
  a.x = op.x(g0);
  a.xp = op.xStep;
  a.xi = kLanes;
  a.w = op.w;
  a.wk = 1;
  a.wi = out;
  a.runs = plan.runs;
  a.runCount = 1;
  a.terms = in;
  a.bias = op.b;
  a.y = op.y(g0);
  a.yp = op.yStep;
  a.yk = kLanes;
  a.lanes = kLanes;
  tiles(a, g1 - g0, op.out.c);
}

/** Delta rows [sample][out, padded to 16]: lanes become outputs. */
inline void transposeDeltas(Plan& plan, const Op& op, int g0, int g1, long width) {
  for (int g = g0; g < g1; g++)
    for (int k = 0; k < op.out.c; k += kLanes)
      transpose16(op.dy(g) + k * kLanes, kLanes, plan.rows + static_cast<long>(g - g0) * kLanes * width + k, width);
}

/** gw[i][k] = Σ over samples in order of x[i] δ[k]; outputs in lanes, so that no sum crosses lanes. */
inline void denseWeightGradient(Plan& plan, Op& op, int g0, int g1) {
  const int in = static_cast<int>(op.in.floats() / kLanes), out = op.out.c;
  const long width = (out + kLanes - 1) / kLanes * static_cast<long>(kLanes);
  transposeDeltas(plan, op, g0, g1, width);
  for (int g = g0; g < g1; g++) plan.runs[g - g0] = {(g - g0) * kLanes * width, (g - g0) * op.xStep};
  TileArgs a{};
  a.xp = kLanes;
  a.xi = width;
  a.wk = kLanes;
  a.wi = 1;
  a.runs = plan.runs;
  a.runCount = g1 - g0;
  a.terms = kLanes;
  a.yp = kLanes;
  a.yk = out;
  const int whole = out / kLanes, rest = out % kLanes;
  // a few rows of weights at a time, so that their inputs stay in the first cache
  for (int i = 0; i < in; i += kTileK) {
    const int rows = in - i < kTileK ? in - i : kTileK;
    a.w = op.x(g0) + static_cast<long>(i) * kLanes;
    a.x = plan.rows;
    a.y = op.gw + static_cast<long>(i) * out;
    a.lanes = kLanes;
    if (whole) tiles(a, whole, rows);
    if (!rest) continue;
    a.x = plan.rows + whole * kLanes;
    a.y += whole * kLanes;
    a.lanes = rest;
    tiles(a, 1, rows);
  }
}

inline void denseInputGradient(Plan& plan, Op& op, int g0, int g1) {
  const long out = op.out.c;
  plan.runs[0] = {0, 0};
  TileArgs a{};
  a.x = op.dy(g0);
  a.xp = op.dyStep;
  a.xi = kLanes;
  a.w = op.w;
  a.wk = out;
  a.wi = 1;
  a.runs = plan.runs;
  a.runCount = 1;
  a.terms = out;
  a.y = op.dx(g0);
  a.yp = op.dxStep;
  a.yk = kLanes;
  a.lanes = kLanes;
  tiles(a, g1 - g0, static_cast<int>(op.in.floats() / kLanes));
}

inline void denseBackward(Plan& plan, Op& op, int g0, int g1) {
  denseWeightGradient(plan, op, g0, g1);
  if (op.gb)
    for (int k = 0; k < op.out.c; k++) {
      F16 sum = zero16();
      for (int g = g0; g < g1; g++) sum = sum + load16(op.dy(g) + k * kLanes);
      op.gb[k] = reduceAdd(sum);
    }
  if (op.dxAt) denseInputGradient(plan, op, g0, g1);
}

}  // namespace DESCENT_ISA_NS
