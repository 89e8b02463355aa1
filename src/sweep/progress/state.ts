/** The events of a sweep, added up to what a display shows. */
import type { TrainProgress } from '../../train/index.ts';
import type { FinishedStatus, SweepCounts, SweepEvent } from '../events.ts';

export interface RunningRun {
  readonly runId: string;
  readonly label: string;
  readonly worker: number;
  readonly budgetSamples: number;
  readonly progress: TrainProgress | null;
}

export interface FinishedRun {
  readonly label: string;
  readonly status: FinishedStatus;
  readonly testAccuracy: number | null;
}

export interface ProgressState {
  readonly name: string;
  readonly engine: string;
  readonly workers: number;
  readonly counts: SweepCounts;
  /** by worker */
  readonly running: readonly RunningRun[];
  readonly best: FinishedRun | null;
  /** of this start: training samples of runs that ended */
  readonly finishedSamples: number;
  /** training samples that were left at the start, less the budgets of the runs that ended since */
  readonly remainingSamples: number;
  /** when the first run began to train; null before */
  readonly firstRunMs: number | null;
  readonly interrupted: boolean;
  /** runs that other processes train; 0 while there is work here */
  readonly waitingFor: number;
}

const NO_COUNTS: SweepCounts = {
  total: 0,
  queued: 0,
  running: 0,
  completed: 0,
  diverged: 0,
  failed: 0,
  cancelled: 0,
  cached: 0,
};

export const INITIAL_STATE: ProgressState = {
  name: '',
  engine: '',
  workers: 0,
  counts: NO_COUNTS,
  running: [],
  best: null,
  finishedSamples: 0,
  remainingSamples: 0,
  firstRunMs: null,
  interrupted: false,
  waitingFor: 0,
};

/** Pure: the state after one more event. */
export function reduce(state: ProgressState, event: SweepEvent, nowMs: number): ProgressState {
  switch (event.type) {
    case 'sweep-started': {
      const { name, engine, workers, counts, remainingSamples } = event;
      return { ...INITIAL_STATE, name, engine, workers, counts, remainingSamples };
    }
    case 'run-started': {
      const { runId, label, worker, budgetSamples } = event;
      const started: RunningRun = { runId, label, worker, budgetSamples, progress: null };
      const running = [...without(state, runId), started].sort((a, b) => a.worker - b.worker);
      return { ...state, running, firstRunMs: state.firstRunMs ?? nowMs, waitingFor: 0 };
    }
    case 'run-progress':
      return {
        ...state,
        running: state.running.map((run) =>
          run.runId === event.runId ? { ...run, progress: event.progress } : run,
        ),
      };
    case 'run-finished': {
      const { label, status, testAccuracy } = event;
      const better = testAccuracy !== null && testAccuracy > (state.best?.testAccuracy ?? -1);
      return {
        ...state,
        running: without(state, event.runId),
        best: better ? { label, status, testAccuracy } : state.best,
        finishedSamples: state.finishedSamples + event.samples,
        remainingSamples: state.remainingSamples - event.budgetSamples,
      };
    }
    case 'run-requeued':
    case 'run-crashed':
      return { ...state, running: without(state, event.runId) };
    case 'waiting':
      return { ...state, waitingFor: event.runs };
    case 'interrupted':
      return { ...state, interrupted: true };
    case 'worker-replaced':
      return state;
    case 'counts':
    case 'sweep-finished':
      return { ...state, counts: event.counts };
    default:
      return event satisfies never;
  }
}

function without(state: ProgressState, runId: string): readonly RunningRun[] {
  return state.running.filter((run) => run.runId !== runId);
}

/** Training samples a second of the whole sweep in this start; null before there is something to measure. */
export function throughput(state: ProgressState, nowMs: number): number | null {
  const samples = state.finishedSamples + runningSamples(state);
  if (state.firstRunMs === null || samples === 0 || nowMs - state.firstRunMs < 500) return null;
  return (samples / (nowMs - state.firstRunMs)) * 1000;
}

/** From the measured speed and the budgets that are left; null before there is a speed. */
export function remainingMs(state: ProgressState, nowMs: number): number | null {
  const speed = throughput(state, nowMs);
  if (speed === null) return null;
  return (Math.max(0, state.remainingSamples - runningSamples(state)) / speed) * 1000;
}

export function finishedRuns({ completed, diverged, failed, cancelled }: SweepCounts): number {
  return completed + diverged + failed + cancelled;
}

/** Share of its budget that a run has used up. */
export function shareOf(run: RunningRun): number {
  return run.progress === null ? 0 : run.progress.step / run.progress.totalSteps;
}

function runningSamples(state: ProgressState): number {
  return state.running.reduce((sum, run) => sum + (run.progress?.samples ?? 0), 0);
}
