/** A small database with everything that is awkward to export. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type Database, openDatabase } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

export const AWKWARD = [
  'plain',
  'with, comma',
  'with "quotes"',
  'two\nlines',
  'ünïcödé 漢字 🙂',
  '=SUM(A1:A9)',
  '+1',
  '-1 below',
  '@cmd',
  '\ttab',
  "it's",
  '',
];
/** of the metric `odd/values` of every run */
export const VALUES = [
  0.1,
  1 / 3,
  -0,
  1e-300,
  1.7976931348623157e308,
  5e-324,
  -123456.789,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
];

export interface Fixture {
  readonly folder: string;
  readonly database: Database;
  /** ids in the order in which the runs were made */
  readonly ids: readonly string[];
  close(): void;
}

/** One finished run for each awkward name, with ten odd values, 30 losses and parameters of every type. */
export function createFixture(): Fixture {
  const folder = mkdtempSync(path.join(tmpdir(), 'descent-export-'));
  const database = openDatabase(path.join(folder, 'runs.db'));
  const tracker = openTracker({ db: database });
  const ids = AWKWARD.map((text, i) => {
    const run = tracker.startRun({
      name: text || 'empty',
      seed: i,
      tags: i === 0 ? ['first', 'best'] : [],
      params: {
        text,
        number: i / 7,
        flag: i % 2 === 0,
        mixed: i === 0 ? 'auto' : i,
        nothing: null,
        name: `param ${i}`,
        ...(i > 5 ? { late: i } : {}),
      },
    });
    VALUES.forEach((value, step) => {
      run.log({ 'odd/values': value }, step);
    });
    for (let step = 0; step < 30; step += 1) run.log({ 'train/loss': 2.3 / (step + i + 1) }, step * 10);
    run.finish();
    return run.id;
  });
  tracker.close();
  return {
    folder,
    database,
    ids,
    close() {
      database.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
