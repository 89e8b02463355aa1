// One vector vocabulary for every instruction set. A translation unit is compiled for one target and sees
//
//   VF, VI, VM   the machine's own vector: kWidth float / int32 lanes, and a mask of as many
//   F16, I16, M16  sixteen logical lanes: 16 / kWidth of those. The engine's layout is 16 samples a group, so
//                  generic code is written once in F16 and gives the same bits whatever kWidth is.
//
// Rules that make AVX2 = AVX-512 = NEON to the bit: multiply-adds that may be fused are written `fma` (compile with
// -ffp-contract=off so that no other is), horizontal sums go through `reduceAdd`, whose tree is fixed, and
// max/min are `a > b ? a : b` / `a < b ? a : b` on every target (a NaN in either operand gives b).
// On targets without FMA (`portable`, `simd128`) `fma` rounds twice: they are reproducible among themselves.
//
// No libc, no standard library: the same headers compile for wasm32 without a runtime.
#pragma once

#if defined(_MSC_VER) && !defined(__clang__)
#define DESCENT_INLINE __forceinline
#define DESCENT_RESTRICT __restrict
#define DESCENT_NOINLINE __declspec(noinline)
#else
#define DESCENT_INLINE inline __attribute__((always_inline))
#define DESCENT_RESTRICT __restrict__
#define DESCENT_NOINLINE __attribute__((noinline))
#endif

#if defined(__AVX512F__) && defined(__AVX512VL__) && defined(__AVX512DQ__) && defined(__AVX512BW__)
#ifndef DESCENT_ISA_NS
#define DESCENT_ISA_NS avx512
#endif
#include "simd/avx512.hpp"
#elif defined(__AVX2__) && (defined(__FMA__) || defined(_MSC_VER))
#ifndef DESCENT_ISA_NS
#define DESCENT_ISA_NS avx2
#endif
#include "simd/avx2.hpp"
#elif defined(__aarch64__) && defined(__ARM_NEON)
#ifndef DESCENT_ISA_NS
#define DESCENT_ISA_NS neon
#endif
#include "simd/neon.hpp"
#elif defined(__wasm_simd128__)
#ifndef DESCENT_ISA_NS
#define DESCENT_ISA_NS simd128
#endif
#include "simd/simd128.hpp"
#else
#ifndef DESCENT_ISA_NS
#define DESCENT_ISA_NS portable
#endif
#include "simd/portable.hpp"
#endif

#include "simd/lanes16.hpp"
#include "simd/transpose.hpp"
#include "simd/compress.hpp"
