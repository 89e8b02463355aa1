import { describe, expect, it } from 'vitest';
import { RandomStream } from '../../../src/random/index.ts';
import {
  bestOfCurve,
  detectableEffect,
  expectedBestOf,
  interquartileMean,
  performanceProfiles,
  powerOf,
  resampledInterval,
  scoreProfile,
  sensitivityBand,
  stratifiedInterquartileMean,
} from '../../../src/stats/index.ts';
import { expectClose, goldenStats } from '../../support/golden.ts';

/** Of scipy and statsmodels, the best of k by all subsets; written by tests/golden/stats/protocol.py. */
const golden = goldenStats('protocol');

describe('expected best of k', () => {
  it('is the mean over all subsets of k trials', () => {
    const { values, expected } = golden.bestOf;
    expected.forEach((mean: number, i: number) => {
      expectClose(expectedBestOf(values, i + 1), mean, 1e-13);
    });
    expect(expectedBestOf(values, 9)).toBe(Math.max(...values));
    expect(() => expectedBestOf(values, 10)).toThrow('from 1 to the number of trials 9, got 10');
  });

  it('has a curve up to half the trials, which rises, inside its intervals', () => {
    const curve = bestOfCurve(golden.bestOf.values);
    expect(curve.map(({ k }) => k)).toEqual([1, 2, 3, 4]);
    curve.forEach(({ k, expected, interval }) => {
      expectClose(expected, golden.bestOf.expected[k - 1], 1e-13);
      expect(interval.low).toBeLessThan(expected);
      expect(interval.high).toBeGreaterThan(expected);
    });
    expect(bestOfCurve(golden.bestOf.values)).toEqual(curve);
  });
});

describe('resampledInterval', () => {
  it('is about the t interval for a mean of few values, where the plain percentiles are too short', () => {
    const values = [0, 1, 2, 3, 4, 5, 6, 7];
    const average = (sample: Float64Array) => sample.reduce((a, b) => a + b, 0) / sample.length;
    const { interval } = resampledInterval([values], ([sample]) => average(sample!), { resamples: 20_000 });
    // scipy: t.interval(0.95, 7, 3.5, sem) = 3.5 ± 2.0479; the plain percentiles give ± 1.56
    expect(Math.abs((interval.high - interval.low) / 2 - 2.0479)).toBeLessThan(0.1);
  });

  it('refuses empty strata and diverged runs', () => {
    expect(() => resampledInterval([[1], []], () => 0)).toThrow('every stratum needs at least one value');
    expect(() => resampledInterval([[Number.NaN]], () => 0)).toThrow('values must be finite, got NaN');
  });
});

describe('interquartile mean', () => {
  it("is scipy's mean trimmed by a quarter", () => {
    for (const { values, mean } of golden.interquartileMean)
      expectClose(interquartileMean(values), mean, 1e-14);
    expect(() => interquartileMean([])).toThrow('at least one value');
  });

  it('ignores a quarter of outliers and covers the truth over workloads of different level', () => {
    expect(interquartileMean([1, 2, 3, -1e9, 2, 1e9, 2, 2])).toBe(2);
    const stream = new RandomStream(8, 'test/iqm');
    const repetitions = 400;
    let covered = 0;
    for (let r = 0; r < repetitions; r++) {
      // symmetric about 0.5 as a whole: the interquartile mean of all runs is 0.5 in the long run
      const workloads = [-0.1, 0.1].map((shift) =>
        Array.from({ length: 10 }, () => 0.5 + shift + 0.2 * stream.normal()),
      );
      const { interval } = stratifiedInterquartileMean(workloads, { resamples: 400, seed: r });
      if (interval.low <= 0.5 && interval.high >= 0.5) covered += 1;
    }
    expect(covered / repetitions).toBeGreaterThan(0.93 - 2 * Math.sqrt((0.93 * 0.07) / repetitions));
  });
});

describe('sensitivityBand', () => {
  const rates = [0.001, 0.01, 0.1, 1];

  it('interpolates in the logarithm of the rate to where accuracy falls by a point', () => {
    // best 0.98 at 0.01: below it 0.94 (crosses 0.97 a quarter of the decade down), above it 0.96 (half a decade up)
    const band = sensitivityBand(rates, [0.94, 0.98, 0.96, 0.5])!;
    expectClose(band.decades, 0.75, 1e-12);
    expectClose(band.low, 10 ** -2.25, 1e-14);
    expectClose(band.high, 10 ** -1.5, 1e-14);
    expect(band).toMatchObject({ best: 0.01, openLow: false, openHigh: false });
  });

  it('takes points within the tolerance into the band and says where the grid cuts it off', () => {
    const band = sensitivityBand(rates, [0.975, 0.98, 0.978, 0.976])!;
    expectClose(band.decades, 3, 1e-12);
    expect(band).toMatchObject({ openLow: true, openHigh: true });
  });

  it('is contiguous, and wider with a wider tolerance', () => {
    const accuracies = [0.98, 0.9, 0.975, 0.5];
    const band = sensitivityBand(rates, accuracies)!;
    expectClose(band.decades, 0.125, 1e-12);
    expect(sensitivityBand(rates, accuracies, { tolerance: 0.09 })!.decades).toBeGreaterThan(2);
  });

  it('counts the rates that reach an accuracy, however far from the best, and is null where none does', () => {
    // from a third of the way between 0.001 (0.3) and 0.01 (0.9) to the end of the grid
    const band = sensitivityBand(rates, [0.3, 0.9, 0.98, 0.6], { atLeast: 0.5 })!;
    expectClose(band.decades, 2 + 2 / 3, 1e-12);
    expect(band).toMatchObject({ openLow: false, openHigh: true });
    expect(sensitivityBand(rates, [0.1, 0.4, 0.3, 0.2], { atLeast: 0.5 })).toBeNull();
  });

  it('ends at the last rate that trained before one that diverged', () => {
    const band = sensitivityBand(rates, [null, 0.98, 0.98, null])!;
    expectClose(band.decades, 1, 1e-12);
    expect(band).toMatchObject({ best: 0.01, openLow: false, openHigh: false });
    expect(sensitivityBand(rates, [null, null, null, null])).toBeNull();
  });

  it('refuses a grid that does not ascend', () => {
    expect(() => sensitivityBand([0.1, 0.01], [1, 1])).toThrow('rates must be > 0 and ascend');
    expect(() => sensitivityBand([0.1], [1, 1])).toThrow('one accuracy each');
  });
});

describe('profiles', () => {
  it('gives the share of workloads within a factor of the best time', () => {
    const profiles = performanceProfiles(
      { adam: [100, 200, 300, null], sgd: [200, 100, null, null] },
      [1, 1.9, 2, 10],
    );
    expect(profiles.adam!.map(({ share }) => share)).toEqual([0.5, 0.5, 0.75, 0.75]);
    expect(profiles.sgd!.map(({ share }) => share)).toEqual([0.25, 0.25, 0.5, 0.5]);
    expect(() => performanceProfiles({ a: [1], b: [1, 2] }, [1])).toThrow(
      '"b" has times of 2 workloads, expected 1',
    );
    expect(() => performanceProfiles({ a: [0] }, [1])).toThrow('times must be > 0 or null, got 0 ("a")');
  });

  it('gives the share of runs above a score, each workload with the same weight', () => {
    expect(
      scoreProfile(
        [
          [0.9, 0.8],
          [0.95, 0.6, 0.7, null],
        ],
        [0, 0.75, 0.9, 1],
      ),
    ).toEqual([
      { threshold: 0, share: (1 + 3 / 4) / 2 },
      { threshold: 0.75, share: (1 + 1 / 4) / 2 },
      { threshold: 0.9, share: (0 + 1 / 4) / 2 },
      { threshold: 1, share: 0 },
    ]);
  });
});

describe('power', () => {
  it('is that of the noncentral t of scipy', () => {
    for (const { df, shift, critical, power } of golden.noncentral) {
      const precision = { standardError: 1, degreesOfFreedom: df, criticalValue: critical };
      // scipy's noncentral t is itself right to about 1e-8 at few degrees of freedom
      expectClose(powerOf(shift, precision), power, 1e-7);
    }
  });

  it('finds the effect of statsmodels that the paired t test sees with 80 %', () => {
    for (const { n, critical, power, standardizedEffect } of golden.power) {
      const found = detectableEffect(
        { standardError: 2 / Math.sqrt(n), degreesOfFreedom: n - 1, criticalValue: critical },
        power,
      );
      expectClose(found, 2 * standardizedEffect, 1e-6);
    }
  });

  it('grows with the margin that an estimate has to reach', () => {
    const precision = { standardError: 0.1, degreesOfFreedom: 9, criticalValue: 2.262 };
    const plain = detectableEffect(precision);
    const strict = detectableEffect({ ...precision, margin: 1 });
    expect(strict).toBeGreaterThan(plain);
    // far above the critical value the margin alone decides: 1 + 0.1 z(0.8), z = 0.8416 (scipy)
    expectClose(strict, 1.08416, 1e-4);
    expect(detectableEffect({ ...precision, criticalValue: Number.POSITIVE_INFINITY })).toBe(
      Number.POSITIVE_INFINITY,
    );
  });
});
