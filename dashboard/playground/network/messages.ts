/** What the page and its worker say to each other. */

import type { NetworkSettings } from './settings.ts';
import type { Chunk, Filters, Score } from './trainer.ts';

export type ToWorker =
  /** addresses of the module and of the digits; once, first */
  | { readonly kind: 'load'; readonly wasm: string; readonly digits: string }
  /** a new network with random weights, not running */
  | { readonly kind: 'build'; readonly settings: NetworkSettings }
  | { readonly kind: 'run' }
  | { readonly kind: 'pause' }
  /** from the next step on */
  | { readonly kind: 'rate'; readonly learningRate: number }
  /** (28, 28) bytes */
  | { readonly kind: 'read'; readonly pixels: Uint8Array }
  | { readonly kind: 'samples'; readonly count: number };

export interface TestDigit {
  readonly index: number;
  readonly label: number;
  readonly pixels: Uint8Array;
}

export type FromWorker =
  | {
      readonly kind: 'built';
      readonly parameterCount: number;
      readonly stepsPerEpoch: number;
      readonly score: Score;
      readonly filters: Filters;
    }
  | {
      readonly kind: 'progress';
      readonly chunk: Chunk;
      readonly score: Score;
      readonly stepsPerSec: number;
      readonly filters: Filters;
    }
  | { readonly kind: 'answer'; readonly probabilities: Float32Array }
  | { readonly kind: 'samples'; readonly digits: readonly TestDigit[] }
  /** nothing further comes */
  | { readonly kind: 'failed'; readonly message: string };
