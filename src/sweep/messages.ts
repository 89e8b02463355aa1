/** What the parent and its workers say to each other over IPC. */
import type { TrainProgress } from '../train/index.ts';
import type { ExecutedRun } from './execute-run.ts';

export interface WorkerOptions {
  /** absolute path of the database file */
  readonly database: string;
  readonly sweepId: string;
  readonly engine: 'native' | 'wasm' | 'tfjs';
}

export type ToWorker =
  | { readonly type: 'start'; readonly options: WorkerOptions }
  /** look into the queue again */
  | { readonly type: 'work' }
  /** stop after the running epoch, give the run back, end */
  | { readonly type: 'drain' }
  /** give the run back and end, now */
  | { readonly type: 'quit' };

export type FromWorker =
  | { readonly type: 'ready' }
  | {
      readonly type: 'started';
      readonly runId: string;
      readonly configHash: string;
      readonly seed: number;
      readonly attempt: number;
      readonly logFile: string;
    }
  | { readonly type: 'progress'; readonly runId: string; readonly progress: TrainProgress }
  | { readonly type: 'ended'; readonly runId: string; readonly run: ExecutedRun }
  /** the queue is empty */
  | { readonly type: 'idle' };
