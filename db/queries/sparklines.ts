/** A metric over the course of a run, thinned to a few values: small enough to keep, good enough for a sparkline. */
import type { Database } from '../database.ts';

/** Values at equal distances from the first to the last step of the run. */
export const SPARK_VALUES = 24;
/** Points that one call reads at most; what is left out comes with the next call. */
const MOST_POINTS = 200_000;

/** By metric and run number, of runs that have ended. */
const caches = new WeakMap<Database, Map<string, Map<number, Float64Array | null>>>();

interface Wanted {
  readonly no: number;
  /** its points can still change: not kept */
  readonly running: boolean;
}

/**
 * @returns by run number; runs without two finite points are left out
 */
export function sparklines(db: Database, metric: string, runs: readonly Wanted[]): Map<number, Float64Array> {
  const kept = caches.get(db) ?? new Map<string, Map<number, Float64Array | null>>();
  caches.set(db, kept);
  const cache = kept.get(metric) ?? new Map<number, Float64Array | null>();
  kept.set(metric, cache);
  const found = new Map<number, Float64Array>();
  const key = db.client.prepare('select id from metric_keys where name = ?').pluck().get(metric) as
    | number
    | undefined;
  if (key === undefined) return found;
  const read = db.client
    .prepare('select step, value from metrics where run_no = ? and key_id = ? order by step')
    .raw();
  let budget = MOST_POINTS;
  for (const { no, running } of runs) {
    let line = cache.get(no);
    if (line === undefined) {
      if (budget <= 0) continue;
      const points = read.all(no, key) as [number, number | null][];
      budget -= points.length + 1;
      line = thin(points);
      if (!running) cache.set(no, line);
    }
    if (line !== null) found.set(no, line);
  }
  return found;
}

function thin(points: readonly [number, number | null][]): Float64Array | null {
  const finite = points.filter((point): point is [number, number] => Number.isFinite(point[1] ?? Number.NaN));
  if (finite.length < 2) return null;
  const [from, to] = [finite[0]![0], finite.at(-1)![0]];
  const line = new Float64Array(SPARK_VALUES);
  let at = 0;
  for (let i = 0; i < SPARK_VALUES; i++) {
    const step = from + ((to - from) * i) / (SPARK_VALUES - 1);
    while (at < finite.length - 2 && finite[at + 1]![0] <= step) at += 1;
    const [x0, y0] = finite[at]!;
    const [x1, y1] = finite[at + 1]!;
    line[i] = y0 + (y1 - y0) * Math.min(1, Math.max(0, (step - x0) / (x1 - x0)));
  }
  return line;
}
