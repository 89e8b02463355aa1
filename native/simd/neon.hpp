// ARM64 NEON: four registers hold the sixteen logical lanes.
#pragma once
#include <arm_neon.h>

namespace DESCENT_ISA_NS {

constexpr int kWidth = 4;
constexpr bool kHasFma = true;
constexpr int kRegisters = 32;

struct VF { float32x4_t v; };
struct VI { int32x4_t v; };
struct VM { uint32x4_t v; };

DESCENT_INLINE VF load(const float* p) { return {vld1q_f32(p)}; }
DESCENT_INLINE VF loadu(const float* p) { return {vld1q_f32(p)}; }
DESCENT_INLINE void store(float* p, VF a) { vst1q_f32(p, a.v); }
DESCENT_INLINE void storeu(float* p, VF a) { vst1q_f32(p, a.v); }
DESCENT_INLINE VF vbroadcast(float x) { return {vdupq_n_f32(x)}; }
DESCENT_INLINE VF vzero() { return {vdupq_n_f32(0.0f)}; }

DESCENT_INLINE VF operator+(VF a, VF b) { return {vaddq_f32(a.v, b.v)}; }
DESCENT_INLINE VF operator-(VF a, VF b) { return {vsubq_f32(a.v, b.v)}; }
DESCENT_INLINE VF operator*(VF a, VF b) { return {vmulq_f32(a.v, b.v)}; }
DESCENT_INLINE VF operator/(VF a, VF b) { return {vdivq_f32(a.v, b.v)}; }
DESCENT_INLINE VF sqrt(VF a) { return {vsqrtq_f32(a.v)}; }
DESCENT_INLINE VF fma(VF a, VF b, VF c) { return {vfmaq_f32(c.v, a.v, b.v)}; }
// not vminq/vmaxq: those return a NaN operand, x86 returns the second one
DESCENT_INLINE VF min(VF a, VF b) { return {vbslq_f32(vcltq_f32(a.v, b.v), a.v, b.v)}; }
DESCENT_INLINE VF max(VF a, VF b) { return {vbslq_f32(vcgtq_f32(a.v, b.v), a.v, b.v)}; }
DESCENT_INLINE VF abs(VF a) { return {vabsq_f32(a.v)}; }

DESCENT_INLINE VM operator<(VF a, VF b) { return {vcltq_f32(a.v, b.v)}; }
DESCENT_INLINE VM operator<=(VF a, VF b) { return {vcleq_f32(a.v, b.v)}; }
DESCENT_INLINE VM operator>(VF a, VF b) { return {vcgtq_f32(a.v, b.v)}; }
DESCENT_INLINE VM operator>=(VF a, VF b) { return {vcgeq_f32(a.v, b.v)}; }
DESCENT_INLINE VM operator==(VF a, VF b) { return {vceqq_f32(a.v, b.v)}; }
DESCENT_INLINE VM operator==(VI a, VI b) { return {vceqq_s32(a.v, b.v)}; }
DESCENT_INLINE VM operator>(VI a, VI b) { return {vcgtq_s32(a.v, b.v)}; }
DESCENT_INLINE VM geUnsigned(VI a, VI b) {
  return {vcgeq_u32(vreinterpretq_u32_s32(a.v), vreinterpretq_u32_s32(b.v))};
}
DESCENT_INLINE VM operator&(VM a, VM b) { return {vandq_u32(a.v, b.v)}; }
DESCENT_INLINE VM operator|(VM a, VM b) { return {vorrq_u32(a.v, b.v)}; }
DESCENT_INLINE VM operator!(VM a) { return {vmvnq_u32(a.v)}; }
DESCENT_INLINE VF select(VM m, VF a, VF b) { return {vbslq_f32(m.v, a.v, b.v)}; }
DESCENT_INLINE VI select(VM m, VI a, VI b) { return {vbslq_s32(m.v, a.v, b.v)}; }
DESCENT_INLINE unsigned maskBits(VM m) {
  const uint32x4_t weights = {1, 2, 4, 8};
  return vaddvq_u32(vandq_u32(m.v, weights));
}

DESCENT_INLINE VI loadu(const int* p) { return {vld1q_s32(p)}; }
DESCENT_INLINE void storeu(int* p, VI a) { vst1q_s32(p, a.v); }
DESCENT_INLINE VI vbroadcast(int x) { return {vdupq_n_s32(x)}; }
DESCENT_INLINE VI operator+(VI a, VI b) { return {vaddq_s32(a.v, b.v)}; }
DESCENT_INLINE VI operator-(VI a, VI b) { return {vsubq_s32(a.v, b.v)}; }
DESCENT_INLINE VI operator&(VI a, VI b) { return {vandq_s32(a.v, b.v)}; }
DESCENT_INLINE VI operator|(VI a, VI b) { return {vorrq_s32(a.v, b.v)}; }
DESCENT_INLINE VI operator^(VI a, VI b) { return {veorq_s32(a.v, b.v)}; }
template <int N> DESCENT_INLINE VI shiftLeft(VI a) { return {vshlq_n_s32(a.v, N)}; }
template <int N> DESCENT_INLINE VI shiftRight(VI a) {
  return {vreinterpretq_s32_u32(vshrq_n_u32(vreinterpretq_u32_s32(a.v), N))};
}
template <int N> DESCENT_INLINE VI shiftRightSigned(VI a) { return {vshrq_n_s32(a.v, N)}; }
DESCENT_INLINE VI mulLow(VI a, VI b) { return {vmulq_s32(a.v, b.v)}; }
/** high 32 bits of the unsigned 32 × 32 product */
DESCENT_INLINE VI mulHigh(VI a, VI b) {
  const uint32x4_t x = vreinterpretq_u32_s32(a.v), y = vreinterpretq_u32_s32(b.v);
  const uint64x2_t low = vmull_u32(vget_low_u32(x), vget_low_u32(y));
  const uint64x2_t high = vmull_high_u32(x, y);
  return {vreinterpretq_s32_u32(vuzp2q_u32(vreinterpretq_u32_u64(low), vreinterpretq_u32_u64(high)))};
}
/** to the nearest integer, ties to even; |a| < 2^31 */
DESCENT_INLINE VI toInt(VF a) { return {vcvtnq_s32_f32(a.v)}; }
DESCENT_INLINE VF toFloat(VI a) { return {vcvtq_f32_s32(a.v)}; }
DESCENT_INLINE VI bits(VF a) { return {vreinterpretq_s32_f32(a.v)}; }
DESCENT_INLINE VF fromBits(VI a) { return {vreinterpretq_f32_s32(a.v)}; }
/** kWidth bytes, zero extended */
DESCENT_INLINE VI loadBytes(const unsigned char* p) {
  const int lanes[4] = {p[0], p[1], p[2], p[3]};
  return {vld1q_s32(lanes)};
}
/** the low byte of each lane */
DESCENT_INLINE void storeBytes(unsigned char* p, VI a) {
  int lanes[4];
  vst1q_s32(lanes, a.v);
  for (int i = 0; i < 4; i++) p[i] = static_cast<unsigned char>(lanes[i]);
}

}  // namespace DESCENT_ISA_NS
