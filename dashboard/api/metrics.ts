import { filterQuery } from '../../db/filter/index.ts';
import { listMetricDefinitions, readSeries, type SeriesCursor } from '../../db/index.ts';
import type { PageContext } from '../context.ts';
import { type Endpoint, FILTER } from './endpoint.ts';
import { names, nextAddress, wholeNumber } from './request.ts';

const MOST_SERIES = 1000;
const MOST_NAMES = 50;
/** About 4 MB of JSON. */
export const MOST_POINTS = 200_000;

function series(c: PageContext): object {
  const { db } = c.var.dashboard;
  const limit = wholeNumber(c, 'limit', { from: 1, to: MOST_SERIES, otherwise: 100 });
  const cursor: SeriesCursor = {
    offset: wholeNumber(c, 'offset', { from: 0, to: 1_000_000_000, otherwise: 0 }),
    fromStep: wholeNumber(c, 'fromStep', { from: 0, to: Number.MAX_SAFE_INTEGER, otherwise: 0 }),
  };
  const keys = names(c, 'metrics', MOST_NAMES);
  const query = {
    ...filterQuery(db, c.req.query('filter') ?? '', { newestFirst: true }),
    ...(keys === null ? {} : { keys }),
  };
  const {
    total,
    series: found,
    next,
  } = readSeries(db, query, cursor, { series: limit, points: MOST_POINTS });
  return {
    total,
    series: found.map(({ runId, key, steps, values }) => ({ run: runId, metric: key, steps, values })),
    next: next === null ? null : nextAddress(c, { offset: next.offset, fromStep: next.fromStep }),
  };
}

export const metricEndpoints: readonly Endpoint[] = [
  {
    path: '/api/metrics',
    does: 'Points of metrics, complete: a series a run and metric, in the order of the runs, then by name.',
    parameters: [
      FILTER,
      { name: 'metrics', takes: `at most ${MOST_NAMES} names, default: all`, does: 'which metrics' },
      {
        name: 'limit',
        takes: `1 to ${MOST_SERIES}, default 100`,
        does: `how many series the answer has at most; it ends earlier at ${MOST_POINTS.toLocaleString('en-US')} points`,
      },
      { name: 'offset', takes: 'from 0, default 0', does: 'how many series to leave out first' },
      {
        name: 'fromStep',
        takes: 'a step, default 0',
        does: 'where the first series of the answer begins; `next` sets it where a series did not fit into one answer',
      },
    ],
    fields: [
      ['`total`', 'how many series there are'],
      ['`series`', 'a list of:'],
      ['`series[]`: `run`, `metric`', 'id of the run, name of the metric'],
      ['`series[]`: `steps`, `values`', 'two lists of one length, by step'],
      ['`next`', 'the address of the next part; null at the end'],
    ],
    example: '/api/metrics?filter=optimizer = "adam" limit 5&metrics=validation/accuracy',
    answer: series,
  },
  {
    path: '/api/metric-names',
    does: 'Every metric that was ever logged or defined.',
    parameters: [],
    fields: [
      ['`metrics`', 'a list by name of:'],
      [
        '`metrics[]`: `name`, `direction`, `unit`',
        'direction `min` or `max`: which is better; null: neither, no unit',
      ],
    ],
    example: '/api/metric-names',
    answer: (c) => ({ metrics: listMetricDefinitions(c.var.dashboard.db) }),
  },
];
