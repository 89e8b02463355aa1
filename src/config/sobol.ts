/**
 * Sobol points in up to 16 dimensions, 32 bits, Gray-code order, with a digital shift.
 * Direction numbers: S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections,
 * SIAM J. Sci. Comput. 30 (2008) 2635–2654, set D(6), the first 16 dimensions.
 * Method: I. A. Antonov and V. M. Saleev (1979); P. Bratley and B. L. Fox, ACM Algorithm 659 (1988).
 */

/** [degree s and coefficients a of the primitive polynomial, initial direction integers m]; dimension 1 needs none. */
const JOE_KUO: readonly (readonly [degree: number, coefficients: number, initial: readonly number[]])[] = [
  [1, 0, [1]],
  [2, 1, [1, 3]],
  [3, 1, [1, 3, 1]],
  [3, 2, [1, 1, 1]],
  [4, 1, [1, 1, 3, 3]],
  [4, 4, [1, 3, 5, 13]],
  [5, 2, [1, 1, 5, 5, 17]],
  [5, 4, [1, 1, 5, 5, 5]],
  [5, 7, [1, 1, 7, 11, 19]],
  [5, 11, [1, 1, 5, 1, 1]],
  [5, 13, [1, 1, 1, 3, 11]],
  [5, 14, [1, 3, 5, 5, 31]],
  [6, 1, [1, 3, 3, 9, 7, 49]],
  [6, 13, [1, 1, 1, 15, 21, 21]],
  [6, 16, [1, 3, 1, 13, 27, 49]],
];
export const SOBOL_MAX_DIMENSIONS = JOE_KUO.length + 1;
const BITS = 32;

/**
 * `count` points; row i has `dimensions` numbers in [0, 1), each a multiple of 2^-32.
 * `shift`: one word a dimension, xor-ed into each coordinate; it keeps the even spread. Without it the first point is 0.
 * @throws RangeError for more than 16 dimensions
 */
export function sobolPoints(count: number, dimensions: number, shift?: ArrayLike<number>): number[][] {
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > SOBOL_MAX_DIMENSIONS) {
    throw new RangeError(
      `dimensions must be an integer from 1 to ${SOBOL_MAX_DIMENSIONS}, got ${dimensions}`,
    );
  }
  const directions = Array.from({ length: dimensions }, (_, dimension) => directionNumbers(dimension));
  const state = new Uint32Array(dimensions);
  return Array.from({ length: count }, (_, index) => {
    if (index > 0) {
      const bit = trailingZeros(index);
      directions.forEach((numbers, d) => {
        state[d]! ^= numbers[bit]!;
      });
    }
    return Array.from(state, (word, d) => ((word ^ (shift?.[d] ?? 0)) >>> 0) / 2 ** BITS);
  });
}

/** v₁ … v₃₂ of a dimension, as words with the binary point before the highest bit. */
function directionNumbers(dimension: number): Uint32Array {
  const numbers = new Uint32Array(BITS);
  if (dimension === 0) return numbers.map((_, bit) => 2 ** (BITS - 1 - bit));
  const [degree, coefficients, initial] = JOE_KUO[dimension - 1]!;
  for (let bit = 0; bit < BITS; bit++) {
    if (bit < degree) {
      numbers[bit] = initial[bit]! * 2 ** (BITS - 1 - bit);
      continue;
    }
    let word = numbers[bit - degree]! ^ (numbers[bit - degree]! >>> degree);
    for (let term = 1; term < degree; term++) {
      if ((coefficients >>> (degree - 1 - term)) & 1) word ^= numbers[bit - term]!;
    }
    numbers[bit] = word;
  }
  return numbers;
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}
