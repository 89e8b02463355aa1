/** Pages of the table of runs: where they lead, and what the stream says of them. */
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runsTopic } from '../../../../dashboard/live/runs.tsx';
import { numberRanges } from '../../../../dashboard/runs/number-ranges.ts';
// @ts-expect-error a script of the page, which has a tsconfig of its own
import { countNew } from '../../../../dashboard/static/js/number-ranges.js';
import { removeRuns } from '../../../../db/index.ts';
import { openTracker } from '../../../../src/tracking/index.ts';
import { openTestApp, type TestApp } from './database.ts';

const MANY = 250;
let app: TestApp;
beforeAll(() => {
  app = openTestApp((tracker) => {
    for (let i = 0; i < MANY; i++) tracker.startRun({ name: `run ${i}`, params: { i }, seed: i }).finish();
  });
});
afterAll(() => app.close());

const QUERY = 'group=&sort=seed';

async function sentinels(address: string): Promise<string[]> {
  const text = await (await app.get(address)).text();
  return [...text.matchAll(/class="sentinel" data-way="(\w+)" data-page="(\d+)"/g)].map(
    ([, way, page]) => `${way} ${page}`,
  );
}

describe('a page of rows', () => {
  test('that continues a list leads onwards only, so that no page comes twice', async () => {
    expect(await sentinels(`/runs/rows?${QUERY}&page=2&way=down`)).toEqual(['down 3']);
    expect(await sentinels(`/runs/rows?${QUERY}&page=2&way=up`)).toEqual(['up 1']);
    expect(await sentinels(`/runs/rows?${QUERY}&page=3&way=down`)).toEqual([]);
    expect(await sentinels(`/runs/rows?${QUERY}&page=1&way=up`)).toEqual([]);
  });

  test('in the address leads both ways', async () => {
    expect(await sentinels(`/runs?${QUERY}&page=2`)).toEqual(['up 1', 'down 3']);
    expect(await sentinels(`/runs?${QUERY}`)).toEqual(['down 2']);
  });
});

/** What the stream says of a view now. */
async function stateOf(query: string) {
  const { data, html, text } = await runsTopic(app.db, encodeURIComponent(query));
  return {
    runs: (data!['new-runs'] as { runs: string }).runs,
    rows: Object.keys(html ?? {}),
    announced: text?.announce,
  };
}

describe('the stream', () => {
  test('tells a run that came from one that left', async () => {
    const known = (await stateOf(QUERY)).runs;
    const tracker = openTracker({ db: app.db });
    const run = tracker.startRun({ name: 'late', params: { i: -1 }, seed: MANY });
    run.finish();
    const [left] = [...(await (await app.get(`/runs?${QUERY}`)).text()).matchAll(/data-run="(\w+)"/g)];
    removeRuns(app.db, [left![1]!]);
    expect(countNew((await stateOf(QUERY)).runs, known)).toBe(1);
    removeRuns(app.db, [run.id]);
    tracker.close();
    expect(countNew((await stateOf(QUERY)).runs, known)).toBe(0);
  });

  test('has the rows in training of further pages, and no others of theirs', async () => {
    const tracker = openTracker({ db: app.db, flushEveryMs: null });
    const run = tracker.startRun({ name: 'slow', params: { i: 1000 }, seed: 1000 });
    const query = `${QUERY}&filter=${encodeURIComponent('seed < 150 or seed = 1000')}`;
    // the others ended long ago
    const now = vi.spyOn(Date, 'now').mockReturnValue(Date.now() + 600_000);
    const { rows, announced } = await stateOf(query);
    now.mockRestore();
    expect(announced).toBe('1 of 150 runs in training.');
    expect(rows).toContain(`row-${run.id}`);
    // the head, the hundred rows of the page, and that one
    expect(rows).toHaveLength(102);
    run.finish();
    expect((await stateOf(query)).announced).toBeUndefined();
    removeRuns(app.db, [run.id]);
    tracker.close();
  });
});

describe('numbers as ranges', () => {
  test('are written short, and counted without being written out', () => {
    expect(numberRanges([3, 1, 2, 7, 9, 10])).toBe('1-3,7,9-10');
    expect(numberRanges([])).toBe('');
  });

  test.each([
    ['1-10', '1-10', 0],
    ['1-12', '1-10', 2],
    ['2-11', '1-10', 1],
    ['5,7,20-30', '1-6,25-26,40', 10],
    ['1-3', '', 3],
    ['', '1-3', 0],
  ])('of %s, known %s, %i are new', (now, known, expected) => {
    expect(countNew(now, known)).toBe(expected);
  });
});
