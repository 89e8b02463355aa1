/**
 * Points of metrics and the summary kept with them. NaN is stored as NULL (SQLite has no NaN), ±Infinity as itself.
 * The first value of a (run, metric, step) stays, so that a batch may be written again.
 */
import type { Database } from './database.ts';
import type { MetricKey } from './metric-keys.ts';
import { statement } from './statement.ts';

/** Values of one metric: `values[i]` at `steps[i]`, in any order. */
export interface Series {
  readonly key: MetricKey;
  readonly steps: ArrayLike<number>;
  readonly values: ArrayLike<number>;
}

interface Summary {
  count: number;
  nanCount: number;
  last: number | null;
  lastStep: number;
  min: number | null;
  minStep: number | null;
  max: number | null;
  maxStep: number | null;
}

/** Rows of one INSERT: fewer calls from JavaScript a point; more than this gains nothing. */
const ROWS = 16;

const INSERT = 'insert into metrics (run_no, key_id, step, value)';
const VALUES = Array.from({ length: ROWS }, () => '(?, ?)').join(', ');
const SQL = {
  one: `${INSERT} values (?, ?, ?, ?) on conflict do nothing`,
  // `where true`: without it, `on` would read as that of a join
  many: `${INSERT} select ?, ?, column1, column2 from (values ${VALUES}) where true on conflict do nothing`,
  read: `select count, nan_count as nanCount, last, last_step as lastStep, min, min_step as minStep, max,
    max_step as maxStep from run_summary where run_no = ? and key_id = ?`,
  write: `insert into run_summary (run_no, key_id, count, nan_count, last, last_step, min, min_step, max, max_step,
      best, best_step)
    values (@runNo, @keyId, @count, @nanCount, @last, @lastStep, @min, @minStep, @max, @maxStep,
      case @direction when 'min' then @min when 'max' then @max end,
      case @direction when 'min' then @minStep when 'max' then @maxStep end)
    on conflict (run_no, key_id) do update set count = excluded.count, nan_count = excluded.nan_count,
      last = excluded.last, last_step = excluded.last_step, min = excluded.min, min_step = excluded.min_step,
      max = excluded.max, max_step = excluded.max_step, best = excluded.best, best_step = excluded.best_step`,
  direction: 'select direction from metric_keys where id = ?',
  points: 'select step, value from metrics where run_no = ? and key_id = ? order by step',
} as const;

function statements(db: Database) {
  return {
    one: statement(db, SQL.one),
    many: statement(db, SQL.many),
    read: statement(db, SQL.read),
    write: statement(db, SQL.write),
    direction: statement(db, SQL.direction).pluck(),
    points: statement(db, SQL.points).raw(),
  };
}
type Statements = ReturnType<typeof statements>;

/**
 * Adds points to a running run and brings its summary up to date, in one transaction (or the caller's).
 * @returns how many were new, and how many (metric, step) were there already
 */
export function appendPoints(
  db: Database,
  runNo: number,
  batch: readonly Series[],
): { readonly written: number; readonly ignored: number } {
  const sql = statements(db);
  return db.transaction(() => {
    let written = 0;
    let ignored = 0;
    for (const series of batch) {
      if (series.steps.length === 0) continue;
      const fresh = insertSeries(sql, runNo, series);
      written += fresh;
      ignored += series.steps.length - fresh;
      if (fresh === 0) continue;
      const before = sql.read.get(runNo, series.key.id) as Summary | undefined;
      // some were there already: which ones is not known, so the points decide
      const all = fresh === series.steps.length;
      const summary = all
        ? merge(before, summarize(series.steps, series.values))
        : fromPoints(sql, runNo, series.key.id);
      writeSummary(sql, runNo, series.key, summary);
    }
    return { written, ignored };
  });
}

function insertSeries(sql: Statements, runNo: number, { key, steps, values }: Series): number {
  const n = steps.length;
  let fresh = 0;
  let i = 0;
  const row: unknown[] = new Array(2 * ROWS + 2);
  row[0] = runNo;
  row[1] = key.id;
  for (; i + ROWS <= n; i += ROWS) {
    for (let j = 0; j < ROWS; j++) {
      row[2 * j + 2] = steps[i + j];
      row[2 * j + 3] = encode(values[i + j]!);
    }
    fresh += sql.many.run(row).changes;
  }
  for (; i < n; i++) fresh += sql.one.run(runNo, key.id, steps[i], encode(values[i]!)).changes;
  return fresh;
}

function encode(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}

/** Summary of points; among equal values the earliest step counts. */
export function summarize(steps: ArrayLike<number>, values: ArrayLike<number | null>): Summary {
  const s: Summary = {
    count: steps.length,
    nanCount: 0,
    last: null,
    lastStep: -1,
    min: null,
    minStep: null,
    max: null,
    maxStep: null,
  };
  for (let i = 0; i < steps.length; i++) {
    const step = steps[i]!;
    const raw = values[i]!;
    const value = raw === null || Number.isNaN(raw) ? null : raw;
    if (step > s.lastStep) {
      s.lastStep = step;
      s.last = value;
    }
    if (value === null) {
      s.nanCount += 1;
      continue;
    }
    if (s.min === null || value < s.min || (value === s.min && step < s.minStep!)) {
      s.min = value;
      s.minStep = step;
    }
    if (s.max === null || value > s.max || (value === s.max && step < s.maxStep!)) {
      s.max = value;
      s.maxStep = step;
    }
  }
  return s;
}

function merge(a: Summary | undefined, b: Summary): Summary {
  if (a === undefined) return b;
  const last = b.lastStep > a.lastStep ? b : a;
  const min = first(a.min, a.minStep, b.min, b.minStep, (x, y) => x < y) ? a : b;
  const max = first(a.max, a.maxStep, b.max, b.maxStep, (x, y) => x > y) ? a : b;
  return {
    count: a.count + b.count,
    nanCount: a.nanCount + b.nanCount,
    last: last.last,
    lastStep: last.lastStep,
    min: min.min,
    minStep: min.minStep,
    max: max.max,
    maxStep: max.maxStep,
  };
}

function first(
  a: number | null,
  aStep: number | null,
  b: number | null,
  bStep: number | null,
  better: (x: number, y: number) => boolean,
): boolean {
  if (a === null) return false;
  return b === null || better(a, b) || (a === b && aStep! <= bStep!);
}

function fromPoints(sql: Statements, runNo: number, keyId: number): Summary {
  const points = sql.points.all(runNo, keyId) as [number, number | null][];
  return summarize(
    points.map(([step]) => step),
    points.map(([, value]) => value),
  );
}

function writeSummary(sql: Statements, runNo: number, key: MetricKey, summary: Summary): void {
  // read anew: another process may have defined it since this one cached the key
  const direction = sql.direction.get(key.id);
  sql.write.run({ runNo, keyId: key.id, direction, ...summary });
}

/** Deletes what an attempt stored: points, summary, artifacts (their files stay until `gc`). */
export function eraseAttempt(db: Database, runNo: number): void {
  for (const table of ['metrics', 'run_summary', 'artifacts']) {
    db.client.prepare(`delete from ${table} where run_no = ?`).run(runNo);
  }
}
