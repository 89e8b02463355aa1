import { describe, expect, it } from 'vitest';
import {
  type EffectEstimate,
  judgeEffect,
  judgeStratum,
  type StrataDifference,
  type StratumEvidence,
  verdict,
} from '../../../src/stats/index.ts';

/** An effect ± half at 95 %, ± 0.84 half at 90 % (as 1.645 to 1.96). */
function estimate(effect: number, half: number, n = 10): EffectEstimate {
  return {
    effect,
    interval95: { low: effect - half, high: effect + half },
    interval90: { low: effect - 0.84 * half, high: effect + 0.84 * half },
    n,
  };
}

/** The same data with the arms swapped. */
function swapped({ effect, interval95, interval90, n }: EffectEstimate): EffectEstimate {
  return {
    effect: -effect,
    interval95: { low: -interval95.high, high: -interval95.low },
    interval90: { low: -interval90.high, high: -interval90.low },
    n,
  };
}

function stratum(name: string, value: EffectEstimate, margin = 0.1): StratumEvidence {
  return { stratum: name, margin, comparisons: [{ rival: 'sgd', estimate: value }] };
}

describe('judgeEffect', () => {
  it.each([
    ['supported', estimate(0.5, 0.2)],
    ['supported at exactly the margin', estimate(0.1, 0.0999)],
    ['contradicted', estimate(-0.5, 0.2)],
    ['equivalent', estimate(0.01, 0.05)],
    ['equivalent though the interval excludes 0', estimate(0.05, 0.04)],
    ['inconclusive: includes 0', estimate(0.5, 0.6)],
    ['inconclusive: an effect below the margin', estimate(0.09, 0.08)],
    ['inconclusive: an opposite effect below the margin', estimate(-0.09, 0.08)],
  ])('%s', (name, value) => {
    expect(judgeEffect(value, 0.1).verdict).toBe(/^\w+/.exec(name)![0]);
  });

  it.each([
    [estimate(0.5, 0.2), 'supported', 'contradicted'],
    [estimate(-0.5, 0.2), 'contradicted', 'supported'],
    [estimate(0.01, 0.05), 'equivalent', 'equivalent'],
    [estimate(0.5, 0.6), 'inconclusive', 'inconclusive'],
  ])('flips when the arms are swapped', (value, before, after) => {
    expect(judgeEffect(value, 0.1).verdict).toBe(before);
    expect(judgeEffect(swapped(value), 0.1).verdict).toBe(after);
  });

  it('puts equivalence before support: a small sure effect is not a claim that holds', () => {
    const small = estimate(0.1, 0.02);
    expect(judgeEffect(small, 0.1).verdict).toBe('supported');
    expect(judgeEffect(small, 0.2).verdict).toBe('equivalent');
  });

  it('reads the 90 % interval for equivalence and the 95 % one for the rest', () => {
    const value = { ...estimate(0.02, 0.09), interval90: { low: -0.05, high: 0.0999 } };
    expect(value.interval95.high).toBeGreaterThan(0.1);
    expect(judgeEffect(value, 0.1).verdict).toBe('equivalent');
    expect(judgeEffect({ ...value, interval90: { low: -0.05, high: 0.1 } }, 0.1).verdict).toBe(
      'inconclusive',
    );
  });

  it('says too few seeds below 8, whatever the effect', () => {
    expect(judgeEffect(estimate(5, 0.1, 7), 0.1)).toEqual({
      verdict: 'inconclusive',
      reason: 'too few seeds',
    });
    expect(judgeEffect(estimate(0, 0.01, 7), 0.1)).toEqual({
      verdict: 'inconclusive',
      reason: 'too few seeds',
    });
    expect(judgeEffect(estimate(5, 0.1, 8), 0.1).verdict).toBe('supported');
  });

  it('never decides on an unbounded interval', () => {
    expect(judgeEffect(estimate(1, Number.POSITIVE_INFINITY), 0.1).verdict).toBe('inconclusive');
    expect(judgeEffect(estimate(Number.NaN, Number.NaN), 0.1).verdict).toBe('inconclusive');
  });

  it('refuses a margin that is none', () => {
    expect(() => judgeEffect(estimate(1, 0.1), 0)).toThrow('margin must be > 0, got 0');
  });
});

describe('judgeStratum: best means better than each rival', () => {
  const against = (effects: Readonly<Record<string, EffectEstimate>>) =>
    judgeStratum({
      stratum: 'mnist',
      margin: 0.1,
      comparisons: Object.entries(effects).map(([rival, value]) => ({ rival, estimate: value })),
    });

  it('is supported only when every rival is beaten, and names the closest', () => {
    const all = against({ sgd: estimate(0.9, 0.2), momentum: estimate(0.4, 0.2), nadam: estimate(0.5, 0.2) });
    expect(all).toMatchObject({ verdict: 'supported', rival: 'momentum' });
    const lessOne = against({ sgd: estimate(0.9, 0.2), nadam: estimate(0.1, 0.2) });
    expect(lessOne).toMatchObject({ verdict: 'inconclusive', rival: 'nadam' });
    expect(lessOne.reason).toContain('against nadam');
  });

  it('is contradicted by one better rival, though others are beaten or unclear', () => {
    const judged = against({ sgd: estimate(0.9, 0.2), lion: estimate(0.2, 0.4), nadam: estimate(-0.5, 0.2) });
    expect(judged).toMatchObject({ verdict: 'contradicted', rival: 'nadam' });
    expect(judged.comparisons.map((c) => c.verdict)).toEqual(['supported', 'inconclusive', 'contradicted']);
  });

  it('is equivalent when one rival is as good and none is unclear', () => {
    const value = { sgd: estimate(0.9, 0.2), nadam: estimate(0, 0.05) };
    expect(against(value)).toMatchObject({ verdict: 'equivalent', rival: 'nadam' });
    expect(against({ ...value, lion: estimate(0.2, 0.4) })).toMatchObject({ verdict: 'inconclusive' });
  });

  it('says too few seeds in these words', () => {
    expect(against({ sgd: estimate(1, 0.1, 3), lion: estimate(1, 0.1, 3) }).reason).toBe('too few seeds');
  });
});

describe('verdict over strata', () => {
  const yes = estimate(0.5, 0.2);
  const no = estimate(-0.5, 0.2);
  const same = estimate(0, 0.05);
  const unclear = estimate(0.3, 0.4);
  const difference = (low: number, high: number): StrataDifference => ({
    rival: 'sgd',
    strata: ['mnist', 'fashion'],
    interval: { low, high },
  });
  const over = (a: EffectEstimate, b: EffectEstimate, differences: StrataDifference[] = []) =>
    verdict([stratum('mnist', a), stratum('fashion', b)], differences).verdict;

  it('is what every stratum says', () => {
    expect(over(yes, yes)).toBe('supported');
    expect(over(no, no)).toBe('contradicted');
    expect(over(same, same)).toBe('equivalent');
    expect(over(unclear, unclear)).toBe('inconclusive');
  });

  it('is conditional when one is supported, another is not, and their effects differ', () => {
    expect(over(yes, no, [difference(0.5, 1.5)])).toBe('conditional');
    expect(over(no, yes, [difference(-1.5, -0.5)])).toBe('conditional');
    expect(over(yes, same, [difference(0.2, 0.8)])).toBe('conditional');
  });

  it('flips back when the interval of the difference includes 0 or is not known', () => {
    expect(over(yes, same, [difference(-0.1, 1.1)])).toBe('inconclusive');
    expect(over(yes, no)).toBe('inconclusive');
    expect(over(yes, no, [{ ...difference(0.5, 1.5), rival: 'lion' }])).toBe('inconclusive');
    expect(over(yes, no, [{ ...difference(0.5, 1.5), strata: ['mnist', 'digits'] }])).toBe('inconclusive');
  });

  it('is never conditional because of an inconclusive stratum, nor between contradicted and equivalent', () => {
    expect(over(yes, unclear, [difference(0.1, 0.9)])).toBe('inconclusive');
    expect(over(yes, estimate(-0.5, 0.2, 7), [difference(0.5, 1.5)])).toBe('inconclusive');
    expect(over(no, same, [difference(-0.9, -0.1)])).toBe('inconclusive');
  });

  it('finds the two strata that differ among many, each with its own margin', () => {
    const evidence = [
      stratum('mnist', estimate(0.2, 0.05), 0.1),
      stratum('fashion', estimate(0.2, 0.05), 0.3),
      stratum('digits', unclear, 0.1),
    ];
    const found = verdict(evidence, [difference(0.01, 0.2)]);
    expect(found).toMatchObject({
      verdict: 'conditional',
      reason: 'supported in mnist, equivalent in fashion',
    });
    expect(found.strata.map((s) => s.verdict)).toEqual(['supported', 'equivalent', 'inconclusive']);
    expect(verdict(evidence).reason).toBe(
      'supported in mnist, equivalent in fashion, inconclusive in digits',
    );
  });

  it('refuses a hypothesis without strata or comparisons', () => {
    expect(() => verdict([])).toThrow('a hypothesis needs at least one stratum');
    expect(() => verdict([{ stratum: 'mnist', margin: 1, comparisons: [] }])).toThrow(
      'stratum "mnist" has no comparison',
    );
  });
});
