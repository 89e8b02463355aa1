import { filterQuery } from '../../db/filter/index.ts';
import {
  countMatching,
  getRun,
  listRuns,
  type MetricSummary,
  type RunDetail,
  type RunRecord,
} from '../../db/index.ts';
import { RUN_COLUMNS } from '../../src/export/run-columns.ts';
import type { PageContext } from '../context.ts';
import { type Endpoint, FILTER } from './endpoint.ts';
import { names, nextAddress, wholeNumber } from './request.ts';

export const MOST_RUNS = 1000;
const MOST_METRICS = 50;

/** Under the names that a filter uses; times ISO 8601 in UTC. */
export function runJson(run: RunRecord, metrics: readonly string[] | null): Record<string, unknown> {
  const own: Record<string, unknown> = {};
  for (const { name, type, value } of RUN_COLUMNS) {
    const cell = value(run);
    own[name] = type === 'time' && cell !== null ? new Date(Number(cell)).toISOString() : cell;
  }
  return {
    ...own,
    tags: run.tags,
    parameters: run.parameters,
    metrics: metrics === null ? run.summary : picked(run.summary, metrics),
  };
}

function picked(
  summary: Readonly<Record<string, MetricSummary>>,
  metrics: readonly string[],
): Record<string, MetricSummary> {
  return Object.fromEntries(
    metrics.flatMap((name) => {
      const found = summary[name];
      return found === undefined ? [] : [[name, found] as const];
    }),
  );
}

function runs(c: PageContext): object {
  const { db } = c.var.dashboard;
  const limit = wholeNumber(c, 'limit', { from: 1, to: MOST_RUNS, otherwise: 100 });
  const offset = wholeNumber(c, 'offset', { from: 0, to: 100_000_000, otherwise: 0 });
  const metrics = names(c, 'metrics', MOST_METRICS);
  const query = filterQuery(db, c.req.query('filter') ?? '', { newestFirst: true });
  // the language has a limit of its own: it is that of the whole list, of which this is a part
  const total = Math.min(countMatching(db, query), query.limit ?? Number.POSITIVE_INFINITY);
  const length = Math.max(0, Math.min(limit, total - offset));
  const found = length === 0 ? [] : listRuns(db, { ...query, limit: length, offset });
  return {
    total,
    runs: found.map((run) => runJson(run, metrics)),
    next: offset + length < total ? nextAddress(c, { offset: offset + length }) : null,
  };
}

function run(c: PageContext): object {
  const detail = getRun(c.var.dashboard.db, c.req.param('id')!);
  return { ...runJson(detail, null), ...detailJson(detail) };
}

function detailJson(detail: RunDetail): object {
  const iso = (timeMs: number) => new Date(timeMs).toISOString();
  const { config, recording, environment, sweeps } = detail;
  return {
    ...{ config, recording, environment, sweeps },
    notes: detail.notes.map(({ text, createdAt }) => ({ text, created: iso(createdAt) })),
    artifacts: detail.artifacts.map(({ name, kind, step, sha256, bytes, mime, createdAt }) => ({
      ...{ name, kind, step, sha256, bytes, mime },
      created: iso(createdAt),
    })),
  };
}

const RUN_FIELDS: Endpoint['fields'] = [
  [RUN_COLUMNS.map(({ name }) => `\`${name}\``).join(', '), 'as in a filter; unknown is null'],
  ['`parameters`', 'every setting of the run, by its key'],
  [
    '`metrics`',
    'by name: `count`, `nanCount`, `last`, `min`, `max`, `best`, and the step of each (`lastStep`, …)',
  ],
];

export const runEndpoints: readonly Endpoint[] = [
  {
    path: '/api/runs',
    does: 'Runs, as the page Runs lists them: settings and summaries of metrics, never the points.',
    parameters: [
      FILTER,
      {
        name: 'metrics',
        takes: `at most ${MOST_METRICS} names, default: all`,
        does: 'which summaries each run comes with',
      },
      {
        name: 'limit',
        takes: `1 to ${MOST_RUNS}, default 100`,
        does: 'how many runs the answer has at most',
      },
      { name: 'offset', takes: 'from 0, default 0', does: 'how many to leave out first' },
    ],
    fields: [
      ['`total`', 'how many runs match'],
      ['`runs`', 'a list of:'],
      ...RUN_FIELDS.map(([name, meaning]) => [`\`runs[]\`: ${name}`, meaning] as const),
      ['`next`', 'the address of the next part; null at the end'],
    ],
    example: '/api/runs?filter=optimizer = "adam" and test/accuracy > 0.98&metrics=test/accuracy&limit=2',
    answer: runs,
  },
  {
    path: '/api/runs/:id',
    does: 'One run with everything but its points. `:id` is the id, or a start or end of it that no other run has.',
    parameters: [],
    fields: [
      ...RUN_FIELDS,
      ['`config`', 'what it was trained by, complete; null: logged by a tracker without one'],
      ['`recording`, `environment`', 'what was kept of it, and where it ran'],
      ['`sweeps`', 'id, name and position in each sweep that has it'],
      ['`notes`, `artifacts`', 'notes with their times; names, kinds and sizes of its files'],
    ],
    example: '/api/runs/1m8bhy93k8r23',
    answer: run,
  },
];
