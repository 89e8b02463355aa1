import { describe, expect, it } from 'vitest';
import { whatWouldChange } from '../../../src/claims/change.ts';
import type { ComparisonRecord, SideRecord, StratumEvidenceRecord } from '../../../src/claims/evidence.ts';

const side = (change: Partial<SideRecord> = {}): SideRecord => ({
  ...{ arm: 'a', label: 'adam', mean: 0.98, sd: 0.001, n: 10, diverged: 0, stalled: 0, censored: 0 },
  runs: Array.from({ length: 10 }, (_, i) => `run${i}`),
  ...change,
});

/** An effect of 0.4 points ± 0.5 (95 %) and ± 0.4 (90 %), of which nothing is tuning. */
const comparison = (change: Partial<ComparisonRecord> = {}): ComparisonRecord => ({
  ...{ rival: 'b', effect: 0.004, n: 10, missing: 0, method: 'paired t', tuningShare: 0 },
  interval95: { low: -0.001, high: 0.009 },
  interval90: { low: 0, high: 0.008 },
  pointwise95: { low: 0, high: 0.008 },
  ...{ twoWay: null, detectable: null, superiority: null, logRankP: null },
  ...{ verdict: 'inconclusive', reason: '' },
  sides: [side(), side({ arm: 'b', label: 'sgd' })],
  ...change,
});

const points = { unit: 'pt', scale: 'difference' } as const;
const change = (
  one: Partial<ComparisonRecord> = {},
  stratum: Partial<StratumEvidenceRecord> = {},
  tuningSeeds = 5,
) =>
  whatWouldChange(
    points,
    [
      {
        ...{ stratum: 's', label: 'MNIST', verdict: 'inconclusive', reason: '', margin: 0.001 },
        ...{ target: null, decidedBy: 'b', comparisons: [comparison(one)] },
        ...stratum,
      },
    ],
    tuningSeeds,
  );

describe('what would change a verdict', () => {
  it('says which verdict how many final seeds lead to', () => {
    // the half width of 0.5 must fall to 0.4: 10 · (5/4)² = 15.6
    expect(change()).toBe(
      'For “supported” about 16 final seeds a side, if the effect stays as it is; now 10.',
    );
    expect(change({ effect: -0.004, interval95: { low: -0.009, high: 0.001 } })).toContain(
      'For “contradicted” about 16 final seeds',
    );
  });

  it('asks for equivalence of the 90 % interval where the effect is below the margin', () => {
    // 0.01 points: the half width of 0.4 must fall to 0.09: 10 · (0.4/0.09)² = 197.5
    const small = { effect: 0.0001, interval90: { low: -0.0039, high: 0.0041 } };
    expect(change(small)).toBe(
      'For “equivalent” about 198 final seeds a side, if the effect stays as it is; now 10.',
    );
    expect(change({ effect: 0.0009, interval95: { low: 0.0001, high: 0.0017 } })).toMatch(
      /^An effect that reaches the margin \(0\.10 pt\): this one \(\+0\.09 pt\) is real but smaller\. For “equivalent” about more than 1,000 final/,
    );
  });

  it('asks for tuning seeds where they have most of the variance, and lists what tuning might have chosen', () => {
    // the variance must shrink to 0.64 of itself; 0.7 are from tuning, so that no number of final seeds does it
    const alternatives = [{ arm: 'b', label: 'sgd', candidate: '0.1', share: 0.17, effect: 0.0021 }];
    expect(change({ tuningShare: 0.7, alternatives })).toBe(
      'More final seeds alone do not suffice, since 70 % of the variance comes from choosing by 5 tuning seeds. ' +
        'For “supported” about 8 tuning seeds and 16 final seeds a side, if the effect stays as it is; now 10 final and 5 tuning seeds. ' +
        'Had tuning chosen otherwise the effect would be: sgd at 0.1 (chosen in 17 %): +0.21 pt.',
    );
    // 10 · 0.5 / (0.64 − 0.5)
    expect(change({ tuningShare: 0.5 })).toContain(
      'about 36 final seeds a side, or about 8 tuning seeds and 16 final seeds a side',
    );
  });

  it('says what a single seed far from the others does', () => {
    const sides = [side(), side({ label: 'sgd', farOff: [{ seed: 108, value: 0.9519 }] })] as const;
    expect(change({ sides, withoutFarOff: 0.0061 })).toContain(
      ' Without seed 108 of sgd (95.19 %), far from the others, the effect is +0.61 pt.',
    );
  });

  it('says why there is no effect, or no interval', () => {
    const none = side({ label: 'sgd', n: 0, mean: null, stalled: 8, diverged: 2 });
    expect(change({ effect: null, n: 0, sides: [side(), none] })).toBe(
      'Runs that have a value in both arms: of 10 runs of sgd none has one (8 never learnt, 2 diverged).',
    );
    expect(change({ interval95: { low: null, high: null } })).toMatch(
      /^More tuning seeds, or runs that have a value at every rate .* the interval has no ends\.$/,
    );
    expect(change({ n: 6, missing: 4 })).toBe(
      'At least 8 pairs of final seeds with a value in both arms; there are 6.',
    );
    expect(change({ n: 3 })).toBe('At least 8 final seeds a side; there are 3.');
    expect(change({ interval95: { low: 0.004, high: 0.004 } }, { verdict: 'supported' })).toBe(
      'Another margin, or another thing that is counted: no seed differs.',
    );
  });

  it('names the rival that decided, and the stratum where there are several', () => {
    const comparisons = [comparison(), comparison({ rival: 'c', sides: [side(), side({ label: 'nadam' })] })];
    expect(change({}, { comparisons, decidedBy: 'c' })).toMatch(/^Against nadam: For “supported”/);
    const strata = ['MNIST', 'Fashion'].map((label) => ({
      ...{ stratum: label, label, verdict: 'equivalent', reason: '', margin: 0.001, target: null },
      ...{ decidedBy: 'b', comparisons: [comparison()] },
    })) as StratumEvidenceRecord[];
    expect(whatWouldChange(points, strata, 5)).toBe(
      'MNIST: An effect beyond the margin (0.10 pt); the 90 % interval is +0.00 … +0.80 pt. ' +
        'Fashion: An effect beyond the margin (0.10 pt); the 90 % interval is +0.00 … +0.80 pt.',
    );
  });
});
