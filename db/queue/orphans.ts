/** Runs whose process is gone. */
import type { Database } from '../database.ts';
import { eraseAttempt } from '../points.ts';
import { liveness } from '../process.ts';
import type { OrphanReport } from '../queue-types.ts';
import { requeue } from './sweeps.ts';

/** A run is tried once and, after crashes, twice again. */
export const MAX_ATTEMPTS = 3;

/** What tells whether a running run still has a process. */
export interface RunningRow {
  no: number;
  id: string;
  attempt: number;
  cancel_requested: number;
  config: string | null;
  owner_pid: number;
  owner_host: string;
  owner_started: string | null;
  lease_until: number;
}

/**
 * Finds running runs whose owner is dead (on this host: by pid and start time of the process) or, where that cannot
 * be told, silent for longer than its lease. A live owner on this host keeps its run however old the lease: laptops
 * sleep. The partial metrics are deleted and the run waits again; after MAX_ATTEMPTS attempts it is failed.
 * Runs of the SDK, which nobody can start again, become failed at once and keep their points (`resume` continues them).
 */
export function requeueOrphans(db: Database, where: { readonly sweepId?: string } = {}): OrphanReport {
  const select = db.client.prepare(
    `select no, id, attempt, cancel_requested, config, owner_pid, owner_host, owner_started, lease_until from runs
     where status = 'running'
       and (@sweepId is null or no in (select run_no from sweep_runs where sweep_id = @sweepId))`,
  );
  const parameters = { sweepId: where.sweepId ?? null };
  // most looks find nothing: no lock for them
  if (!(select.all(parameters) as RunningRow[]).some(isOrphan))
    return { requeued: [], failed: [], cancelled: [] };
  return db.transaction(() => {
    const report = { requeued: [] as string[], failed: [] as string[], cancelled: [] as string[] };
    for (const run of (select.all(parameters) as RunningRow[]).filter(isOrphan)) {
      if (run.cancel_requested === 1) {
        end(db, run.no, 'cancelled', null);
        report.cancelled.push(run.id);
      } else if (run.config === null) {
        end(db, run.no, 'failed', `the process that logged it (pid ${run.owner_pid}) ended without finish()`);
        report.failed.push(run.id);
      } else if (run.attempt < MAX_ATTEMPTS) {
        requeue(db, run.no, { attempt: run.attempt });
        report.requeued.push(run.id);
      } else {
        eraseAttempt(db, run.no);
        end(
          db,
          run.no,
          'failed',
          `its process ended ${run.attempt} times without a result (killed, out of memory, or a crash); ` +
            'read its log, then start the sweep again to try once more',
        );
        report.failed.push(run.id);
      }
    }
    return report;
  });
}

export function isOrphan(run: RunningRow): boolean {
  const alive = liveness({ pid: run.owner_pid, host: run.owner_host, started: run.owner_started });
  return alive === 'dead' || (alive === 'unknown' && run.lease_until < Date.now());
}

function end(db: Database, no: number, status: 'failed' | 'cancelled', error: string | null): void {
  db.client
    .prepare(
      `update runs set status = ?, error = ?, finished_at = ?, wall_ms = ? - started_at, owner_pid = null,
         owner_host = null, owner_started = null, lease_until = null where no = ?`,
    )
    .run(status, error, Date.now(), Date.now(), no);
}
