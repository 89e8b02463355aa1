/** How a sweep stands: what is done, who is at it, how long it will take. */
import {
  countRuns,
  type Database,
  lastEndOf,
  listRunning,
  type RunningRun,
  type RunTable,
  runTable,
  type StatusCounts,
  selectRunNumbers,
} from '../../db/index.ts';
import { isStarting } from './training.ts';

/**
 * `running`: a process trains it; `starting`: one was started and holds no run yet; `stopped`: runs are left and nobody
 * is at them; `finished`: none is left.
 */
export type Activity = 'running' | 'starting' | 'stopped' | 'finished';

export interface SweepState {
  readonly counts: StatusCounts;
  readonly activity: Activity;
  /** held by a living process */
  readonly running: readonly RunningRun[];
  /** from the speed of the runs that have ended; null: nothing to tell it by yet, or nothing to do */
  readonly remainingMs: number | null;
}

/** Between two runs of a worker nothing is running for a moment. */
const BETWEEN_RUNS_MS = 5000;
/** Runs that must have ended before the time that is left is estimated. */
const FEWEST_ENDED = 3;

export function sweepState(db: Database, sweepId: string, counts = countRuns(db, sweepId)): SweepState {
  const left = counts.queued + counts.running;
  const running = counts.running === 0 ? [] : listRunning(db, sweepId).filter(({ orphan }) => !orphan);
  const activity = left === 0 ? 'finished' : activityOf(db, sweepId, running);
  const remainingMs = activity === 'running' ? timeLeft(db, sweepId, running) : null;
  return { counts, activity, running, remainingMs };
}

/** Whether a process trains the runs that are left of it, or was started to. */
export function isAtWork(db: Database, sweepId: string): boolean {
  const running = listRunning(db, sweepId).filter(({ orphan }) => !orphan);
  return activityOf(db, sweepId, running) !== 'stopped';
}

function activityOf(db: Database, sweepId: string, running: readonly RunningRun[]): Activity {
  if (running.length > 0) return 'running';
  if (isStarting(sweepId)) return 'starting';
  const lastEnd = lastEndOf(db, sweepId);
  return lastEnd !== null && Date.now() - lastEnd < BETWEEN_RUNS_MS ? 'running' : 'stopped';
}

/** Training time of what is left over the runs that are trained at once. */
function timeLeft(db: Database, sweepId: string, running: readonly RunningRun[]): number | null {
  const table = runTable(db);
  const rows = selectRunNumbers(db, { sweepId }).flatMap((no) => table.indexOf(no) ?? []);
  const workOf = workReader(table);
  const times = new Map<string, { sum: number; n: number }>();
  const all = { sum: 0, n: 0 };
  for (const index of rows) {
    const row = table.rows[index]!;
    if (row.status !== 'completed' || row.wallMs === null) continue;
    const work = workOf(index);
    const one = times.get(work) ?? { sum: 0, n: 0 };
    times.set(work, { sum: one.sum + row.wallMs, n: one.n + 1 });
    all.sum += row.wallMs;
    all.n += 1;
  }
  if (all.n < FEWEST_ENDED) return null;
  const expected = (index: number) => {
    const known = times.get(workOf(index)) ?? all;
    return known.sum / known.n;
  };
  const epochs = table.parameters.get('epochs');
  const now = Date.now();
  let left = 0;
  for (const index of rows) {
    const row = table.rows[index]!;
    if (row.status === 'queued') left += expected(index);
    if (row.status !== 'running') continue;
    const total = Number(epochs?.values[epochs.codes[index] ?? 0] ?? 0);
    const byEpochs = total > 0 ? 1 - row.epochsDone / total : 1;
    const elapsed = row.started === null ? 0 : now - row.started;
    left += Math.max(0, Math.min(byEpochs * expected(index), expected(index) - elapsed));
  }
  return left / Math.max(1, running.length);
}

/** Settings that decide how long a run takes. */
const WORK = ['dataset', 'layers', 'architecture', 'epochs', 'steps', 'trainSize', 'batchSize'];

function workReader(table: RunTable): (index: number) => string {
  const columns = WORK.flatMap((name) => table.parameters.get(name) ?? []);
  return (index) => columns.map(({ codes }) => codes[index] ?? 0).join();
}
