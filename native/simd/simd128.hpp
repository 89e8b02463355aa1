// WebAssembly 128-bit SIMD: four registers hold the sixteen logical lanes. No FMA: fma rounds twice.
#pragma once
#include <wasm_simd128.h>

namespace DESCENT_ISA_NS {

constexpr int kWidth = 4;
constexpr bool kHasFma = false;
constexpr int kRegisters = 16;

struct VF { v128_t v; };
struct VI { v128_t v; };
struct VM { v128_t v; };

DESCENT_INLINE VF load(const float* p) { return {wasm_v128_load(p)}; }
DESCENT_INLINE VF loadu(const float* p) { return {wasm_v128_load(p)}; }
DESCENT_INLINE void store(float* p, VF a) { wasm_v128_store(p, a.v); }
DESCENT_INLINE void storeu(float* p, VF a) { wasm_v128_store(p, a.v); }
DESCENT_INLINE VF vbroadcast(float x) { return {wasm_f32x4_splat(x)}; }
DESCENT_INLINE VF vzero() { return {wasm_f32x4_const_splat(0.0f)}; }

DESCENT_INLINE VF operator+(VF a, VF b) { return {wasm_f32x4_add(a.v, b.v)}; }
DESCENT_INLINE VF operator-(VF a, VF b) { return {wasm_f32x4_sub(a.v, b.v)}; }
DESCENT_INLINE VF operator*(VF a, VF b) { return {wasm_f32x4_mul(a.v, b.v)}; }
DESCENT_INLINE VF operator/(VF a, VF b) { return {wasm_f32x4_div(a.v, b.v)}; }
DESCENT_INLINE VF sqrt(VF a) { return {wasm_f32x4_sqrt(a.v)}; }
DESCENT_INLINE VF fma(VF a, VF b, VF c) { return {wasm_f32x4_add(wasm_f32x4_mul(a.v, b.v), c.v)}; }
// pmin(x, y) is y < x ? y : x, so the operands change places to give a < b ? a : b
DESCENT_INLINE VF min(VF a, VF b) { return {wasm_f32x4_pmin(b.v, a.v)}; }
DESCENT_INLINE VF max(VF a, VF b) { return {wasm_f32x4_pmax(b.v, a.v)}; }
DESCENT_INLINE VF abs(VF a) { return {wasm_f32x4_abs(a.v)}; }

DESCENT_INLINE VM operator<(VF a, VF b) { return {wasm_f32x4_lt(a.v, b.v)}; }
DESCENT_INLINE VM operator<=(VF a, VF b) { return {wasm_f32x4_le(a.v, b.v)}; }
DESCENT_INLINE VM operator>(VF a, VF b) { return {wasm_f32x4_gt(a.v, b.v)}; }
DESCENT_INLINE VM operator>=(VF a, VF b) { return {wasm_f32x4_ge(a.v, b.v)}; }
DESCENT_INLINE VM operator==(VF a, VF b) { return {wasm_f32x4_eq(a.v, b.v)}; }
DESCENT_INLINE VM operator==(VI a, VI b) { return {wasm_i32x4_eq(a.v, b.v)}; }
DESCENT_INLINE VM operator>(VI a, VI b) { return {wasm_i32x4_gt(a.v, b.v)}; }
DESCENT_INLINE VM geUnsigned(VI a, VI b) { return {wasm_u32x4_ge(a.v, b.v)}; }
DESCENT_INLINE VM operator&(VM a, VM b) { return {wasm_v128_and(a.v, b.v)}; }
DESCENT_INLINE VM operator|(VM a, VM b) { return {wasm_v128_or(a.v, b.v)}; }
DESCENT_INLINE VM operator!(VM a) { return {wasm_v128_not(a.v)}; }
DESCENT_INLINE VF select(VM m, VF a, VF b) { return {wasm_v128_bitselect(a.v, b.v, m.v)}; }
DESCENT_INLINE VI select(VM m, VI a, VI b) { return {wasm_v128_bitselect(a.v, b.v, m.v)}; }
DESCENT_INLINE unsigned maskBits(VM m) { return static_cast<unsigned>(wasm_i32x4_bitmask(m.v)); }

DESCENT_INLINE VI loadu(const int* p) { return {wasm_v128_load(p)}; }
DESCENT_INLINE void storeu(int* p, VI a) { wasm_v128_store(p, a.v); }
DESCENT_INLINE VI vbroadcast(int x) { return {wasm_i32x4_splat(x)}; }
DESCENT_INLINE VI operator+(VI a, VI b) { return {wasm_i32x4_add(a.v, b.v)}; }
DESCENT_INLINE VI operator-(VI a, VI b) { return {wasm_i32x4_sub(a.v, b.v)}; }
DESCENT_INLINE VI operator&(VI a, VI b) { return {wasm_v128_and(a.v, b.v)}; }
DESCENT_INLINE VI operator|(VI a, VI b) { return {wasm_v128_or(a.v, b.v)}; }
DESCENT_INLINE VI operator^(VI a, VI b) { return {wasm_v128_xor(a.v, b.v)}; }
template <int N> DESCENT_INLINE VI shiftLeft(VI a) { return {wasm_i32x4_shl(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRight(VI a) { return {wasm_u32x4_shr(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRightSigned(VI a) { return {wasm_i32x4_shr(a.v, N)}; }
DESCENT_INLINE VI mulLow(VI a, VI b) { return {wasm_i32x4_mul(a.v, b.v)}; }
/** high 32 bits of the unsigned 32 × 32 product */
DESCENT_INLINE VI mulHigh(VI a, VI b) {
  const v128_t low = wasm_u64x2_extmul_low_u32x4(a.v, b.v);
  const v128_t high = wasm_u64x2_extmul_high_u32x4(a.v, b.v);
  return {wasm_i32x4_shuffle(low, high, 1, 3, 5, 7)};
}
/** to the nearest integer, ties to even; |a| < 2^31 */
DESCENT_INLINE VI toInt(VF a) { return {wasm_i32x4_trunc_sat_f32x4(wasm_f32x4_nearest(a.v))}; }
DESCENT_INLINE VF toFloat(VI a) { return {wasm_f32x4_convert_i32x4(a.v)}; }
DESCENT_INLINE VI bits(VF a) { return {a.v}; }
DESCENT_INLINE VF fromBits(VI a) { return {a.v}; }
/** kWidth bytes, zero extended */
DESCENT_INLINE VI loadBytes(const unsigned char* p) {
  return {wasm_u32x4_extend_low_u16x8(wasm_u16x8_extend_low_u8x16(wasm_v128_load32_zero(p)))};
}
/** the low byte of each lane */
DESCENT_INLINE void storeBytes(unsigned char* p, VI a) {
  const v128_t low = wasm_i8x16_shuffle(a.v, a.v, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12, 0, 4, 8, 12);
  wasm_v128_store32_lane(p, low, 0);
}

}  // namespace DESCENT_ISA_NS
