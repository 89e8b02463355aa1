// x86-64-v3 (AVX2 + FMA): two registers hold the sixteen logical lanes.
#pragma once
#include <immintrin.h>

namespace DESCENT_ISA_NS {

constexpr int kWidth = 8;
constexpr bool kHasFma = true;
constexpr int kRegisters = 16;

struct VF { __m256 v; };
struct VI { __m256i v; };
struct VM { __m256 v; };  // all ones or all zeros a lane

DESCENT_INLINE VF load(const float* p) { return {_mm256_load_ps(p)}; }
DESCENT_INLINE VF loadu(const float* p) { return {_mm256_loadu_ps(p)}; }
DESCENT_INLINE void store(float* p, VF a) { _mm256_store_ps(p, a.v); }
DESCENT_INLINE void storeu(float* p, VF a) { _mm256_storeu_ps(p, a.v); }
DESCENT_INLINE VF vbroadcast(float x) { return {_mm256_set1_ps(x)}; }
DESCENT_INLINE VF vzero() { return {_mm256_setzero_ps()}; }

DESCENT_INLINE VF operator+(VF a, VF b) { return {_mm256_add_ps(a.v, b.v)}; }
DESCENT_INLINE VF operator-(VF a, VF b) { return {_mm256_sub_ps(a.v, b.v)}; }
DESCENT_INLINE VF operator*(VF a, VF b) { return {_mm256_mul_ps(a.v, b.v)}; }
DESCENT_INLINE VF operator/(VF a, VF b) { return {_mm256_div_ps(a.v, b.v)}; }
DESCENT_INLINE VF sqrt(VF a) { return {_mm256_sqrt_ps(a.v)}; }
DESCENT_INLINE VF fma(VF a, VF b, VF c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
DESCENT_INLINE VF min(VF a, VF b) { return {_mm256_min_ps(a.v, b.v)}; }
DESCENT_INLINE VF max(VF a, VF b) { return {_mm256_max_ps(a.v, b.v)}; }
DESCENT_INLINE VF abs(VF a) { return {_mm256_andnot_ps(_mm256_set1_ps(-0.0f), a.v)}; }

DESCENT_INLINE VM operator<(VF a, VF b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LT_OQ)}; }
DESCENT_INLINE VM operator<=(VF a, VF b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_LE_OQ)}; }
DESCENT_INLINE VM operator>(VF a, VF b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GT_OQ)}; }
DESCENT_INLINE VM operator>=(VF a, VF b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_GE_OQ)}; }
DESCENT_INLINE VM operator==(VF a, VF b) { return {_mm256_cmp_ps(a.v, b.v, _CMP_EQ_OQ)}; }
DESCENT_INLINE VM operator==(VI a, VI b) { return {_mm256_castsi256_ps(_mm256_cmpeq_epi32(a.v, b.v))}; }
DESCENT_INLINE VM operator>(VI a, VI b) { return {_mm256_castsi256_ps(_mm256_cmpgt_epi32(a.v, b.v))}; }
DESCENT_INLINE VM geUnsigned(VI a, VI b) {
  return {_mm256_castsi256_ps(_mm256_cmpeq_epi32(_mm256_max_epu32(a.v, b.v), a.v))};
}
DESCENT_INLINE VM operator&(VM a, VM b) { return {_mm256_and_ps(a.v, b.v)}; }
DESCENT_INLINE VM operator|(VM a, VM b) { return {_mm256_or_ps(a.v, b.v)}; }
DESCENT_INLINE VM operator!(VM a) {
  return {_mm256_xor_ps(a.v, _mm256_castsi256_ps(_mm256_set1_epi32(-1)))};
}
DESCENT_INLINE VF select(VM m, VF a, VF b) { return {_mm256_blendv_ps(b.v, a.v, m.v)}; }
DESCENT_INLINE VI select(VM m, VI a, VI b) {
  return {_mm256_castps_si256(_mm256_blendv_ps(_mm256_castsi256_ps(b.v), _mm256_castsi256_ps(a.v), m.v))};
}
DESCENT_INLINE unsigned maskBits(VM m) { return static_cast<unsigned>(_mm256_movemask_ps(m.v)); }

DESCENT_INLINE VI loadu(const int* p) { return {_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p))}; }
DESCENT_INLINE void storeu(int* p, VI a) { _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), a.v); }
DESCENT_INLINE VI vbroadcast(int x) { return {_mm256_set1_epi32(x)}; }
DESCENT_INLINE VI operator+(VI a, VI b) { return {_mm256_add_epi32(a.v, b.v)}; }
DESCENT_INLINE VI operator-(VI a, VI b) { return {_mm256_sub_epi32(a.v, b.v)}; }
DESCENT_INLINE VI operator&(VI a, VI b) { return {_mm256_and_si256(a.v, b.v)}; }
DESCENT_INLINE VI operator|(VI a, VI b) { return {_mm256_or_si256(a.v, b.v)}; }
DESCENT_INLINE VI operator^(VI a, VI b) { return {_mm256_xor_si256(a.v, b.v)}; }
template <int N> DESCENT_INLINE VI shiftLeft(VI a) { return {_mm256_slli_epi32(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRight(VI a) { return {_mm256_srli_epi32(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRightSigned(VI a) { return {_mm256_srai_epi32(a.v, N)}; }
DESCENT_INLINE VI mulLow(VI a, VI b) { return {_mm256_mullo_epi32(a.v, b.v)}; }
/** high 32 bits of the unsigned 32 × 32 product */
DESCENT_INLINE VI mulHigh(VI a, VI b) {
  const __m256i even = _mm256_srli_epi64(_mm256_mul_epu32(a.v, b.v), 32);
  const __m256i odd = _mm256_mul_epu32(_mm256_srli_epi64(a.v, 32), _mm256_srli_epi64(b.v, 32));
  return {_mm256_blend_epi32(even, odd, 0xAA)};
}
/** to the nearest integer, ties to even; |a| < 2^31 */
DESCENT_INLINE VI toInt(VF a) { return {_mm256_cvtps_epi32(a.v)}; }
DESCENT_INLINE VF toFloat(VI a) { return {_mm256_cvtepi32_ps(a.v)}; }
DESCENT_INLINE VI bits(VF a) { return {_mm256_castps_si256(a.v)}; }
DESCENT_INLINE VF fromBits(VI a) { return {_mm256_castsi256_ps(a.v)}; }
/** kWidth bytes, zero extended */
DESCENT_INLINE VI loadBytes(const unsigned char* p) {
  return {_mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)))};
}
/** the low byte of each lane */
DESCENT_INLINE void storeBytes(unsigned char* p, VI a) {
  const __m256i low = _mm256_and_si256(a.v, _mm256_set1_epi32(255));
  const __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(low), _mm256_extracti128_si256(low, 1));
  _mm_storel_epi64(reinterpret_cast<__m128i*>(p), _mm_packus_epi16(words, words));
}

}  // namespace DESCENT_ISA_NS
