/** How much a comparison reads at once, and what it says where that would be too much. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { budgetOf, csvRefusal, MOST_POINTS, refusalText } from '../../../dashboard/compare/budget.ts';
import { compareData, outlineOf } from '../../../dashboard/compare/data.ts';
import { compareModel } from '../../../dashboard/compare/model.ts';
import { type CompareView, DEFAULT_VIEW } from '../../../dashboard/compare/view.ts';
import { compareTopic } from '../../../dashboard/live/compare.tsx';
import { type Database, openDatabase } from '../../../db/index.ts';
import { openTracker, type Tracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-compare-budget-'));
let db: Database;
let tracker: Tracker;
let app: App;

/** Two runs with 10 points of `a`, 20 of `b`, 5 of `c` and 2 epochs each. */
beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  tracker = openTracker({ db });
  for (const seed of [0, 1]) {
    const run = tracker.startRun({ name: 'r', params: { optimizer: 'adam' }, seed });
    for (const [name, points] of Object.entries({ a: 10, b: 20, c: 5, epoch: 2 })) {
      for (let step = 1; step <= points; step += 1) run.log({ [name]: step + seed }, step);
    }
    run.flush();
  }
  app = createApp({ db });
});
afterAll(() => {
  app.live.close();
  tracker.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const modelOf = (change: Partial<CompareView> = {}) =>
  compareModel(db, { ...DEFAULT_VIEW, filter: '', metrics: ['a', 'b', 'c'], ...change });

test('charts are drawn in their order as long as all of their points fit', () => {
  const model = modelOf();
  const budget = budgetOf(db, model, 30);
  expect(budget.points).toBe(70);
  expect([...budget.refused.values()]).toEqual([{ metric: 'b', points: 40, before: 20 }]);
  const data = compareData(db, model, 30);
  expect(data.charts.map(({ curves }) => curves.metric)).toEqual(['a', 'c']);
  // those that are drawn have every point of every run
  expect([...data.charts[0]!.curves.groups[0]!.mean.n]).toEqual(Array(10).fill(2));
  expect(outlineOf(data)).not.toBe(outlineOf(compareData(db, model)));
});

test('an axis of epochs is read, too', () => {
  expect(budgetOf(db, modelOf({ x: 'epoch' })).points).toBe(74);
  expect([...budgetOf(db, modelOf({ x: 'epoch', metrics: ['a'] }), 23).refused.keys()]).toEqual(['a']);
});

test('a refusal says what there is, what may be, and what to do', () => {
  const model = modelOf();
  const budget = budgetOf(db, model, 30);
  expect(refusalText(model, budget.refused.get('b')!, budget)).toBe(
    '40 points of 2 runs after 20 of the charts before it, and at most 30 are read at once. No mean is taken over a ' +
      'sample of them: show fewer metrics, or compare fewer runs by a narrower filter.',
  );
  expect(csvRefusal(budget)).toMatch(/^These curves have 70 points, and at most 30 are read at once\. /);
  expect(csvRefusal(budgetOf(db, model))).toBe(null);
});

test('page, CSV and live message refuse what the database says is too much, and read the rest', async () => {
  db.client
    .prepare("update run_summary set count = ? where key_id = (select id from metric_keys where name = 'b')")
    .run(MOST_POINTS);
  const ask = (address: string) =>
    app.hono.request(`http://localhost${address}`, { headers: { host: 'localhost' } });
  const query = 'filter=&metrics=a,b';
  const page = await ask(`/compare?${query}`);
  expect(page.status).toBe(200);
  const html = await page.text();
  expect(html).toMatch(/id="curve-b"[\s\S]*4\u202f000\u202f000 points of 2 runs/);
  expect(html).toContain('id="curve-a-chart"');
  expect(html).not.toContain('id="curve-b-chart"');
  const csv = await ask(`/compare.csv?${query}`);
  expect(csv.status).toBe(400);
  expect(await csv.text()).toContain('show fewer metrics');
  expect((await ask('/compare.csv?filter=&metrics=a')).status).toBe(200);
  const { data } = await compareTopic(db, encodeURIComponent(query));
  expect(Object.keys(data!)).toContain('curve-a-chart');
  expect(Object.keys(data!)).not.toContain('curve-b-chart');
});
