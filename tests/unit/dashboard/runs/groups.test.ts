/** What the numbers of a group are over. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { statisticsOf } from '../../../../dashboard/runs/group-statistics.ts';
import { runsModel } from '../../../../dashboard/runs/model.ts';
import { parseView } from '../../../../dashboard/runs/view.ts';
import { openTracker, type Tracker } from '../../../../src/tracking/index.ts';
import { openTestApp, type TestApp } from './database.ts';

let app: TestApp;
let tracker: Tracker;

/** adam: three complete, one each that diverged, failed and was cancelled half-way; sgd: two that train. */
beforeAll(() => {
  app = openTestApp((first) => {
    const start = (seed: number, accuracy: number) => {
      const run = first.startRun({ name: `adam ${seed}`, params: { optimizer: 'adam' }, seed });
      run.log({ 'validation/accuracy': accuracy }, 1);
      return run;
    };
    for (const seed of [0, 1, 2]) start(seed, 0.9 + 0.01 * seed).finish();
    start(3, 0.1).diverge(2);
    start(4, 0.2).fail(new Error('no memory'));
    start(5, 0.3).cancel();
  });
  tracker = openTracker({ db: app.db });
  for (const seed of [0, 1]) {
    const run = tracker.startRun({ name: `sgd ${seed}`, params: { optimizer: 'sgd' }, seed });
    run.log({ 'validation/accuracy': 0.95 }, 1);
    run.flush();
  }
});
afterAll(() => {
  tracker.close();
  app.close();
});

const modelOf = (query: string) => runsModel(app.db, parseView(new URLSearchParams(query)));
/** Cells of the row that begins with this name, as text. */
async function cellsOf(query: string, name: string): Promise<string[]> {
  const html = await (await app.get(`/runs?${query}`)).text();
  const row = html.match(/<tr id="row-[\s\S]*?<\/tr>/g)!.find((one) => one.includes(`>${name}<`))!;
  return [...row.matchAll(/<td class="c-(?:main|metric)[^>]*>([\s\S]*?)<\/td>/g)].map(([, cell]) =>
    cell!.replaceAll(/<[^>]*>/g, '').trim(),
  );
}

describe('a group', () => {
  test('has the mean of its completed runs, however good or bad the others were', () => {
    const { table, groups, main } = modelOf('group=optimizer');
    expect(main!.name).toBe('validation/accuracy');
    const adam = groups.find(({ members }) => members.length === 6)!;
    const { n, mean, std } = statisticsOf(table, main!, adam.members);
    expect([n, mean, std].map((value) => Number(value!.toFixed(12)))).toEqual([3, 0.91, 0.01]);
  });

  test('in which nothing has ended has a dash, and stands behind those with a mean', async () => {
    const { groups, table } = modelOf('group=optimizer');
    expect(groups.map(({ members }) => table.rows[members[0]!]!.name)).toEqual(['adam 0', 'sgd 0']);
    expect((await cellsOf('group=optimizer', 'adam'))[0]).toBe('91.00 ± 1.003');
    expect((await cellsOf('group=optimizer', 'sgd'))[0]).toBe('–');
  });

  test('says how many of its runs the mean is over where it has others', async () => {
    const html = await (await app.get('/runs?group=optimizer')).text();
    expect(html).toContain('<sup title="completed runs with a value">3</sup>');
  });
});

test('a single run shows what it has so far, and is sorted by it', async () => {
  const { groups, table } = modelOf('group=&sort=-validation/accuracy');
  expect(groups.map(({ members }) => table.rows[members[0]!]!.name)).toEqual([
    'sgd 1',
    'sgd 0',
    'adam 2',
    'adam 1',
    'adam 0',
    'adam 5',
    'adam 4',
    'adam 3',
  ]);
  expect((await cellsOf('group=', 'adam 3'))[0]).toBe('10.00');
});
