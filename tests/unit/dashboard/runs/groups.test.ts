/** What the numbers of a group are over. */
import { parse } from 'csv-parse/sync';
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
    for (const seed of [0, 1, 2]) {
      start(seed, 0.9 + 0.01 * seed).finish({
        ...{ wallMs: 400 + 100 * seed, samplesPerSecond: 1000 + 100 * seed, epochsDone: seed === 2 ? 6 : 5 },
      });
    }
    start(3, 0.1).diverge(8, { wallMs: 90_000, epochsDone: 1 });
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

const COLUMNS = 'optimizer,wallMs,samplesPerSecond,epochsDone,divergedAtStep';
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

  test('has spread and n with every mean, and its head says so', async () => {
    const query = `group=optimizer&columns=${COLUMNS},created`;
    expect((await cellsOf(query, 'adam')).slice(0, 4)).toEqual([
      ...['0.50 ± 0.103', '1\u202f100 ± 1003', '5.3 ± 0.63', '8 ± –1'],
    ]);
    const html = await (await app.get(`/runs?${query}`)).text();
    const heads = [...html.matchAll(/<a class="sort"[^>]*>([^<]*)<\/a><span class="head-note">([^<]*)</g)];
    expect(heads.map(([, title, note]) => [title, note])).toEqual([
      ...[
        ['time, s', 'mean ± std'],
        ['samples/s', 'mean ± std'],
        ['epochs', 'mean ± std'],
        ['diverged at', 'mean ± std'],
        // ages tell when runs were trained: their spread is no one's question
        ['age', 'mean'],
      ],
    ]);
    expect(html).toContain('<sup title="runs with a value">1</sup>');
  });

  test('has all of it in the CSV, too, with all digits', async () => {
    const answer = await app.get(`/runs/groups.csv?group=optimizer&columns=${COLUMNS},created`);
    const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
    expect(rows.find(({ optimizer }) => optimizer === 'adam')).toMatchObject({
      ...{ n: '6', completed: '3', 'wallMs n': '3', 'wallMs mean': '500', 'wallMs std': '100' },
      ...{ 'samplesPerSecond mean': '1100', 'samplesPerSecond std': '100' },
      ...{ 'epochsDone mean': String(16 / 3), 'divergedAtStep mean': '8', 'divergedAtStep std': '' },
    });
    expect(Object.keys(rows[0]!).filter((name) => name.startsWith('created'))).toEqual([]);
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
