// Pooling of any window, stride and padding; windows may overlap. Taps outside the image do not exist.
#pragma once
#include "plan.hpp"

namespace DESCENT_ISA_NS {

/** The part of a window that lies inside the image. */
struct Window {
  int y0, y1, x0, x1, top, left;
  Window(const Op& op, int oy, int ox) {
    top = oy * op.sh - op.pt;
    left = ox * op.sw - op.pl;
    y0 = top < 0 ? 0 : top;
    x0 = left < 0 ? 0 : left;
    y1 = top + op.kh < op.in.h ? top + op.kh : op.in.h;
    x1 = left + op.kw < op.in.w ? left + op.kw : op.in.w;
  }
  int taps() const { return (y1 - y0) * (x1 - x0); }
};

inline void maxPoolForward(Plan&, Op& op, int g0, int g1) {
  const int c = op.in.c;
  for (int g = g0; g < g1; g++)
    for (int oy = 0; oy < op.out.h; oy++)
      for (int ox = 0; ox < op.out.w; ox++) {
        const Window win(op, oy, ox);
        const long to = (static_cast<long>(oy) * op.out.w + ox) * c * kLanes;
        for (int k = 0; k < c; k++) {
          const float* x = op.x(g) + k * kLanes;
          F16 best = load16(x + (static_cast<long>(win.y0) * op.in.w + win.x0) * c * kLanes);
          I16 at = broadcast((win.y0 - win.top) * op.kw + win.x0 - win.left);
          for (int y = win.y0; y < win.y1; y++)
            for (int px = win.x0; px < win.x1; px++) {
              const F16 v = load16(x + (static_cast<long>(y) * op.in.w + px) * c * kLanes);
              const M16 larger = v > best;
              best = select(larger, v, best);
              at = select(larger, broadcast((y - win.top) * op.kw + px - win.left), at);
            }
          store(op.y(g) + to + k * kLanes, best);
          storeu(op.argmax + g * op.out.floats() + to + k * kLanes, at);
        }
      }
}

inline void maxPoolBackward(Plan&, Op& op, int g0, int g1) {
  if (!op.dxAt) return;
  const int c = op.in.c;
  for (int g = g0; g < g1; g++) {
    __builtin_memset(op.dx(g), 0, sizeof(float) * op.in.floats());
    for (int oy = 0; oy < op.out.h; oy++)
      for (int ox = 0; ox < op.out.w; ox++) {
        const Window win(op, oy, ox);
        const long from = (static_cast<long>(oy) * op.out.w + ox) * c * kLanes;
        for (int k = 0; k < c; k++) {
          const F16 d = load16(op.dy(g) + from + k * kLanes);
          const I16 at = loadu16(op.argmax + g * op.out.floats() + from + k * kLanes);
          for (int y = win.y0; y < win.y1; y++)
            for (int px = win.x0; px < win.x1; px++) {
              float* dx = op.dx(g) + ((static_cast<long>(y) * op.in.w + px) * c + k) * kLanes;
              const M16 here = at == broadcast((y - win.top) * op.kw + px - win.left);
              store(dx, load16(dx) + select(here, d, zero16()));
            }
        }
      }
  }
}

DESCENT_INLINE F16 windowMean(const Op& op, const Window& win, const float* x) {
  F16 sum = zero16();
  for (int y = win.y0; y < win.y1; y++)
    for (int px = win.x0; px < win.x1; px++)
      sum = sum + load16(x + (static_cast<long>(y) * op.in.w + px) * op.in.c * kLanes);
  return sum * broadcast(1.0f / static_cast<float>(win.taps()));
}

/** Average; `scaledAvg` multiplies by w[c] and adds b[c]. */
inline void avgPoolForward(Plan&, Op& op, int g0, int g1) {
  const int c = op.in.c;
  for (int g = g0; g < g1; g++)
    for (int oy = 0; oy < op.out.h; oy++)
      for (int ox = 0; ox < op.out.w; ox++) {
        const Window win(op, oy, ox);
        float* y = op.y(g) + (static_cast<long>(oy) * op.out.w + ox) * c * kLanes;
        for (int k = 0; k < c; k++) {
          const F16 mean = windowMean(op, win, op.x(g) + k * kLanes);
          store(y + k * kLanes, op.w ? fma(mean, broadcast(op.w[k]), broadcast(op.b[k])) : mean);
        }
      }
}

inline void avgPoolBackward(Plan&, Op& op, int g0, int g1) {
  const int c = op.in.c;
  for (int g = g0; g < g1; g++) {
    if (op.w)
      for (int k = 0; k < c; k++) {
        F16 scale = zero16(), bias = zero16();
        for (int oy = 0; oy < op.out.h; oy++)
          for (int ox = 0; ox < op.out.w; ox++) {
            const F16 d = load16(op.dy(g) + ((static_cast<long>(oy) * op.out.w + ox) * c + k) * kLanes);
            scale = fma(d, windowMean(op, Window(op, oy, ox), op.x(g) + k * kLanes), scale);
            bias = bias + d;
          }
        op.gw[k] += reduceAdd(scale);
        op.gb[k] += reduceAdd(bias);
      }
    if (!op.dxAt) continue;
    __builtin_memset(op.dx(g), 0, sizeof(float) * op.in.floats());
    for (int oy = 0; oy < op.out.h; oy++)
      for (int ox = 0; ox < op.out.w; ox++) {
        const Window win(op, oy, ox);
        const float* dy = op.dy(g) + (static_cast<long>(oy) * op.out.w + ox) * c * kLanes;
        const float share = 1.0f / static_cast<float>(win.taps());
        for (int k = 0; k < c; k++) {
          const F16 d = load16(dy + k * kLanes) * broadcast(op.w ? op.w[k] * share : share);
          for (int y = win.y0; y < win.y1; y++)
            for (int px = win.x0; px < win.x1; px++) {
              float* dx = op.dx(g) + ((static_cast<long>(y) * op.in.w + px) * c + k) * kLanes;
              store(dx, load16(dx) + d);
            }
        }
      }
  }
}

}  // namespace DESCENT_ISA_NS
