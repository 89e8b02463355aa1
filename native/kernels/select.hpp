// Which layers of a plan get fast kernels. Decided by shapes only, so that every instruction set decides alike.
#pragma once
#include "conv_op.hpp"
#include "conv_pool_op.hpp"
#include "dense_op.hpp"

namespace DESCENT_ISA_NS::kernels {

/** Replaces the passes of layers; takes their memory. Also runs on an arena without memory, to measure. */
inline void select(Plan& p, Arena& arena) {
  long packed = 0;
  for (int l = 0; l < p.opCount; l++)
    if (p.ops[l].type == kDense) {
      const long size = packedDenseSize(p.ops[l].in.c, p.ops[l].out.c);
      packed = packed > size ? packed : size;
    }
  float* scratch = arena.take<float>(packed);
  for (int l = 0; l < p.opCount; l++)
    if (p.ops[l].type == kDense) selectDense(p, p.ops[l], arena, scratch);
  for (int l = 0; l < p.opCount; l++)
    if (p.ops[l].type == kConv && !selectConvPool(p, l, arena)) selectConv(p, p.ops[l], arena);
}

constexpr Waiting kWaiting = {settleWaiting, updateWaiting};

}  // namespace DESCENT_ISA_NS::kernels
