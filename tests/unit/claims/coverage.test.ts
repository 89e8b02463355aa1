/**
 * The whole pipeline on made-up runs with a known truth: tuning, growth of grids, choice, final seeds, simultaneous
 * intervals, verdict. The truth is what the procedure gives on average, estimated from many more repetitions.
 */
import { describe, expect, it } from 'vitest';
import type { Database } from '../../../db/index.ts';
import { planClaim } from '../../../src/claims/index.ts';
import type { RunConfig } from '../../../src/config/index.ts';
import { RandomStream } from '../../../src/random/index.ts';
import { mean } from '../../../src/stats/index.ts';
import { atMost, everyConfig, factsOf, inventedRuns, judgeInvented, noise, smallClaim } from './support.ts';

const REPETITIONS = 240;
const db = null as unknown as Database;

/** Rates a half decade apart differ by about the noise of a tuning run, so that the choice wavers. */
function accuracyOf({ lead, stalls }: Truth, repetition: number) {
  return ({ optimizer, learningRate }: RunConfig, seed: number) => {
    // fast rates lose a run now and then, which ends where it began
    const unlucky = new RandomStream(repetition, `stall/${optimizer}/${learningRate}/${seed}`).uniform();
    if (learningRate >= 0.1 && unlucky < stalls) {
      return { metrics: { 'validation/accuracy': 0.11, 'validation/loss': 2.3 } };
    }
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

interface Truth {
  /** of the first arm, in accuracy */
  readonly lead: number;
  /** share of the runs at fast rates that never learn */
  readonly stalls: number;
}
interface Seeds {
  readonly tuningSeeds: number;
  readonly finalSeeds: number;
}

const known = new Map<string, ReturnType<typeof repeated>>();
/** Each setting once, whichever test asks first. */
function simulate(truth: Truth, seeds: Seeds) {
  const key = JSON.stringify([truth, seeds]);
  if (!known.has(key)) known.set(key, repeated(truth, seeds));
  return known.get(key)!;
}

function repeated(truth: Truth, seeds: Seeds) {
  const { presets } = smallClaim();
  const claim = smallClaim({ presets: { ...presets, standard: { ...presets.standard, ...seeds } } });
  const plan = planClaim(claim, 'standard', factsOf);
  const configs = everyConfig(plan);
  return Array.from({ length: REPETITIONS }, (_, i) =>
    judgeInvented(db, plan, inventedRuns(accuracyOf(truth, i), configs)),
  );
}

// those of the claims' presets; more stalls than the claims see: at 8 of 100 three tuning seeds miss too many, and
// coverage falls to 91 %
const CASES = [
  { tuningSeeds: 3, finalSeeds: 3, stalls: 0, percent: 0 },
  { tuningSeeds: 3, finalSeeds: 10, stalls: 0, percent: 0 },
  { tuningSeeds: 3, finalSeeds: 10, stalls: 0.03, percent: 3 },
  { tuningSeeds: 5, finalSeeds: 10, stalls: 0, percent: 0 },
  { tuningSeeds: 5, finalSeeds: 15, stalls: 0, percent: 0 },
  { tuningSeeds: 5, finalSeeds: 20, stalls: 0, percent: 0 },
] as const;

describe.each(CASES)(
  'the pipeline at $tuningSeeds tuning and $finalSeeds final seeds where $percent of 100 runs stall',
  { timeout: 600_000 },
  ({ tuningSeeds, finalSeeds, stalls }) => {
    const seeds = { tuningSeeds, finalSeeds };
    it('covers the truth in at least 93 of 100 claims, whose intervals promise 95', () => {
      const results = simulate({ lead: 0.001, stalls }, seeds);
      const truth = mean(results.map(({ effect }) => effect!));
      expect(truth).toBeCloseTo(0.001, 3);
      const covered = results.filter(
        ({ interval95 }) => interval95.low! <= truth && truth <= interval95.high!,
      ).length;
      expect(covered / results.length).toBeGreaterThanOrEqual(0.93);
    });

    it('calls no difference a difference in at most 5 of 100 claims, two standard errors allowed', () => {
      const results = simulate({ lead: 0, stalls }, seeds);
      const wrong = results.filter(
        ({ verdict }) => verdict === 'supported' || verdict === 'contradicted',
      ).length;
      expect(wrong / results.length).toBeLessThanOrEqual(atMost(0.05, REPETITIONS));
    });

    it('calls a difference of the size of the margin equivalent in at most 5 of 100 claims', () => {
      const results = simulate({ lead: 0.001, stalls }, seeds);
      const wrong = results.filter(
        ({ verdict }) => verdict === 'equivalent' || verdict === 'contradicted',
      ).length;
      expect(wrong / results.length).toBeLessThanOrEqual(atMost(0.05, REPETITIONS));
    });
  },
);
