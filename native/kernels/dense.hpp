// Dense layers in lane layout: activations [group][unit][16], weights (in, out) row-major.
// Forward and input gradient keep samples in lanes; the weight gradient keeps outputs in lanes, so that no sum
// crosses lanes and each weight's gradient is one chain over the samples in order.
#pragma once
#include "outer.hpp"

namespace DESCENT_ISA_NS::kernels {

/** Native vectors of all groups in order: vector j is lanes of group j / kVectors. */
struct LaneMatrix {
  float* at;
  long groupStride;  // floats from one group to the next
  float* vector(int j) const { return at + (j / kVectors) * groupStride + (j % kVectors) * kWidth; }
};

// Terms of a sum that are taken before the next output: what a block reads stays in the first cache.
constexpr int kDenseBlock = 128;
constexpr int kDenseVectors = kVectors == 1 ? 4 : 2;
constexpr int kDenseRows = kDenseVectors == 4 ? kTile4 : kTile2;
constexpr int kCacheLine = 16;  // floats
// weight gradient: rows of weights × vectors of outputs
constexpr int kGradientRows = kTile2;

/** floats that packDense writes for one block of terms */
inline long packedDenseSize(long in, long out) { return (in < kDenseBlock ? in : kDenseBlock) * out + kLanes; }

/** rows k0 <= k < k1 of w (in, out) to tiles of at most kDenseRows outputs, each [k - k0][outputs of the tile] */
inline void packDense(const float* w, int k0, int k1, int out, float* packed) {
  constexpr int kCopied = kDenseRows <= 8 ? 8 : kLanes;  // a row of a tile, and what follows it
  const int rows = k1 - k0, pieces = (out + kDenseRows - 1) / kDenseRows;
  // few rows at a time: columns of a wide matrix fall on the same few sets of the cache
  constexpr int kRows = 8;
  for (int r0 = 0; r0 < rows; r0 += kRows) {
    const int r1 = rows - r0 < kRows ? rows : r0 + kRows;
    for (int piece = 0, u = 0; piece < pieces; piece++) {
      const int m = out / pieces + (piece < out % pieces);  // as balancedPiece, without its division
      const float* from = w + static_cast<long>(k0 + r0) * out + u;
      float* to = packed + static_cast<long>(u) * rows + static_cast<long>(r0) * m;
      for (int r = r0; r < r1; r++, from += out, to += m) {
        // whole vectors where the rows that follow overwrite what is too much
        if (u + kCopied <= out && (rows - r) * m >= kCopied) {
          if constexpr (kCopied == 8) storeu(to, Vector<VH>::load(from));
          else storeu(to, loadu16(from));
        } else {
          for (int c = 0; c < m; c++) to[c] = from[c];
        }
      }
      u += m;
    }
  }
}

/** y[m] (outputs from u) (+)= Σ_k a[k * aStep + m * unit] x[k], k0 <= k < k1, for V vectors from j */
template <int kUnit, int M, int V>
DESCENT_NOINLINE void denseTile(const float* a, long aStep, long unit, LaneMatrix x, LaneMatrix y, int u, int j, int k0,
                                int k1, bool first, const float* bias) {
  const float* b[V];
  float* to[V];
#pragma GCC unroll 8
  for (int i = 0; i < V; i++) {
    b[i] = x.vector(j + i) + static_cast<long>(k0) * kLanes;
    to[i] = y.vector(j + i) + static_cast<long>(u) * kLanes;
  }
  Tile<M, V> acc;
  if (first) {
    acc.clear();
  } else {
#pragma GCC unroll 32
    for (int m = 0; m < M; m++)
#pragma GCC unroll 8
      for (int i = 0; i < V; i++) acc.v[m][i] = load(to[i] + m * kLanes);
  }
  outerProducts<kUnit>(acc, a, 0, aStep, b, 0, kLanes, 1, k1 - k0, unit);
#pragma GCC unroll 32
  for (int m = 0; m < M; m++) {
    const VF shift = vbroadcast(bias ? bias[m] : 0.0f);
#pragma GCC unroll 8
    for (int i = 0; i < V; i++) store(to[i] + m * kLanes, bias ? acc.v[m][i] + shift : acc.v[m][i]);
  }
}

template <int kUnit, int V>
inline void denseColumn(int m, const float* a, long aStep, long unit, LaneMatrix x, LaneMatrix y, int u, int j, int k0, int k1,
                        bool first, const float* bias) {
  withConstant<kDenseRows>(m, [&](auto M) {
    denseTile<kUnit, decltype(M)::value, V>(a, aStep, unit, x, y, u, j, k0, k1, first, bias);
  });
}

/** All vectors of a tile's rows; before those from j to end are computed, ahead(j, end), to load what comes next meanwhile. */
template <int kUnit, class Ahead>
inline void denseTiles(int m, const float* a, long aStep, long unit, LaneMatrix x, LaneMatrix y, int vectors, int u, int k0, int k1,
                       bool first, const float* bias, const Ahead& ahead) {
  for (int j = 0; j < vectors;) {
    const int v = balancedPiece(vectors, j, kDenseVectors);
    ahead(j, j + v);
    withConstant<kDenseVectors>(v, [&](auto V) {
      denseColumn<kUnit, decltype(V)::value>(m, a, aStep, unit, x, y, u, j, k0, k1, first, bias);
    });
    j += v;
  }
}

/** Whether columns of w fall on so few sets of the cache that copying pays. Either way gives the same bits. */
DESCENT_INLINE bool packingPays(int out) { return kWidth < 16 && out % 256 == 0; }

/** y[u] = Σ_k w[k][u] x[k] + bias[u] for all groups; bias may be null; packed: scratch of packedDenseSize */
inline void denseForwardBlocks(const float* w, const float* bias, LaneMatrix x, LaneMatrix y, int groups, int in, int out, float* packed) {
  const bool pack = packingPays(out);
  for (int k0 = 0; k0 < in; k0 += kDenseBlock) {
    const int k1 = in - k0 < kDenseBlock ? in : k0 + kDenseBlock;
    if (pack) packDense(w, k0, k1, out, packed);
    for (int u = 0; u < out;) {
      const int m = balancedPiece(out, u, kDenseRows);
      const float* shift = bias && k1 == in ? bias + u : nullptr;
      const float* a = pack ? packed + static_cast<long>(u) * (k1 - k0) : w + static_cast<long>(k0) * out + u;
      denseTiles<1>(m, a, pack ? m : out, 1, x, y, groups * kVectors, u, k0, k1, k0 == 0, shift, [](int, int) {});
      u += m;
    }
  }
}

/**
 * dx[k] = Σ_u w[k][u] dy[u] for all groups; w (in, out) as it is: a tile reads its rows along u. Rows of w are far apart and read
 * once, which no prefetcher of the machine foresees, so those of the next tile are asked for line by line during this one.
 */
inline void denseInputBlocks(const float* w, LaneMatrix dy, LaneMatrix dx, int groups, int in, int out) {
  constexpr int kChunk = 96;  // rows of dx that stay in the cache while their sums grow
  const int vectors = groups * kVectors;
  for (int first = 0; first < in; first += kChunk) {
    const int end = in - first < kChunk ? in : first + kChunk;
    for (int u0 = 0; u0 < out; u0 += kDenseBlock) {
      const int u1 = out - u0 < kDenseBlock ? out : u0 + kDenseBlock, lines = (u1 - u0 + kCacheLine - 1) / kCacheLine;
      for (int k = first; k < end;) {
        const int m = balancedPiece(end, k, kDenseRows);
        const float* rows = w + static_cast<long>(k) * out + u0;
        // always inline: GCC drops calls of a function that does nothing but prefetch
        denseTiles<0>(m, rows, 1, out, dy, dx, vectors, k, u0, u1, u0 == 0, nullptr, [&](int j, int to) __attribute__((always_inline)) {
          for (int line = lines * j / vectors; line < lines * to / vectors; line++)
            for (int i = m; i < 2 * m && k + i < end; i++)
              __builtin_prefetch(rows + static_cast<long>(i) * out + line * kCacheLine);
        });
        k += m;
      }
    }
  }
}

/** columns of the transposed deltas */
inline long deltaRowStride(int out) { return (out + 31) / 32 * 32; }
/** floats that transposeDeltas writes */
inline long deltaRowsSize(int groups, int out) { return deltaRowStride(out) * groups * kLanes; }

/** dy to panels of 32 outputs [panel][sample][32], zeros past the last output. */
inline void deltaPanels(LaneMatrix dy, int groups, int out, float* rows) {
  const long samples = static_cast<long>(groups) * kLanes;
  for (int u = 0; u < out; u += 16) {
    float* panel = rows + (u / 32) * samples * 32 + u % 32;
    for (int g = 0; g < groups; g++) {
      const float* from = dy.at + g * dy.groupStride + static_cast<long>(u) * kLanes;
      float* to = panel + static_cast<long>(g) * kLanes * 32;
      if (u + 16 <= out) {
        transpose16(from, kLanes, to, 32);
      } else {
        alignas(64) float tail[16 * 16];
        for (int i = 0; i < 16; i++) store(tail + 16 * i, u + i < out ? load16(from + i * kLanes) : zero16());
        transpose16(tail, kLanes, to, 32);
      }
    }
  }
}

/** out[m][i] = M × V vectors of the weight gradient, [kGradientRows][2 * kWidth] */
template <int M, int V>
DESCENT_NOINLINE void denseGradientTile(const float* x, long xGroup, const float* panel, int groups, float* out) {
  const float* b[V];
#pragma GCC unroll 8
  for (int i = 0; i < V; i++) b[i] = panel + i * kWidth;
  Tile<M, V> acc;
  acc.clear();
  outerProducts<kLanes>(acc, x, xGroup, 1, b, 32 * kLanes, 32, groups, kLanes);
#pragma GCC unroll 32
  for (int m = 0; m < M; m++)
#pragma GCC unroll 8
    for (int i = 0; i < V; i++) store(out + (m * 2 + i) * kWidth, acc.v[m][i]);
}

/**
 * Calls apply(offset in w, gradients, lanes in use) for every vector of the weight gradient
 * gw[k][u] = Σ over samples of x[k] dy[u], each one chain in the order of the samples; before a tile is computed,
 * ahead(offset in w, lanes in use) for each of its rows, so that what `apply` will touch is on its way meanwhile.
 * rows: from deltaPanels. The gradient itself is never in memory but for one tile.
 */
template <class Ahead, class Apply>
inline void denseWeightTiles(LaneMatrix x, const float* rows, int groups, int in, int out, const Ahead& ahead, const Apply& apply) {
  const long samples = static_cast<long>(groups) * kLanes;
  constexpr int kStep = 2 * kWidth;
  alignas(64) float tile[kGradientRows * kStep];
  // columns inside: what `apply` reads and writes then runs along rows of w
  for (int k = 0; k < in;) {
    const int m = balancedPiece(in, k, kGradientRows);
    const float* from = x.at + static_cast<long>(k) * kLanes;
    for (int u0 = 0; u0 < out; u0 += kStep) {
      const float* panel = rows + (u0 / 32) * samples * 32 + u0 % 32;
      const int lanes = out - u0 < kStep ? out - u0 : kStep;
      const long first = static_cast<long>(k) * out + u0;
      for (int i = 0; i < m; i++) ahead(first + static_cast<long>(i) * out, lanes);
      withConstant<kGradientRows>(m, [&](auto M) {
        if (lanes > kWidth) denseGradientTile<decltype(M)::value, 2>(from, x.groupStride, panel, groups, tile);
        else denseGradientTile<decltype(M)::value, 1>(from, x.groupStride, panel, groups, tile);
      });
      long at = first;
      for (int i = 0; i < m; i++, at += out) {
        apply(at, load(tile + i * kStep), lanes < kWidth ? lanes : kWidth);
        if (lanes > kWidth) apply(at + kWidth, load(tile + i * kStep + kWidth), lanes - kWidth);
      }
    }
    k += m;
  }
}

}  // namespace DESCENT_ISA_NS::kernels
