import { describe, expect, it } from 'vitest';
import { type Arm, type Contrast, estimateContrasts, verdict } from '../../../src/stats/index.ts';
import { expectClose, goldenStats } from '../../support/golden.ts';

/** Of scipy and numpy, written by tests/golden/stats/contrasts.py. */
const golden = goldenStats('contrasts');

function fixedArm(id: string, values: readonly (number | null)[], firstSeed = 100): Arm {
  const finals = new Map(values.map((value, i) => [firstSeed + i, value]));
  return { id, candidates: [{ label: 'default', tuning: [], finals }] };
}

function tunedArm(
  id: string,
  tuning: readonly number[][],
  finals: readonly (readonly number[] | null)[],
): Arm {
  const candidates = tuning.map((accuracies, c) => ({
    label: `rate ${c}`,
    tuning: accuracies.map((accuracy) => ({ accuracy, loss: -accuracy })),
    finals: finals[c] === null ? null : new Map(finals[c]!.map((value, i) => [100 + i, value])),
  }));
  return { id, candidates };
}

const minus = (a: string, b: string, scale: Contrast['scale'] = 'mean'): Contrast => ({
  id: `${a} - ${b}`,
  terms: [
    { arm: a, weight: 1 },
    { arm: b, weight: -1 },
  ],
  scale,
});

describe('estimateContrasts where nothing is tuned', () => {
  const { a, b, ...expected } = golden.fixed;
  const arms = [fixedArm('a', a), fixedArm('b', b)];

  it("gives scipy's paired t interval", () => {
    const [got] = estimateContrasts(arms, [minus('a', 'b')]);
    expect(got).toMatchObject({ method: 'paired t', n: 10, missing: 0, tuningShare: 0 });
    expectClose(got!.effect, expected.effect, 1e-14);
    expectClose(got!.standardError, expected.standardError, 1e-14);
    expectClose(got!.interval95.low, expected.alone95.low, 1e-12);
    expectClose(got!.interval95.high, expected.alone95.high, 1e-12);
    expect(got!.pointwise95).toEqual(got!.interval95);
  });

  it('widens the intervals of a family of three by Bonferroni', () => {
    const [got, back] = estimateContrasts(arms, [
      minus('a', 'b'),
      minus('b', 'a'),
      { id: 'a alone', terms: [{ arm: 'a', weight: 1 }], scale: 'mean' },
    ]);
    expectClose(got!.interval95.low, expected.family95.low, 1e-12);
    expectClose(got!.interval90.high, expected.family90.high, 1e-12);
    expectClose(got!.pointwise95.low, expected.alone95.low, 1e-12);
    expectClose(back!.interval95.high, -expected.family95.low, 1e-12);
  });

  it('compares means as a ratio on the logarithm', () => {
    const ratio = golden.ratio;
    const [got] = estimateContrasts(
      [fixedArm('a', ratio.a), fixedArm('b', ratio.b)],
      [minus('a', 'b', 'logMean')],
    );
    expectClose(got!.effect, ratio.effect, 1e-13);
    expectClose(got!.standardError, ratio.standardError, 1e-13);
    expectClose(got!.interval95.low, ratio.alone95.low, 1e-11);
  });

  it('pairs by seed, whatever the order, over the seeds that both arms have', () => {
    const shuffled = new Map<number, number>(
      [...a.map((value: number, i: number) => [100 + i, value] as const)].reverse(),
    );
    shuffled.set(7, 0.5);
    const again: Arm = { id: 'a', candidates: [{ label: 'default', tuning: [], finals: shuffled }] };
    const [got] = estimateContrasts([again, fixedArm('b', b)], [minus('a', 'b')]);
    expect(got!.n).toBe(10);
    expectClose(got!.interval95.low, expected.alone95.low, 1e-12);
    expect(() => estimateContrasts([fixedArm('a', a, 0), fixedArm('b', b, 100)], [minus('a', 'b')])).toThrow(
      'no final seed is common to the arms "a", "b"',
    );
  });

  it('leaves a diverged run out with its pair, and counts it', () => {
    const [whole] = estimateContrasts(
      [fixedArm('a', a.slice(1)), fixedArm('b', b.slice(1))],
      [minus('a', 'b')],
    );
    const [got] = estimateContrasts(
      [fixedArm('a', a), fixedArm('b', [null, ...b.slice(1)])],
      [minus('a', 'b')],
    );
    expect(got).toMatchObject({ n: 9, missing: 1 });
    expectClose(got!.interval95.low, whole!.interval95.low, 1e-13);
    expect(() => estimateContrasts([fixedArm('a', [1, Number.NaN])], [])).not.toThrow();
    expect(() =>
      estimateContrasts([fixedArm('a', [1, Number.NaN]), fixedArm('b', [1, 2])], [minus('a', 'b')]),
    ).toThrow('a value must be finite or null, got NaN (arm "a", seed 101)');
  });

  it('estimates a difference of differences with four terms', () => {
    const [got] = estimateContrasts(
      [
        fixedArm('a', [5, 7, 9]),
        fixedArm('b', [1, 2, 3]),
        fixedArm('c', [4, 4, 5]),
        fixedArm('d', [4, 3, 3]),
      ],
      [
        {
          id: 'strata',
          scale: 'mean',
          terms: ['a', 'b', 'c', 'd'].map((arm, i) => ({ arm, weight: [1, -1, -1, 1][i]! })),
        },
      ],
    );
    // (5-1)-(4-4), (7-2)-(4-3), (9-3)-(5-3)
    expectClose(got!.effect, 4, 1e-14);
    expectClose(got!.standardError, 0, 1e-14);
  });

  it('has an unbounded interval of one seed, and a point where every pair differs alike', () => {
    const [one] = estimateContrasts([fixedArm('a', [2]), fixedArm('b', [1])], [minus('a', 'b')]);
    expect(one!.interval95).toEqual({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
    const [same] = estimateContrasts([fixedArm('a', [3, 2, 4]), fixedArm('b', [3, 2, 4])], [minus('a', 'b')]);
    expect(same).toMatchObject({ effect: 0, interval95: { low: 0, high: 0 } });
  });

  it('refuses ratios of what has no ratio', () => {
    expect(() =>
      estimateContrasts([fixedArm('a', [0, 0]), fixedArm('b', [1, 2])], [minus('a', 'b', 'logMean')]),
    ).toThrow('a ratio of means needs values >= 0 that are not all 0');
  });
});

describe('estimateContrasts where arms are tuned', () => {
  const { tuning, finals, ...expected } = golden.tuned;
  const arms = [tunedArm('a', tuning[0], finals[0]), tunedArm('b', tuning[1], finals[1])];

  it('leaves others as they are where an arm has no value at a candidate that tuning might choose', () => {
    const length = finals[0].find((values: readonly number[] | null) => values !== null)!.length as number;
    const finalsOf = (value: (i: number) => number | null) =>
      new Map<number, number | null>(Array.from({ length }, (_, i) => [100 + i, value(i)]));
    const tuningOf = (worst: number) =>
      [0.5, 0.5, 0.6].map((accuracy, i) => ({ accuracy: accuracy - (i === worst ? 0.2 : 0), loss: 1 }));
    const without: Arm = {
      id: 'c',
      candidates: [
        { label: 'works', tuning: tuningOf(0), finals: finalsOf((i) => 0.5 + i / 1e4) },
        { label: 'never learns', tuning: tuningOf(1), finals: finalsOf(() => null) },
      ],
    };
    const family = [minus('a', 'b'), minus('a', 'c')];
    const [kept, unbounded] = estimateContrasts([...arms, without], family);
    expect(unbounded!.effect).not.toBeNaN();
    expect(unbounded!.interval95).toEqual({ low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY });
    expect(unbounded!.interval90).toEqual(unbounded!.interval95);
    const [alone] = estimateContrasts(arms, [minus('a', 'b')]);
    expect(kept!.method).toBe('studentized bootstrap');
    expect(kept!.interval95).toEqual(alone!.interval95);
  });
  const alone: Contrast = { id: 'a alone', terms: [{ arm: 'a', weight: 1 }], scale: 'mean' };

  it("agrees with numpy's bootstrap up to the noise of resampling", () => {
    const [got] = estimateContrasts(arms, [minus('a', 'b')], { resamples: 20_000 });
    expect(got).toMatchObject({ method: 'studentized bootstrap', n: 12, missing: 0 });
    expectClose(got!.effect, expected.effect, 1e-14);
    // shares of 20,000 resamples have a standard error of at most 0.0035, critical values of about 0.02
    got!.choices.forEach(({ chosen, shares }, k) => {
      expect(chosen).toBe(`rate ${expected.chosen[k]}`);
      shares.forEach(({ share }, c) => {
        expect(Math.abs(share - expected.shares[k][c])).toBeLessThan(0.018);
      });
    });
    expect(Math.abs(got!.standardError - expected.standardError)).toBeLessThan(0.01);
    expect(Math.abs(got!.tuningShare - expected.tuningShare)).toBeLessThan(0.03);
    expect(Math.abs(got!.criticalValue - expected.critical95)).toBeLessThan(0.08);
    const half90 = (got!.interval90.high - got!.interval90.low) / 2;
    expect(Math.abs(half90 / got!.standardError - expected.critical90)).toBeLessThan(0.06);
  });

  it('takes the quantile of the maximum over the family', () => {
    const [got, other] = estimateContrasts(arms, [minus('a', 'b'), alone], { resamples: 20_000 });
    expect(got!.criticalValue).toBe(other!.criticalValue);
    expect(Math.abs(got!.criticalValue - expected.maximum95)).toBeLessThan(0.08);
    const half = (got!.pointwise95.high - got!.pointwise95.low) / 2;
    expect(Math.abs(half / got!.standardError - expected.critical95)).toBeLessThan(0.08);
  });

  it('gives the same intervals for the same seed, others for another', () => {
    const [first] = estimateContrasts(arms, [minus('a', 'b')], { seed: 1 });
    expect(estimateContrasts(arms, [minus('a', 'b')], { seed: 1 })[0]).toEqual(first);
    expect(estimateContrasts(arms, [minus('a', 'b')], { seed: 2 })[0]!.criticalValue).not.toBe(
      first!.criticalValue,
    );
  });

  it('is wider than with the rate taken as given', () => {
    const [got] = estimateContrasts(arms, [minus('a', 'b')]);
    const only = (k: number) => fixedArm(k === 0 ? 'a' : 'b', finals[k][expected.chosen[k]]);
    const [given] = estimateContrasts([only(0), only(1)], [minus('a', 'b')]);
    expect(got!.effect).toBe(given!.effect);
    expect(got!.interval95.high - got!.interval95.low).toBeGreaterThan(
      1.05 * (given!.interval95.high - given!.interval95.low),
    );
  });

  it('is the paired t interval where every resample chooses the same rate', () => {
    const sure = [0, 1].map((k) =>
      tunedArm(
        'ab'[k]!,
        tuning[k].map((row: number[], c: number) => row.map(() => (c === 1 ? 1 : 0))),
        finals[k],
      ),
    );
    const [got] = estimateContrasts(sure, [minus('a', 'b')]);
    const [given] = estimateContrasts(
      [fixedArm('a', finals[0][1]), fixedArm('b', finals[1][1])],
      [minus('a', 'b')],
    );
    expect(got).toMatchObject({ method: 'paired t', interval95: given!.interval95 });
  });

  it('uses a t interval with the degrees of freedom of Satterthwaite below 8 seeds', () => {
    const few = [0, 1].map((k) =>
      tunedArm(
        'ab'[k]!,
        tuning[k],
        finals[k].map((row: number[]) => row.slice(0, 5)),
      ),
    );
    const [got] = estimateContrasts(few, [minus('a', 'b')]);
    expect(got).toMatchObject({ method: 'satterthwaite t', n: 5 });
    const share = got!.tuningShare;
    const degrees = 1 / ((1 - share) ** 2 / 4 + share ** 2 / 2);
    expect(degrees).toBeGreaterThan(2);
    // scipy: t.ppf(0.975, [2, 6]) = 4.303, 2.447; the more degrees the smaller
    expect(got!.criticalValue).toBeGreaterThan(2.447);
    expect(got!.criticalValue).toBeLessThan(4.303);
  });

  it('stays in proportion where one seed is far from the others', () => {
    const close = [0.985, 0.986, 0.985, 0.987, 0.986, 0.985, 0.986, 0.987, 0.986];
    const tuning = [
      [0.985, 0.987, 0.986],
      [0.986, 0.985, 0.9865],
    ];
    const wavering = tunedArm('a', tuning, [
      [...close, 0.7],
      [...close, 0.71],
    ]);
    const [got] = estimateContrasts([wavering, fixedArm('b', [...close, 0.986])], [minus('a', 'b')]);
    expect(got!.method).toBe('studentized bootstrap');
    // without a floor of the standard errors of resamples: 58
    expect(got!.criticalValue).toBeLessThan(5);
    expect(got!.criticalValue).toBeGreaterThan(1.96);
  });

  it('chooses only among candidates that were trained with the final seeds, and needs the chosen one', () => {
    const rows = finals[0].map((row: number[], c: number) => (c === 2 ? row : null));
    const [got] = estimateContrasts([tunedArm('a', tuning[0], rows)], [alone]);
    expect(got!.choices[0]!.shares.map(({ share }) => share)).toEqual([0, 0, 1, 0]);
    expect(got!.method).toBe('paired t');
    const without = finals[0].map((row: number[], c: number) => (c === 2 ? null : row));
    expect(() => estimateContrasts([tunedArm('a', tuning[0], without)], [alone])).toThrow(
      'arm "a": candidate "rate 2" is the best by its tuning runs but has no final runs',
    );
    expect(() => estimateContrasts([], [alone])).toThrow('contrast "a alone": there is no arm "a"');
  });

  it('turns the verdict with the data: shifted up supported, shifted down contradicted', () => {
    const shifted = (by: number) => {
      const moved = tunedArm(
        'a',
        tuning[0],
        finals[0].map((row: number[]) => row.map((value) => value + by)),
      );
      const [estimate] = estimateContrasts([moved, arms[1]!], [minus('a', 'b')]);
      const comparisons = [{ rival: 'b', estimate: estimate! }];
      return verdict([{ stratum: 'synthetic', margin: 0.5, comparisons }]).verdict;
    };
    expect([3, -3, expected.effect * -1].map(shifted)).toEqual(['supported', 'contradicted', 'inconclusive']);
  });
});
