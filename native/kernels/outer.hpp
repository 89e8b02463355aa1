// The one inner loop of the engine: a register tile of M × V accumulators takes outer products of M broadcast
// numbers and V vectors. Convolutions, dense layers and their weight gradients differ only in what the strides
// mean. Each accumulator is one chain of fma in the order of (row, step), so the tile's shape, and with it the
// width of the registers, has no influence on the bits.
#pragma once
#include "../simd.hpp"

namespace DESCENT_ISA_NS::kernels {

// Keeps an address in a register of its own: a sum of two in every operand would cost a slot of the front end each time.
#define DESCENT_ONE_REGISTER(pointer) __asm__("" : "+r"(pointer))

// Largest tiles that leave registers for V vectors and a broadcast.
constexpr int kTile4 = kRegisters == 32 ? 6 : 3;   // rows of M for V = 4
constexpr int kTile2 = kRegisters == 32 ? 12 : 6;  // for V = 2

template <int M, int V> struct Tile {
  VF v[M][V];
  DESCENT_INLINE void clear() {
    for (int m = 0; m < M; m++)
      for (int i = 0; i < V; i++) v[m][i] = vzero();
  }
};

/**
 * acc[m][v] += Σ_r Σ_p a[r * aRow + p * aStep + m * unit] * b[v][r * bRow + p * bStep .. + kWidth]
 * (strides in floats); unit is kUnit, or the argument where kUnit is 0
 */
template <int kUnit, int M, int V>
DESCENT_INLINE void outerProducts(Tile<M, V>& acc, const float* a, long aRow, long aStep, const float* const (&b)[V],
                                  long bRow, long bStep, int rows, int steps, long unit = kUnit) {
  Tile<M, V> t = acc;
  long shift = 0;
  for (int r = 0; r < rows; r++) {
    const float* ar = a + r * aRow;
    long at = shift;
    for (int p = 0; p < steps; p++) {
      VF x[V];
#pragma GCC unroll 8
      for (int i = 0; i < V; i++) x[i] = loadu(b[i] + at);
#pragma GCC unroll 32
      for (int m = 0; m < M; m++) {
        const VF k = vbroadcast(ar[m * (kUnit ? kUnit : unit)]);
#pragma GCC unroll 8
        for (int i = 0; i < V; i++) t.v[m][i] = fma(k, x[i], t.v[m][i]);
      }
      ar += aStep;
      at += bStep;
    }
    shift += bRow;
  }
  acc = t;
}

/** Splits n into the fewest pieces of at most `most`, as equal as possible; the size of the piece that starts at `at`. */
DESCENT_INLINE int balancedPiece(int n, int at, int most) {
  const int left = n - at;
  const int pieces = (left + most - 1) / most;
  return (left + pieces - 1) / pieces;
}

/** Calls f(integral constant m) for 1 <= m <= Most. */
template <int N> struct Constant { static constexpr int value = N; };
template <int Most, class F> DESCENT_INLINE void withConstant(int m, F f) {
  if constexpr (Most >= 1) {
    if (m == Most) f(Constant<Most>{});
    else withConstant<Most - 1>(m, f);
  }
}

}  // namespace DESCENT_ISA_NS::kernels
