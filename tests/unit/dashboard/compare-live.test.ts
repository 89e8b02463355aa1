/** What the event stream says of a comparison. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NO_OUTLINE, topicOf } from '../../../dashboard/compare/data.ts';
import { DEFAULT_VIEW, parseCompareView } from '../../../dashboard/compare/view.ts';
import { compareTopic } from '../../../dashboard/live/compare.tsx';
import { type Database, openDatabase } from '../../../db/index.ts';
import { type ActiveRun, openTracker, type Tracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-compare-live-'));
let db: Database;
let tracker: Tracker;
const runs: ActiveRun[] = [];

/** Three runs of one setting: one has ended, one trains, one waits. */
beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  tracker = openTracker({ db });
  for (const seed of [0, 1, 2]) {
    const run = tracker.startRun({ name: 'r', params: { optimizer: 'adam' }, seed });
    if (seed < 2) run.log({ 'train/loss': 1 + seed }, 1);
    run.flush();
    runs.push(run);
  }
  runs[0]!.finish();
  db.client.prepare("update runs set status = 'queued' where id = ?").run(runs[2]!.id);
});
afterAll(() => {
  tracker.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

const stateOf = (query: string) => compareTopic(db, encodeURIComponent(query));

test('footnotes count the runs that train, not those that wait', async () => {
  const { text } = await stateOf('filter=');
  expect(text!['curve-train-loss-note']).toContain('1 of 3 runs still running. 1 run not begun yet.');
  expect(text!['curve-train-loss-note']).not.toContain('did not log');
  expect(text!.announce).toBe('1 of 3 runs are training.');
});

test('a message has all that the page says: summary, notes, groups, boxes and config as they are now', async () => {
  const before = await stateOf('filter=');
  expect(before.text!['compare-summary']).toBe('1 group, 3 runs, grouped by all but the seed');
  expect(before.text!['compare-boxes-note']).toContain('Points: each of 1 completed run.');
  expect(Object.keys(before.html!).sort()).toEqual(['compare-config', 'compare-groups', 'compare-notes']);
  runs[1]!.log({ 'train/loss': 0.5 }, 2);
  runs[1]!.flush();
  const after = await stateOf('filter=');
  expect(after.data!['curve-train-loss-chart']).not.toEqual(before.data!['curve-train-loss-chart']);
  // a run that trains has no final value yet
  expect(after.data!['compare-boxes-chart']).toEqual(before.data!['compare-boxes-chart']);
  expect(after.html!['compare-groups']).toBe(before.html!['compare-groups']);
  runs[1]!.finish();
  const ended = await stateOf('filter=');
  expect(ended.data!['compare-boxes-chart']).not.toEqual(before.data!['compare-boxes-chart']);
  expect(ended.html!['compare-groups']).not.toBe(before.html!['compare-groups']);
  expect(ended.data!.compare).toEqual(before.data!.compare);
});

test('where no run is found the page has the outline of none, which the first run changes', async () => {
  const empty = openDatabase(path.join(folder, 'late.db'));
  const late = openTracker({ db: empty });
  const outline = async () => (await compareTopic(empty, 'filter%3D')).data!.compare;
  expect(await outline()).toEqual({ outline: NO_OUTLINE });
  late.startRun({ name: 'late', params: {} }).log({ 'train/loss': 1 }, 1);
  late.close();
  expect(await outline()).not.toEqual({ outline: NO_OUTLINE });
  empty.close();
});

test('a topic has the view, without what only the browser knows', () => {
  const view = {
    ...DEFAULT_VIEW,
    filter: 'a = "b,c"',
    y: 'log',
    hide: ['adam'],
    zoom: [1, 2],
    pin: 3,
  } as const;
  const [name, argument] = topicOf(view)!.split(':');
  expect(name).toBe('compare');
  expect(argument).not.toContain(',');
  expect(parseCompareView(new URLSearchParams(decodeURIComponent(argument!)))).toEqual({
    ...view,
    hide: [],
    zoom: null,
    pin: null,
  });
});

test('there is no topic where no address could hold it', () => {
  expect(topicOf({ ...DEFAULT_VIEW, runs: Array.from({ length: 900 }, (_, i) => `1m8616318${i}`) })).toBe(
    null,
  );
});
