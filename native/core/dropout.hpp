// Philox4x32-10 on sixteen lanes, and dropout on it.
#pragma once
#include "plan.hpp"

namespace DESCENT_ISA_NS {

struct Words { I16 word[4]; };

/** Output of Philox4x32-10 (Salmon et al. 2011) for sixteen counters under one key. */
DESCENT_INLINE Words philox(I16 c0, I16 c1, I16 c2, I16 c3, uint32_t key0, uint32_t key1) {
  const I16 m0 = broadcast(static_cast<int>(0xD2511F53u)), m1 = broadcast(static_cast<int>(0xCD9E8D57u));
  for (int round = 0; round < 10; round++) {
    const I16 high0 = mulHigh(c0, m0), low0 = mulLow(c0, m0), high1 = mulHigh(c2, m1), low1 = mulLow(c2, m1);
    c0 = high1 ^ c1 ^ broadcast(static_cast<int>(key0));
    c1 = low1;
    c2 = high0 ^ c3 ^ broadcast(static_cast<int>(key1));
    c3 = low0;
    key0 += 0x9E3779B9u;
    key1 += 0xBB67AE85u;
  }
  return {{c0, c1, c2, c3}};
}

/** Unit i of the sample in lane l: word i & 3 at counter [i >> 2, index of the sample in its batch, step, 0]. */
inline void dropoutForward(Plan& plan, Op& op, int g0, int g1) {
  if (plan.mode != kTraining) {
    for (int g = g0; g < g1; g++)
      if (op.x(g) != op.y(g)) __builtin_memcpy(op.y(g), op.x(g), sizeof(float) * op.out.floats());
    return;
  }
  const int units = static_cast<int>(op.out.floats() / kLanes);
  const I16 limit = broadcast(static_cast<int>(op.threshold));
  for (int g = g0; g < g1; g++) {
    const float* x = op.x(g);
    float *y = op.y(g), *keep = op.keep + g * op.out.floats();
    const I16 sample = laneIndex() + broadcast(g * kLanes);
    for (int i = 0; i < units; i += 4) {
      const Words w = philox(broadcast(i >> 2), sample, broadcast(static_cast<int>(plan.step)), broadcast(0), op.key0, op.key1);
      for (int j = 0; j < 4 && i + j < units; j++) {
        const F16 scale = select(geUnsigned(w.word[j], limit), broadcast(op.keepScale), zero16());
        store(keep + (i + j) * kLanes, scale);
        store(y + (i + j) * kLanes, load16(x + (i + j) * kLanes) * scale);
      }
    }
  }
}

inline void dropoutBackward(Plan& plan, Op& op, int g0, int g1) {
  if (plan.mode != kTraining || !op.dxAt) return;
  for (int g = g0; g < g1; g++) {
    float *d = op.dy(g), *keep = op.keep + g * op.out.floats();
    for (long i = 0; i < op.out.floats(); i += kLanes) store(d + i, load16(d + i) * load16(keep + i));
  }
}

}  // namespace DESCENT_ISA_NS
