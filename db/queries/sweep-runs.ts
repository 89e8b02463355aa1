/** The runs of one sweep as the queue needs them: configs, owners, positions. */
import type { RunConfig } from '../../src/config/run-config.ts';
import type { Database } from '../database.ts';
import { isOrphan, type RunningRow } from '../queue/orphans.ts';
import type { RunStatus } from '../schema.ts';

/** A run that somebody can train again: it was made from a config. */
export interface SweepRun {
  readonly id: string;
  readonly name: string;
  readonly status: RunStatus;
  readonly config: RunConfig;
  readonly configHash: string;
  readonly seed: number;
  readonly engine: string;
  readonly numerics: string;
}

/** In the order of the sweep. */
export function listSweepRuns(db: Database, sweepId: string): SweepRun[] {
  const rows = db.client
    .prepare(
      `select id, name, status, config, config_hash as configHash, seed, engine, numerics
       from sweep_runs join runs on no = run_no where sweep_id = ? and config is not null order by position`,
    )
    .all(sweepId) as (Omit<SweepRun, 'config'> & { config: string })[];
  return rows.map((row) => ({ ...row, config: JSON.parse(row.config) }));
}

/** A run that is being trained, as far as the database says. */
export interface RunningRun {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly epochsDone: number;
  readonly startedAt: number | null;
  readonly cancelRequested: boolean;
  /** its process is gone: nobody trains it */
  readonly orphan: boolean;
}

/** Of one sweep, in its order. */
export function listRunning(db: Database, sweepId: string): RunningRun[] {
  const rows = db.client
    .prepare(
      `select no, id, name, epochs_done as epochsDone, started_at as startedAt, attempt, cancel_requested, config,
         owner_pid, owner_host, owner_started, lease_until
       from sweep_runs join runs on no = run_no where sweep_id = ? and status = 'running' order by position`,
    )
    .all(sweepId) as (RunningRow & { name: string; epochsDone: number; startedAt: number | null })[];
  return rows.map((row) => ({
    no: row.no,
    id: row.id,
    name: row.name,
    epochsDone: row.epochsDone,
    startedAt: row.startedAt,
    cancelRequested: row.cancel_requested === 1,
    orphan: isOrphan(row),
  }));
}

/** When a run of the sweep last ended by itself, ms since 1970; null: none has. */
export function lastEndOf(db: Database, sweepId: string): number | null {
  return db.client
    .prepare(
      `select max(finished_at) from sweep_runs join runs on no = run_no
       where sweep_id = ? and status in ('completed', 'diverged', 'failed')`,
    )
    .pluck()
    .get(sweepId) as number | null;
}
