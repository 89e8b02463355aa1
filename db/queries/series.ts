/** Points of metrics in parts of a bounded size, for readers that come back for the next part. */
import type { Database } from '../database.ts';
import type { MetricBatch, MetricQuery } from './metrics.ts';
import { selectRunNumbers } from './runs.ts';

/** Where a part begins: at this series (by run in the query's order, then metric name), at this step of it. */
export interface SeriesCursor {
  readonly offset: number;
  readonly fromStep: number;
}

export interface SeriesPart {
  /** series of all parts */
  readonly total: number;
  readonly series: readonly MetricBatch[];
  /** null: that was the last part */
  readonly next: SeriesCursor | null;
}

/** At most so many series and points, and at least one point where there is any. NaN and ±Infinity as they were logged. */
export function readSeries(
  db: Database,
  query: MetricQuery,
  from: SeriesCursor,
  most: { readonly series: number; readonly points: number },
): SeriesPart {
  const names = query.keys === undefined ? null : JSON.stringify(query.keys);
  const runs = JSON.stringify(selectRunNumbers(db, query));
  const within = `from json_each(@runs) wanted join run_summary on run_no = wanted.value join metric_keys on metric_keys.id = key_id
    where @names is null or name in (select value from json_each(@names))`;
  const total = db.client.prepare(`select count(*) ${within}`).pluck().get({ runs, names }) as number;
  const heads = db.client
    .prepare(
      `select run_no as no, key_id as keyId, name as key, (select id from runs where no = run_no) as runId ${within}
       order by wanted.key, name limit @limit offset @offset`,
    )
    .all({ runs, names, limit: most.series, offset: from.offset }) as {
    no: number;
    keyId: number;
    key: string;
    runId: string;
  }[];
  const read = db.client
    .prepare(
      'select step, value from metrics where run_no = ? and key_id = ? and step >= ? order by step limit ?',
    )
    .raw();
  const series: MetricBatch[] = [];
  let left = most.points;
  for (const [i, { no, keyId, key, runId }] of heads.entries()) {
    const fromStep = i === 0 ? from.fromStep : 0;
    if (left === 0) return { total, series, next: { offset: from.offset + i, fromStep } };
    // one more than may be kept, to see whether the series goes on
    const points = read.all(no, keyId, fromStep, left + 1) as [number, number | null][];
    const kept = points.slice(0, left);
    left -= kept.length;
    series.push({
      ...{ runId, key },
      steps: kept.map(([step]) => step),
      values: kept.map(([, value]) => value ?? Number.NaN),
    });
    if (points.length > kept.length) {
      return { total, series, next: { offset: from.offset + i, fromStep: points[kept.length]![0] } };
    }
  }
  const end = from.offset + heads.length;
  return { total, series, next: heads.length > 0 && end < total ? { offset: end, fromStep: 0 } : null };
}
