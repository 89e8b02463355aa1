import type { PageContext } from '../context.ts';
import { type Column, parseColumn, settingOf } from '../runs/columns.ts';
import type { Group } from '../runs/group.ts';
import { statesOf, statisticsOf } from '../runs/group-statistics.ts';
import { type RunsModel, runsModel } from '../runs/model.ts';
import { parseView } from '../runs/view.ts';
import { type Endpoint, FILTER } from './endpoint.ts';
import { names, nextAddress, RequestError, wholeNumber } from './request.ts';

const MOST_GROUPS = 1000;
const MOST_METRICS = 50;

type Metric = Extract<Column, { kind: 'metric' }>;

function groups(c: PageContext): object {
  const { db } = c.var.dashboard;
  const limit = wholeNumber(c, 'limit', { from: 1, to: MOST_GROUPS, otherwise: 100 });
  const offset = wholeNumber(c, 'offset', { from: 0, to: 100_000_000, otherwise: 0 });
  const asked = new URL(c.req.url).searchParams;
  const query = new URLSearchParams();
  for (const name of ['filter', 'group', 'sort']) {
    const value = asked.get(name);
    if (value !== null && value !== '') query.set(name, value);
  }
  const model = runsModel(db, parseView(query));
  const metrics = (names(c, 'metrics', MOST_METRICS) ?? (model.main === null ? [] : [model.main.name])).map(
    (name) => metricNamed(name, model),
  );
  const shown = model.groups.slice(offset, offset + limit);
  const end = offset + shown.length;
  return {
    total: model.groups.length,
    groupedBy: (model.groupBy ?? []).map(({ name }) => name),
    groups: shown.map((group) => groupJson(model, group, metrics)),
    next: shown.length > 0 && end < model.groups.length ? nextAddress(c, { offset: end }) : null,
  };
}

/** @throws RequestError */
function metricNamed(name: string, { vocabulary }: RunsModel): Metric {
  const column = parseColumn(name, vocabulary);
  if (column?.kind === 'metric') return column;
  throw new RequestError(
    `metrics names "${name.slice(0, 80)}", which no run has: GET /api/metric-names lists those there are; best(name), min(name) and max(name) are taken too`,
  );
}

function groupJson(model: RunsModel, { members }: Group, metrics: readonly Metric[]): object {
  const { table, groupBy } = model;
  return {
    settings: Object.fromEntries(
      (groupBy ?? []).map((column) => [column.name, settingOf(table, column, members[0]!)]),
    ),
    n: members.length,
    states: statesOf(table, members),
    metrics: Object.fromEntries(metrics.map((metric) => [metric.name, statisticsOf(table, metric, members)])),
  };
}

export const groupEndpoints: readonly Endpoint[] = [
  {
    path: '/api/groups',
    does: 'Groups of runs with mean and spread, as the page Runs shows them. Every run that matches is in its group.',
    parameters: [
      FILTER,
      {
        name: 'group',
        takes: 'settings, separated by commas, default `all`',
        does: 'what the groups are made by; `all`: every setting that varies, all but the seed',
      },
      {
        name: 'sort',
        takes: 'columns, separated by commas, `-` before one: the largest first',
        does: 'the order of the groups; default: the best first',
      },
      {
        name: 'metrics',
        takes: `at most ${MOST_METRICS} names, default: the main metric`,
        does: 'which metrics; `best(name)`, `min(name)` and `max(name)` too, otherwise the last value',
      },
      { name: 'limit', takes: `1 to ${MOST_GROUPS}, default 100`, does: 'how many the answer has at most' },
      { name: 'offset', takes: 'from 0, default 0', does: 'how many to leave out first' },
    ],
    fields: [
      ['`total`', 'how many groups there are'],
      ['`groupedBy`', 'the settings that make the groups'],
      ['`groups`', 'a list of:'],
      ['`groups[]`: `settings`', 'by name'],
      ['`groups[]`: `n`, `states`', 'runs, and how many in each state'],
      [
        '`groups[]`: `metrics`',
        'by name: `n` completed runs with a finite value, their `mean`, `std`, `standardError`, and the 95 % interval of the mean (`low95`, `high95`; t distribution); null below two runs',
      ],
      ['`next`', 'the address of the next part; null at the end'],
    ],
    example: '/api/groups?filter=sweep = "quickstart"&group=optimizer&metrics=test/accuracy',
    answer: groups,
  },
];
