import { readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { PNG } from 'pngjs';
import { describe, expect, it, vi } from 'vitest';
import {
  artifactPath,
  claimRun,
  getRun,
  listRuns,
  openDatabase,
  readArtifact,
  readMetric,
} from '../../../db/index.ts';
import * as descent from '../../../src/index.ts';
import { openTracker, RunFinishedError } from '../../../src/tracking/index.ts';
import { fill, kill, open, output, printed, startProcess, temporaryFolder } from '../db/support.ts';

const start = (options = {}) => {
  const db = open();
  const tracker = openTracker({ db, ...options });
  return { db, tracker, run: tracker.startRun({ name: 'mine' }) };
};

describe('a run of the SDK', () => {
  it('keeps name, project, params, seed, tags and environment', () => {
    const db = open();
    const tracker = openTracker({ db, project: 'thesis' });
    const run = tracker.startRun({
      name: 'mine',
      params: { learningRate: 0.1, augment: { flip: true }, units: [300, 100], note: null, limit: Infinity },
      seed: 7,
      tags: ['b', 'a'],
    });
    run.logParams({ optimizer: 'lion', learningRate: 0.2 });
    run.flush({ epochsDone: 3, samplesPerSecond: 12.5 });
    run.finish({ bestEpoch: 2 });
    const detail = getRun(db, run.id);
    expect(detail).toMatchObject({
      ...{ name: 'mine', project: 'thesis', seed: 7, status: 'completed', tags: ['a', 'b'], config: null },
      ...{ epochsDone: 3, samplesPerSecond: 12.5, bestEpoch: 2, owner: null, configHash: null },
      parameters: {
        ...{ learningRate: 0.2, 'augment.flip': true, units: '[300,100]', note: null, limit: 'Infinity' },
        optimizer: 'lion',
      },
    });
    expect(detail.environment).toMatchObject({ node: process.version, cores: expect.any(Number) });
    expect(detail.wallMs).toBeGreaterThanOrEqual(0);
  });

  it('ends as completed, diverged with its step, failed with message and stack, or cancelled', () => {
    const db = open();
    const tracker = openTracker({ db });
    const ended = (end: (run: ReturnType<typeof tracker.startRun>) => void) => {
      const run = tracker.startRun();
      run.log({ 'train/loss': 1 }, 0);
      end(run);
      const { status, divergedAtStep, error, errorStack, summary } = getRun(db, run.id);
      return [
        status,
        divergedAtStep,
        error,
        errorStack?.includes('tracker.test'),
        summary['train/loss']!.count,
      ];
    };
    expect(ended((run) => run.finish())).toEqual(['completed', null, null, undefined, 1]);
    expect(ended((run) => run.diverge(812))).toEqual(['diverged', 812, null, undefined, 1]);
    expect(ended((run) => run.fail(new Error('disk full')))).toEqual(['failed', null, 'disk full', true, 1]);
    expect(ended((run) => run.cancel())).toEqual(['cancelled', null, null, undefined, 1]);
  });

  it('says what is wrong with a step, a value, a name, and logs none of it', () => {
    const { db, run } = start();
    expect(() => run.log({ a: 1 }, Number.NaN)).toThrow('step must be an integer >= 0, got NaN');
    expect(() => run.log({ a: 1 }, 1.5)).toThrow('step must be an integer >= 0, got 1.5');
    expect(() => run.log({ a: 1, b: '2' as never }, 1)).toThrow('b must be a number');
    expect(() => run.log({ 'train loss': 1 }, 1)).toThrow('a metric name must be words');
    expect(() => run.logSeries('a', [1, 2], [1])).toThrow('one step a value, got 2 steps and 1 values');
    expect(() => run.diverge(-1)).toThrow('step must be');
    expect(() => openTracker({ db, flushEveryPoints: 0 })).toThrow(
      'flushEveryPoints must be a number > 0, got 0',
    );
    run.finish();
    expect(getRun(db, run.id).summary).toEqual({});
  });

  it('refuses everything once it is finished', () => {
    const { run } = start();
    run.finish();
    for (const call of [
      () => run.log({ a: 1 }, 0),
      () => run.flush(),
      () => run.logJson('a', 1),
      () => run.finish(),
      () => run.fail('x'),
    ]) {
      expect(call).toThrow(RunFinishedError);
      expect(call).toThrow(`run ${run.id} is completed: nothing more can be logged to it`);
    }
  });

  it('is told when it was cancelled or taken away by another process', () => {
    const { db, run } = start({ flushEveryMs: null });
    expect(run.heartbeat()).toEqual({ cancelRequested: false });
    db.client.exec('update runs set cancel_requested = 1');
    expect(run.cancelRequested()).toBe(true);
    run.log({ a: 1 }, 0);
    db.client.exec('update runs set attempt = 2');
    expect(() => run.flush()).toThrow("is not this process's any more");
    db.client.exec('update runs set attempt = 1');
    // what waited was kept
    expect(run.flush()).toEqual({ written: 1, ignored: 0 });
  });

  it('renews its lease by itself while the program says nothing, until it ends or is lost', () => {
    vi.useFakeTimers();
    try {
      const { db, tracker, run } = start({ flushEveryMs: null });
      const leaseOf = (id: string) =>
        db.client.prepare('select lease_until from runs where id = ?').pluck().get(id) as number;
      vi.advanceTimersByTime(3_600_000);
      expect(leaseOf(run.id)).toBeGreaterThan(Date.now());
      run.finish();
      expect(vi.getTimerCount()).toBe(0);

      const other = tracker.startRun();
      db.client.prepare(`update runs set status = 'failed', lease_until = null where id = ?`).run(other.id);
      vi.advanceTimersByTime(3_600_000);
      expect(leaseOf(other.id)).toBeNull();
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  it('writes by itself after so many points, and after so long', async () => {
    const { db, run } = start({ flushEveryPoints: 10, flushEveryMs: 5 });
    const stored = () => readMetric(db, run.id, 'a').steps.length;
    for (let step = 0; step < 10; step++) run.log({ a: step }, step);
    expect(stored()).toBe(10);
    run.log({ a: 1 }, 10);
    expect(stored()).toBe(10);
    while (stored() < 11) await new Promise((resolve) => setTimeout(resolve, 5));
    run.finish();
  });

  it('writes what waits when the program ends without a word', async () => {
    const file = path.join(temporaryFolder(), 'a.db');
    const code = `
      const run = openTracker({ db: ${JSON.stringify(file)} }).startRun({ name: 'short' });
      run.log({ 'train/loss': 0.25 }, 3);
      console.log(run.id);`;
    const id = (await output(startProcess(code))).trim();
    const db = open(file);
    expect(readMetric(db, id, 'train/loss')).toEqual({ steps: [3], values: [0.25] });
    expect(getRun(db, id).status).toBe('running');
  });
});

describe('the package', () => {
  it('has the errors that the SDK throws, to be told apart by class', () => {
    const { db, tracker, run } = start();
    db.client.prepare(`update runs set status = 'failed' where id = ?`).run(run.id);
    expect(() => run.heartbeat()).toThrow(descent.RunLostError);
    expect(() => tracker.startRun({ resume: 'nothing' })).toThrow(descent.NotFoundError);
    const done = tracker.startRun();
    done.finish();
    expect(() => tracker.startRun({ resume: done.id })).toThrow(descent.DatabaseError);
    expect(() => done.heartbeat()).toThrow(descent.RunFinishedError);
    const image: descent.RawImage = { width: 1, height: 1, data: Uint8Array.of(7) };
    const options: descent.ArtifactOptions = { kind: 'file', step: 3 };
    const other = tracker.startRun();
    other.logImage('one', image, options);
    other.finish({ epochsDone: 1 } satisfies descent.RunFacts);
    expect(getRun(db, other.id).artifacts).toMatchObject([{ name: 'one', step: 3 }]);
  });
});

describe('resuming', () => {
  it('continues the run of a killed process and keeps what is stored', async () => {
    const db = open();
    const code = `
      const run = openTracker({ db: ${JSON.stringify(db.path)} }).startRun({ name: 'long' });
      run.logSeries('train/loss', [0, 1, 2], [3, 2, 1]);
      run.flush();
      console.log(run.id);
      setInterval(() => {}, 1000);`;
    const child = startProcess(code);
    await printed(child, '\n');
    const id = listRuns(db)[0]!.id;
    const tracker = openTracker({ db });
    expect(() => tracker.startRun({ resume: id })).toThrow(/process \d+ on .* is writing it/);
    await kill(child);
    const run = tracker.startRun({ resume: id, params: { resumed: true } });
    expect([run.id, run.attempt]).toEqual([id, 2]);
    run.logSeries('train/loss', [2, 3], [99, 0.5]);
    run.finish();
    expect(readMetric(db, id, 'train/loss')).toEqual({ steps: [0, 1, 2, 3], values: [3, 2, 1, 0.5] });
    expect(getRun(db, id)).toMatchObject({ status: 'completed', parameters: { resumed: true } });
  });

  it('refuses a finished run, one of the queue, and one that does not exist', () => {
    const { db, tracker, run } = start();
    run.finish();
    expect(() => tracker.startRun({ resume: run.id })).toThrow(
      'it is completed, and a finished run is never modified',
    );
    fill(db, [0.1]);
    expect(() => tracker.startRun({ resume: claimRun(db)!.id })).toThrow('it belongs to the queue');
    expect(() => tracker.startRun({ resume: 'nothing' })).toThrow('no run "nothing"');
    expect(listRuns(db)).toHaveLength(2);
  });

  it('goes on after a failure', () => {
    const { db, tracker, run } = start();
    run.log({ a: 1 }, 0);
    run.fail(new Error('no network'));
    const again = tracker.startRun({ resume: run.id });
    again.log({ a: 2 }, 1);
    again.finish();
    expect(getRun(db, run.id)).toMatchObject({ status: 'completed', error: null, errorStack: null });
    expect(readMetric(db, run.id, 'a').values).toEqual([1, 2]);
  });
});

describe('artifacts', () => {
  it('keep bytes, files, JSON and pictures, equal ones once', () => {
    const { db, run } = start();
    const file = path.join(temporaryFolder(), 'report.csv');
    writeFileSync(file, 'a,b\n1,2\n');
    run.logFile(file);
    run.logArtifact('weights', new Uint8Array([1, 2, 3]), { kind: 'weights' });
    run.logArtifact('same', new Uint8Array([1, 2, 3]));
    run.logJson('facts', { n: 1 });
    run.logImage('digit', { width: 2, height: 2, data: Uint8Array.of(0, 85, 170, 255) }, { step: 4 });
    run.finish();
    const { artifacts } = getRun(db, run.id);
    expect(artifacts.map(({ name, kind, mime, step, bytes }) => [name, kind, mime, step, bytes])).toEqual([
      ['digit', 'image', 'image/png', 4, expect.any(Number)],
      ['facts', 'json', 'application/json', null, 7],
      ['report.csv', 'file', 'text/csv', null, 8],
      ['same', 'file', 'application/octet-stream', null, 3],
      ['weights', 'weights', 'application/octet-stream', null, 3],
    ]);
    expect(artifacts[3]!.sha256).toBe(artifacts[4]!.sha256);
    expect(artifacts[4]!.sha256).toBe('039058c6f2c0cb492c533b0a4d14ef77cc0f78abccced5287d84a1a2011cfb81');
    expect(readFileSync(artifactPath(db, artifacts[4]!.sha256))).toEqual(Buffer.of(1, 2, 3));
    const png = PNG.sync.read(readArtifact(db, run.id, 'digit'));
    expect([png.width, png.height, ...[0, 4, 8, 12].map((i) => png.data[i])]).toEqual([
      2, 2, 0, 85, 170, 255,
    ]);
    expect(() => readArtifact(db, run.id, 'other')).toThrow('has no artifact "other"; it has: digit, facts');
  });

  it('are replaced by a later one of the same name and step while the run goes on', () => {
    const { db, run } = start();
    run.logArtifact('best', Uint8Array.of(1));
    run.logArtifact('best', Uint8Array.of(2));
    run.logArtifact('best', Uint8Array.of(3), { step: 5 });
    run.finish();
    expect(getRun(db, run.id).artifacts).toHaveLength(2);
    expect([...readArtifact(db, run.id, 'best', 5)]).toEqual([3]);
    expect(getRun(db, run.id).artifacts[0]!.bytes).toBe(1);
  });

  it('refuse what is no picture', () => {
    const { run } = start();
    expect(() => run.logImage('a', Uint8Array.of(1, 2))).toThrow('without a PNG signature');
    expect(() => run.logImage('a', { width: 2, height: 2, data: new Uint8Array(5) })).toThrow(
      'must hold 2 x 2 pixels of 1, 3 or 4 bytes (4, 12 or 16 bytes), got 5 bytes',
    );
  });
});

it('logs the training loop of the TensorFlow.js example', async () => {
  const { execFile } = await import('node:child_process');
  const { promisify } = await import('node:util');
  const root = path.resolve(import.meta.dirname, '../../..');
  const file = path.join(temporaryFolder(), 'example.db');
  await promisify(execFile)(process.execPath, ['--import', 'tsx', 'examples/tfjs-loop.ts', '60'], {
    cwd: root,
    env: { ...process.env, DESCENT_DB: file },
  });
  expect(statSync(file).size).toBeGreaterThan(0);
  const db = openDatabase(file, { readonly: true });
  const [run] = listRuns(db, { project: 'examples' });
  const { values } = readMetric(db, run!.id, 'train/loss');
  const line = JSON.parse(readArtifact(db, run!.id, 'line').toString());
  db.close();
  expect(run).toMatchObject({ status: 'completed', parameters: { learningRate: 0.1 }, tags: ['tfjs'] });
  expect(values).toHaveLength(60);
  expect(values.at(-1)!).toBeLessThan(values[0]! / 10);
  expect(line.intercept).toBeCloseTo(-1, 1);
});
