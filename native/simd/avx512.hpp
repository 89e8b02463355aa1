// AVX-512 (F, VL, DQ, BW): one register holds the sixteen logical lanes.
#pragma once
#include <immintrin.h>

namespace DESCENT_ISA_NS {

constexpr int kWidth = 16;
constexpr bool kHasFma = true;
// architectural vector registers: register tiles choose their shape by it
constexpr int kRegisters = 32;

struct VF { __m512 v; };
struct VI { __m512i v; };
struct VM { __mmask16 v; };

DESCENT_INLINE VF load(const float* p) { return {_mm512_load_ps(p)}; }
DESCENT_INLINE VF loadu(const float* p) { return {_mm512_loadu_ps(p)}; }
DESCENT_INLINE void store(float* p, VF a) { _mm512_store_ps(p, a.v); }
DESCENT_INLINE void storeu(float* p, VF a) { _mm512_storeu_ps(p, a.v); }
DESCENT_INLINE VF vbroadcast(float x) { return {_mm512_set1_ps(x)}; }
DESCENT_INLINE VF vzero() { return {_mm512_setzero_ps()}; }

DESCENT_INLINE VF operator+(VF a, VF b) { return {_mm512_add_ps(a.v, b.v)}; }
DESCENT_INLINE VF operator-(VF a, VF b) { return {_mm512_sub_ps(a.v, b.v)}; }
DESCENT_INLINE VF operator*(VF a, VF b) { return {_mm512_mul_ps(a.v, b.v)}; }
DESCENT_INLINE VF operator/(VF a, VF b) { return {_mm512_div_ps(a.v, b.v)}; }
DESCENT_INLINE VF sqrt(VF a) { return {_mm512_sqrt_ps(a.v)}; }
DESCENT_INLINE VF fma(VF a, VF b, VF c) { return {_mm512_fmadd_ps(a.v, b.v, c.v)}; }
DESCENT_INLINE VF min(VF a, VF b) { return {_mm512_min_ps(a.v, b.v)}; }
DESCENT_INLINE VF max(VF a, VF b) { return {_mm512_max_ps(a.v, b.v)}; }
DESCENT_INLINE VF abs(VF a) { return {_mm512_abs_ps(a.v)}; }

DESCENT_INLINE VM operator<(VF a, VF b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ)}; }
DESCENT_INLINE VM operator<=(VF a, VF b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_LE_OQ)}; }
DESCENT_INLINE VM operator>(VF a, VF b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GT_OQ)}; }
DESCENT_INLINE VM operator>=(VF a, VF b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_GE_OQ)}; }
DESCENT_INLINE VM operator==(VF a, VF b) { return {_mm512_cmp_ps_mask(a.v, b.v, _CMP_EQ_OQ)}; }
DESCENT_INLINE VM operator==(VI a, VI b) { return {_mm512_cmpeq_epi32_mask(a.v, b.v)}; }
DESCENT_INLINE VM operator>(VI a, VI b) { return {_mm512_cmpgt_epi32_mask(a.v, b.v)}; }
DESCENT_INLINE VM geUnsigned(VI a, VI b) { return {_mm512_cmpge_epu32_mask(a.v, b.v)}; }
DESCENT_INLINE VM operator&(VM a, VM b) { return {static_cast<__mmask16>(a.v & b.v)}; }
DESCENT_INLINE VM operator|(VM a, VM b) { return {static_cast<__mmask16>(a.v | b.v)}; }
DESCENT_INLINE VM operator!(VM a) { return {static_cast<__mmask16>(~a.v)}; }
DESCENT_INLINE VF select(VM m, VF a, VF b) { return {_mm512_mask_blend_ps(m.v, b.v, a.v)}; }
DESCENT_INLINE VI select(VM m, VI a, VI b) { return {_mm512_mask_blend_epi32(m.v, b.v, a.v)}; }
DESCENT_INLINE unsigned maskBits(VM m) { return m.v; }

DESCENT_INLINE VI loadu(const int* p) { return {_mm512_loadu_si512(p)}; }
DESCENT_INLINE void storeu(int* p, VI a) { _mm512_storeu_si512(p, a.v); }
DESCENT_INLINE VI vbroadcast(int x) { return {_mm512_set1_epi32(x)}; }
DESCENT_INLINE VI operator+(VI a, VI b) { return {_mm512_add_epi32(a.v, b.v)}; }
DESCENT_INLINE VI operator-(VI a, VI b) { return {_mm512_sub_epi32(a.v, b.v)}; }
DESCENT_INLINE VI operator&(VI a, VI b) { return {_mm512_and_si512(a.v, b.v)}; }
DESCENT_INLINE VI operator|(VI a, VI b) { return {_mm512_or_si512(a.v, b.v)}; }
DESCENT_INLINE VI operator^(VI a, VI b) { return {_mm512_xor_si512(a.v, b.v)}; }
template <int N> DESCENT_INLINE VI shiftLeft(VI a) { return {_mm512_slli_epi32(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRight(VI a) { return {_mm512_srli_epi32(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRightSigned(VI a) { return {_mm512_srai_epi32(a.v, N)}; }
DESCENT_INLINE VI mulLow(VI a, VI b) { return {_mm512_mullo_epi32(a.v, b.v)}; }
/** high 32 bits of the unsigned 32 × 32 product */
DESCENT_INLINE VI mulHigh(VI a, VI b) {
  const __m512i even = _mm512_srli_epi64(_mm512_mul_epu32(a.v, b.v), 32);
  const __m512i odd = _mm512_mul_epu32(_mm512_srli_epi64(a.v, 32), _mm512_srli_epi64(b.v, 32));
  return {_mm512_mask_blend_epi32(0xAAAA, even, odd)};
}
/** to the nearest integer, ties to even; |a| < 2^31 */
DESCENT_INLINE VI toInt(VF a) { return {_mm512_cvtps_epi32(a.v)}; }
DESCENT_INLINE VF toFloat(VI a) { return {_mm512_cvtepi32_ps(a.v)}; }
DESCENT_INLINE VI bits(VF a) { return {_mm512_castps_si512(a.v)}; }
DESCENT_INLINE VF fromBits(VI a) { return {_mm512_castsi512_ps(a.v)}; }
/** kWidth bytes, zero extended */
DESCENT_INLINE VI loadBytes(const unsigned char* p) {
  return {_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)))};
}
/** the low byte of each lane */
DESCENT_INLINE void storeBytes(unsigned char* p, VI a) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(a.v));
}

}  // namespace DESCENT_ISA_NS
