// Any C++17 compiler: four lanes in an array, which compilers turn into SSE2 or whatever there is. fma rounds twice.
#pragma once
#if !defined(__GNUC__) && !defined(__clang__)
#include <math.h>
#endif

namespace DESCENT_ISA_NS {

constexpr int kWidth = 4;
constexpr bool kHasFma = false;
constexpr int kRegisters = 16;

struct alignas(16) VF { float v[4]; };
struct alignas(16) VI { int v[4]; };
struct alignas(16) VM { int v[4]; };  // -1 or 0 a lane

namespace detail {
template <class R, class F> DESCENT_INLINE R each(F f) {
  R r;
  for (int i = 0; i < 4; i++) r.v[i] = f(i);
  return r;
}
DESCENT_INLINE unsigned u(int x) { return static_cast<unsigned>(x); }
DESCENT_INLINE int s(unsigned x) { return static_cast<int>(x); }
DESCENT_INLINE float sqrtOne(float x) {
#if defined(__GNUC__) || defined(__clang__)
  return __builtin_sqrtf(x);
#else
  return ::sqrtf(x);
#endif
}
// adding and taking away 1.5 * 2^23 rounds to nearest even; larger values are integers already
DESCENT_INLINE int nearest(float x) {
  if (x >= 4194304.0f || x <= -4194304.0f) return static_cast<int>(x);
  volatile float shifted = x + 12582912.0f;
  return static_cast<int>(shifted - 12582912.0f);
}
}  // namespace detail

DESCENT_INLINE VF loadu(const float* p) { return detail::each<VF>([&](int i) { return p[i]; }); }
DESCENT_INLINE VF load(const float* p) { return loadu(p); }
DESCENT_INLINE void storeu(float* p, VF a) { for (int i = 0; i < 4; i++) p[i] = a.v[i]; }
DESCENT_INLINE void store(float* p, VF a) { storeu(p, a); }
DESCENT_INLINE VF vbroadcast(float x) { return {{x, x, x, x}}; }
DESCENT_INLINE VF vzero() { return {{0.0f, 0.0f, 0.0f, 0.0f}}; }

DESCENT_INLINE VF operator+(VF a, VF b) { return detail::each<VF>([&](int i) { return a.v[i] + b.v[i]; }); }
DESCENT_INLINE VF operator-(VF a, VF b) { return detail::each<VF>([&](int i) { return a.v[i] - b.v[i]; }); }
DESCENT_INLINE VF operator*(VF a, VF b) { return detail::each<VF>([&](int i) { return a.v[i] * b.v[i]; }); }
DESCENT_INLINE VF operator/(VF a, VF b) { return detail::each<VF>([&](int i) { return a.v[i] / b.v[i]; }); }
DESCENT_INLINE VF sqrt(VF a) { return detail::each<VF>([&](int i) { return detail::sqrtOne(a.v[i]); }); }
DESCENT_INLINE VF fma(VF a, VF b, VF c) { return a * b + c; }
DESCENT_INLINE VF min(VF a, VF b) {
  return detail::each<VF>([&](int i) { return a.v[i] < b.v[i] ? a.v[i] : b.v[i]; });
}
DESCENT_INLINE VF max(VF a, VF b) {
  return detail::each<VF>([&](int i) { return a.v[i] > b.v[i] ? a.v[i] : b.v[i]; });
}

#define DESCENT_COMPARE(op, T) \
  DESCENT_INLINE VM operator op(T a, T b) { return detail::each<VM>([&](int i) { return -(a.v[i] op b.v[i]); }); }
DESCENT_COMPARE(<, VF)
DESCENT_COMPARE(<=, VF)
DESCENT_COMPARE(>, VF)
DESCENT_COMPARE(>=, VF)
DESCENT_COMPARE(==, VF)
DESCENT_COMPARE(==, VI)
DESCENT_COMPARE(>, VI)
#undef DESCENT_COMPARE
DESCENT_INLINE VM geUnsigned(VI a, VI b) {
  return detail::each<VM>([&](int i) { return -(detail::u(a.v[i]) >= detail::u(b.v[i])); });
}
DESCENT_INLINE VM operator&(VM a, VM b) { return detail::each<VM>([&](int i) { return a.v[i] & b.v[i]; }); }
DESCENT_INLINE VM operator|(VM a, VM b) { return detail::each<VM>([&](int i) { return a.v[i] | b.v[i]; }); }
DESCENT_INLINE VM operator!(VM a) { return detail::each<VM>([&](int i) { return ~a.v[i]; }); }
DESCENT_INLINE VF select(VM m, VF a, VF b) {
  return detail::each<VF>([&](int i) { return m.v[i] ? a.v[i] : b.v[i]; });
}
DESCENT_INLINE VI select(VM m, VI a, VI b) {
  return detail::each<VI>([&](int i) { return m.v[i] ? a.v[i] : b.v[i]; });
}
DESCENT_INLINE unsigned maskBits(VM m) {
  unsigned r = 0;
  for (int i = 0; i < 4; i++) r |= (m.v[i] & 1u) << i;
  return r;
}

DESCENT_INLINE VI loadu(const int* p) { return detail::each<VI>([&](int i) { return p[i]; }); }
DESCENT_INLINE void storeu(int* p, VI a) { for (int i = 0; i < 4; i++) p[i] = a.v[i]; }
DESCENT_INLINE VI vbroadcast(int x) { return {{x, x, x, x}}; }
DESCENT_INLINE VI operator+(VI a, VI b) {
  return detail::each<VI>([&](int i) { return detail::s(detail::u(a.v[i]) + detail::u(b.v[i])); });
}
DESCENT_INLINE VI operator-(VI a, VI b) {
  return detail::each<VI>([&](int i) { return detail::s(detail::u(a.v[i]) - detail::u(b.v[i])); });
}
DESCENT_INLINE VI operator&(VI a, VI b) { return detail::each<VI>([&](int i) { return a.v[i] & b.v[i]; }); }
DESCENT_INLINE VI operator|(VI a, VI b) { return detail::each<VI>([&](int i) { return a.v[i] | b.v[i]; }); }
DESCENT_INLINE VI operator^(VI a, VI b) { return detail::each<VI>([&](int i) { return a.v[i] ^ b.v[i]; }); }
template <int N> DESCENT_INLINE VI shiftLeft(VI a) {
  return detail::each<VI>([&](int i) { return detail::s(detail::u(a.v[i]) << N); });
}
template <int N> DESCENT_INLINE VI shiftRight(VI a) {
  return detail::each<VI>([&](int i) { return detail::s(detail::u(a.v[i]) >> N); });
}
template <int N> DESCENT_INLINE VI shiftRightSigned(VI a) {
  return detail::each<VI>([&](int i) { return a.v[i] >> N; });
}
DESCENT_INLINE VI mulLow(VI a, VI b) {
  return detail::each<VI>([&](int i) { return detail::s(detail::u(a.v[i]) * detail::u(b.v[i])); });
}
/** high 32 bits of the unsigned 32 × 32 product */
DESCENT_INLINE VI mulHigh(VI a, VI b) {
  return detail::each<VI>([&](int i) {
    return detail::s(static_cast<unsigned>((static_cast<unsigned long long>(detail::u(a.v[i])) * detail::u(b.v[i])) >> 32));
  });
}
/** to the nearest integer, ties to even; |a| < 2^31 */
DESCENT_INLINE VI toInt(VF a) { return detail::each<VI>([&](int i) { return detail::nearest(a.v[i]); }); }
DESCENT_INLINE VF toFloat(VI a) { return detail::each<VF>([&](int i) { return static_cast<float>(a.v[i]); }); }
union FloatBits { float f; int i; };
DESCENT_INLINE VI bits(VF a) {
  return detail::each<VI>([&](int i) { FloatBits b; b.f = a.v[i]; return b.i; });
}
DESCENT_INLINE VF fromBits(VI a) {
  return detail::each<VF>([&](int i) { FloatBits b; b.i = a.v[i]; return b.f; });
}
DESCENT_INLINE VF abs(VF a) { return fromBits(bits(a) & vbroadcast(0x7fffffff)); }
/** kWidth bytes, zero extended */
DESCENT_INLINE VI loadBytes(const unsigned char* p) {
  return detail::each<VI>([&](int i) { return static_cast<int>(p[i]); });
}
/** the low byte of each lane */
DESCENT_INLINE void storeBytes(unsigned char* p, VI a) {
  for (int i = 0; i < 4; i++) p[i] = static_cast<unsigned char>(a.v[i]);
}

}  // namespace DESCENT_ISA_NS
