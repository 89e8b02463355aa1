import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  claimRun,
  getRun,
  openDatabase,
  releaseRun,
  requestCancel,
  requeueOrphans,
  sweepCounts,
} from '../../db/index.ts';
import type { SweepDefinition } from '../../src/config/index.ts';
import { runCli } from '../support/run-cli.ts';
import {
  contents,
  createWorkplace,
  eventually,
  isAlive,
  smallSweep,
  startCli,
  type Workplace,
} from '../support/sweep-process.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.remove());

/** Long enough to be hit in the middle by another process, on a fast machine too; short enough to wait for. */
const LONGER_EPOCHS = 120;
const longer = () =>
  smallSweep({
    fixed: { ...smallSweep().fixed, epochs: LONGER_EPOCHS, trainSize: 1500, batchSize: 20 },
    seeds: [0, 1],
  });

/** What the same sweeps give that nobody disturbs. */
let undisturbed: { readonly small: Record<string, unknown>; readonly longer: Record<string, unknown> };
beforeAll(async () => {
  const train = async (definition: SweepDefinition) => {
    const twin = createWorkplace();
    try {
      const cli = startCli(twin, ['sweep', twin.define(definition), '--workers', '2']);
      expect(await cli.ended).toEqual({ code: 0, signal: null });
      return contents(twin.database);
    } finally {
      twin.remove();
    }
  };
  undisturbed = { small: await train(smallSweep()), longer: await train(longer()) };
});

const underWay = { fits: (event: { progress: { step: number } }) => event.progress.step > 0 };

describe('a sweep', () => {
  it('trains every run once, and nothing when it is started again', async () => {
    const file = place.define(smallSweep());
    const first = startCli(place, ['sweep', file, '--workers', '2']);
    expect(await first.ended).toEqual({ code: 0, signal: null });
    const before = contents(place.database);
    expect(Object.keys(before)).toHaveLength(4);
    const again = startCli(place, ['sweep', file]);
    expect(await again.ended).toEqual({ code: 0, signal: null });
    expect(again.events.filter(({ type }) => type === 'run-started')).toEqual([]);
    expect(contents(place.database)).toEqual(before);
  });

  it('gives the same rows whatever the number of workers', async () => {
    const file = place.define(smallSweep());
    expect(await startCli(place, ['sweep', file, '--workers', '1']).ended).toEqual({ code: 0, signal: null });
    expect(contents(place.database)).toEqual(undisturbed.small);
  });

  it('trains a run again whose worker was killed, and ends with the rows of an undisturbed twin', async () => {
    const cli = startCli(place, ['sweep', place.define(longer()), '--workers', '2']);
    const started = await cli.until('run-started');
    await cli.until('run-progress', ({ runId, progress }) => runId === started.runId && progress.epoch > 2);
    process.kill(started.pid, 'SIGKILL');
    const crashed = await cli.until('run-crashed');
    expect(crashed).toMatchObject({
      runId: started.runId,
      attempt: 1,
      retried: true,
      reason: 'signal SIGKILL',
    });
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    expect(contents(place.database)).toEqual(undisturbed.longer);
  });

  it('goes on where a worker is killed that waits for a run', async () => {
    const file = place.define(smallSweep({ axes: { optimizer: ['sgd'] } }));
    const cli = startCli(place, ['sweep', file, '--workers', '1']);
    const { sweepId } = await cli.until('sweep-started');
    const db = openDatabase(place.database, { create: false });
    try {
      // this process holds the second run, so that the only worker has nothing to do after the first
      const { pid, runId } = await cli.until('run-started');
      const held = claimRun(db, { sweepId })!;
      await cli.until('run-finished', (event) => event.runId === runId);
      await cli.until('waiting');
      process.kill(pid, 'SIGKILL');
      expect(await cli.until('worker-replaced')).toMatchObject({ worker: 0, reason: 'signal SIGKILL' });
      releaseRun(db, held);
      expect(await cli.ended).toEqual({ code: 0, signal: null });
      expect(sweepCounts(db, sweepId)).toMatchObject({ completed: 2, total: 2 });
    } finally {
      db.close();
    }
  });

  it('fails a run whose workers were killed three times, and trains the rest', async () => {
    const cli = startCli(place, ['sweep', place.define(longer()), '--workers', '1']);
    const { runId } = await cli.until('run-started');
    for (const attempt of [1, 2, 3]) {
      const { pid } = await cli.until(
        'run-started',
        (event) => event.runId === runId && event.pid > 0 && !killed.has(event.pid),
      );
      killed.add(pid);
      process.kill(pid, 'SIGKILL');
      await cli.until('run-crashed', (event) => event.attempt === attempt);
    }
    expect(await cli.ended).toEqual({ code: 1, signal: null });
    const finished = cli.events.filter((event) => event.type === 'run-finished');
    expect(finished.map(({ status }) => status).sort()).toEqual([
      'completed',
      'completed',
      'completed',
      'failed',
    ]);
    expect(finished.find(({ status }) => status === 'failed')!.runId).toBe(runId);
  });
  const killed = new Set<number>();

  it('tells of a run that is given up, though another process found its dead worker first', async () => {
    const cli = startCli(place, ['sweep', place.define(longer()), '--workers', '1']);
    const { runId } = await cli.until('run-started');
    const gone = new Set<number>();
    for (const attempt of [1, 2, 3]) {
      const { pid } = await cli.until(
        'run-started',
        (event) => event.runId === runId && !gone.has(event.pid),
      );
      gone.add(pid);
      // the parent cannot see the death of its worker before this process has given the run up
      cli.process.kill('SIGSTOP');
      process.kill(pid, 'SIGKILL');
      const db = openDatabase(place.database, { create: false });
      await eventually(() => {
        requeueOrphans(db);
        return getRun(db, runId).status === (attempt < 3 ? 'queued' : 'failed');
      }, 'the run of a dead worker is taken back');
      db.close();
      cli.process.kill('SIGCONT');
      await cli.until('run-crashed', (event) => event.attempt === attempt);
    }
    expect(await cli.ended).toEqual({ code: 1, signal: null });
    const told = cli.events.filter((event) => event.type === 'run-finished' && event.runId === runId);
    expect(told).toMatchObject([{ status: 'failed', error: 'its worker ended 3 times (signal SIGKILL)' }]);
    const crashes = cli.events.filter((event) => event.type === 'run-crashed');
    expect(crashes.map(({ retried }) => retried)).toEqual([true, true, false]);
  });

  it('goes on where its parent was killed, leaves no process behind, and counts nothing twice', async () => {
    const file = place.define(longer());
    const cli = startCli(place, ['sweep', file, '--workers', '2']);
    await cli.until('run-finished');
    const running = cli.events.filter((event) => event.type === 'run-started').at(-1)!;
    await cli.until('run-progress', ({ runId, progress }) => runId === running.runId && progress.epoch > 1);
    const pids = new Set(cli.events.flatMap((event) => (event.type === 'run-started' ? [event.pid] : [])));
    cli.process.kill('SIGKILL');
    expect(await cli.ended).toEqual({ code: null, signal: 'SIGKILL' });
    await eventually(() => [...pids].every((pid) => !isAlive(pid)), 'the workers of a killed parent end');
    const resumed = startCli(place, ['sweep', file, '--workers', '2']);
    expect(await resumed.ended).toEqual({ code: 0, signal: null });
    const start = resumed.events.find((event) => event.type === 'sweep-started')!;
    expect(start.counts.cached).toBeGreaterThan(0);
    expect(contents(place.database)).toEqual(undisturbed.longer);
  });

  it('stops after the running epochs at Ctrl-C, and goes on with the same command', async () => {
    const file = place.define(longer());
    const cli = startCli(place, ['sweep', file, '--workers', '2']);
    await cli.until('run-progress', underWay.fits);
    cli.process.kill('SIGINT');
    expect(await cli.ended).toEqual({ code: 130, signal: null });
    expect(cli.events.at(-1)).toMatchObject({ type: 'sweep-finished', outcome: 'interrupted' });
    const end = cli.events.at(-1) as { counts: { running: number; queued: number } };
    expect(end.counts.running).toBe(0);
    expect(end.counts.queued).toBeGreaterThan(0);
    // the epochs of the runs that were stopped are there to be looked at
    const stopped = Object.values(contents(place.database)).filter(
      (run) => run.status === 'queued' && run.epochsDone > 0,
    );
    expect(stopped.length).toBeGreaterThan(0);
    for (const run of stopped) {
      expect(run.points.filter(({ name }) => name === 'validation/loss')).toHaveLength(run.epochsDone);
    }
    expect(await startCli(place, ['sweep', file, '--workers', '2']).ended).toEqual({ code: 0, signal: null });
    expect(contents(place.database)).toEqual(undisturbed.longer);
  });

  it('quits at once at the second Ctrl-C, with its runs queued again', async () => {
    const huge = smallSweep({ fixed: { ...smallSweep().fixed, epochs: 3, trainSize: 7000, batchSize: 1 } });
    const cli = startCli(place, ['sweep', place.define(huge), '--workers', '2']);
    const { pid } = await cli.until('run-started');
    await cli.until('run-progress', underWay.fits);
    cli.process.kill('SIGTERM');
    await cli.until('interrupted');
    cli.process.kill('SIGTERM');
    expect(await cli.ended).toEqual({ code: 130, signal: null });
    await eventually(() => !isAlive(pid), 'the worker has ended');
    const end = cli.events.at(-1) as { counts: { running: number; queued: number } };
    expect(end.counts).toMatchObject({ running: 0, queued: 4 });
  });

  it('is cancelled from another process: what was recorded stays, what waits is not begun', async () => {
    const file = place.define(longer());
    const cli = startCli(place, ['sweep', file, '--workers', '1']);
    const { sweepId } = await cli.until('sweep-started');
    await cli.until('run-progress', ({ progress }) => progress.epoch > 1);
    const cancel = startCli(place, ['cancel', 'small']);
    expect(await cancel.ended).toEqual({ code: 0, signal: null });
    expect(await cli.ended).toEqual({ code: 1, signal: null });
    const db = openDatabase(place.database);
    try {
      expect(sweepCounts(db, sweepId)).toMatchObject({ running: 0, queued: 0 });
      expect(sweepCounts(db, sweepId).cancelled).toBeGreaterThanOrEqual(3);
    } finally {
      db.close();
    }
    expect(await startCli(place, ['sweep', file]).ended).toEqual({ code: 0, signal: null });
    expect(contents(place.database)).toEqual(undisturbed.longer);
  });

  it('goes on with the other runs when one of them is cancelled', async () => {
    const cli = startCli(place, ['sweep', place.define(longer()), '--workers', '1']);
    const { runId } = await cli.until('run-started');
    await cli.until('run-progress', underWay.fits);
    const db = openDatabase(place.database);
    requestCancel(db, { runId });
    db.close();
    const finished = await cli.until('run-finished', (event) => event.runId === runId);
    expect(finished.status).toBe('cancelled');
    await cli.ended;
    const statuses = cli.events.flatMap((event) => (event.type === 'run-finished' ? [event.status] : []));
    expect(statuses.sort()).toEqual(['cancelled', 'completed', 'completed', 'completed']);
  });

  it('has a log for each run, which can be followed until the run is over', async () => {
    const cli = startCli(place, ['sweep', place.define(longer()), '--workers', '1']);
    const { runId } = await cli.until('run-started');
    await cli.until('run-progress', underWay.fits);
    const logOf = async (...options: string[]) =>
      (await runCli(place, ['log', runId, ...options])).stdout.split('\n');
    const [soFar, followed] = await Promise.all([logOf(), logOf('--follow')]);
    await cli.ended;
    const whole = await logOf();
    expect(whole.filter((line) => new RegExp(` epoch +${LONGER_EPOCHS}\\b`).test(line))).toHaveLength(1);
    expect(followed).toEqual(whole);
    expect(soFar.length).toBeLessThan(whole.length);
    expect(whole.slice(0, soFar.length - 1)).toEqual(soFar.slice(0, -1));
  });

  it('shares its runs with another sweep on the same database at the same time', async () => {
    const one = place.define(longer());
    const other = place.define({ ...longer(), name: 'other', seeds: [1, 2] });
    const clis = [one, other].map((file) => startCli(place, ['sweep', file, '--workers', '1']));
    for (const cli of clis) expect(await cli.ended).toEqual({ code: 0, signal: null });
    const started = clis.flatMap(({ events }) =>
      events.flatMap((event) => (event.type === 'run-started' ? [event.runId] : [])),
    );
    expect(started).toHaveLength(6);
    expect(new Set(started).size).toBe(6);
    const found = contents(place.database);
    expect(Object.keys(found)).toHaveLength(6);
    expect(found).toMatchObject(undisturbed.longer);
  });

  it('records a diverged run as such, with its step, and exits well', async () => {
    const fixed = { ...smallSweep().fixed, learningRate: 1e20, head: 'linear+mse' as const };
    const cli = startCli(place, ['sweep', place.define(smallSweep({ fixed, seeds: [0] }))]);
    expect(await cli.ended).toEqual({ code: 0, signal: null });
    const finished = cli.events.filter((event) => event.type === 'run-finished');
    expect(finished.map(({ status }) => status)).toEqual(['diverged', 'diverged']);
    expect(finished.every(({ divergedAtStep }) => divergedAtStep! > 0 && divergedAtStep! < 18)).toBe(true);
  });

  it('trains again with --rerun, and keeps the old runs', async () => {
    const file = place.define(smallSweep({ seeds: [0] }));
    await startCli(place, ['sweep', file]).ended;
    const again = startCli(place, ['sweep', file, '--rerun']);
    expect(await again.ended).toEqual({ code: 0, signal: null });
    expect(again.events.filter(({ type }) => type === 'run-finished')).toHaveLength(2);
    const db = openDatabase(place.database);
    const runs = db.client.prepare('select count(*) from runs').pluck().get();
    const weights = db.client
      .prepare(`select count(distinct sha256) from artifacts where kind = 'weights'`)
      .pluck()
      .get();
    db.close();
    expect(runs).toBe(4);
    expect(weights).toBe(2);
  });
});
