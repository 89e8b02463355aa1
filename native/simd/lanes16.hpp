// Sixteen logical lanes as 16 / kWidth machine vectors. Same names as for the machine vector.
#pragma once

namespace DESCENT_ISA_NS {

constexpr int kLanes = 16;
constexpr int kVectors = kLanes / kWidth;  // machine vectors in sixteen lanes

struct F16 { VF v[kVectors]; };
struct I16 { VI v[kVectors]; };
struct M16 { VM v[kVectors]; };

namespace detail {
template <class R, class F> DESCENT_INLINE R each16(F f) {
  R r;
  for (int i = 0; i < kVectors; i++) r.v[i] = f(i);
  return r;
}
}  // namespace detail

DESCENT_INLINE F16 load16(const float* p) { return detail::each16<F16>([&](int i) { return load(p + i * kWidth); }); }
DESCENT_INLINE F16 loadu16(const float* p) { return detail::each16<F16>([&](int i) { return loadu(p + i * kWidth); }); }
DESCENT_INLINE void store(float* p, F16 a) { for (int i = 0; i < kVectors; i++) store(p + i * kWidth, a.v[i]); }
DESCENT_INLINE void storeu(float* p, F16 a) { for (int i = 0; i < kVectors; i++) storeu(p + i * kWidth, a.v[i]); }
DESCENT_INLINE F16 broadcast(float x) { return detail::each16<F16>([&](int) { return vbroadcast(x); }); }
DESCENT_INLINE F16 zero16() { return detail::each16<F16>([&](int) { return vzero(); }); }
DESCENT_INLINE I16 loadu16(const int* p) { return detail::each16<I16>([&](int i) { return loadu(p + i * kWidth); }); }
DESCENT_INLINE void storeu(int* p, I16 a) { for (int i = 0; i < kVectors; i++) storeu(p + i * kWidth, a.v[i]); }
DESCENT_INLINE I16 broadcast(int x) { return detail::each16<I16>([&](int) { return vbroadcast(x); }); }
DESCENT_INLINE I16 loadBytes16(const unsigned char* p) {
  return detail::each16<I16>([&](int i) { return loadBytes(p + i * kWidth); });
}
DESCENT_INLINE void storeBytes(unsigned char* p, I16 a) {
  for (int i = 0; i < kVectors; i++) storeBytes(p + i * kWidth, a.v[i]);
}

#define DESCENT_BINARY(R, name, T) \
  DESCENT_INLINE R name(T a, T b) { return detail::each16<R>([&](int i) { return name(a.v[i], b.v[i]); }); }
#define DESCENT_OPERATOR(R, op, T) \
  DESCENT_INLINE R operator op(T a, T b) { return detail::each16<R>([&](int i) { return a.v[i] op b.v[i]; }); }
#define DESCENT_UNARY(R, name, T) \
  DESCENT_INLINE R name(T a) { return detail::each16<R>([&](int i) { return name(a.v[i]); }); }

DESCENT_OPERATOR(F16, +, F16)
DESCENT_OPERATOR(F16, -, F16)
DESCENT_OPERATOR(F16, *, F16)
DESCENT_OPERATOR(F16, /, F16)
DESCENT_OPERATOR(M16, <, F16)
DESCENT_OPERATOR(M16, <=, F16)
DESCENT_OPERATOR(M16, >, F16)
DESCENT_OPERATOR(M16, >=, F16)
DESCENT_OPERATOR(M16, ==, F16)
DESCENT_OPERATOR(M16, ==, I16)
DESCENT_OPERATOR(M16, >, I16)
DESCENT_OPERATOR(I16, +, I16)
DESCENT_OPERATOR(I16, -, I16)
DESCENT_OPERATOR(I16, &, I16)
DESCENT_OPERATOR(I16, |, I16)
DESCENT_OPERATOR(I16, ^, I16)
DESCENT_OPERATOR(M16, &, M16)
DESCENT_OPERATOR(M16, |, M16)
DESCENT_BINARY(F16, min, F16)
DESCENT_BINARY(F16, max, F16)
DESCENT_BINARY(M16, geUnsigned, I16)
DESCENT_BINARY(I16, mulLow, I16)
DESCENT_BINARY(I16, mulHigh, I16)
DESCENT_UNARY(F16, sqrt, F16)
DESCENT_UNARY(F16, abs, F16)
DESCENT_UNARY(M16, operator!, M16)
DESCENT_UNARY(I16, toInt, F16)
DESCENT_UNARY(F16, toFloat, I16)
DESCENT_UNARY(I16, bits, F16)
DESCENT_UNARY(F16, fromBits, I16)

#undef DESCENT_BINARY
#undef DESCENT_OPERATOR
#undef DESCENT_UNARY

/** a * b + c, one rounding where the target has FMA */
DESCENT_INLINE F16 fma(F16 a, F16 b, F16 c) {
  return detail::each16<F16>([&](int i) { return fma(a.v[i], b.v[i], c.v[i]); });
}
DESCENT_INLINE F16 select(M16 m, F16 a, F16 b) {
  return detail::each16<F16>([&](int i) { return select(m.v[i], a.v[i], b.v[i]); });
}
DESCENT_INLINE I16 select(M16 m, I16 a, I16 b) {
  return detail::each16<I16>([&](int i) { return select(m.v[i], a.v[i], b.v[i]); });
}
template <int N> DESCENT_INLINE I16 shiftLeft(I16 a) {
  return detail::each16<I16>([&](int i) { return shiftLeft<N>(a.v[i]); });
}
template <int N> DESCENT_INLINE I16 shiftRight(I16 a) {
  return detail::each16<I16>([&](int i) { return shiftRight<N>(a.v[i]); });
}
template <int N> DESCENT_INLINE I16 shiftRightSigned(I16 a) {
  return detail::each16<I16>([&](int i) { return shiftRightSigned<N>(a.v[i]); });
}
/** bit i is lane i */
DESCENT_INLINE unsigned maskBits(M16 m) {
  unsigned r = 0;
  for (int i = 0; i < kVectors; i++) r |= maskBits(m.v[i]) << (i * kWidth);
  return r;
}
/** lane i is i */
DESCENT_INLINE I16 laneIndex() {
  alignas(64) const int lanes[kLanes] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return loadu16(lanes);
}

/** The sum of sixteen numbers in memory by one fixed tree: halves added, then quarters, eighths, the last two. */
DESCENT_INLINE float reduceAdd(const float* x) {
  float h[8];
  for (int i = 0; i < 8; i++) h[i] = x[i] + x[i + 8];
  for (int i = 0; i < 4; i++) h[i] = h[i] + h[i + 4];
  return (h[0] + h[2]) + (h[1] + h[3]);
}
DESCENT_INLINE float reduceAdd(F16 a) {
  alignas(64) float x[kLanes];
  store(x, a);
  return reduceAdd(x);
}
DESCENT_INLINE float reduceMax(F16 a) {
  alignas(64) float x[kLanes];
  store(x, a);
  float r = x[0];
  for (int i = 1; i < kLanes; i++) r = r > x[i] ? r : x[i];
  return r;
}

}  // namespace DESCENT_ISA_NS
