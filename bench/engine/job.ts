/** What a contender is asked to train, and what it answers. One JSON object a line each way. */
import type { ResolvedNetwork, ResolvedOptimizer } from '../../src/config/index.ts';
import type { DataFiles } from './synthetic-digits.ts';

export interface Job {
  readonly network: ResolvedNetwork;
  readonly optimizer: ResolvedOptimizer;
  readonly learningRate: number;
  readonly batch: number;
  readonly data: DataFiles;
  /** how a peer does it: optimizer form, memory layout, compilation, …; empty for descent's own engines */
  readonly setting: Readonly<Record<string, string | boolean>>;
}

/** Of one window: whole chunks of steps until the time asked for had passed. */
export interface Measurement {
  readonly samples: number;
  readonly wallSec: number;
  /** of the whole process, all its threads */
  readonly cpuSec: number;
  /** mean loss of the last step: a sign of life, not compared */
  readonly loss: number;
}

export type Command = { readonly setup: Job } | { readonly measure: number };
export type Reply = { readonly ready: true } | Measurement | { readonly error: string };
/** The first line that a contender says. */
export interface About {
  readonly version: string;
  readonly isa?: string;
  readonly numerics?: string;
}
