import { describe, expect, it } from 'vitest';
import { meanInterval, twoWayInterval } from '../../../src/stats/index.ts';
import { packBits } from '../../../src/train/index.ts';
import { expectClose, goldenStats } from '../../support/golden.ts';

/** Of statsmodels' analysis of variance, written by tests/golden/stats/protocol.py. */
const golden = goldenStats('protocol').twoWay;

const packed = (rows: readonly (readonly number[])[]) => rows.map((row) => packBits(Uint8Array.from(row)));
const a = packed(golden.a);
const b = packed(golden.b);
const images = golden.a[0].length;

describe('twoWayInterval', () => {
  it.each([
    ['the difference of two arms', b, golden.difference],
    ['the accuracy of one arm', null, golden.alone],
  ])('has the variance components of statsmodels for %s', (_, rival, expected) => {
    const got = twoWayInterval(a, rival, images);
    expect(got).toMatchObject({ seeds: 6, images: 45 });
    for (const key of ['effect', 'standardError', 'degreesOfFreedom'] as const) {
      expectClose(got[key], expected[key], 1e-10);
    }
    for (const key of ['seed', 'image', 'rest'] as const) {
      expectClose(got.components[key], expected.components[key], 1e-12);
    }
    expectClose(got.interval.low, expected.low, 1e-10);
    expectClose(got.interval.high, expected.high, 1e-10);
  });

  it('turns its sign with the arms', () => {
    const there = twoWayInterval(a, b, images);
    const back = twoWayInterval(b, a, images);
    expectClose(back.effect, -there.effect, 1e-15);
    expectClose(back.interval.low, -there.interval.high, 1e-14);
  });

  it('is wider than over seeds alone: other images might be harder', () => {
    const bySeed = golden.a.map((row: number[]) => row.reduce((x, y) => x + y, 0) / images);
    const overSeeds = meanInterval(bySeed)!;
    const both = twoWayInterval(a, null, images);
    expectClose(both.effect, overSeeds.estimate, 1e-14);
    expect(both.interval.high - both.interval.low).toBeGreaterThan(overSeeds.high - overSeeds.low);
  });

  it('adds what choosing by few tuning seeds adds', () => {
    const plain = twoWayInterval(a, b, images);
    const got = twoWayInterval(a, b, images, { tuning: { variance: 3e-3, seeds: 3 } });
    expectClose(got.standardError ** 2, plain.standardError ** 2 + 3e-3, 1e-14);
    expect(got.degreesOfFreedom).toBeLessThan(plain.degreesOfFreedom);
    expect(got.degreesOfFreedom).toBeGreaterThan(2);
  });

  it('covers the effect at large when both seeds and images are drawn', () => {
    // per image and arm a chance to be correct, shifted by the seed; truth by the mean over a fine grid of images
    const seeds = 10;
    const size = 200;
    const repetitions = 400;
    const shift = 0.4;
    const chance = (difficulty: number) => 1 / (1 + Math.exp(-difficulty));
    let state = 12345;
    // xorshift: any generator but the one under the statistics
    const uniform = () => {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
      return ((state >>> 0) + 0.5) / 2 ** 32;
    };
    const normal = () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
    // E over difficulty N(1.5, 1.5) and seed effect N(0, 0.2), by a sum over both
    let truth = 0;
    let weight = 0;
    for (let z = -6; z <= 6; z += 0.02) {
      for (let s = -4; s <= 4; s += 0.1) {
        const w = Math.exp(-(z * z + s * s) / 2);
        truth += w * (chance(1.5 + 1.5 * z + 0.2 * s + shift) - chance(1.5 + 1.5 * z + 0.2 * s));
        weight += w;
      }
    }
    truth /= weight;
    let covered = 0;
    for (let r = 0; r < repetitions; r++) {
      const difficulty = Float64Array.from({ length: size }, () => 1.5 + 1.5 * normal());
      const arm = (up: number) =>
        Array.from({ length: seeds }, () => {
          const seed = 0.2 * normal() + up;
          return packBits(Uint8Array.from(difficulty, (d) => (uniform() < chance(d + seed) ? 1 : 0)));
        });
      const { interval } = twoWayInterval(arm(shift), arm(0), size);
      if (interval.low <= truth && truth <= interval.high) covered += 1;
    }
    // 93 % less two standard errors of 400 repetitions
    expect(covered / repetitions).toBeGreaterThan(0.93 - 2 * Math.sqrt((0.93 * 0.07) / repetitions));
  });

  it('refuses flags that do not fit', () => {
    expect(() => twoWayInterval(a.slice(1), b, images)).toThrow('both arms need the same seeds, got 5 and 6');
    expect(() => twoWayInterval(a, b, 50)).toThrow('flags of 50 images take 7 bytes, got 6');
    expect(() => twoWayInterval(a.slice(0, 1), null, images)).toThrow('at least 2 seeds');
  });
});
