/** Taking a run from the queue, keeping it, and giving it back. */
import type { Database } from '../database.ts';
import { RunLostError } from '../errors.ts';
import { eraseAttempt } from '../points.ts';
import { currentOwner } from '../process.ts';
import type { ClaimedRun } from '../queue-types.ts';
import { statement } from '../statement.ts';
import { requeue } from './sweeps.ts';

/** How long an owner that cannot be looked at (another host) may be silent. */
export const LEASE_MS = 120_000;

interface Row {
  no: number;
  id: string;
  name: string;
  attempt: number;
  config: string;
  config_hash: string;
  seed: number;
  engine: string;
  numerics: string;
  recording: string | null;
}

/**
 * Takes the first waiting run of the sweep (of any sweep without `sweepId`) for this process: queued → running in
 * one transaction, so that two workers never get the same. null: none waits.
 * Only runs of `engine` and `numerics` are taken, where given.
 */
export function claimRun(
  db: Database,
  where: { readonly sweepId?: string; readonly engine?: string; readonly numerics?: string } = {},
): ClaimedRun | null {
  const owner = currentOwner();
  return db.transaction(() => {
    const now = Date.now();
    const row = db.client
      .prepare(
        `update runs set status = 'running', attempt = attempt + 1, epochs_done = 0, started_at = @now, owner_pid = @pid,
           owner_host = @host, owner_started = @started, lease_until = @now + ${LEASE_MS}
         where no = (
           select no from sweep_runs cross join runs on no = run_no
           where status = 'queued' and (@sweepId is null or sweep_id = @sweepId)
             and (@engine is null or engine = @engine) and (@numerics is null or numerics = @numerics)
           order by sweep_id, position limit 1)
         returning no, id, name, attempt, config, config_hash, seed, engine, numerics, recording`,
      )
      .get({
        now,
        ...owner,
        sweepId: where.sweepId ?? null,
        engine: where.engine ?? null,
        numerics: where.numerics ?? null,
      }) as Row | undefined;
    if (row === undefined) return null;
    eraseAttempt(db, row.no); // what an interrupted attempt had recorded
    const { config_hash: configHash, config, recording, ...rest } = row;
    return { ...rest, configHash, config: JSON.parse(config), recording: parse(recording), owner };
  });
}

function parse<T>(json: string | null): T | null {
  return json === null ? null : JSON.parse(json);
}

/** A run as its owner knows it: the attempt tells it from a later one of the same process. */
export interface Holding {
  readonly no: number;
  readonly id: string;
  readonly attempt: number;
}

/** Renews the lease. @throws RunLostError where the run was requeued, ended or deleted meanwhile. */
export function heartbeat(db: Database, run: Holding): { readonly cancelRequested: boolean } {
  const { pid, host } = currentOwner();
  const cancel = statement(
    db,
    `update runs set lease_until = ? where no = ? and attempt = ? and status = 'running' and owner_pid = ?
       and owner_host = ? returning cancel_requested`,
  )
    .pluck()
    .get(Date.now() + LEASE_MS, run.no, run.attempt, pid, host) as number | undefined;
  if (cancel === undefined) throw lost(db, run);
  return { cancelRequested: cancel === 1 };
}

function lost(db: Database, run: Holding): RunLostError {
  const row = db.client.prepare('select status, attempt from runs where no = ?').get(run.no) as
    | { status: string; attempt: number }
    | undefined;
  const now = row ? `is ${row.status} now (attempt ${row.attempt})` : 'was deleted';
  return new RunLostError(
    `run ${run.id}, attempt ${run.attempt}, is not this process's any more: it ${now}. Nothing of this batch was ` +
      'written; stop this attempt',
  );
}

/**
 * Puts a run of this process back into the queue; this attempt does not count. What it recorded stays to be looked at
 * until the next attempt begins.
 */
export function releaseRun(db: Database, run: Holding): void {
  db.transaction(() => {
    heartbeat(db, run);
    requeue(db, run.no, { attempt: run.attempt - 1, keepPoints: true });
  });
}
