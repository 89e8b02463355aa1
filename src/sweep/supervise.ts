/** The parent of workers: hands out nothing itself (they take runs from the database), watches, and tells. */
import { type Database, getRun, requeueOrphans } from '../../db/index.ts';
import type { EngineName } from '../engine/contract.ts';
import type { FinishedStatus, OnSweepEvent, SweepCounts } from './events.ts';
import type { FromWorker } from './messages.ts';
import { type PlannedRun, planKey, storedRuns } from './plan.ts';
import { startWorker, type WorkerProcess } from './worker-process.ts';

/** How often the queue is looked at for orphans, and for runs that other processes hold. */
const POLL_MS = 1000;
/** How often in a row the place of one worker may end without a run: a next one would end the same way. */
const MAX_EMPTY_ENDS = 3;
/** How long a worker that was told to quit may take. */
const QUIT_MS = 1500;

export interface Interrupts {
  /** hand out nothing more; running runs stop after their epoch and go back into the queue */
  readonly soft: AbortSignal;
  /** end the workers at once; their runs go back into the queue */
  readonly hard: AbortSignal;
}

interface SupervisorOptions {
  readonly db: Database;
  readonly sweepId: string;
  readonly runs: readonly PlannedRun[];
  readonly size: number;
  readonly emit: OnSweepEvent;
  readonly counts: () => SweepCounts;
  readonly engine: EngineName;
  readonly interrupts: Interrupts | undefined;
  /** default: a process of its own */
  readonly startWorker?: typeof startWorker;
}

function byKey(runs: readonly PlannedRun[]): Map<string, PlannedRun> {
  return new Map(runs.map((run) => [planKey({ ...run, seed: run.config.seed }), run]));
}

/** Resolves, with the training samples seen, when no run is left or the sweep was interrupted. */
export function supervise(given: SupervisorOptions): Promise<number> {
  const { db, sweepId, emit, counts, interrupts } = given;
  const planned = byKey(given.runs);
  // a sweep may have been extended since it was started
  const planOf = (key: string): PlannedRun => {
    if (!planned.has(key)) for (const [added, run] of byKey(storedRuns(db, sweepId))) planned.set(added, run);
    return planned.get(key)!;
  };
  const launch = given.startWorker ?? startWorker;
  const workers = new Set<WorkerProcess>();
  /** by the index of a worker: ends in a row, of it and those that it replaced, without a run between them */
  const emptyEnds = new Map<number, number>();
  let samples = 0;
  let stopping = false;
  /** resolved or rejected: what workers still say is nobody's business */
  let over = false;
  let waitingFor = 0;

  return new Promise((resolve, reject) => {
    const timer = setInterval(() => guard(look), POLL_MS);
    const onSoft = () => guard(drain);
    const onHard = () => guard(quit);

    const finish = (error?: unknown): void => {
      over = true;
      clearInterval(timer);
      interrupts?.soft.removeEventListener('abort', onSoft);
      interrupts?.hard.removeEventListener('abort', onHard);
      if (error === undefined) resolve(samples);
      else reject(error);
    };

    /** An error of ours must not leave workers behind. */
    function guard(work: () => void): void {
      if (over) return;
      try {
        work();
      } catch (error) {
        for (const worker of workers) worker.send({ type: 'quit' });
        finish(error);
      }
    }

    function start(index: number): void {
      const worker = launch(
        index,
        { database: db.path, sweepId, engine: given.engine },
        {
          onMessage: (from, message) => guard(() => handle(from, message)),
          onExit: (from, reason) => guard(() => ended(from, reason)),
        },
      );
      workers.add(worker);
    }

    function handle(worker: WorkerProcess, message: FromWorker): void {
      switch (message.type) {
        case 'ready':
          worker.ready = true;
          break;
        case 'started': {
          const plan = planOf(planKey(message));
          const { runId, attempt, logFile } = message;
          worker.idle = false;
          waitingFor = 0;
          emptyEnds.delete(worker.index);
          worker.current = { runId, attempt, logFile, label: plan.label, budgetSamples: plan.budgetSamples };
          emit({ type: 'counts', counts: counts() });
          emit({ type: 'run-started', worker: worker.index, pid: worker.pid, ...worker.current });
          break;
        }
        case 'progress':
          if (worker.current?.runId !== message.runId) break;
          emit({ type: 'run-progress', ...identify(worker), progress: message.progress });
          break;
        case 'ended':
          runEnded(worker, message);
          break;
        case 'idle':
          worker.idle = true;
          look();
          break;
        default:
          message satisfies never;
      }
    }

    function runEnded(worker: WorkerProcess, { run }: Extract<FromWorker, { type: 'ended' }>): void {
      const { current } = worker;
      if (current === null) return;
      samples += run.result?.samples ?? 0;
      emit({ type: 'counts', counts: counts() });
      if (run.status === 'released' || run.status === 'lost') {
        emit({ type: 'run-requeued', ...identify(worker) });
      } else {
        emit({
          type: 'run-finished',
          ...current,
          status: run.status,
          samples: run.result?.samples ?? 0,
          samplesPerSecond: run.result?.samplesPerSecond ?? null,
          durationMs: run.result?.durationMs ?? 0,
          engineMs: run.result?.engineMs ?? 0,
          epochs: run.result?.epochs ?? 0,
          testLoss: run.result?.testLoss ?? null,
          testAccuracy: run.result?.testAccuracy ?? null,
          divergedAtStep: run.result?.divergedAtStep ?? null,
          error: run.error,
        });
      }
      worker.current = null;
    }

    function ended(worker: WorkerProcess, reason: string): void {
      workers.delete(worker);
      if (worker.current !== null) runCrashed(worker, worker.current, reason);
      if (stopping) {
        if (workers.size === 0) finish();
        return;
      }
      if (worker.current === null) endedWithoutRun(worker, reason);
      look();
      if (!stopping) start(worker.index);
    }

    /** Before it was ready or between two runs; a run that it had taken but not told of is an orphan in the queue. */
    function endedWithoutRun({ index, ready, output }: WorkerProcess, reason: string): void {
      const times = (emptyEnds.get(index) ?? 0) + 1;
      emptyEnds.set(index, times);
      if (times < MAX_EMPTY_ENDS) {
        emit({ type: 'worker-replaced', worker: index, reason, output: output() });
        return;
      }
      const when = ready ? 'between runs' : 'before they were ready';
      throw new Error(
        `${times} workers in a row ended ${when} (${reason}); the runs that are left stay queued. The last one said:\n` +
          (output() || '(nothing; was it killed, or out of memory?)'),
      );
    }

    /** A worker died with a run: back into the queue with it, or given up after the last try. */
    function runCrashed(worker: WorkerProcess, run: NonNullable<WorkerProcess['current']>, reason: string) {
      requeueOrphans(db, { sweepId });
      // asked of the database: a look at the queue, here or in another process, may have found the orphan first
      const { status, attempt } = getRun(db, run.runId);
      const ended = status === 'failed' || status === 'cancelled' ? status : null;
      const final: FinishedStatus | null = attempt === run.attempt ? ended : null;
      emit({ type: 'counts', counts: counts() });
      if (final !== 'cancelled') {
        emit({ type: 'run-crashed', ...identify(worker), ...run, reason, retried: final === null });
      }
      if (final === null) return;
      emit({
        type: 'run-finished',
        ...run,
        status: final,
        samples: 0,
        samplesPerSecond: null,
        durationMs: 0,
        engineMs: 0,
        epochs: 0,
        testLoss: null,
        testAccuracy: null,
        divergedAtStep: null,
        error: final === 'failed' ? `its worker ended ${run.attempt} times (${reason})` : null,
      });
    }

    /** The queue as it is now: orphans of any process, work for idle workers, or the end. */
    function look(): void {
      if (stopping) return;
      requeueOrphans(db, { sweepId });
      const now = counts();
      emit({ type: 'counts', counts: now });
      if (now.queued === 0 && now.running === 0) {
        stop({ type: 'drain' });
        return;
      }
      if (now.queued > 0) {
        for (const worker of workers) {
          if (!worker.idle) continue;
          worker.idle = false;
          worker.send({ type: 'work' });
        }
        return;
      }
      const others = [...workers].every(({ idle }) => idle) ? now.running : 0;
      if (others !== waitingFor) emit({ type: 'waiting', runs: others });
      waitingFor = others;
    }

    function stop(message: { readonly type: 'drain' | 'quit' }): void {
      stopping = true;
      for (const worker of workers) worker.send(message);
      if (workers.size === 0) finish();
    }

    function drain(): void {
      emit({ type: 'interrupted', running: [...workers].filter(({ current }) => current !== null).length });
      stop({ type: 'drain' });
    }

    function quit(): void {
      stop({ type: 'quit' });
      setTimeout(() => {
        for (const worker of workers) worker.kill();
      }, QUIT_MS).unref();
    }

    const identify = (worker: WorkerProcess) => ({
      runId: worker.current!.runId,
      label: worker.current!.label,
    });

    interrupts?.soft.addEventListener('abort', onSoft);
    interrupts?.hard.addEventListener('abort', onHard);
    if (interrupts?.soft.aborted) {
      finish();
      return;
    }
    const now = counts();
    if (now.queued + now.running === 0) {
      finish();
      return;
    }
    guard(() => {
      for (let index = 0; index < given.size; index++) start(index);
    });
  });
}
