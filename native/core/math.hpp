// exp, log, tanh, erf and their relatives on sixteen lanes: the engine's own, so that no machine's libm decides a bit.
// The polynomials are Chebyshev fits (native/core/fit-math.py); tests/math_test.cpp measures the errors over the whole range.
#pragma once
#include "../simd.hpp"

namespace DESCENT_ISA_NS {

/** e^x. Overflow gives infinity; under 2^-126 the result is denormal or flushed to 0; NaN stays NaN. */
DESCENT_INLINE F16 exp(F16 x) {
  // constants first: min and max give their second argument for NaN
  x = min(broadcast(89.0f), max(broadcast(-104.0f), x));
  const F16 shifter = broadcast(12582912.0f);  // 1.5 · 2^23: adding it rounds to an integer
  const F16 n = fma(x, broadcast(1.44269504f), shifter) - shifter;
  F16 r = fma(n, broadcast(-0.693145751953125f), x);
  r = fma(n, broadcast(-1.42860677e-6f), r);
  F16 p = broadcast(0.0001989198131f);
  p = fma(p, r, broadcast(0.001393454193f));
  p = fma(p, r, broadcast(0.008333310024f));
  p = fma(p, r, broadcast(0.04166645681f));
  p = fma(p, r, broadcast(0.1666666668f));
  p = fma(p, r, broadcast(0.5f));
  p = fma(r * r, p, r) + broadcast(1.0f);
  // 2^n in two factors: n reaches 128 and −150
  const I16 whole = toInt(n), half = shiftRightSigned<1>(whole);
  const F16 first = fromBits(shiftLeft<23>(half + broadcast(127)));
  const F16 second = fromBits(shiftLeft<23>(whole - half + broadcast(127)));
  return p * first * second;
}

/** Natural logarithm; −∞ at 0, NaN below; denormal arguments count as 0. */
DESCENT_INLINE F16 log(F16 x) {
  const I16 u = bits(x);
  // m in [√½, √2)
  const I16 offset = u - broadcast(0x3f3504f3);
  const F16 e = toFloat(shiftRightSigned<23>(offset));
  const F16 m = fromBits((offset & broadcast(0x007fffff)) + broadcast(0x3f3504f3));
  const F16 f = m - broadcast(1.0f);
  F16 p = broadcast(0.06971611471f);
  p = fma(p, f, broadcast(-0.1147973385f));
  p = fma(p, f, broadcast(0.1168541992f));
  p = fma(p, f, broadcast(-0.1242568733f));
  p = fma(p, f, broadcast(0.1424905765f));
  p = fma(p, f, broadcast(-0.1666780232f));
  p = fma(p, f, broadcast(0.2000071575f));
  p = fma(p, f, broadcast(-0.2499999696f));
  p = fma(p, f, broadcast(0.3333333118f));
  const F16 square = f * f;
  F16 r = fma(p, f * square, e * broadcast(1.42860677e-6f));
  r = fma(square, broadcast(-0.5f), r);
  r = fma(e, broadcast(0.693145751953125f), f + r);
  const float inf = __builtin_inff();
  r = select(x < broadcast(1.17549435e-38f), broadcast(-inf), r);
  r = select(x < zero16(), broadcast(__builtin_nanf("")), r);
  r = select(x == broadcast(inf), x, r);
  return select(x == x, r, x);
}

/** log(1 + u) for u in [0, 1]. */
DESCENT_INLINE F16 log1p(F16 u) {
  // what rounding 1 + u lost is given back to first order
  const F16 w = u + broadcast(1.0f);
  return log(w) + (u - (w - broadcast(1.0f))) / w;
}

DESCENT_INLINE F16 withSign(F16 magnitude, F16 sign) {
  return fromBits((bits(magnitude) & broadcast(0x7fffffff)) | (bits(sign) & broadcast(static_cast<int>(0x80000000u))));
}

DESCENT_INLINE F16 tanh(F16 x) {
  const F16 t = abs(x), z = x * x;
  F16 p = broadcast(0.002292744816f);
  p = fma(p, z, broadcast(-0.008343945516f));
  p = fma(p, z, broadcast(0.02176891865f));
  p = fma(p, z, broadcast(-0.05395925958f));
  p = fma(p, z, broadcast(0.1333330356f));
  p = fma(p, z, broadcast(-0.3333333317f));
  const F16 small = fma(p, z * x, x);
  const F16 large = broadcast(1.0f) - broadcast(2.0f) / (exp(t + t) + broadcast(1.0f));
  return select(x == x, select(t < broadcast(0.625f), small, withSign(large, x)), x);
}

/** 1 / (1 + e^−x) */
DESCENT_INLINE F16 sigmoid(F16 x) { return broadcast(1.0f) / (exp(zero16() - x) + broadcast(1.0f)); }

/** log(1 + e^x) */
DESCENT_INLINE F16 softplus(F16 x) { return max(zero16(), x) + log1p(exp(zero16() - abs(x))); }

DESCENT_INLINE F16 erf(F16 x) {
  const F16 t = min(broadcast(4.0f), abs(x)), z = x * x;
  F16 p = broadcast(8.204169676e-5f);
  p = fma(p, z, broadcast(-0.0008102915561f));
  p = fma(p, z, broadcast(0.005197487227f));
  p = fma(p, z, broadcast(-0.02685795906f));
  p = fma(p, z, broadcast(0.1128366947f));
  p = fma(p, z, broadcast(-0.3761263205f));
  p = fma(p, z, broadcast(0.1283791665f));
  const F16 small = fma(p, x, x);
  // erfc(t) = exp(−t (1 + q(t)))
  F16 q = broadcast(-2.940336913e-7f);
  q = fma(q, t, broadcast(4.840379238e-6f));
  q = fma(q, t, broadcast(-1.578444586e-5f));
  q = fma(q, t, broadcast(-0.000261620513f));
  q = fma(q, t, broadcast(0.00362526573f));
  q = fma(q, t, broadcast(-0.02394028025f));
  q = fma(q, t, broadcast(0.106579908f));
  q = fma(q, t, broadcast(0.6348933411f));
  q = fma(q, t, broadcast(0.128720089f));
  const F16 large = broadcast(1.0f) - exp(zero16() - fma(q, t, t));
  return select(x == x, select(t < broadcast(0.92f), small, withSign(large, x)), x);
}

/** e^x − 1 */
DESCENT_INLINE F16 expm1(F16 x) {
  F16 p = broadcast(0.0001989198131f);
  p = fma(p, x, broadcast(0.001393454193f));
  p = fma(p, x, broadcast(0.008333310024f));
  p = fma(p, x, broadcast(0.04166645681f));
  p = fma(p, x, broadcast(0.1666666668f));
  p = fma(p, x, broadcast(0.5f));
  const F16 small = fma(x * x, p, x);
  return select(abs(x) < broadcast(0.34657359f), small, exp(x) - broadcast(1.0f));
}

}  // namespace DESCENT_ISA_NS
