import { describe, expect, it } from 'vitest';
import {
  brunnerMunzelTest,
  chiSquareTail,
  detectableDifference,
  mannWhitneyTest,
  normalProbability,
  normalQuantile,
  normalTwoSidedP,
  proportionDifference,
  proportionInterval,
  superiority,
  unitsToDecide,
  withDivergedAt,
} from '../../../src/stats/index.ts';
import { expectClose, goldenStats } from '../../support/golden.ts';

/** Of scipy and statsmodels, written by tests/golden/stats/protocol.py. */
const golden = goldenStats('protocol');

describe('distributions', () => {
  it('agree with scipy', () => {
    for (const [z, p] of golden.normal) {
      expectClose(normalProbability(z), p, 1e-15);
      expectClose(normalQuantile(p), z, 1e-10);
      expectClose(normalTwoSidedP(z), 2 * Math.min(p, 1 - p), 1e-12);
    }
    for (const [x, df, p] of golden.chiSquare) expectClose(chiSquareTail(x, df), p, 1e-14);
    expect(() => normalQuantile(0)).toThrow('probability must lie between 0 and 1, got 0');
  });
});

describe('proportions', () => {
  it("has Newcombe's and Wilson's intervals of statsmodels", () => {
    for (const { counts, low, high, wilson } of golden.proportions) {
      const [xa, na, xb, nb] = counts;
      const got = proportionDifference(xa, na, xb, nb);
      expectClose(got.difference, xa / na - xb / nb, 1e-15);
      expectClose(got.interval.low, low, 1e-12);
      expectClose(got.interval.high, high, 1e-12);
      const one = proportionInterval(xa, na);
      expectClose(one.low, wilson[0], 1e-12);
      expectClose(one.high, wilson[1], 1e-12);
    }
  });

  it('keeps its width where no run diverged, and refuses counts that are none', () => {
    const { interval } = proportionDifference(0, 10, 0, 10);
    expect(interval.high).toBeGreaterThan(0.25);
    expect(interval.low).toBe(-interval.high);
    expect(() => proportionInterval(11, 10)).toThrow('got 11 of 10');
    expect(() => proportionInterval(0, 0)).toThrow('got 0 of 0');
  });

  it('says how many units decide two shares', () => {
    // 0 against 0: half the width is z² / (n + z²), below m from n = z² (1 − m) / m on; 3.8415 · 0.95 / 0.05 = 72.99
    const equal = (interval: { low: number; high: number }) => interval.low > -0.05 && interval.high < 0.05;
    expect(unitsToDecide(0, 0, 0.95, equal)).toBe(73);
    expect(unitsToDecide(0, 0, 0.95, equal, 72)).toBe(null);
    // 0.4 against 0: below 0.4 lies √(0.2397² + 0.2992²) = 0.383 at n = 9, and 0.409 at 8
    expect(unitsToDecide(0.4, 0, 0.95, ({ low }) => low > 0)).toBe(9);
  });

  it('says which difference would have been seen', () => {
    // of 10 against 0 of 10 four are the fewest that are seen; P(binomial(10, 0.49) >= 4) = 0.811, at 0.48 0.793
    expect(proportionDifference(3, 10, 0, 10).interval.low).toBeLessThan(0);
    expect(proportionDifference(4, 10, 0, 10).interval.low).toBeGreaterThan(0);
    expect(detectableDifference(0, 10, { confidence: 0.95 })).toBe(0.49);
    expect(detectableDifference(0.9, 10, { confidence: 0.95 })).toBe(null);
    // 6 of 10 are the margin: P(binomial(10, 0.68) >= 6) = 0.813, at 0.67 0.794
    expect(detectableDifference(0, 10, { confidence: 0.95, margin: 0.6 })).toBeCloseTo(0.68, 12);
  });
});

describe('ranks', () => {
  it('agree with scipy: Mann–Whitney exact and with ties, Brunner–Munzel', () => {
    for (const { a, b, u, p, brunnerMunzel } of golden.ranks) {
      const test = mannWhitneyTest(a, b);
      expect(test.u).toBe(u);
      expectClose(test.p, p, 1e-12);
      const munzel = brunnerMunzelTest(a, b);
      if (brunnerMunzel === undefined) expect(munzel).toBeNull();
      else {
        expectClose(munzel!.statistic, brunnerMunzel.statistic, 1e-11);
        expectClose(munzel!.p, brunnerMunzel.p, 1e-11);
      }
    }
  });

  it("has the interval of Newcombe's method 5 as solved by scipy, also where the groups do not overlap", () => {
    for (const { a, b, superiority: expected } of golden.ranks) {
      const got = superiority(a, b);
      expectClose(got.probability, expected.probability, 1e-15);
      expectClose(got.interval.low, expected.low, 1e-11);
      expectClose(got.interval.high, expected.high, 1e-11);
      const back = superiority(b, a);
      expectClose(back.interval.low, 1 - got.interval.high, 1e-12);
    }
    expect(superiority([3, 4], [1, 2])).toMatchObject({ probability: 1, interval: { high: 1 } });
  });

  it('counts diverged runs at chance level: an arm that diverges loses, though its other runs are better', () => {
    const steady = [0.97, 0.971, 0.972, 0.973, 0.974, 0.975];
    const shaky = withDivergedAt([0.98, 0.981, null, null, null, null], 0.1);
    expect(shaky).toEqual([0.98, 0.981, 0.1, 0.1, 0.1, 0.1]);
    expect(superiority(steady, shaky).probability).toBeCloseTo(4 / 6, 12);
    expect(superiority(withDivergedAt([null], 0.1), withDivergedAt([null], 0.1)).probability).toBe(0.5);
    expect(() => mannWhitneyTest([1], [Number.NaN])).toThrow('put diverged runs at chance level');
  });

  it('finds no difference between groups that do not vary', () => {
    expect(mannWhitneyTest([1, 1], [1, 1, 1])).toMatchObject({ u: 3, p: 1, method: 'normal' });
    expect(brunnerMunzelTest([1, 1], [1, 1, 1])).toBeNull();
  });
});
