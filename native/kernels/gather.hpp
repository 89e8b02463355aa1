// Bytes of sixteen images to lanes, sixteen pixels at a time.
#pragma once
#include "../core/plan.hpp"

namespace DESCENT_ISA_NS::kernels {

/** byte / 255, rounded correctly: a product, then what it lacks (Markstein) */
DESCENT_INLINE F16 unitScale(F16 byte) {
  const F16 inverse = broadcast(1.0f / 255.0f);
  const F16 q = byte * inverse;
  return fma(fma(zero16() - q, broadcast(255.0f), byte), inverse, q);
}

/** Whether unitScale gives every value of the table to the bit. */
inline bool isUnitScale(const float* lut) {
  for (int b = 0; b < 256; b += kLanes) {
    const F16 got = unitScale(toFloat(laneIndex() + broadcast(b)));
    if (maskBits(bits(got) == bits(loadu16(lut + b))) != 0xffffu) return false;
  }
  return true;
}

/** to [value][16], image[lane] (values) bytes; `scale` from isUnitScale */
inline void gatherLanes(const uint8_t* const (&image)[kLanes], const float* lut, bool scale, long values, float* to) {
  long i = 0;
  if (scale) {
    alignas(64) float block[kLanes * kLanes];
    for (; i + kLanes <= values; i += kLanes) {
      for (int l = 0; l < kLanes; l++) store(block + l * kLanes, unitScale(toFloat(loadBytes16(image[l] + i))));
      transpose16(block, kLanes, to + i * kLanes, kLanes);
    }
  }
  for (; i < values; i++)
    for (int l = 0; l < kLanes; l++) to[i * kLanes + l] = lut[image[l][i]];
}

}  // namespace DESCENT_ISA_NS::kernels
