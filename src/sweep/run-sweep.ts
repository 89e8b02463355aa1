/** A sweep from its expansion to its last run. */
import {
  type Database,
  getSweep,
  listSweepRuns,
  openDatabase,
  type RunStatus,
  requeueOrphans,
  requeueRuns,
  sweepCounts,
} from '../../db/index.ts';
import type { ExpandedSweep } from '../config/index.ts';
import type { EngineInfo } from '../engine/contract.ts';
import { openEngine } from '../engine/index.ts';
import { checkDatasets } from './check-datasets.ts';
import { physicalCores } from './cores.ts';
import { engineOf } from './engine-of.ts';
import type { OnSweepEvent, SweepCounts, SweepOutcomeStatus } from './events.ts';
import {
  leftOf,
  type PlannedRun,
  planRuns,
  type StoredSweep,
  storedRuns,
  storeSweep,
  unfinishedOf,
} from './plan.ts';
import { type Interrupts, supervise } from './supervise.ts';

export interface RunSweepOptions {
  /** path of the database file */
  readonly database: string;
  readonly expanded: ExpandedSweep;
  /** as its author wrote it, kept with the sweep */
  readonly definition: unknown;
  /** file of the definition, as the user named it */
  readonly source?: string;
  readonly engine: Parameters<typeof openEngine>[0];
  /** default: physical cores; never more than there are runs to do */
  readonly workers?: number;
  /** trains again what is done */
  readonly rerun?: boolean;
  readonly onEvent?: OnSweepEvent;
  readonly interrupts?: Interrupts;
}

export interface SweepOutcome {
  readonly sweepId: string;
  readonly status: SweepOutcomeStatus;
  readonly counts: SweepCounts;
  readonly durationMs: number;
}

/**
 * Trains what is left of a sweep. May be called again after any end, also from several processes at once on one
 * database: a run that is done is never trained again unless `rerun` asks.
 * @throws what opening the database or the engine throws; DatasetError, before anything is stored, where images that
 *   are needed cannot be read; Error where workers cannot start
 */
export async function runSweep(options: RunSweepOptions): Promise<SweepOutcome> {
  const db = openDatabase(options.database);
  try {
    const { info } = await openEngine(options.engine);
    const runs = planRuns(options.expanded);
    checkDatasets(options.rerun ? runs : unfinishedOf(db, runs, info));
    requeueOrphans(db);
    const stored = storeSweep(db, options.expanded, runs, info, options);
    return await train(db, { ...options, name: options.expanded.name, info, runs, stored });
  } finally {
    db.close();
  }
}

export interface ResumeSweepOptions
  extends Pick<RunSweepOptions, 'database' | 'workers' | 'onEvent' | 'interrupts'> {
  /** name or id */
  readonly sweep: string;
  /** which of the runs that ended without a result wait again; default: both */
  readonly again?: readonly ('failed' | 'cancelled')[];
}

/**
 * Trains what is left of a sweep that is in the database, on the engine that it was started on; its definition is not
 * needed. A sweep without anything left ends at once.
 * @throws NotFoundError; DatasetError as runSweep; Error where this build's engine is not the one that the runs were
 *   made for
 */
export async function resumeSweep(options: ResumeSweepOptions): Promise<SweepOutcome> {
  const db = openDatabase(options.database, { create: false });
  try {
    const { id, name } = getSweep(db, options.sweep);
    const info = await engineOf(db, id);
    const again = options.again ?? ['failed', 'cancelled'];
    const waiting = new Set<RunStatus>(['queued', 'running', ...again]);
    checkDatasets(listSweepRuns(db, id).filter(({ status }) => waiting.has(status)));
    requeueOrphans(db);
    requeueRuns(db, id, again);
    const runs = storedRuns(db, id);
    const { completed, diverged } = sweepCounts(db, id);
    const stored = { sweepId: id, cached: completed + diverged, ...leftOf(db, id, runs) };
    return await train(db, { ...options, name, info, runs, stored });
  } finally {
    db.close();
  }
}

interface Training extends Pick<RunSweepOptions, 'workers' | 'onEvent' | 'interrupts'> {
  readonly name: string;
  readonly info: EngineInfo;
  readonly runs: readonly PlannedRun[];
  readonly stored: StoredSweep;
}

async function train(db: Database, options: Training): Promise<SweepOutcome> {
  const { name, info, runs, stored } = options;
  const size = Math.max(1, Math.min(options.workers ?? physicalCores(), stored.queued));
  const emit = options.onEvent ?? (() => {});
  const startMs = performance.now();
  const counts = () => countsOf(db, stored.sweepId, stored.cached);
  emit({
    type: 'sweep-started',
    sweepId: stored.sweepId,
    name,
    workers: size,
    counts: counts(),
    engine: `${info.name} (${info.isa})`,
    remainingSamples: stored.remainingSamples,
  });
  const samples = await supervise({
    db,
    sweepId: stored.sweepId,
    engine: info.name,
    runs,
    size,
    emit,
    counts,
    interrupts: options.interrupts,
  });
  const durationMs = performance.now() - startMs;
  const final = counts();
  const left = final.queued + final.running;
  const status = left > 0 ? 'interrupted' : final.cancelled > 0 ? 'cancelled' : 'finished';
  emit({
    type: 'sweep-finished',
    outcome: status,
    counts: final,
    durationMs,
    samplesPerSecond: samples > 0 ? (samples / durationMs) * 1000 : null,
  });
  return { sweepId: stored.sweepId, status, counts: final, durationMs };
}

/** 0: every run completed or diverged; 1: a run failed or was cancelled; 130: interrupted, runs are left. */
export function exitCodeOf({ status, counts }: SweepOutcome): number {
  if (status === 'interrupted') return 130;
  return counts.failed + counts.cancelled > 0 ? 1 : 0;
}

function countsOf(db: Database, sweepId: string, cached: number): SweepCounts {
  const { total, queued, running, completed, diverged, failed, cancelled } = sweepCounts(db, sweepId);
  return { total, queued, running, completed, diverged, failed, cancelled, cached };
}
