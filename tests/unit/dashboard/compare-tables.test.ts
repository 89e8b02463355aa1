/** Tables of the compare page: differences to a pinned run, what the config table holds, their CSV, links to Runs. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { stepTitle } from '../../../dashboard/charts/step-title.ts';
import { chartOf } from '../../../dashboard/compare/charts.ts';
import { differingKeys } from '../../../dashboard/compare/config.ts';
import { ConfigCard } from '../../../dashboard/compare/config-card.tsx';
import { compareCsv } from '../../../dashboard/compare/csv.ts';
import { metricCurves } from '../../../dashboard/compare/curves.ts';
import { finalRows } from '../../../dashboard/compare/final.ts';
import { GroupsCard } from '../../../dashboard/compare/groups-card.tsx';
import { compareModel } from '../../../dashboard/compare/model.ts';
import { runsHref } from '../../../dashboard/compare/page.tsx';
import { positionsOf } from '../../../dashboard/compare/positions.ts';
import { type CompareView, compareHref, DEFAULT_VIEW } from '../../../dashboard/compare/view.ts';
import { curvesOf } from '../../../dashboard/run/curves.ts';
import { parseView } from '../../../dashboard/runs/view.ts';
import { type Database, getRun, openDatabase, removeRuns } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-compare-tables-'));
let db: Database;
let app: App;
const ids: string[] = [];
/** an older run, with another batch size */
let old = '';

beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  const tracker = openTracker({ db });
  const train = (optimizer: string, batchSize: number, seed: number, accuracy: number) => {
    const run = tracker.startRun({
      name: 'r',
      params: { optimizer, batchSize, trainSize: 60_000, lastBatch: 'keep' },
      seed,
    });
    run.log({ 'train/loss': 1 }, 1);
    run.log({ 'test/accuracy': accuracy }, 2);
    run.finish();
    return run.id;
  };
  for (const seed of [0, 1]) ids.push(train('adam', 128, seed, 0.95 + 0.01 * seed));
  for (const seed of [0, 1]) ids.push(train('sgd', 128, seed, 0.9));
  old = train('adam', 64, 7, 0.93);
  tracker.close();
  app = createApp({ db });
});
afterAll(() => {
  app.live.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const modelOf = (change: Partial<CompareView> = {}) =>
  compareModel(db, { ...DEFAULT_VIEW, runs: ids, baseline: old, ...change });
const rowsOf = (text: string) => text.trimEnd().split('\r\n');

describe('a pinned baseline', () => {
  test('stands above the groups, which have their differences to it, also where it is not among them', () => {
    const model = modelOf();
    const rows = finalRows(model);
    expect(rows.map(({ group, difference }) => [group.label, difference!.toFixed(6)])).toEqual([
      ['adam', '0.025000'],
      ['sgd', '-0.030000'],
    ]);
    const html = String(GroupsCard({ model, rows }));
    expect(html).toMatch(/class="baseline".*batch 64 · seed 7.*93\.00.*unpin/s);
    expect(html).toContain('+2.50 pt');
    expect(html).toContain('\u22123.00 pt');
    expect(finalRows(modelOf({ baseline: null })).map(({ difference }) => difference)).toEqual([null, null]);
  });

  test('has a column among the settings, with those in which only it differs; what is not as in it is bold', () => {
    const model = modelOf();
    expect(differingKeys(model)).toEqual(['optimizer', 'batchSize']);
    expect(differingKeys(modelOf({ baseline: null }))).toEqual(['optimizer']);
    const html = String(ConfigCard({ model }));
    expect(html).toMatch(/optimizer<\/th><td>adam<\/td><td>adam<\/td><td><b>sgd<\/b><\/td>/);
    expect(html).toMatch(/batchSize<\/th><td>64<\/td><td><b>128<\/b><\/td><td><b>128<\/b><\/td>/);
  });

  test('is kept by every link of the page, and by the one to Runs', () => {
    const { view } = modelOf();
    expect(new URLSearchParams(compareHref(view, { y: 'log' }).split('?')[1]).get('baseline')).toBe(old);
    expect(parseView(new URLSearchParams(runsHref({ view }).split('?')[1])).baseline).toBe(old);
  });

  test('is taken from single runs by a link in their rows', () => {
    const model = modelOf({ group: null, baseline: null });
    const html = String(GroupsCard({ model, rows: finalRows(model) }));
    for (const id of ids) expect(html).toContain(`id="pin-${id}"`);
  });

  test('that was deleted is no baseline', () => {
    expect(modelOf({ baseline: 'gone' }).baseline).toBe(null);
  });
});

describe('CSV of the tables', () => {
  test('groups have all digits, their spread in every kind, and the difference to the baseline', () => {
    const [head, adam] = rowsOf(compareCsv(modelOf(), 'groups'));
    expect(head).toBe(
      'group,metric,mean,std,standardError,ciLow,ciHigh,min,max,n,runs,diverged,likeBest,differenceToBaseline',
    );
    const cells = adam!.split(',');
    expect(cells.slice(0, 2)).toEqual(['adam', 'test/accuracy']);
    expect(Number(cells[2])).toBeCloseTo(0.955, 12);
    expect(Number(cells[3])).toBeCloseTo(Math.sqrt(0.00005), 12);
    expect(cells.slice(7, 13)).toEqual(['0.95', '0.96', '2', '2', '0', 'true']);
    expect(Number(cells[13])).toBeCloseTo(0.025, 12);
    expect(rowsOf(compareCsv(modelOf({ baseline: null }), 'groups'))[0]).toMatch(/,likeBest$/);
  });

  test('settings have a column a group, those that differ first', () => {
    expect(rowsOf(compareCsv(modelOf(), 'config'))).toEqual([
      'setting,differs,baseline: adam · batch 64 · seed 7,adam,sgd',
      'optimizer,true,adam,adam,sgd',
      'batchSize,true,64,128,128',
      'trainSize,false,60000,60000,60000',
      'lastBatch,false,keep,keep,keep',
      'seed,true,7,0 | 1,0 | 1',
    ]);
  });

  test('final values name the run and its seed', () => {
    expect(rowsOf(compareCsv(modelOf(), 'final'))).toEqual([
      'group,run,seed,metric,value',
      `adam,${ids[0]},0,test/accuracy,0.95`,
      `adam,${ids[1]},1,test/accuracy,0.96`,
      `sgd,${ids[2]},0,test/accuracy,0.9`,
      `sgd,${ids[3]},1,test/accuracy,0.9`,
    ]);
  });

  test('comes from an address of its own, which a card has at one click', async () => {
    const ask = (address: string) =>
      app.hono.request(`http://localhost${address}`, { headers: { host: 'localhost' } });
    const html = await (await ask('/compare?filter=')).text();
    for (const table of ['groups', 'config', 'final']) {
      expect(html.split(`href="/compare/csv/${table}?filter="`)).toHaveLength(2);
      const answer = await ask(`/compare/csv/${table}?filter=`);
      expect(answer.headers.get('content-disposition')).toContain(`compare-${table}.csv`);
      expect(rowsOf(await answer.text()).length).toBeGreaterThan(2);
    }
    expect((await ask('/compare/csv/none?filter=')).status).toBe(404);
  });
});

describe('the link to Runs', () => {
  test('has the very runs, not grouped', () => {
    const view = parseView(
      new URLSearchParams(runsHref({ view: { ...DEFAULT_VIEW, runs: ids, group: null } }).split('?')[1]),
    );
    expect(view.group).toBe(null);
    expect(view.filter).toBe(`id in (${ids.map((id) => `"${id}"`).join(', ')})`);
    expect(compareModel(db, { ...DEFAULT_VIEW, filter: view.filter }).rows).toHaveLength(4);
  });

  test('has the filter and the grouping', () => {
    const view = { ...DEFAULT_VIEW, filter: 'seed = 1', group: ['optimizer', 'a,b'] };
    expect(runsHref({ view })).toBe('/runs?filter=seed+%3D+1&group=optimizer,a%5C,b');
  });
});

describe('the axis of steps', () => {
  test('says how many make an epoch, where it is the same for all', () => {
    const titleOf = (runs: readonly string[]) => {
      const model = modelOf({ runs });
      const curves = metricCurves(db, model, 'train/loss', positionsOf(db, model.table, model.rows, 'step'));
      return chartOf(model, curves, true).spec.x.title;
    };
    expect(titleOf(ids)).toBe('step (469 per epoch)');
    expect(titleOf([...ids, old])).toBe('step');
  });

  test('says so on the page of a run, too', () => {
    const tracker = openTracker({ db });
    const params = { trainSize: 1000, batchSize: 32, lastBatch: 'keep' };
    const run = tracker.startRun({ name: 'own', params, seed: 0 });
    for (const step of [1, 2]) run.log({ 'train/loss': 1 / step }, step);
    run.finish();
    tracker.close();
    expect(curvesOf(db, getRun(db, run.id))[0]!.spec.x.title).toBe('step (32 per epoch)');
    removeRuns(db, [run.id]);
  });

  test('has no length of an epoch that is not known', () => {
    const run = (settings: Record<string, string | number>) => (key: string) => settings[key];
    expect(stepTitle([run({ trainSize: 100, batchSize: 32, lastBatch: 'drop' })])).toBe('step (3 per epoch)');
    expect(stepTitle([run({ trainSize: 100, batchSize: 32 })])).toBe('step');
    expect(stepTitle([])).toBe('step');
  });
});
