/** What the queue of runs takes and gives. */
import type { Recording, RunConfig } from '../src/config/run-config.ts';
import type { RunOwner } from './types.ts';

export interface SweepInput {
  readonly name: string;
  /** SHA-256 over what decides the expanded runs; the same (name, hash) is the same sweep */
  readonly hash: string;
  /** as JSON */
  readonly definition: unknown;
  readonly recording: Recording | null;
  readonly source?: string | null;
}

/** One position of a sweep. */
export interface RunInput {
  readonly config: RunConfig;
  readonly configHash: string;
  readonly name?: string;
}

export interface EnqueueOptions {
  readonly engine: string;
  readonly numerics: string;
  /** of new runs and of those that wait; undefined: null for new ones, the others keep theirs */
  readonly recording?: Recording | null;
  readonly project?: string | null;
  /** trains again what is finished; the old run stays in the database and leaves this sweep */
  readonly rerun?: boolean;
  /** of `inputs[0]` in the sweep; default 0. A sweep that grows keeps what it has. */
  readonly firstPosition?: number;
}

/** How many positions went which way; they sum to the number of runs given. */
export interface EnqueueResult {
  /** new runs, waiting */
  readonly queued: number;
  /** failed or cancelled before, waiting again */
  readonly requeued: number;
  /** of this sweep and waiting or running already */
  readonly pending: number;
  /** completed or diverged, in this sweep or elsewhere in the database: not trained again */
  readonly done: number;
  /** another sweep has it waiting or running: linked, trained once */
  readonly shared: number;
}

/** A run this process owns from now on. */
export interface ClaimedRun {
  readonly no: number;
  readonly id: string;
  readonly name: string;
  readonly attempt: number;
  readonly config: RunConfig;
  readonly configHash: string;
  readonly seed: number;
  readonly engine: string;
  readonly numerics: string;
  readonly recording: Recording | null;
  readonly owner: RunOwner;
}

export interface OrphanReport {
  /** ids put back into the queue, their partial metrics deleted */
  readonly requeued: readonly string[];
  /** ids given up: MAX_ATTEMPTS attempts ended without a result */
  readonly failed: readonly string[];
  /** ids that somebody had asked to cancel */
  readonly cancelled: readonly string[];
}
