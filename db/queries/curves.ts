/** A metric over the course of many runs, as arrays; those of runs that have ended are kept in memory. */
import type { Database } from '../database.ts';

/** NaN and ±Infinity as they were logged. */
export interface StoredCurve {
  readonly steps: Float64Array;
  readonly values: Float64Array;
}

interface Wanted {
  readonly no: number;
  /** a deleted run that is trained anew has another */
  readonly attempt: number;
  /** its points can still change: not kept */
  readonly running: boolean;
}

/** Points kept for each connection, 16 bytes each: the oldest reads go first. */
const MOST_POINTS_KEPT = 4_000_000;
const EMPTY: StoredCurve = { steps: new Float64Array(0), values: new Float64Array(0) };

interface Cache {
  readonly curves: Map<string, StoredCurve>;
  points: number;
}
const caches = new WeakMap<Database, Cache>();

/** In the order of the runs; empty where a run has not logged the metric. */
export function readCurves(db: Database, metric: string, runs: readonly Wanted[]): StoredCurve[] {
  const cache = caches.get(db) ?? { curves: new Map<string, StoredCurve>(), points: 0 };
  caches.set(db, cache);
  const key = db.client.prepare('select id from metric_keys where name = ?').pluck().get(metric) as
    | number
    | undefined;
  if (key === undefined) return runs.map(() => EMPTY);
  const read = db.client
    .prepare('select step, value from metrics where run_no = ? and key_id = ? order by step')
    .raw();
  return runs.map(({ no, attempt, running }) => {
    const name = `${key} ${no} ${attempt}`;
    const known = cache.curves.get(name);
    if (known !== undefined) {
      // a Map remembers the order of insertion: what is used moves to the end
      cache.curves.delete(name);
      cache.curves.set(name, known);
      return known;
    }
    const rows = read.all(no, key) as [number, number | null][];
    const steps = new Float64Array(rows.length);
    const values = new Float64Array(rows.length);
    for (let i = 0; i < rows.length; i += 1) {
      steps[i] = rows[i]![0];
      values[i] = rows[i]![1] ?? Number.NaN;
    }
    const curve = { steps, values };
    if (!running) keep(cache, name, curve);
    return curve;
  });
}

function keep(cache: Cache, name: string, curve: StoredCurve): void {
  cache.curves.set(name, curve);
  cache.points += curve.steps.length + 1;
  for (const [oldest, { steps }] of cache.curves) {
    if (cache.points <= MOST_POINTS_KEPT) return;
    cache.curves.delete(oldest);
    cache.points -= steps.length + 1;
  }
}

/** Metrics that any of the runs has logged, by name, and in how many of them. */
export function listLoggedMetrics(
  db: Database,
  numbers: readonly number[],
): { name: string; runs: number }[] {
  return db.client
    .prepare(
      `select name, count(*) as runs from run_summary join metric_keys on id = key_id
       where run_no in (select value from json_each(?)) group by key_id order by name`,
    )
    .all(JSON.stringify(numbers)) as { name: string; runs: number }[];
}

/** How many points the runs have of each of the metrics, by name. */
export function countPointsByMetric(
  db: Database,
  metrics: readonly string[],
  numbers: readonly number[],
): Map<string, number> {
  const rows = db.client
    .prepare(
      `select name, sum(count) from run_summary join metric_keys on id = key_id
       where name in (select value from json_each(?)) and run_no in (select value from json_each(?)) group by key_id`,
    )
    .raw()
    .all(JSON.stringify(metrics), JSON.stringify(numbers)) as [string, number][];
  return new Map(rows);
}

/** The last step that any metric of a run has, by run number. */
export function lastSteps(db: Database, numbers: readonly number[]): Map<number, number> {
  const rows = db.client
    .prepare(
      `select run_no, max(last_step) from run_summary where run_no in (select value from json_each(?)) group by run_no`,
    )
    .raw()
    .all(JSON.stringify(numbers)) as [number, number][];
  return new Map(rows);
}
