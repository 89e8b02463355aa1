import { setTimeout } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { type ClaimedRun, claimRun, type Database, sweepCounts } from '../../../db/index.ts';
import { endRun } from '../../../db/writes/runs.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import type { SweepEvent } from '../../../src/sweep/events.ts';
import { planRuns, storeSweep } from '../../../src/sweep/plan.ts';
import { supervise } from '../../../src/sweep/supervise.ts';
import type { WorkerHandlers, WorkerProcess } from '../../../src/sweep/worker-process.ts';
import { smallSweep } from '../../support/sweep-process.ts';
import { workplaceForEach } from '../../support/workplace.ts';

const ENGINE = { name: 'native', numerics: 'fma-1', version: '1', isa: 'portable' } as const;

let db: Database;
workplaceForEach((opened) => {
  db = opened.db;
});

/** What a worker does in its life: `die` ends it, between runs or before the first. */
interface Life {
  takeRun(): void;
  die(reason: string): void;
}

/** A sweep of four runs, whose workers live in this process; the n-th that is started does what `lives[n]` says. */
async function superviseLives(
  size: number,
  lives: readonly ((life: Life) => void)[],
  events: SweepEvent[] = [],
) {
  const expanded = expand(smallSweep(), datasetFacts);
  const runs = planRuns(expanded);
  const { sweepId } = storeSweep(db, expanded, runs, ENGINE, { definition: {} });
  const counts = () => ({ ...sweepCounts(db, sweepId), cached: 0 });
  let started = 0;
  const startWorker = (index: number, _: unknown, handlers: WorkerHandlers): WorkerProcess => {
    const number = started++;
    let over = false;
    const die = (reason: string) => {
      if (over) return;
      over = true;
      setImmediate(() => handlers.onExit(worker, reason));
    };
    const worker: WorkerProcess = {
      index,
      pid: 100 + number,
      ready: false,
      idle: false,
      current: null,
      send: ({ type }) => type !== 'work' && die('exit code 0'),
      kill: () => die('signal SIGKILL'),
      output: () => `words of worker ${number}`,
    };
    setImmediate(() => {
      handlers.onMessage(worker, { type: 'ready' });
      lives[number]!({ takeRun: () => takeRun(sweepId, worker, handlers), die });
      if (!over) handlers.onMessage(worker, { type: 'idle' });
    });
    return worker;
  };
  const samples = await supervise({
    db,
    sweepId,
    runs,
    size,
    counts,
    engine: 'native',
    emit: (event) => events.push(event),
    interrupts: undefined,
    startWorker,
  });
  return { samples, started, counts: counts(), events };
}

function takeRun(sweepId: string, worker: WorkerProcess, handlers: WorkerHandlers): void {
  const claimed = claimRun(db, { sweepId }) as ClaimedRun;
  const { id: runId, configHash, seed, attempt } = claimed;
  handlers.onMessage(worker, { type: 'started', runId, configHash, seed, attempt, logFile: '' });
  endRun(db, claimed, { status: 'completed' }, {});
  handlers.onMessage(worker, {
    type: 'ended',
    runId,
    run: { status: 'completed', result: null, error: null },
  });
}

const died = (life: Life) => life.die('signal SIGKILL');
const tookRun = (life: Life) => {
  life.takeRun();
  life.die('exit code 1');
};

function replacements(events: readonly SweepEvent[]) {
  return events.filter((event) => event.type === 'worker-replaced');
}

describe('the supervisor of a sweep', () => {
  it('replaces a worker that ends between two runs, and tells of it with what it printed', async () => {
    const { counts, events, started } = await superviseLives(1, [
      tookRun,
      died,
      ({ takeRun }) => [1, 2, 3].forEach(takeRun),
    ]);
    expect(counts).toMatchObject({ completed: 4, queued: 0, running: 0 });
    expect(started).toBe(3);
    expect(replacements(events)).toEqual([
      { type: 'worker-replaced', worker: 0, reason: 'exit code 1', output: 'words of worker 0' },
      { type: 'worker-replaced', worker: 0, reason: 'signal SIGKILL', output: 'words of worker 1' },
    ]);
  });

  it('starts no worker where the one that ended was the last to be needed', async () => {
    const { started } = await superviseLives(1, [
      ({ takeRun, die }) => {
        [1, 2, 3, 4].forEach(takeRun);
        die('exit code 1');
      },
    ]);
    expect(started).toBe(1);
  });

  it('gives up when three workers in a row end without a run, and leaves the runs queued', async () => {
    await expect(superviseLives(1, [tookRun, died, died])).rejects.toThrow(
      /^3 workers in a row ended between runs \(signal SIGKILL\).*words of worker 2/s,
    );
    expect(db.client.prepare(`select count(*) from runs where status = 'queued'`).pluck().get()).toBe(3);
  });

  it('says nothing more once it has given up: the ends of the other workers are its own doing', async () => {
    const events: SweepEvent[] = [];
    await expect(superviseLives(2, [died, () => {}, died, died], events)).rejects.toThrow(
      '3 workers in a row ended',
    );
    const told = [...events];
    expect(replacements(told)).toHaveLength(2);
    await setTimeout(50);
    expect(events).toEqual(told);
  });

  it('counts anew after a run', async () => {
    const { counts } = await superviseLives(1, [died, died, tookRun, died, tookRun, died, tookRun, tookRun]);
    expect(counts.completed).toBe(4);
  });

  it('counts each worker by itself: several may fall at once', async () => {
    const lives = [died, died, died, died, ({ takeRun }: Life) => [1, 2, 3, 4].forEach(takeRun), () => {}];
    const { counts } = await superviseLives(2, lives);
    expect(counts.completed).toBe(4);
  });
});
