/** From an expanded sweep to its rows in the database. */
import { createHash } from 'node:crypto';
import {
  createSweep,
  type Database,
  enqueueRuns,
  finishedIdentities,
  listRuns,
  listSweepRuns,
} from '../../db/index.ts';
import { configHash, type ExpandedSweep, type RunConfig } from '../config/index.ts';
import type { EngineInfo } from '../engine/contract.ts';
import { runLabel } from './label.ts';

export interface PlannedRun {
  readonly config: RunConfig;
  readonly configHash: string;
  readonly label: string;
  /** training samples of the whole budget */
  readonly budgetSamples: number;
}

/** Of each run, in the sweep's order. */
export function planRuns(expanded: ExpandedSweep): readonly PlannedRun[] {
  const withSeed = expanded.seeds.length > 1;
  return expanded.runs.map((config) => ({
    config,
    configHash: configHash(config),
    label: runLabel(config, expanded.varied, withSeed),
    budgetSamples: budgetSamples(config),
  }));
}

export function budgetSamples(config: RunConfig): number {
  return config.epochs === null ? config.steps! * config.batchSize : config.epochs * config.trainSize;
}

/** What tells the runs of a sweep apart; configs are told apart by hash, repetitions by seed. */
export function planKey(run: { readonly configHash: string | null; readonly seed: number | null }): string {
  return `${run.configHash} ${run.seed}`;
}

/** Runs that have neither completed nor diverged, judged as the queue does: by identity, anywhere in the database. */
export function unfinishedOf(
  db: Database,
  runs: readonly PlannedRun[],
  { name, numerics }: Pick<EngineInfo, 'name' | 'numerics'>,
): readonly PlannedRun[] {
  const finished = new Set(finishedIdentities(db, { engine: name, numerics }).map(planKey));
  return runs.filter(({ configHash, config }) => !finished.has(planKey({ configHash, seed: config.seed })));
}

/** The same runs on the same engine are the same sweep, whatever file they came from. */
export function sweepHash(runs: readonly PlannedRun[], engine: EngineInfo): string {
  const hash = createHash('sha256').update(`${engine.name} ${engine.numerics}\n`);
  for (const run of runs) hash.update(`${run.configHash} ${run.config.seed}\n`);
  return hash.digest('hex');
}

/** Of a sweep that is in the database: what its definition said, from the configs of its runs. */
export function storedRuns(db: Database, sweepId: string): readonly PlannedRun[] {
  return listSweepRuns(db, sweepId).map(({ config, configHash, name }) => ({
    config,
    configHash,
    label: name,
    budgetSamples: budgetSamples(config),
  }));
}

export interface StoredSweep {
  readonly sweepId: string;
  /** completed or diverged before */
  readonly cached: number;
  /** training samples of the runs that are left */
  readonly remainingSamples: number;
  /** runs that wait */
  readonly queued: number;
}

/** Idempotent: the same sweep again finds what is there; failed and cancelled runs wait again. */
export function storeSweep(
  db: Database,
  expanded: ExpandedSweep,
  runs: readonly PlannedRun[],
  engine: EngineInfo,
  options: { readonly definition: unknown; readonly source?: string | undefined; readonly rerun?: boolean },
): StoredSweep {
  const { id } = createSweep(db, {
    name: expanded.name,
    hash: sweepHash(runs, engine),
    definition: options.definition,
    recording: expanded.recording,
    source: options.source ?? null,
  });
  const inputs = runs.map(({ config, configHash, label }) => ({ config, configHash, name: label }));
  const { done } = enqueueRuns(db, id, inputs, {
    engine: engine.name,
    numerics: engine.numerics,
    recording: expanded.recording,
    project: expanded.name,
    rerun: options.rerun === true,
  });
  return { sweepId: id, cached: done, ...leftOf(db, id, runs) };
}

/** What is still to be trained of a sweep. */
export function leftOf(
  db: Database,
  sweepId: string,
  runs: readonly PlannedRun[],
): Pick<StoredSweep, 'remainingSamples' | 'queued'> {
  const budgets = new Map(runs.map((run) => [planKey({ ...run, seed: run.config.seed }), run.budgetSamples]));
  const left = listRuns(db, { sweepId, status: ['queued', 'running'] });
  return {
    remainingSamples: left.reduce((sum, run) => sum + (budgets.get(planKey(run)) ?? 0), 0),
    queued: left.filter(({ status }) => status === 'queued').length,
  };
}
