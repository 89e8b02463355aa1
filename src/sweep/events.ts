/** What a sweep tells while it goes on. The displays under progress/ are made of nothing else. */
import type { TrainProgress } from '../train/index.ts';

/** How many runs of the sweep stand where; `cached` of the finished ones were there before this start. */
export interface SweepCounts {
  readonly total: number;
  readonly queued: number;
  readonly running: number;
  readonly completed: number;
  readonly diverged: number;
  readonly failed: number;
  readonly cancelled: number;
  /** completed or diverged before this start */
  readonly cached: number;
}

export interface RunLabel {
  readonly runId: string;
  /** the values that tell this run from the others of its sweep, e.g. `adam · relu · seed 2` */
  readonly label: string;
}

export type FinishedStatus = 'completed' | 'diverged' | 'failed' | 'cancelled';

export type SweepEvent =
  | {
      readonly type: 'sweep-started';
      readonly sweepId: string;
      readonly name: string;
      readonly workers: number;
      readonly counts: SweepCounts;
      /** `native (avx512)` */
      readonly engine: string;
      /** training samples that all unfinished runs will see, early stops not foreseen */
      readonly remainingSamples: number;
    }
  | (RunLabel & {
      readonly type: 'run-started';
      readonly worker: number;
      readonly pid: number;
      /** training samples of its whole budget */
      readonly budgetSamples: number;
    })
  | (RunLabel & { readonly type: 'run-progress'; readonly progress: TrainProgress })
  | (RunLabel & {
      readonly type: 'run-finished';
      readonly status: FinishedStatus;
      readonly samples: number;
      readonly budgetSamples: number;
      readonly samplesPerSecond: number | null;
      readonly durationMs: number;
      /** of `durationMs`, inside the engine */
      readonly engineMs: number;
      readonly epochs: number;
      readonly testLoss: number | null;
      readonly testAccuracy: number | null;
      readonly divergedAtStep: number | null;
      /** of a failed run */
      readonly error: string | null;
      readonly logFile: string;
    })
  /** stopped by Ctrl-C: queued again */
  | (RunLabel & { readonly type: 'run-requeued' })
  /** its worker died: the run is queued again, or failed when it was the last try */
  | (RunLabel & {
      readonly type: 'run-crashed';
      readonly reason: string;
      readonly attempt: number;
      readonly retried: boolean;
      readonly logFile: string;
    })
  /** it ended without a run, and another one has its place; `output`: what it printed last */
  | {
      readonly type: 'worker-replaced';
      readonly worker: number;
      readonly reason: string;
      readonly output: string;
    }
  /** the runs that are left belong to other processes on this database */
  | { readonly type: 'waiting'; readonly runs: number }
  | { readonly type: 'interrupted'; readonly running: number }
  | { readonly type: 'counts'; readonly counts: SweepCounts }
  | {
      readonly type: 'sweep-finished';
      readonly outcome: SweepOutcomeStatus;
      readonly counts: SweepCounts;
      readonly durationMs: number;
      /** training samples of this start over its duration; null where nothing was trained */
      readonly samplesPerSecond: number | null;
    };

/** `finished`: no run is left; `interrupted`: by a signal, runs are left queued; `cancelled`: by the database. */
export type SweepOutcomeStatus = 'finished' | 'interrupted' | 'cancelled';

export type OnSweepEvent = (event: SweepEvent) => void;
