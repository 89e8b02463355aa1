/** Names of lines where the screen is narrow, and the way from a chart to Compare. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { withNames } from '../../../dashboard/charts/legend.ts';
import type { Line } from '../../../dashboard/charts/spec.ts';
import { compareModel } from '../../../dashboard/compare/model.ts';
import { parseCompareView } from '../../../dashboard/compare/view.ts';
import { curvesOf } from '../../../dashboard/run/curves.ts';
import type { Analysis } from '../../../dashboard/sweeps/analysis.ts';
import { curvesHref } from '../../../dashboard/sweeps/compare-href.ts';
import { type Database, getRun, openDatabase, runTable } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-chart-links-'));
let db: Database;
let app: App;
let id = '';

beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  const tracker = openTracker({ db });
  const run = tracker.startRun({ name: 'r', params: { optimizer: 'adam' }, seed: 0 });
  id = run.id;
  for (const step of [1, 2])
    run.log({ 'train/loss': 1 / step, 'validation/loss': 2 / step, own: step }, step);
  run.finish();
  tracker.close();
  app = createApp({ db });
});
afterAll(() => {
  app.live.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const lines = (count: number) =>
  Array.from(
    { length: count },
    (_, i): Line => ({
      kind: 'line',
      name: `${i}`,
      label: `${i}`,
      slot: 1,
      weight: 'mean',
      points: [[0, i]],
    }),
  );

describe('names of lines', () => {
  test('stand at the ends of up to eight lines, with a legend for narrow screens', () => {
    expect(withNames(lines(1))).toEqual({ series: lines(1) });
    expect(withNames(lines(8))).toEqual({ series: lines(8), legend: 'narrow' });
  });

  test('beyond eight are in the legend alone', () => {
    const { series, legend } = withNames(lines(9));
    expect(legend).toBe(true);
    expect(series.some((one) => 'label' in one)).toBe(false);
    expect(series.map(({ name }) => name)).toEqual(lines(9).map(({ name }) => name));
  });

  test('of a run tell train from validation on a phone; a single line needs none', () => {
    const legends = curvesOf(db, getRun(db, id)).map(({ id: chart, spec }) => [chart, spec.legend]);
    expect(legends).toEqual([
      ['loss', 'narrow'],
      ['metric-0', undefined],
    ]);
  });
});

describe('a chart opens in Compare', () => {
  test('from a run: its curves, on the same scale', async () => {
    const answer = await app.hono.request(`http://localhost/runs/${id}`, { headers: { host: 'localhost' } });
    const [, href] = /href="([^"]*)"[^>]*>\s*Open in Compare/.exec(await answer.text())!;
    const view = parseCompareView(new URL(`http://localhost${href!.replaceAll('&amp;', '&')}`).searchParams);
    expect(view).toMatchObject({
      ...{ runs: [id], group: null, metrics: ['train/loss', 'validation/loss'], y: 'log' },
    });
    expect(compareModel(db, view).shown).toEqual(['train/loss', 'validation/loss']);
  });

  test('from a sweep: its runs, those that are picked, grouped as the chart is', () => {
    const analysis = {
      sweep: { id: 'abc' },
      view: { metric: 'validation/loss', picks: [{ name: 'optimizer', of: ['adam'] }] },
      work: { table: runTable(db), rows: [0], factors: [{ name: 'optimizer', levels: ['adam'] }] },
    } as unknown as Analysis;
    const view = parseCompareView(
      new URL(`http://localhost${curvesHref(analysis, ['optimizer', undefined])}`).searchParams,
    );
    expect(view).toMatchObject({ group: ['optimizer'], final: 'validation/loss' });
    expect(view.filter).toMatch(/abc.* and optimizer = "adam"$/);
    expect(parseCompareView(new URL(`http://localhost${curvesHref(analysis, [])}`).searchParams).group).toBe(
      'all',
    );
  });
});
