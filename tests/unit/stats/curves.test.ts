import { describe, expect, test } from 'vitest';
import {
  bandOf,
  boxOf,
  type Curve,
  halfLifeAverage,
  mean,
  meanCurve,
  meanInterval,
  standardDeviation,
  thinnedIndexes,
  valuesAt,
} from '../../../src/stats/index.ts';

const curve = (x: readonly number[], y: readonly number[]): Curve => ({
  x: Float64Array.from(x),
  y: Float64Array.from(y),
});

describe('the mean of curves', () => {
  const three = [curve([0, 10, 20], [1, 4, 9]), curve([0, 10, 20], [2, 6, 9]), curve([0, 10, 20], [6, 8, 9])];

  test('is the mean of all values at each x, with n, std and range', () => {
    const found = meanCurve(three);
    expect([...found.x]).toEqual([0, 10, 20]);
    expect([...found.mean]).toEqual([3, 6, 9]);
    expect([...found.n]).toEqual([3, 3, 3]);
    expect(found.std[0]).toBeCloseTo(Math.sqrt(7), 12);
    expect(found.std[1]).toBeCloseTo(2, 12);
    expect(found.std[2]).toBe(0);
    expect([...found.min]).toEqual([1, 4, 9]);
    expect([...found.max]).toEqual([6, 8, 9]);
    expect(found.interpolated).toBe(false);
  });

  test('agrees with the statistics of single numbers, whatever the band', () => {
    const found = meanCurve(three);
    const values = [1, 2, 6];
    expect(found.mean[0]).toBeCloseTo(mean(values), 12);
    expect(found.std[0]).toBeCloseTo(standardDeviation(values)!, 12);
    const interval = meanInterval(values)!;
    const ci = bandOf(found, 'ci');
    expect(ci.low[0]).toBeCloseTo(interval.low, 10);
    expect(ci.high[0]).toBeCloseTo(interval.high, 10);
    // t of 2 degrees of freedom at 97.5 % is 4.302653
    expect(ci.high[1]).toBeCloseTo(6 + (4.302652729911275 * 2) / Math.sqrt(3), 9);
    const se = bandOf(found, 'se');
    expect([se.low[1], se.high[1]]).toEqual([6 - 2 / Math.sqrt(3), 6 + 2 / Math.sqrt(3)]);
    const std = bandOf(found, 'std');
    expect([std.low[1], std.high[1]]).toEqual([4, 8]);
    const range = bandOf(found, 'range');
    expect([range.low[1], range.high[1]]).toEqual([4, 8]);
  });

  test('goes on with the runs that are left where others ended, and has no band of one', () => {
    const found = meanCurve([curve([0, 10, 20], [1, 2, 3]), curve([0, 10], [3, 6])]);
    expect([...found.mean]).toEqual([2, 4, 3]);
    expect([...found.n]).toEqual([2, 2, 1]);
    expect(found.std[2]).toBeNaN();
    for (const kind of ['std', 'se', 'ci', 'range'] as const) expect(bandOf(found, kind).low[2]).toBeNaN();
  });

  test('leaves out what is not finite, and counts it as missing', () => {
    const found = meanCurve([curve([0, 1, 2], [1, NaN, 3]), curve([0, 1, 2], [3, Infinity, 5])]);
    expect([...found.n]).toEqual([2, 0, 2]);
    expect([...found.mean]).toEqual([2, NaN, 4]);
  });

  test('is linear between the points of a curve that was logged at other x, and never beyond its ends', () => {
    const found = meanCurve([curve([0, 10, 20], [0, 10, 20]), curve([5, 15], [7, 21])]);
    expect([...found.x]).toEqual([0, 5, 10, 15, 20]);
    expect([...found.mean]).toEqual([0, 6, 12, 18, 20]);
    expect([...found.n]).toEqual([1, 2, 2, 2, 1]);
    expect(found.interpolated).toBe(true);
  });

  test('stands at evenly spaced x where nearly all x differ', () => {
    const many = Array.from({ length: 40 }, (_, run) => {
      const x = Array.from({ length: 60 }, (_, i) => i * (1 + run / 1000));
      return curve(x, x);
    });
    const found = meanCurve(many);
    expect(found.x.length).toBe(60);
    expect(found.x[1]! - found.x[0]!).toBeCloseTo(found.x[59]! / 59, 12);
    // every curve is y = x, and so is the mean
    for (const [i, x] of found.x.entries()) expect(found.mean[i]).toBeCloseTo(x, 9);
    expect(found.n[0]).toBe(40);
    expect(found.n[59]).toBe(1);
  });

  test('of no curve, or of empty ones, is empty', () => {
    expect(meanCurve([]).x.length).toBe(0);
    expect(meanCurve([curve([], [])]).x.length).toBe(0);
  });

  test('values beside a gap are not made up', () => {
    const values = valuesAt(
      curve([0, 1, 2, 3], [0, NaN, 2, 3]),
      Float64Array.of(0, 0.5, 1, 1.5, 2, 2.5, 3, 4),
    );
    expect([...values]).toEqual([0, NaN, NaN, NaN, 2, 2.5, 3, NaN]);
  });
});

describe('smoothing', () => {
  test('a constant stays the same from the first value on: the average is bias-corrected', () => {
    const x = Float64Array.of(0, 1, 2, 3, 10);
    for (const value of halfLifeAverage(x, new Float64Array(5).fill(7), 4)) expect(value).toBeCloseTo(7, 12);
  });

  test('what lies a half-life back counts half', () => {
    // each value has the weight (1 − 1/2) · 2^(−age); a step by one half-life
    const smooth = halfLifeAverage(Float64Array.of(0, 1, 2), Float64Array.of(1, 0, 0), 1);
    expect([...smooth]).toEqual([1, 0.25 / 0.75, 0.125 / 0.875]);
  });

  test('does not depend on how densely a curve was logged', () => {
    const ramp = (every: number) => Float64Array.from({ length: 1 + 400 / every }, (_, i) => i * every);
    const [coarse, fine] = [10, 1].map((every) => halfLifeAverage(ramp(every), ramp(every), 40));
    // both lag behind y = x by about half-life / ln 2
    expect(Math.abs(coarse!.at(-1)! - fine!.at(-1)!)).toBeLessThan(6);
    expect(Math.abs(fine!.at(-1)! - (400 - 40 / Math.LN2))).toBeLessThan(1);
  });

  test('a gap stays a gap, and values after it go on from those before', () => {
    const smooth = halfLifeAverage(Float64Array.of(0, 1, 2), Float64Array.of(4, NaN, 4), 1);
    expect([...smooth]).toEqual([4, NaN, 4]);
  });

  test('refuses a half-life that is not positive', () => {
    expect(() => halfLifeAverage(Float64Array.of(0), Float64Array.of(0), 0)).toThrow(
      /halfLife must be > 0, got 0/,
    );
  });
});

describe('thinning for a drawing', () => {
  test('keeps everything that fits', () => {
    expect(thinnedIndexes(Float64Array.of(0, 1, 2), Float64Array.of(3, 1, 2), 2)).toEqual([0, 1, 2]);
  });

  test('keeps the extremes of each column, the ends, and no more', () => {
    const x = Float64Array.from({ length: 1000 }, (_, i) => i);
    const y = x.map((i) => (i === 333 ? 50 : i === 666 ? -50 : Math.sin(i)));
    const kept = thinnedIndexes(x, y, 20);
    expect(kept).toEqual(expect.arrayContaining([0, 333, 666, 999]));
    expect(kept.length).toBeLessThanOrEqual(42);
  });

  test('keeps a gap, so that the line breaks there', () => {
    const x = Float64Array.from({ length: 100 }, (_, i) => i);
    const y = x.map((i) => (i >= 40 && i < 60 ? NaN : i));
    const kept = thinnedIndexes(x, y, 5);
    expect(kept).toEqual(expect.arrayContaining([39, 40, 60]));
    expect(kept.filter((i) => Number.isNaN(y[i]!))).toEqual([40]);
  });
});

describe('a box', () => {
  test('has quartiles as NumPy gives them, and whiskers at the furthest values within 1.5 ranges', () => {
    expect(boxOf([1, 2, 3, 4, 5, 6, 7, 8, 9, 30])).toEqual({
      n: 10,
      firstQuartile: 3.25,
      median: 5.5,
      thirdQuartile: 7.75,
      lowWhisker: 1,
      highWhisker: 9,
      outliers: [30],
    });
  });

  test('of one value is that value; of none there is none', () => {
    expect(boxOf([4])).toMatchObject({ n: 1, firstQuartile: 4, median: 4, highWhisker: 4, outliers: [] });
    expect(boxOf([])).toBeNull();
  });

  test('refuses what is not finite', () => {
    expect(() => boxOf([1, NaN])).toThrow(/values must be finite, got NaN/);
  });
});
