/**
 * The whole pipeline on made-up runs with a known truth: tuning, growth of grids, choice, final seeds, simultaneous
 * intervals, verdict. The truth is what the procedure gives on average, estimated from many more repetitions.
 */
import { describe, expect, it } from 'vitest';
import type { Database } from '../../../db/index.ts';
import { planClaim } from '../../../src/claims/index.ts';
import { judgeClaim } from '../../../src/claims/judge.ts';
import type { RunConfig } from '../../../src/config/index.ts';
import { everyConfig, factsOf, inventedRuns, noise, smallClaim, tunedArms } from './support.ts';

const REPETITIONS = 240;
const db = null as unknown as Database;

/** Rates a half decade apart differ by about the noise of a tuning run, so that the choice wavers. */
function accuracyOf(lead: number, repetition: number) {
  return ({ optimizer, learningRate }: RunConfig, seed: number) => {
    const away = Math.abs(Math.log10(learningRate / 0.1)) * 2;
    const accuracy =
      0.97 +
      (optimizer === 'adam' ? lead : 0) -
      0.0015 * away ** 2 +
      // what a seed shares between the arms, and what it does not
      0.0005 * noise(repetition, 'seed', seed) +
      0.001 * noise(repetition, optimizer, learningRate, seed);
    return { metrics: { 'validation/accuracy': accuracy, 'validation/loss': 1 - accuracy } };
  };
}

const known = new Map<string, ReturnType<typeof repeated>>();
/** Each setting once, whichever test asks first. */
function simulate(lead: number, preset: 'standard' | 'full') {
  const key = `${lead} ${preset}`;
  if (!known.has(key)) known.set(key, repeated(lead, preset));
  return known.get(key)!;
}

function repeated(lead: number, preset: 'standard' | 'full') {
  const plan = planClaim(smallClaim(), preset, factsOf);
  const configs = everyConfig(plan);
  const results = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    const arms = tunedArms(plan, inventedRuns(accuracyOf(lead, repetition), configs));
    const engine = { name: 'native', numerics: 'test' } as const;
    const { hypotheses } = judgeClaim({ db, plan, arms, engine, now: 0 });
    const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
    results.push({ ...comparison!, verdict: hypotheses[0]!.verdict });
  }
  return results;
}

const atMost = (share: number) => share + 2 * Math.sqrt((share * (1 - share)) / REPETITIONS);

describe.each(['standard', 'full'] as const)('the pipeline at the number of seeds of %s', (preset) => {
  it('covers the truth in at least 93 of 100 claims, whose intervals promise 95', () => {
    const results = simulate(0.001, preset);
    const truth = results.reduce((sum, { effect }) => sum + effect!, 0) / results.length;
    expect(truth).toBeCloseTo(0.001, 3);
    const covered = results.filter(
      ({ interval95 }) => interval95.low! <= truth && truth <= interval95.high!,
    ).length;
    expect(covered / results.length).toBeGreaterThanOrEqual(0.93);
  });

  it('calls no difference a difference in at most 5 of 100 claims, two standard errors allowed', () => {
    const results = simulate(0, preset);
    const wrong = results.filter(
      ({ verdict }) => verdict === 'supported' || verdict === 'contradicted',
    ).length;
    expect(wrong / results.length).toBeLessThanOrEqual(atMost(0.05));
  });

  it('calls a difference of the size of the margin equivalent in at most 5 of 100 claims', () => {
    const results = simulate(0.001, preset);
    const wrong = results.filter(
      ({ verdict }) => verdict === 'equivalent' || verdict === 'contradicted',
    ).length;
    expect(wrong / results.length).toBeLessThanOrEqual(atMost(0.05));
  });
});
