/**
 * Metric points a second into SQLite through the tracker, against better-sqlite3 used plainly, one prepared INSERT a
 * point and a transaction a batch, without summary and triggers, alternating: `keyed` into a table with the same
 * primary key (so that a point can be written twice without harm), `bare` into one without any; then the size of a database of
 * 10 million points logged as a sweep logs them.
 *
 *   npx tsx bench/ingest.ts [--points 1000000] [--rounds 5] [--size-points 10000000]
 */
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import BetterSqlite3 from 'better-sqlite3';
import { openTracker } from '../src/tracking/index.ts';
import { writeResult } from './support/results.ts';
import { spread } from './support/stats.ts';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '5' },
    'size-points': { type: 'string', default: '10000000' },
  },
});
const points = Number(values.points);
const rounds = Number(values.rounds);
const sizePoints = Number(values['size-points']);

/** As an epoch of a LeNet gives them. */
const STEPS = 625;
const KEYS = [
  ...['train/loss', 'train/accuracy', 'train/penalty', 'learning_rate'],
  ...['gradient_rms', 'signal_rms', 'weight_rms', 'update_ratio'].flatMap((name) =>
    ['conv1', 'conv2', 'dense1', 'dense2'].map((layer) => `${name}/${layer}`),
  ),
];
const BATCH = STEPS * KEYS.length;
const series = Array.from({ length: STEPS }, (_, i) => Math.fround(Math.exp(-i / 200) + Math.sin(i) / 10));

const folder = mkdtempSync(path.join(tmpdir(), 'descent-ingest-'));
try {
  main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function main(): void {
  const tracker: number[] = [];
  const calls: number[] = [];
  const keyed: number[] = [];
  const bare: number[] = [];
  for (let round = 0; round < rounds; round++) {
    tracker.push(throughTracker(`tracker-${round}`, points, 'series'));
    keyed.push(plainly(`keyed-${round}`, points, true));
    bare.push(plainly(`bare-${round}`, points, false));
    calls.push(throughTracker(`calls-${round}`, points, 'log'));
  }
  const bytes = sizeOf(sizePoints);
  const rate = (list: number[]) => Math.round(median(list)).toLocaleString('en-US');
  const over = (peer: number[]) => median(tracker.map((value, round) => value / peer[round]!));
  const megabytes = bytes / 1e6;
  process.stdout.write(
    [
      `points a second, median of ${rounds} rounds of ${points.toLocaleString('en-US')}, ${BATCH} a transaction`,
      `  tracker, logSeries          ${rate(tracker)}`,
      `  tracker, log a step         ${rate(calls)}`,
      `  better-sqlite3, keyed       ${rate(keyed)}   tracker / keyed ${over(keyed).toFixed(2)}`,
      `  better-sqlite3, bare        ${rate(bare)}   tracker / bare  ${over(bare).toFixed(2)}`,
      `${sizePoints.toLocaleString('en-US')} points take ${megabytes.toFixed(0)} MB (${(bytes / sizePoints).toFixed(1)} bytes each)`,
      '',
    ].join('\n'),
  );
  const sizeAim = { what: `database of ${sizePoints} points`, unit: 'MB', measured: megabytes };
  const path = writeResult('ingest', {
    aims: [
      {
        what: 'metric points into SQLite through the tracker, series at a time',
        ...{ unit: 'points/s', measured: median(tracker), direction: 'min', aim: 500_000 },
      },
      {
        what: 'metric points into SQLite through the tracker, a step at a time',
        ...{ unit: 'points/s', measured: median(calls), direction: 'min', aim: 500_000 },
      },
      { ...sizeAim, direction: 'max', aim: (500 * sizePoints) / 1e7 },
    ],
    batchPoints: BATCH,
    pointsARound: points,
    pointsPerSecond: { tracker, trackerStepAtATime: calls, keyedPeer: keyed, barePeer: bare },
    trackerOverKeyed: over(keyed),
    trackerOverBare: over(bare),
    bytes,
    bytesPerPoint: bytes / sizePoints,
  });
  process.stdout.write(`raw results: ${path}\n`);
}

function median(list: readonly number[]): number {
  return spread(list).median;
}

/** @returns points a second, the end of the run included */
function throughTracker(name: string, total: number, how: 'series' | 'log'): number {
  const tracker = openTracker({ db: path.join(folder, `${name}.db`), flushEveryMs: null });
  const run = tracker.startRun({ name });
  const start = performance.now();
  for (let done = 0, epoch = 0; done < total; done += BATCH, epoch++) {
    logEpoch(run, epoch, how);
    run.flush({ epochsDone: epoch + 1 });
  }
  run.finish();
  const seconds = (performance.now() - start) / 1000;
  tracker.close();
  return (Math.ceil(total / BATCH) * BATCH) / seconds;
}

function logEpoch(
  run: ReturnType<ReturnType<typeof openTracker>['startRun']>,
  epoch: number,
  how: 'series' | 'log',
): void {
  const first = epoch * STEPS;
  if (how === 'series') {
    const steps = Array.from({ length: STEPS }, (_, i) => first + i);
    for (const key of KEYS) run.logSeries(key, steps, series);
    return;
  }
  const point: Record<string, number> = {};
  for (let i = 0; i < STEPS; i++) {
    for (const key of KEYS) point[key] = series[i]!;
    run.log(point, first + i);
  }
}

function plainly(name: string, total: number, keyed: boolean): number {
  const db = new BetterSqlite3(path.join(folder, `${name}.db`));
  db.pragma('journal_mode = WAL');
  db.pragma('synchronous = NORMAL');
  const key = keyed ? ', primary key (run_no, key_id, step)) without rowid' : ')';
  db.exec(`create table metrics (run_no integer, key_id integer, step integer, value real${key}`);
  const insert = db.prepare('insert into metrics values (?, ?, ?, ?) on conflict do nothing');
  const start = performance.now();
  for (let done = 0, epoch = 0; done < total; done += BATCH, epoch++) {
    db.transaction(() => {
      for (let key = 0; key < KEYS.length; key++) {
        for (let i = 0; i < STEPS; i++) insert.run(1, key, epoch * STEPS + i, series[i]);
      }
    }).immediate();
  }
  const seconds = (performance.now() - start) / 1000;
  db.close();
  return (Math.ceil(total / BATCH) * BATCH) / seconds;
}

/** Runs of ten epochs, two at a time as two workers write them; bytes of the file. */
function sizeOf(total: number): number {
  const file = path.join(folder, 'size.db');
  const tracker = openTracker({ db: file, flushEveryMs: null });
  for (let done = 0; done < total; ) {
    const pair = [tracker.startRun(), tracker.startRun()];
    for (let epoch = 0; epoch < 10; epoch++) {
      for (const run of pair) {
        logEpoch(run, epoch, 'series');
        run.flush({ epochsDone: epoch + 1 });
        done += BATCH;
      }
    }
    for (const run of pair) run.finish();
  }
  const stored = tracker.db.client.prepare('select sum(count) from run_summary').pluck().get() as number;
  tracker.db.client.pragma('wal_checkpoint(TRUNCATE)');
  tracker.close();
  const { size } = statSync(file);
  return (size * total) / stored;
}
