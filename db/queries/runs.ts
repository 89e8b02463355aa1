/** Runs, with parameters, summaries and tags; never the points. */
import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import type { Database } from '../database.ts';
import { NotFoundError } from '../errors.ts';
import { decodeParameter } from '../parameters.ts';
import { environment, type RunStatus, runs, sweepRuns, tags } from '../schema.ts';
import type { MetricSummary, NoteRecord, ParameterValue, RunDetail, RunRecord } from '../types.ts';
import { listArtifacts } from './artifacts.ts';

/** What is left out does not filter. `where` and `orderBy` are drizzle fragments over `runs` (see db/filter). */
export interface RunQuery {
  readonly ids?: readonly string[] | undefined;
  readonly sweepId?: string | undefined;
  readonly status?: readonly RunStatus[] | undefined;
  readonly project?: string | undefined;
  readonly tag?: string | undefined;
  readonly where?: SQL | undefined;
  /** default: the order of the sweep, else the order in which runs were made */
  readonly orderBy?: readonly SQL[] | undefined;
  readonly limit?: number | undefined;
  readonly offset?: number | undefined;
}

const BATCH = 200;

/** Row numbers of the runs asked for, in their order. */
export function selectRunNumbers(db: Database, query: RunQuery = {}): number[] {
  const conditions: (SQL | undefined)[] = [
    query.ids && sql`${runs.id} in (select value from json_each(${JSON.stringify(query.ids)}))`,
    query.status && inArray(runs.status, [...query.status]),
    query.project === undefined ? undefined : eq(runs.project, query.project),
    query.tag === undefined
      ? undefined
      : sql`exists (select 1 from ${tags} where ${tags.runNo} = ${runs.no} and ${tags.tag} = ${query.tag})`,
    query.where,
  ];
  const where = and(...conditions);
  const limit = query.limit ?? -1;
  const offset = query.offset ?? 0;
  if (query.sweepId !== undefined) {
    const order = query.orderBy ? [...query.orderBy, asc(sweepRuns.position)] : [asc(sweepRuns.position)];
    const ofSweep = db.orm
      .select({ no: runs.no })
      .from(sweepRuns)
      .innerJoin(runs, eq(runs.no, sweepRuns.runNo))
      .where(and(eq(sweepRuns.sweepId, query.sweepId), where))
      .orderBy(...order);
    return firstColumn(db, ofSweep.limit(limit).offset(offset).toSQL());
  }
  const order = query.orderBy ? [...query.orderBy, asc(runs.no)] : [asc(runs.no)];
  const all = db.orm
    .select({ no: runs.no })
    .from(runs)
    .where(where)
    .orderBy(...order);
  return firstColumn(db, all.limit(limit).offset(offset).toSQL());
}

/** Ten thousand plain numbers come several times as fast as ten thousand rows that are mapped. */
function firstColumn(db: Database, { sql: text, params }: { sql: string; params: unknown[] }): number[] {
  return db.client.prepare(text).pluck().all(params) as number[];
}

/** One at a time, so that memory stays flat; other statements may run in between. */
export function* iterateRuns(db: Database, query: RunQuery = {}): Generator<RunRecord> {
  const numbers = selectRunNumbers(db, query);
  for (let at = 0; at < numbers.length; at += BATCH) yield* loadRuns(db, numbers.slice(at, at + BATCH));
}

export function listRuns(db: Database, query: RunQuery = {}): RunRecord[] {
  return [...iterateRuns(db, query)];
}

/** How many runs the query means, limit and offset apart. */
export function countMatching(db: Database, query: RunQuery = {}): number {
  return selectRunNumbers(db, { ...query, limit: undefined, offset: undefined }).length;
}

function loadRuns(db: Database, numbers: readonly number[]): RunRecord[] {
  const list = JSON.stringify(numbers);
  const within = 'run_no in (select value from json_each(?))';
  const rows = db.orm
    .select()
    .from(runs)
    .where(sql`${runs.no} in (select value from json_each(${list}))`)
    .all();
  const records = new Map(rows.map((row) => [row.no, toRecord(row)]));

  const parameterRows = db.client
    .prepare(`select run_no, key, text, number from parameters where ${within} order by rowid`)
    .raw()
    .all(list) as [number, string, string | null, number | null][];
  for (const [no, key, text, number] of parameterRows) {
    const run = records.get(no);
    if (run) run.parameters[key] = decodeParameter(text, number);
  }
  const summaryRows = db.client
    .prepare(
      `select run_no, name, count, nan_count, last, last_step, min, min_step, max, max_step, best, best_step
       from run_summary join metric_keys on id = key_id where ${within} order by name`,
    )
    .raw()
    .all(list) as SummaryRow[];
  for (const row of summaryRows) {
    const run = records.get(row[0]);
    if (run) run.summary[row[1]] = toSummary(row);
  }
  const tagRows = db.client
    .prepare(`select run_no, tag from tags where ${within} order by tag`)
    .raw()
    .all(list) as [number, string][];
  for (const [no, tag] of tagRows) records.get(no)?.tags.push(tag);
  return numbers.flatMap((no) => records.get(no) ?? []);
}

type N = number | null;
type SummaryRow = [number, string, number, number, N, number, N, N, N, N, N, N];

function toSummary(row: SummaryRow): MetricSummary {
  const [, , count, nanCount, last, lastStep, min, minStep, max, maxStep, best, bestStep] = row;
  return {
    count,
    nanCount,
    last: last ?? Number.NaN,
    lastStep,
    min,
    minStep,
    max,
    maxStep,
    best,
    bestStep,
  };
}

type Mutable = Omit<RunRecord, 'parameters' | 'summary' | 'tags'> & {
  parameters: Record<string, ParameterValue>;
  summary: Record<string, MetricSummary>;
  tags: string[];
};

function toRecord(row: typeof runs.$inferSelect): Mutable {
  const { id, name, project, status, configHash, seed, engine, numerics, engineVersion, isa, attempt } = row;
  const { createdAt, startedAt, finishedAt, wallMs, samplesPerSecond, peakMemoryBytes } = row;
  const { epochsDone, bestEpoch, divergedAtStep, error, cancelRequested } = row;
  return {
    ...{ id, name, project, status, configHash, seed, engine, numerics, engineVersion, isa, attempt },
    ...{ createdAt, startedAt, finishedAt, wallMs, samplesPerSecond, peakMemoryBytes },
    ...{ epochsDone, bestEpoch, divergedAtStep, error, cancelRequested },
    parameters: {},
    summary: {},
    tags: [],
  };
}

/** By id, or by an unambiguous start or end of it. @throws NotFoundError for none or several */
export function resolveRunNumber(db: Database, reference: string): number {
  const exact = db.client.prepare('select no from runs where id = ?').pluck().get(reference) as
    | number
    | undefined;
  if (exact !== undefined) return exact;
  const part = reference.toLowerCase();
  const rows = (
    part === ''
      ? []
      : db.client
          .prepare(
            'select no, id from runs where substr(id, 1, length(@part)) = @part or substr(id, -length(@part)) = @part order by no limit 4',
          )
          .all({ part })
  ) as { no: number; id: string }[];
  if (rows.length === 1) return rows[0]!.no;
  if (rows.length === 0) {
    throw new NotFoundError(
      `no run "${reference}" in ${db.path}: \`descent ls\` lists the runs that there are`,
    );
  }
  const some = rows.map(({ id }) => id).join(', ');
  throw new NotFoundError(`"${reference}" means several runs (${some}, …): give more characters of the id`);
}

/** Everything about one run but its points. @throws NotFoundError */
export function getRun(db: Database, reference: string): RunDetail {
  const no = resolveRunNumber(db, reference);
  const record = loadRuns(db, [no])[0]!;
  const row = db.orm.select().from(runs).where(eq(runs.no, no)).get()!;
  const place =
    row.environmentHash === null
      ? undefined
      : db.orm.select().from(environment).where(eq(environment.hash, row.environmentHash)).get();
  const { hash: _, ...environmentRecord } = place ?? { hash: '' };
  const sweeps = db.client
    .prepare(
      'select id, name, position from sweep_runs join sweeps on id = sweep_id where run_no = ? order by id',
    )
    .all(no) as { id: string; name: string; position: number }[];
  return {
    ...record,
    config: row.config === null ? null : JSON.parse(row.config),
    recording: row.recording === null ? null : JSON.parse(row.recording),
    errorStack: row.errorStack,
    environment: place === undefined ? null : (environmentRecord as RunDetail['environment']),
    artifacts: listArtifacts(db, record.id),
    notes: db.client
      .prepare('select id, text, created_at as createdAt from notes where run_no = ? order by id')
      .all(no) as NoteRecord[],
    sweeps,
    owner:
      row.ownerPid === null ? null : { pid: row.ownerPid, host: row.ownerHost!, started: row.ownerStarted },
    leaseUntil: row.leaseUntil,
  };
}
