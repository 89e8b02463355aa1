import { describe, expect, it } from 'vitest';
import { addNote, addTags, getRun, removeRuns, removeTags } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { open } from './support.ts';

const REFUSED = 'a finished run is never modified';

function finished(end: 'finish' | 'diverge') {
  const db = open();
  const tracker = openTracker({ db });
  const run = tracker.startRun({ name: 'a', params: { learningRate: 0.1 } });
  run.log({ 'train/loss': 1 }, 0);
  run.logJson('facts', { a: 1 });
  if (end === 'finish') run.finish();
  else run.diverge(1);
  tracker.close();
  return { db, id: run.id };
}

describe.each(['finish', 'diverge'] as const)('a run after %s', (end) => {
  it.each([
    "update runs set name = 'b'",
    "update runs set status = 'queued'",
    'update metrics set value = 2',
    'delete from metrics',
    'update run_summary set last = 2',
    'delete from run_summary',
    'update parameters set number = 2',
    "insert into parameters (run_no, key) values (1, 'new')",
    'delete from parameters',
    "update artifacts set name = 'b'",
    'delete from artifacts',
  ])('refuses: %s', (sql) => {
    const { db } = finished(end);
    expect(() => db.client.exec(sql)).toThrow(REFUSED);
  });

  it('takes no further points, not even quietly', () => {
    const { db } = finished(end);
    const insert = (how: string) => db.client.exec(`insert ${how} into metrics values (1, 1, 5, 1)`);
    for (const how of ['', 'or ignore', 'or replace']) expect(() => insert(how)).toThrow('running');
    expect(db.client.prepare('select count(*) from metrics').pluck().get()).toBe(1);
  });

  it('can be tagged and annotated', () => {
    const { db, id } = finished(end);
    addTags(db, id, ['good', 'paper']);
    removeTags(db, id, ['good']);
    addNote(db, id, 'see figure 2');
    const run = getRun(db, id);
    expect(run.tags).toEqual(['paper']);
    expect(run.notes.map(({ text }) => text)).toEqual(['see figure 2']);
  });

  it('can be deleted as a whole, points included', () => {
    const { db, id } = finished(end);
    removeRuns(db, [id]);
    for (const table of ['runs', 'metrics', 'run_summary', 'parameters', 'artifacts']) {
      expect(db.client.prepare(`select count(*) from ${table}`).pluck().get(), table).toBe(0);
    }
  });
});

it('refuses points of a run that does not exist', () => {
  const db = open();
  expect(() => db.client.exec('insert into metrics values (7, 1, 0, 1)')).toThrow('running');
});

it('refuses a tag with spaces', () => {
  const { db, id } = finished('finish');
  expect(() => addTags(db, id, ['two words'])).toThrow('a tag must be 1 to 100 characters without spaces');
});
