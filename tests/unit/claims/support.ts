/** Claims over made-up runs: every number of a run is decided by its config and seed. */
import { createHash } from 'node:crypto';
import type { Database, RunRecord } from '../../../db/index.ts';
import { type ClaimDefinition, type ClaimPlan, progressOf } from '../../../src/claims/index.ts';
import { judgeClaim } from '../../../src/claims/judge.ts';
import type { RunIndex } from '../../../src/claims/run-index.ts';
import type { TunedArm } from '../../../src/claims/tuning.ts';
import { configHash, type DatasetFacts, type RunConfig } from '../../../src/config/index.ts';
import { RandomStream } from '../../../src/random/index.ts';

const shape = { height: 28, width: 28, channels: 1 };
const facts = (name: string, trainCount: number, testCount: number): DatasetFacts => ({
  sha256: createHash('sha256').update(name).digest('hex'),
  ...{ shape, classes: 10, trainCount, testCount },
});
export const FACTS = {
  mnist10k: facts('mnist10k', 8000, 2000),
  mnist: facts('mnist', 60_000, 10_000),
  'fashion-mnist': facts('fashion-mnist', 60_000, 10_000),
};
export const factsOf = (dataset: string): DatasetFacts => FACTS[dataset as keyof typeof FACTS];

export interface Outcome {
  /** metrics by name; null: the run diverged */
  readonly metrics: Readonly<Record<string, number>> | null;
}

/** A database's runs that are made up as they are asked for. */
export function inventedRuns(
  outcome: (config: RunConfig, seed: number) => Outcome,
  configs: readonly RunConfig[],
): RunIndex {
  const byHash = new Map(configs.map((config) => [configHash(config), config]));
  return {
    find(hash, seed) {
      const config = byHash.get(hash);
      if (config === undefined) return undefined;
      return record(hash, seed, outcome(config, seed));
    },
  };
}

function record(hash: string, seed: number, { metrics }: Outcome): RunRecord {
  const summary = Object.fromEntries(
    Object.entries(metrics ?? {}).map(([name, last]) => [
      name,
      {
        ...{ count: 1, nanCount: 0, last, lastStep: 1, min: last, minStep: 1, max: last, maxStep: 1 },
        ...{ best: last, bestStep: 1 },
      },
    ]),
  );
  return {
    ...{ id: `${hash.slice(0, 6)}-${seed}`, name: '', project: null, configHash: hash, seed },
    status: metrics === null ? 'diverged' : 'completed',
    ...{ engine: 'native', numerics: 'test', engineVersion: '0', isa: 'test', attempt: 1 },
    ...{ createdAt: 0, startedAt: 0, finishedAt: 0, wallMs: 10, samplesPerSecond: 1000 },
    ...{ peakMemoryBytes: 1, epochsDone: 1, bestEpoch: null, error: null, cancelRequested: false },
    divergedAtStep: metrics === null ? 3 : null,
    parameters: { dataset: 'mnist' },
    summary,
    tags: [],
  };
}

/** Standard normal, decided by its names. */
export function noise(seed: number, ...names: readonly (string | number)[]): number {
  return new RandomStream(seed, `test/${names.join('/')}`).normal();
}

/** Every rate that a grid may grow to. */
export function everyConfig(plan: ClaimPlan): RunConfig[] {
  const rates = Array.from({ length: 31 }, (_, i) => Number((10 ** ((i - 20) / 2)).toPrecision(4)));
  return plan.arms.flatMap(({ candidates, definition }) =>
    definition.tuning?.kind === 'learningRate'
      ? rates.map((learningRate) => ({ ...candidates[0]!.config, learningRate }))
      : candidates.map(({ config }) => config),
  );
}

export function tunedArms(plan: ClaimPlan, index: RunIndex): readonly TunedArm[] {
  const progress = progressOf(plan, index);
  if ('needed' in progress)
    throw new Error(
      `runs are missing: ${JSON.stringify(progress.needed.batches.map(({ missing }) => missing))}`,
    );
  return progress.arms;
}

/** What a claim says of its first comparison, and the verdict. */
export function judgeInvented(db: Database, plan: ClaimPlan, index: RunIndex) {
  const engine = { name: 'native', numerics: 'test' } as const;
  const { hypotheses } = judgeClaim({ db, plan, arms: tunedArms(plan, index), engine, now: 0 });
  const [comparison] = hypotheses[0]!.strata[0]!.comparisons;
  return { ...comparison!, verdict: hypotheses[0]!.verdict };
}

/** The largest share that `repetitions` of something with this share show, but for two standard errors. */
export const atMost = (share: number, repetitions: number): number =>
  share + 2 * Math.sqrt((share * (1 - share)) / repetitions);

/** Two tuned optimizers on one stratum, told apart by validation accuracy. */
export function smallClaim(change: Partial<ClaimDefinition> = {}): ClaimDefinition {
  const tuning = { kind: 'learningRate', from: -4, to: 0 } as const;
  const comparison = {
    metric: { kind: 'metric', name: 'validation/accuracy' },
    metricLabel: 'validation accuracy',
    unit: 'pt',
    scale: 'difference',
    margin: 'accuracy',
    arm: 'a',
    against: ['b'],
    remember: { supported: 'a is better', contradicted: 'b is better', equivalent: 'both are alike' },
  } as const;
  const preset = {
    settings: { dataset: 'mnist', architecture: 'logreg', epochs: 1 },
    strata: ['only'],
    tuningSeeds: 3,
    finalSeeds: 10,
  } as const;
  return {
    ...{ id: 'small', number: 1, title: 'Small', statement: 'a is better than b' },
    arms: {
      a: { label: 'a', settings: { optimizer: 'adam' }, tuning },
      b: { label: 'b', settings: { optimizer: 'sgd' }, tuning },
    },
    strata: { only: { label: 'the only one', settings: {} } },
    hypotheses: [
      { ...comparison, id: 'better', primary: true, statement: 'a is better', better: 'higher' },
      { ...comparison, id: 'worse', statement: 'a is worse', better: 'lower' },
    ],
    presets: { smoke: { ...preset, finalSeeds: 3 }, standard: preset, full: { ...preset, finalSeeds: 20 } },
    ...change,
  };
}
