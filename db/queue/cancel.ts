/** Cancelling from anywhere: a waiting run at once, a running one when its process next looks. */
import type { Database } from '../database.ts';
import { countRuns } from '../queries/sweeps.ts';
import type { StatusCounts } from '../types.ts';

/** Ids, by what happened. */
export interface CancelReport {
  readonly cancelled: readonly string[];
  /** running: its process was asked */
  readonly requested: readonly string[];
  /** had ended before */
  readonly untouched: readonly string[];
}

/** Cancels one run, or what of a sweep has not ended. Runs that another sweep also waits for are cancelled too. */
export function requestCancel(
  db: Database,
  target: { readonly runId: string } | { readonly sweepId: string },
): CancelReport {
  return db.transaction(() => {
    const rows = (
      'runId' in target
        ? db.client.prepare('select no, id, status from runs where id = ?').all(target.runId)
        : db.client
            .prepare(
              'select no, id, status from sweep_runs join runs on no = run_no where sweep_id = ? order by position',
            )
            .all(target.sweepId)
    ) as { no: number; id: string; status: string }[];
    const cancel = db.client.prepare(`update runs set status = 'cancelled', finished_at = ? where no = ?`);
    const ask = db.client.prepare('update runs set cancel_requested = 1 where no = ?');
    const report = { cancelled: [] as string[], requested: [] as string[], untouched: [] as string[] };
    for (const { no, id, status } of rows) {
      if (status === 'queued') {
        cancel.run(Date.now(), no);
        report.cancelled.push(id);
      } else if (status === 'running') {
        ask.run(no);
        report.requested.push(id);
      } else report.untouched.push(id);
    }
    return report;
  });
}

/** Whether somebody asked to cancel the run; true also where it was deleted. */
export function isCancelRequested(db: Database, runId: string): boolean {
  const asked = db.client.prepare('select cancel_requested from runs where id = ?').pluck().get(runId);
  return asked === undefined || asked === 1;
}

/** Runs of a sweep by status. */
export function sweepCounts(db: Database, sweepId: string): StatusCounts {
  return countRuns(db, sweepId);
}
