// 16 × 16 float blocks between lane layout (16 samples innermost) and per-sample rows.
#pragma once

namespace DESCENT_ISA_NS {

#if defined(__AVX512F__)
/** out[j * outStride + i] = in[i * inStride + j], i, j < 16; strides in floats */
DESCENT_INLINE void transpose16(const float* in, long inStride, float* out, long outStride) {
  __m512 r[16], t[16];
  for (int i = 0; i < 16; i++) r[i] = _mm512_loadu_ps(in + i * inStride);
  for (int i = 0; i < 8; i++) {
    t[2 * i] = _mm512_unpacklo_ps(r[2 * i], r[2 * i + 1]);
    t[2 * i + 1] = _mm512_unpackhi_ps(r[2 * i], r[2 * i + 1]);
  }
  for (int i = 0; i < 4; i++) {
    const __m512d a = _mm512_castps_pd(t[4 * i]), b = _mm512_castps_pd(t[4 * i + 2]);
    const __m512d c = _mm512_castps_pd(t[4 * i + 1]), d = _mm512_castps_pd(t[4 * i + 3]);
    r[4 * i] = _mm512_castpd_ps(_mm512_unpacklo_pd(a, b));
    r[4 * i + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(a, b));
    r[4 * i + 2] = _mm512_castpd_ps(_mm512_unpacklo_pd(c, d));
    r[4 * i + 3] = _mm512_castpd_ps(_mm512_unpackhi_pd(c, d));
  }
  for (int i = 0; i < 4; i++) {
    t[i] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0x88);
    t[i + 4] = _mm512_shuffle_f32x4(r[i], r[i + 4], 0xdd);
    t[i + 8] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0x88);
    t[i + 12] = _mm512_shuffle_f32x4(r[i + 8], r[i + 12], 0xdd);
  }
  for (int i = 0; i < 8; i++) {
    r[i] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0x88);
    r[i + 8] = _mm512_shuffle_f32x4(t[i], t[i + 8], 0xdd);
  }
  for (int i = 0; i < 16; i++) _mm512_storeu_ps(out + i * outStride, r[i]);
}
#elif defined(__AVX2__)
DESCENT_INLINE void transpose8(const float* in, long inStride, float* out, long outStride) {
  __m256 r[8], t[8];
  // two half rows a load: the lane crossing is done by the load port
  for (int i = 0; i < 4; i++) {
    r[i] = _mm256_insertf128_ps(_mm256_castps128_ps256(_mm_loadu_ps(in + i * inStride)), _mm_loadu_ps(in + (i + 4) * inStride), 1);
    r[i + 4] = _mm256_insertf128_ps(
        _mm256_castps128_ps256(_mm_loadu_ps(in + i * inStride + 4)), _mm_loadu_ps(in + (i + 4) * inStride + 4), 1);
  }
  for (int h = 0; h < 8; h += 4) {
    t[h] = _mm256_unpacklo_ps(r[h], r[h + 1]);
    t[h + 1] = _mm256_unpackhi_ps(r[h], r[h + 1]);
    t[h + 2] = _mm256_unpacklo_ps(r[h + 2], r[h + 3]);
    t[h + 3] = _mm256_unpackhi_ps(r[h + 2], r[h + 3]);
    r[h] = _mm256_shuffle_ps(t[h], t[h + 2], 0x44);
    r[h + 1] = _mm256_shuffle_ps(t[h], t[h + 2], 0xee);
    r[h + 2] = _mm256_shuffle_ps(t[h + 1], t[h + 3], 0x44);
    r[h + 3] = _mm256_shuffle_ps(t[h + 1], t[h + 3], 0xee);
  }
  for (int i = 0; i < 8; i++) _mm256_storeu_ps(out + i * outStride, r[i]);
}
/** out[j * outStride + i] = in[i * inStride + j], i, j < 16; strides in floats */
DESCENT_INLINE void transpose16(const float* in, long inStride, float* out, long outStride) {
  for (int i = 0; i < 16; i += 8)
    for (int j = 0; j < 16; j += 8) transpose8(in + i * inStride + j, inStride, out + j * outStride + i, outStride);
}
#else
/** out[j * outStride + i] = in[i * inStride + j], i, j < 16; strides in floats */
DESCENT_INLINE void transpose16(const float* in, long inStride, float* out, long outStride) {
  for (int i = 0; i < 16; i++)
    for (int j = 0; j < 16; j++) out[j * outStride + i] = in[i * inStride + j];
}
#endif

}  // namespace DESCENT_ISA_NS
