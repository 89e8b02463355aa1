import { describe, expect, it } from 'vitest';
import { cosTurns, log, RandomStream, sinTurns } from '../../../src/random/index.ts';

const EPSILON = 2 ** -52;

/** ln x to about 2^-100 as a fixed-point BigInt with 110 fraction bits, by an artanh series. */
function preciseLog(x: number): bigint {
  const one = 1n << 110n;
  const artanhTwice = (numerator: bigint, denominator: bigint): bigint => {
    const s = (numerator * one) / denominator;
    const z = (s * s) >> 110n;
    let power = s;
    let sum = 0n;
    for (let n = 1n; power !== 0n; n += 2n) {
      sum += power / n;
      power = (power * z) >> 110n;
    }
    return 2n * sum;
  };
  // x = mantissa · 2^exponent with mantissa in [1, 2)
  const exponent = Math.floor(Math.log2(x));
  const mantissa = BigInt(x * 2 ** (52 - exponent));
  const scale = 1n << 52n;
  return artanhTwice(mantissa - scale, mantissa + scale) + BigInt(exponent) * artanhTwice(1n, 3n);
}

describe('log', () => {
  it('is within 1.5 ulp of the true value wherever normals are drawn', () => {
    const stream = new RandomStream(1, 'log');
    let worst = 0;
    for (let i = 0; i < 5000; i++) {
      // half of them near 1, where the logarithm is smallest
      const u = i % 2 === 0 ? stream.uniform() : 1 - 2 ** -24 * (i + 0.5);
      // times 2^100 a float64 of this size is an integer, exactly
      const error = Number(BigInt(log(u) * 2 ** 100) - (preciseLog(u) >> 10n)) / 2 ** 100;
      worst = Math.max(worst, Math.abs(error) / Math.abs(log(u)) / EPSILON);
    }
    expect(worst).toBeLessThan(1.5);
  });

  it('agrees with Math.log to 2 ulp from the smallest to the largest normal number', () => {
    for (let exponent = -1021; exponent <= 1023; exponent += 3) {
      for (const mantissa of [1, 1.1, Math.SQRT2, 1.5, 1.9999]) {
        const x = mantissa * 2 ** exponent;
        expect(Math.abs(log(x) - Math.log(x))).toBeLessThanOrEqual(2 * EPSILON * Math.abs(Math.log(x)));
      }
    }
    expect(log(1)).toBe(0);
  });

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY, 5e-324])('refuses %s', (x) => {
    expect(() => log(x)).toThrow(/positive, finite, normal/);
  });
});

describe('sinTurns and cosTurns', () => {
  it('are exact at quarter turns', () => {
    expect([0, 0.25, 0.5, 0.75, 1].map((t) => cosTurns(t) + 0)).toEqual([1, 0, -1, 0, 1]);
    expect([0, 0.25, 0.5, 0.75, 1].map((t) => sinTurns(t) + 0)).toEqual([0, 1, 0, -1, 0]);
  });

  it('agree with Math.sin and Math.cos to 2 ulp of 1 on the first eighth of a turn', () => {
    const stream = new RandomStream(1, 'turns');
    for (let i = 0; i < 20_000; i++) {
      const turns = stream.uniform(0, 0.125);
      // the same rounded angle for both: what is compared is the series
      const angle = turns * 4 * (Math.PI / 2);
      expect(Math.abs(sinTurns(turns) - Math.sin(angle))).toBeLessThanOrEqual(2 * EPSILON * Math.sin(angle));
      expect(Math.abs(cosTurns(turns) - Math.cos(angle))).toBeLessThanOrEqual(EPSILON);
    }
  });

  it('keep sin² + cos² = 1 and the symmetries of the circle on all turns', () => {
    for (let i = 0; i < 4096; i++) {
      const turns = (i + 0.5) / 4096;
      expect(Math.abs(sinTurns(turns) ** 2 + cosTurns(turns) ** 2 - 1)).toBeLessThan(4 * EPSILON);
      expect(sinTurns(1 - turns)).toBe(-sinTurns(turns));
      expect(cosTurns(1 - turns)).toBe(cosTurns(turns));
      expect(cosTurns(turns + 0.25)).toBe(-sinTurns(turns));
      expect(sinTurns(turns + 3)).toBe(sinTurns(turns));
    }
  });
});
