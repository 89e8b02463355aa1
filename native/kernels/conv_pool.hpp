// A convolution and the non-overlapping 2 × 2 max pool behind it, as their backward passes see them: samples one by one,
// padded, in NHWC, where a kernel row (kw × channels) is contiguous. Wide inputs are taken in slices of channels, each
// with an image and filters of its own, so that what the inner loops read again and again stays in the first cache.
#pragma once
#include "conv_forward.hpp"

namespace DESCENT_ISA_NS::kernels {

/** Channels of a slice. */
constexpr int kSlice = 16;

/** A convolution and the pool behind it; `conv` as in conv_forward.hpp. */
struct ConvPool {
  ConvShape conv;
  int poolHeight, poolWidth;
  int windows() const { return poolHeight * poolWidth; }
  bool sliced() const { return conv.in > kSlice && conv.in % kSlice == 0; }
  /** channels of a slice: all of them where the input is taken whole */
  int channels() const { return sliced() ? kSlice : conv.in; }
  int slices() const { return conv.in / channels(); }
  /** floats of a kernel row of one slice, and of a padded row of its image */
  int row() const { return conv.kw * channels(); }
  long imageRow() const { return static_cast<long>(conv.width) * channels(); }
  /** floats of one slice of a sample's padded input, with slack for vectors that reach over its end */
  long sampleStride() const { return (conv.height * imageRow() + 16 + 15) / 16 * 16; }
  /** floats of a slice of 16 samples, and of all slices */
  long sliceStride() const { return sampleStride() * kLanes; }
  long samplesSize() const { return sliceStride() * slices(); }
  /** floats of a kernel row, padded */
  long rowStride() const { return (static_cast<long>(row()) + 15) / 16 * 16; }
  /** floats of one slice of a filter whose rows are padded, and of all filters */
  long filterStride() const { return rowStride() * conv.kh; }
  long filtersSize() const { return filterStride() * conv.out * slices(); }
  /** where (ky, kx, channel i of a slice, out o) is in the snapshot's weights (kh, kw, in, out) */
  long weightAt(int slice, int ky, int kx, int i, int o) const {
    return ((static_cast<long>(ky) * conv.kw + kx) * conv.in + slice * channels() + i) * conv.out + o;
  }
};

/** Lanes [n][16] to 16 rows of n floats, and back. stride: floats a row, a multiple of 16 with room for n rounded up. */
inline void lanesToSamples(const float* lanes, long n, float* samples, long stride) {
  long i = 0;
  for (; i + 16 <= n; i += 16) transpose16(lanes + i * 16, 16, samples + i, stride);
  for (; i < n; i++)
    for (int lane = 0; lane < kLanes; lane++) samples[lane * stride + i] = lanes[i * 16 + lane];
}
inline void samplesToLanes(const float* samples, long stride, long n, float* lanes) {
  long i = 0;
  for (; i + 16 <= n; i += 16) transpose16(samples + i, stride, lanes + i * 16, 16);
  for (; i < n; i++)
    for (int lane = 0; lane < kLanes; lane++) lanes[i * 16 + lane] = samples[lane * stride + i];
}

/** Lanes [pixel][channel][16] of `pixels` pixels to (slices, 16 samples, pixels, channels), and back. */
inline void lanesToSlices(const ConvPool& s, const float* lanes, long pixels, float* samples) {
  if (!s.sliced()) return lanesToSamples(lanes, pixels * s.conv.in, samples, s.sampleStride());
  for (long p = 0; p < pixels; p++)
    for (int slice = 0; slice < s.slices(); slice++, lanes += kSlice * kLanes)
      transpose16(lanes, kLanes, samples + slice * s.sliceStride() + p * kSlice, s.sampleStride());
}
inline void slicesToLanes(const ConvPool& s, const float* samples, long pixels, float* lanes) {
  if (!s.sliced()) return samplesToLanes(samples, s.sampleStride(), pixels * s.conv.in, lanes);
  for (long p = 0; p < pixels; p++)
    for (int slice = 0; slice < s.slices(); slice++, lanes += kSlice * kLanes)
      transpose16(samples + slice * s.sliceStride() + p * kSlice, s.sampleStride(), lanes, kLanes);
}

}  // namespace DESCENT_ISA_NS::kernels
