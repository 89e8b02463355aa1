/** Points of metrics, streamed or by series. */
import type { Database } from '../database.ts';
import type { MetricDefinition, MetricPoint } from '../types.ts';
import { type RunQuery, resolveRunNumber, selectRunNumbers } from './runs.ts';

const CHUNK = 20_000;

export interface MetricQuery extends RunQuery {
  /** names of metrics; left out: all */
  readonly keys?: readonly string[] | undefined;
}

/** Points of one metric of one run, by step; a long series comes in several. */
export interface MetricBatch {
  readonly runId: string;
  readonly key: string;
  readonly steps: number[];
  /** NaN and ±Infinity as they were logged */
  readonly values: number[];
}

/**
 * Every point of the runs asked for: by run (in the query's order), metric name, step. Memory stays flat, and other
 * statements may run in between.
 */
export function* iterateMetricBatches(db: Database, query: MetricQuery = {}): Generator<MetricBatch> {
  const keysOf = db.client.prepare(
    `select key_id as id, name from run_summary join metric_keys on id = key_id
     where run_no = @no and (@names is null or name in (select value from json_each(@names))) order by name`,
  );
  const idOf = db.client.prepare('select id from runs where no = ?').pluck();
  const read = db.client
    .prepare(
      'select step, value from metrics where run_no = ? and key_id = ? and step > ? order by step limit ?',
    )
    .raw();
  const names = query.keys ? JSON.stringify(query.keys) : null;
  for (const no of selectRunNumbers(db, query)) {
    const runId = idOf.get(no) as string | undefined;
    if (runId === undefined) continue;
    for (const { id, name } of keysOf.all({ no, names }) as { id: number; name: string }[]) {
      let after = -1;
      for (;;) {
        const rows = read.all(no, id, after, CHUNK) as [number, number | null][];
        if (rows.length === 0) break;
        const steps = new Array<number>(rows.length);
        const values = new Array<number>(rows.length);
        for (let i = 0; i < rows.length; i++) {
          steps[i] = rows[i]![0];
          values[i] = rows[i]![1] ?? Number.NaN;
        }
        after = steps[steps.length - 1]!;
        yield { runId, key: name, steps, values };
        if (rows.length < CHUNK) break;
      }
    }
  }
}

/** As iterateMetricBatches, a point at a time. */
export function* iterateMetrics(db: Database, query: MetricQuery = {}): Generator<MetricPoint> {
  for (const { runId, key, steps, values } of iterateMetricBatches(db, query)) {
    for (let i = 0; i < steps.length; i++) yield { runId, key, step: steps[i]!, value: values[i]! };
  }
}

/** One metric of one run, by step; empty where it was not logged. @throws NotFoundError for an unknown run */
export function readMetric(db: Database, run: string, key: string): { steps: number[]; values: number[] } {
  const rows = db.client
    .prepare(
      `select step, value from metrics where run_no = ? and key_id = (select id from metric_keys where name = ?)
       order by step`,
    )
    .raw()
    .all(resolveRunNumber(db, run), key) as [number, number | null][];
  return { steps: rows.map(([step]) => step), values: rows.map(([, value]) => value ?? Number.NaN) };
}

/** Points stored for the runs asked for, by their summaries. */
export function countPoints(db: Database, query: RunQuery = {}): number {
  return db.client
    .prepare(
      'select coalesce(sum(count), 0) from run_summary where run_no in (select value from json_each(?))',
    )
    .pluck()
    .get(JSON.stringify(selectRunNumbers(db, query))) as number;
}

/** All metrics that were ever logged or defined, by name. */
export function listMetricDefinitions(db: Database): MetricDefinition[] {
  return db.client
    .prepare('select name, direction, unit from metric_keys order by name')
    .all() as MetricDefinition[];
}
