// Eight-lane vectors (short kernel rows) and compaction of pairs (index, value).
#pragma once

namespace DESCENT_ISA_NS {

#if defined(__AVX512F__)
struct VH { __m256 v; };
DESCENT_INLINE VH fma(VH a, VH b, VH c) { return {_mm256_fmadd_ps(a.v, b.v, c.v)}; }
DESCENT_INLINE VH operator+(VH a, VH b) { return {_mm256_add_ps(a.v, b.v)}; }
DESCENT_INLINE void storeu(float* p, VH a) { _mm256_storeu_ps(p, a.v); }
#elif defined(__AVX2__)
using VH = VF;
#else
struct VH { VF v[2]; };
DESCENT_INLINE VH fma(VH a, VH b, VH c) { return {{fma(a.v[0], b.v[0], c.v[0]), fma(a.v[1], b.v[1], c.v[1])}}; }
DESCENT_INLINE VH operator+(VH a, VH b) { return {{a.v[0] + b.v[0], a.v[1] + b.v[1]}}; }
DESCENT_INLINE void storeu(float* p, VH a) { storeu(p, a.v[0]), storeu(p + 4, a.v[1]); }
#endif

/** The first `lanes` numbers, zeros behind them; memory behind is not touched. */
DESCENT_INLINE VF loadSome(const float* p, int lanes) {
#if defined(__AVX512F__)
  return {_mm512_maskz_loadu_ps(static_cast<__mmask16>((1u << lanes) - 1), p)};
#else
  if (lanes == kWidth) return loadu(p);
  alignas(64) float t[kWidth];
  for (int i = 0; i < kWidth; i++) t[i] = i < lanes ? p[i] : 0.0f;
  return load(t);
#endif
}
DESCENT_INLINE void storeSome(float* p, VF a, int lanes) {
#if defined(__AVX512F__)
  _mm512_mask_storeu_ps(p, static_cast<__mmask16>((1u << lanes) - 1), a.v);
#else
  if (lanes == kWidth) {
    storeu(p, a);
    return;
  }
  alignas(64) float t[kWidth];
  store(t, a);
  for (int i = 0; i < lanes; i++) p[i] = t[i];
#endif
}

/** Loads and constants by vector type, for kernels that are templates on it. */
template <class T> struct Vector;
template <> struct Vector<VF> {
  static constexpr int width = kWidth;
  static DESCENT_INLINE VF load(const float* p) { return loadu(p); }
  static DESCENT_INLINE VF broadcast(float x) { return vbroadcast(x); }
};
template <> struct Vector<F16> {
  static constexpr int width = kLanes;
  static DESCENT_INLINE F16 load(const float* p) { return load16(p); }
  static DESCENT_INLINE F16 broadcast(float x) { return DESCENT_ISA_NS::broadcast(x); }
};
#if defined(__AVX512F__)
template <> struct Vector<VH> {
  static constexpr int width = 8;
  static DESCENT_INLINE VH load(const float* p) { return {_mm256_loadu_ps(p)}; }
  static DESCENT_INLINE VH broadcast(float x) { return {_mm256_set1_ps(x)}; }
};
#elif !defined(__AVX2__)
template <> struct Vector<VH> {
  static constexpr int width = 8;
  static DESCENT_INLINE VH load(const float* p) { return {{loadu(p), loadu(p + 4)}}; }
  static DESCENT_INLINE VH broadcast(float x) { return {{vbroadcast(x), vbroadcast(x)}}; }
};
#endif

#if defined(__AVX2__) && !defined(__AVX512F__)
namespace detail {
/** which lanes an eight-bit mask keeps, in order */
struct KeepTable {
  alignas(64) unsigned char lane[256][8];
  constexpr KeepTable() : lane() {
    for (int m = 0; m < 256; m++) {
      int n = 0;
      for (int i = 0; i < 8; i++)
        if ((m >> i) & 1) lane[m][n++] = static_cast<unsigned char>(i);
    }
  }
};
static constexpr KeepTable kKeep{};
}  // namespace detail
#endif

/**
 * Appends (index[i], value[i]) of the lanes i < 16 in `keep`, in order, at indices[n] and values[n]; gives the new n.
 * May write 16 entries whatever it keeps.
 */
DESCENT_INLINE int appendKept(unsigned keep, const int* index, const float* value, int* indices, float* values, int n) {
#if defined(__AVX512F__)
  const __mmask16 k = static_cast<__mmask16>(keep);
  // in a register first: the compressing store to memory is slow on AMD
  _mm512_storeu_si512(indices + n, _mm512_maskz_compress_epi32(k, _mm512_loadu_si512(index)));
  _mm512_storeu_ps(values + n, _mm512_maskz_compress_ps(k, _mm512_loadu_ps(value)));
  return n + __builtin_popcount(keep);
#elif defined(__AVX2__)
  for (int h = 0; h < 16; h += 8) {
    const unsigned m = (keep >> h) & 255u;
    const __m256i order = loadBytes(detail::kKeep.lane[m]).v;
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(indices + n), _mm256_permutevar8x32_epi32(loadu(index + h).v, order));
    _mm256_storeu_ps(values + n, _mm256_permutevar8x32_ps(loadu(value + h).v, order));
    n += __builtin_popcount(m);
  }
  return n;
#else
  for (int i = 0; i < kLanes; i++) {
    indices[n] = index[i];
    values[n] = value[i];
    n += (keep >> i) & 1;
  }
  return n;
#endif
}

}  // namespace DESCENT_ISA_NS
