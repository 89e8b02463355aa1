import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  checkDatabase,
  claimRun,
  createSweep,
  enqueueRuns,
  getRun,
  getSweep,
  heartbeat,
  isCancelRequested,
  listRuns,
  releaseRun,
  requestCancel,
  requeueOrphans,
  sweepCounts,
} from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { ENGINE, fill, inputs, kill, open, output, printed, startProcess } from './support.ts';

const quoted = (text: string) => JSON.stringify(text);

describe('filling the queue', () => {
  it('makes one run a position, with config, parameters and order', () => {
    const db = open();
    const id = fill(db, [0.1, 0.01]);
    const runs = listRuns(db, { sweepId: id });
    expect(runs.map(({ name, status }) => [name, status])).toEqual([
      ['lr 0.1', 'queued'],
      ['lr 0.01', 'queued'],
    ]);
    expect(runs[1]!.parameters).toMatchObject({ learningRate: 0.01, standardize: false, momentum: null });
    expect(getRun(db, runs[0]!.id).config).toEqual(inputs([0.1])[0]!.config);
  });

  it('finds the same sweep and its runs when the same command comes again', () => {
    const db = open();
    const id = fill(db, [0.1, 0.01]);
    const claimed = claimRun(db, { sweepId: id })!;
    openTracker({ db }).adopt(claimed).finish();
    const again = createSweep(db, { name: 'rates', hash: '0.1,0.01', definition: {}, recording: null });
    expect(again).toEqual({ id, created: false });
    expect(enqueueRuns(db, id, inputs([0.1, 0.01]), ENGINE)).toEqual({
      ...{ queued: 0, requeued: 0, pending: 1, done: 1, shared: 0 },
    });
    expect(sweepCounts(db, id)).toMatchObject({ completed: 1, queued: 1, total: 2 });
    expect(getSweep(db, 'rates').counts.total).toBe(2);
  });

  it('lets what is left of a sweep record what the last command asks for, and leaves the rest as it was', () => {
    const db = open();
    const recording = (lossEverySteps: number) => ({
      ...{ lossEverySteps, telemetryEverySteps: 0, validationEverySteps: 0, probeSize: 512, predictions: 20 },
      ...{ keepWeights: true, measures: [] },
    });
    const rates = [0.1, 0.01, 0.001];
    const { id } = createSweep(db, { name: 'rates', hash: 'r', definition: {}, recording: recording(10) });
    enqueueRuns(db, id, inputs(rates), { ...ENGINE, recording: recording(10) });
    const take = () => openTracker({ db }).adopt(claimRun(db, { sweepId: id })!);
    take().finish();
    take().fail(new Error('broken'));
    enqueueRuns(db, id, inputs(rates), { ...ENGINE, recording: recording(1) });
    const stored = db.client.prepare('select recording from runs order by no').pluck().all() as string[];
    expect(stored.map((json) => JSON.parse(json).lossEverySteps)).toEqual([10, 1, 1]);
    expect(claimRun(db, { sweepId: id })!.recording).toEqual(recording(1));
    enqueueRuns(db, id, inputs(rates), ENGINE);
    expect(db.client.prepare('select recording from runs order by no').pluck().all()).toEqual(stored);
  });

  it('links what another sweep has trained, or will train, instead of training it again', () => {
    const db = open();
    const first = fill(db, [0.1, 0.01], 'first');
    openTracker({ db })
      .adopt(claimRun(db, { sweepId: first })!)
      .finish();
    const second = createSweep(db, { name: 'second', hash: 'x', definition: {}, recording: null }).id;
    expect(enqueueRuns(db, second, inputs([0.1, 0.01, 0.001]), ENGINE)).toEqual({
      ...{ queued: 1, requeued: 0, pending: 0, done: 1, shared: 1 },
    });
    expect(listRuns(db)).toHaveLength(3);
  });

  it('trains again under other numerics, another seed, or when asked', () => {
    const db = open();
    const id = fill(db, [0.1]);
    openTracker({ db })
      .adopt(claimRun(db, { sweepId: id })!)
      .finish();
    const add = (name: string, run: ReturnType<typeof inputs>, options: object) => {
      const sweep = createSweep(db, { name, hash: name, definition: {}, recording: null }).id;
      return enqueueRuns(db, sweep, run, { ...ENGINE, ...options }).queued;
    };
    expect(add('numerics', inputs([0.1]), { numerics: 'test-2' })).toBe(1);
    expect(add('seed', inputs([0.1], 2), {})).toBe(1);
    expect(enqueueRuns(db, id, inputs([0.1]), { ...ENGINE, rerun: true }).queued).toBe(1);
    // an interrupted rerun is not begun anew
    expect(enqueueRuns(db, id, inputs([0.1]), { ...ENGINE, rerun: true })).toMatchObject({
      queued: 0,
      pending: 1,
    });
    expect(sweepCounts(db, id)).toMatchObject({ queued: 1, total: 1 });
    expect(listRuns(db)).toHaveLength(4);
  });

  it('lets a failed and a cancelled run wait again, without what they left', () => {
    const db = open();
    const id = fill(db, [0.1, 0.01]);
    const run = openTracker({ db }).adopt(claimRun(db)!);
    run.log({ 'train/loss': 2 }, 0);
    run.fail(new Error('no memory'));
    expect(getRun(db, run.id)).toMatchObject({ status: 'failed', error: 'no memory' });
    requestCancel(db, { sweepId: id });
    expect(enqueueRuns(db, id, inputs([0.1, 0.01]), ENGINE).requeued).toBe(2);
    expect(getRun(db, run.id)).toMatchObject({ status: 'queued', error: null, attempt: 0, summary: {} });
    expect(checkDatabase(db).points).toBe(0);
  });
});

describe('taking runs', () => {
  it('gives each run to one of several processes, in order', async () => {
    const db = open();
    const rates = Array.from({ length: 40 }, (_, i) => 0.5 / (i + 1));
    const id = fill(db, rates);
    const code = `
      const d = db.openDatabase(${quoted(db.path)});
      const tracker = openTracker({ db: d });
      const ids = [];
      for (let c = db.claimRun(d, { sweepId: ${quoted(id)} }); c; c = db.claimRun(d, { sweepId: ${quoted(id)} })) {
        const run = tracker.adopt(c);
        for (let epoch = 0; epoch < 3; epoch++) {
          run.log({ 'train/loss': 1 / (epoch + 1), 'validation/accuracy': epoch / 3 }, epoch);
          run.flush({ epochsDone: epoch + 1 });
        }
        run.finish();
        ids.push(c.id);
      }
      console.log(JSON.stringify(ids));`;
    const texts = await Promise.all([1, 2, 3].map(() => output(startProcess(code))));
    const lists = texts.map((text) => JSON.parse(text) as string[]);
    const all = lists.flat();
    expect(all).toHaveLength(40);
    expect(new Set(all).size).toBe(40);
    for (const list of lists) expect(list).toEqual([...list].sort());
    expect(sweepCounts(db, id)).toMatchObject({ completed: 40, total: 40 });
    expect(checkDatabase(db)).toMatchObject({ ok: true, points: 40 * 6 });
  });

  it('takes only runs of the engine asked for', () => {
    const db = open();
    fill(db, [0.1]);
    expect(claimRun(db, { engine: 'tfjs' })).toBeNull();
    expect(claimRun(db, { engine: 'native', numerics: 'test-1' })?.attempt).toBe(1);
    expect(claimRun(db)).toBeNull();
  });

  it('tells an owner that its run was taken away', () => {
    const db = open();
    fill(db, [0.1]);
    const claimed = claimRun(db)!;
    releaseRun(db, claimed);
    expect(() => heartbeat(db, claimed)).toThrow("is not this process's any more: it is queued now");
    const again = claimRun(db)!;
    expect(again).toMatchObject({ id: claimed.id, attempt: 1 });
  });
});

describe('after kill -9', () => {
  const epoch = (file: string) => `
    const d = db.openDatabase(${quoted(file)});
    const run = openTracker({ db: d }).adopt(db.claimRun(d));
    run.log({ 'train/loss': 1 }, 0);
    run.flush();
    console.log('epoch');
    setInterval(() => {}, 1000);`;

  it('leaves a living owner its run, and requeues that of a dead one without its points', async () => {
    const db = open();
    fill(db, [0.1]);
    const child = startProcess(epoch(db.path));
    await printed(child, 'epoch');
    db.client.exec('update runs set lease_until = 0');
    expect(requeueOrphans(db)).toEqual({ requeued: [], failed: [], cancelled: [] });
    await kill(child);
    const [run] = listRuns(db);
    expect(run!.summary['train/loss']!.count).toBe(1);
    expect(requeueOrphans(db)).toEqual({ requeued: [run!.id], failed: [], cancelled: [] });
    expect(getRun(db, run!.id)).toMatchObject({ status: 'queued', attempt: 1, summary: {}, owner: null });
    expect(checkDatabase(db)).toMatchObject({ ok: true, points: 0 });
  });

  it('tells a dead owner by start time where its pid lives again, and waits for the lease of another host', () => {
    const db = open();
    fill(db, [0.1, 0.2]);
    const [a, b] = [claimRun(db)!, claimRun(db)!];
    const set = db.client.prepare('update runs set owner_started = ?, owner_host = ? where no = ?');
    set.run('some-boot 1', a.owner.host, a.no);
    set.run(b.owner.started, 'elsewhere', b.no);
    expect(requeueOrphans(db).requeued).toEqual(a.owner.started === null ? [] : [a.id]);
    db.client.prepare('update runs set lease_until = 0 where no = ?').run(b.no);
    expect(requeueOrphans(db).requeued).toEqual([b.id]);
  });

  it('gives a run up after two retries, and cancels one that was asked to', () => {
    const db = open();
    fill(db, [0.1, 0.2]);
    const orphan = () =>
      db.client.exec("update runs set owner_host = 'gone', lease_until = 0 where status = 'running'");
    const first = claimRun(db)!;
    requestCancel(db, { runId: first.id });
    expect(isCancelRequested(db, first.id)).toBe(true);
    orphan();
    expect(requeueOrphans(db).cancelled).toEqual([first.id]);
    const outcomes = [1, 2, 3].map((attempt) => {
      expect(claimRun(db)?.attempt).toBe(attempt);
      orphan();
      const { requeued, failed } = requeueOrphans(db);
      return [requeued.length, failed.length];
    });
    expect(outcomes).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
    ]);
    expect(claimRun(db)).toBeNull();
    const failed = listRuns(db, { status: ['failed'] });
    expect(failed[0]!.error).toContain('ended 3 times without a result');
  });

  it('leaves a sound database when it comes in the middle of writing', async () => {
    const db = open();
    const code = `
      const run = openTracker({ db: ${quoted(db.path)}, flushEveryMs: null }).startRun({ name: 'busy' });
      for (let batch = 0; ; batch++) {
        for (let i = 0; i < 20000; i++) run.log({ 'train/loss': Math.sin(i), 'train/accuracy': i / 20000 }, batch * 20000 + i);
        run.flush();
        if (batch === 0) console.log('writing');
      }`;
    for (let round = 0; round < 3; round++) {
      const child = startProcess(code);
      await printed(child, 'writing');
      await new Promise((resolve) => setTimeout(resolve, 150 + 70 * round));
      await kill(child);
      const { ok, problems } = checkDatabase(db);
      expect({ ok, problems }).toEqual({ ok: true, problems: [] });
    }
    // whole batches only
    for (const run of listRuns(db)) {
      const { count } = run.summary['train/loss']!;
      expect(count).toBeGreaterThan(0);
      expect(count % 20000).toBe(0);
    }
    expect(requeueOrphans(db).failed).toHaveLength(3);
    expect(existsSync(`${db.path}-wal`)).toBe(true);
  });
});
