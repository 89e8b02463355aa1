/**
 * The whole pipeline on runs with a known truth, as in coverage.test.ts, for what is no difference of accuracies: ratios
 * of a measured quantity, steps to a target that some runs never reach, and shares of runs that never learn.
 */
import { describe, expect, it } from 'vitest';
import { type Database, getRun } from '../../../db/index.ts';
import { type ClaimDefinition, type HypothesisDefinition, planClaim } from '../../../src/claims/index.ts';
import type { RunIndex } from '../../../src/claims/run-index.ts';
import { configHash, type RunConfig } from '../../../src/config/index.ts';
import { RandomStream } from '../../../src/random/index.ts';
import { mean } from '../../../src/stats/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { workplaceForEach } from '../../support/workplace.ts';
import {
  atMost,
  everyConfig,
  factsOf,
  inventedRuns,
  judgeInvented,
  noise,
  type Outcome,
  smallClaim,
} from './support.ts';

const REPETITIONS = 240;
/** of a training of the small claim: 55,000 images in batches of 128 */
const TOTAL_STEPS = 430;

let db: Database;
workplaceForEach((opened) => {
  ({ db } = opened);
});

/** Half decades away from the rate that is best for both arms. */
const away = ({ learningRate }: RunConfig) => Math.abs(Math.log10(learningRate / 0.1)) * 2;

/** Tuning goes by this one; neighbours of the best rate are chosen now and then. */
const accuracy = (config: RunConfig, seed: number, repetition: number) =>
  0.97 -
  0.0015 * away(config) ** 2 +
  0.001 * noise(repetition, 'accuracy', config.optimizer, config.learningRate, seed);

type Invented = (repetition: number) => (config: RunConfig, seed: number) => Outcome;

/** Log-normal; a seed is part of what both arms have. */
const measured =
  (ratio: number): Invented =>
  (repetition) =>
  (config, seed) => {
    const { optimizer, learningRate } = config;
    const signal =
      Math.log(optimizer === 'adam' ? ratio : 1) +
      0.05 * away(config) +
      0.15 * noise(repetition, 'signal', seed) +
      0.2 * noise(repetition, 'signal', optimizer, learningRate, seed);
    const value = accuracy(config, seed, repetition);
    return {
      metrics: {
        'validation/accuracy': value,
        'validation/loss': 1 - value,
        'measure/signal': Math.exp(signal),
      },
    };
  };

/** Runs that end where they began, whatever their rate. */
const stalling =
  (shares: Readonly<Record<'adam' | 'sgd', number>>): Invented =>
  (repetition) =>
  (config, seed) => {
    const { optimizer, learningRate } = config;
    const luck = new RandomStream(repetition, `stall/${optimizer}/${learningRate}/${seed}`).uniform();
    if (luck < shares[optimizer as 'adam' | 'sgd']) {
      return { metrics: { 'validation/accuracy': 0.11, 'validation/loss': 2.3 } };
    }
    const value = accuracy(config, seed, repetition);
    return { metrics: { 'validation/accuracy': value, 'validation/loss': 1 - value } };
  };

/** Curves towards one height; what differs is how soon. About one run in twelve does not get there. */
function timeConstant(config: RunConfig, seed: number, repetition: number, ratio: number): number {
  const spread = 0.05 * noise(repetition, 'time', seed);
  const own = 0.15 * noise(repetition, 'time', config.optimizer, config.learningRate, seed);
  const best = config.optimizer === 'adam' ? 70 * ratio : 70;
  return best * (1 + 0.15 * away(config) ** 2) * Math.exp(spread + own);
}

/** Real runs in a real database, written when they are asked for. */
function recordedRuns(repetition: number, ratio: number, configs: readonly RunConfig[]): RunIndex {
  const tracker = openTracker({ db });
  const byHash = new Map(configs.map((config) => [configHash(config), config]));
  const known = new Map<string, string>();
  const steps = Array.from({ length: TOTAL_STEPS / 10 }, (_, i) => 10 * (i + 1));
  const record = (hash: string, seed: number) => {
    const config = byHash.get(hash)!;
    const constant = timeConstant(config, seed, repetition, ratio);
    const curve = steps.map((step) => 0.97 - 0.5 * Math.exp(-step / constant));
    const run = tracker.startRun({ name: hash, params: {}, seed });
    run.logSeries('validation/accuracy', steps, curve);
    run.logSeries(
      'validation/loss',
      steps,
      curve.map((value) => 1 - value),
    );
    run.finish();
    return run.id;
  };
  return {
    find(hash, seed) {
      if (!byHash.has(hash)) return undefined;
      const key = `${hash} ${seed}`;
      if (!known.has(key)) known.set(key, record(hash, seed));
      return getRun(db, known.get(key)!);
    },
  };
}

/** Both directions, so that two comparisons share the error rate. */
const comparing = (by: Partial<HypothesisDefinition>): ClaimDefinition =>
  smallClaim({ hypotheses: smallClaim().hypotheses.map((one) => ({ ...one, ...by })) });
const signal = comparing({
  metric: { kind: 'metric', name: 'measure/signal' },
  ...{ scale: 'ratio', margin: 1.25 },
});
const failing = comparing({ metric: { kind: 'failed' }, margin: 0.05 });
const reaching = comparing({
  metric: { kind: 'timeToTarget', reference: 'b' },
  ...{ scale: 'ratio', margin: 1.1 },
});

const invented = (claim: ClaimDefinition, runs: Invented) => {
  const plan = planClaim(claim, 'standard', factsOf);
  const configs = everyConfig(plan);
  return Array.from({ length: REPETITIONS }, (_, i) =>
    judgeInvented(db, plan, inventedRuns(runs(i), configs)),
  );
};
const trained = (ratio: number) => {
  const plan = planClaim(reaching, 'standard', factsOf);
  const configs = everyConfig(plan);
  return Array.from({ length: REPETITIONS }, (_, i) =>
    // one transaction a repetition: thousands of runs
    db.transaction(() => judgeInvented(db, plan, recordedRuns(i, ratio, configs))),
  );
};

const covered = (results: readonly ReturnType<typeof judgeInvented>[], truth: number) =>
  results.filter(({ interval95 }) => interval95.low! <= truth && truth <= interval95.high!).length /
  results.length;
const called = (results: readonly ReturnType<typeof judgeInvented>[]) =>
  results.filter(({ verdict }) => verdict === 'supported' || verdict === 'contradicted').length /
  results.length;

const KINDS = [
  { kind: 'a ratio of measured quantities', at: (ratio: number) => invented(signal, measured(ratio)) },
  { kind: 'a ratio of steps to a target', at: (ratio: number) => trained(ratio) },
];

describe.each(KINDS)('the pipeline over $kind', { timeout: 600_000 }, ({ at }) => {
  it('covers the truth in at least 93 of 100 claims, whose intervals promise 95', () => {
    const results = at(1.25);
    const truth = mean(results.map(({ effect }) => effect!));
    expect(truth).toBeCloseTo(Math.log(1.25), 1);
    expect(covered(results, truth)).toBeGreaterThanOrEqual(0.93);
  });

  it('calls no difference a difference in at most 5 of 100 claims, two standard errors allowed', () => {
    const results = at(1);
    expect(called(results)).toBeLessThanOrEqual(atMost(0.05, REPETITIONS));
  });
});

describe('the pipeline over shares of runs that never learn', { timeout: 600_000 }, () => {
  it.each([
    { adam: 0.5, sgd: 0.1 },
    { adam: 0.2, sgd: 0.2 },
    { adam: 0, sgd: 0 },
  ])('covers a difference between $adam and $sgd, and calls none where there is none', (shares) => {
    const results = invented(failing, stalling(shares));
    expect(covered(results, shares.adam - shares.sgd)).toBeGreaterThanOrEqual(0.93);
    if (shares.adam === shares.sgd) {
      expect(called(results)).toBeLessThanOrEqual(atMost(0.05, REPETITIONS));
    }
  });
});
