/**
 * log, sin and cos in float64 from additions, multiplications and divisions alone. IEEE 754 rounds those
 * the same everywhere, while Math.log and Math.cos may differ between JavaScript engines and their
 * versions: with these, drawn normals are the same bits everywhere.
 * All three are plain Taylor series on a reduced argument; the remainders are below half an ulp.
 */

const LN2_HIGH = 0.6931471803691238; // ln 2 to 33 bits: multiples up to 2^20 are exact
const LN2_LOW = 1.9082149292705877e-10; // the rest of ln 2

const float64 = new Float64Array(1);
const words = new Uint32Array(float64.buffer);
// which half of a float64 holds the exponent
const HIGH = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1 ? 1 : 0;

/**
 * Natural logarithm of a positive, finite, normal float64, within 1 ulp or so (tested).
 * x = 2^k · m with m in [√½, √2); log m = 2 artanh s, s = (m − 1)/(m + 1), |s| < 0.1716.
 */
export function log(x: number): number {
  if (!(x >= 2.2250738585072014e-308 && x < Infinity)) {
    throw new RangeError(`log takes a positive, finite, normal number, got ${x}`);
  }
  float64[0] = x;
  let exponent = (words[HIGH]! >>> 20) - 1023;
  words[HIGH] = (words[HIGH]! & 0xfffff) | 0x3ff00000;
  let m = float64[0]!;
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const z = s * s;
  // 2 artanh s = 2s (1 + z/3 + z²/5 + …); the first term left out is z^11/23 < 7e-19
  let tail = 1 / 21;
  tail = 1 / 19 + z * tail;
  tail = 1 / 17 + z * tail;
  tail = 1 / 15 + z * tail;
  tail = 1 / 13 + z * tail;
  tail = 1 / 11 + z * tail;
  tail = 1 / 9 + z * tail;
  tail = 1 / 7 + z * tail;
  tail = 1 / 5 + z * tail;
  tail = 1 / 3 + z * tail;
  // 2s = f − s·f, exact in its leading part f
  const correction = s * (f - 2 * z * tail);
  return exponent * LN2_HIGH + (f - (correction - exponent * LN2_LOW));
}

/** sin x for |x| <= π/4: the first term left out is x^19/19! < 1e-19. */
function sinSeries(x: number): number {
  const z = x * x;
  let tail = 1 / 355687428096000; // 17!
  tail = 1 / 1307674368000 - z * tail; // 15!
  tail = 1 / 6227020800 - z * tail; // 13!
  tail = 1 / 39916800 - z * tail; // 11!
  tail = 1 / 362880 - z * tail; // 9!
  tail = 1 / 5040 - z * tail; // 7!
  tail = 1 / 120 - z * tail; // 5!
  tail = 1 / 6 - z * tail; // 3!
  return x - x * z * tail;
}

/** cos x for |x| <= π/4: the first term left out is x^18/18! < 3e-18. */
function cosSeries(x: number): number {
  const z = x * x;
  let tail = 1 / 20922789888000; // 16!
  tail = 1 / 87178291200 - z * tail; // 14!
  tail = 1 / 479001600 - z * tail; // 12!
  tail = 1 / 3628800 - z * tail; // 10!
  tail = 1 / 40320 - z * tail; // 8!
  tail = 1 / 720 - z * tail; // 6!
  tail = 1 / 24 - z * tail; // 4!
  tail = 1 / 2 - z * tail; // 2!
  return 1 - z * tail;
}

const HALF_PI = 1.5707963267948966;

/** cos(2π·turns); exact at multiples of a quarter turn. */
export function cosTurns(turns: number): number {
  // a quarter turn is 1: the reduction is exact, which one in radians is not
  const quarters = (turns - Math.floor(turns)) * 4;
  const quadrant = Math.floor(quarters + 0.5);
  const x = (quarters - quadrant) * HALF_PI;
  switch (quadrant & 3) {
    case 0:
      return cosSeries(x);
    case 1:
      return -sinSeries(x);
    case 2:
      return -cosSeries(x);
    default:
      return sinSeries(x);
  }
}

/** sin(2π·turns); exact at multiples of a quarter turn. */
export function sinTurns(turns: number): number {
  const quarters = (turns - Math.floor(turns)) * 4;
  const quadrant = Math.floor(quarters + 0.5);
  const x = (quarters - quadrant) * HALF_PI;
  switch (quadrant & 3) {
    case 0:
      return sinSeries(x);
    case 1:
      return cosSeries(x);
    case 2:
      return -sinSeries(x);
    default:
      return -cosSeries(x);
  }
}
