/** What goes into a training and what comes out; engine, storage and scheduling agnostic. */
import type { Recording, RunConfig } from '../config/run-config.ts';
import type { ImageDataset } from '../data/index.ts';
import type { Engine } from '../engine/contract.ts';
import type { DataCache } from './data-cache.ts';

export interface TrainOptions {
  readonly config: RunConfig;
  readonly recording: Recording;
  readonly engine: Engine;
  /** the dataset that `config.dataset` names; must have the SHA-256 of `config.dataSha256` */
  readonly dataset: ImageDataset;
  /** where metrics and artifacts go */
  readonly sink: TrainSink;
  /** engine copies of datasets, kept from run to run; without it the run loads and frees its own */
  readonly cache?: DataCache;
  /** stops at the next chunk of steps (a fraction of a second) */
  readonly signal?: AbortSignal;
  /** stops after the running epoch, whose metrics are recorded */
  readonly stopAfterEpoch?: AbortSignal;
  /** called after every chunk and every epoch */
  readonly onProgress?: (progress: TrainProgress) => void;
}

/**
 * Takes what a training measures. `step` is always the number of updates that the measured weights have seen:
 * step 0 are the initial weights, a metric of the first epoch stands at that epoch's number of steps.
 */
export interface TrainSink {
  /** unit and direction of a metric whose name does not tell; called before it is logged */
  define?(metric: string, definition: MetricSense): void;
  log(step: number, values: Readonly<Record<string, number>>): void;
  /** what was logged before must be on disk when this returns. @param epochs recorded so far */
  flush(epochs: number): void | Promise<void>;
  /** a result at the end of the run */
  artifact(artifact: TrainArtifact): void | Promise<void>;
}

export interface MetricSense {
  readonly unit: string | null;
  /** which way is better; null: neither */
  readonly direction: 'min' | 'max' | null;
}

export type ArtifactKind = 'weights' | 'confusion' | 'correct' | 'predictions' | 'measure';

export interface TrainArtifact {
  readonly kind: ArtifactKind;
  /** file name, e.g. `weights.f32` */
  readonly name: string;
  readonly mediaType: 'application/octet-stream' | 'application/json';
  /** laid out as docs/artifacts.md says */
  readonly bytes: Uint8Array;
}

export interface TrainProgress {
  readonly phase: 'training' | 'evaluating' | 'testing';
  /** the running epoch, from 1 */
  readonly epoch: number;
  /** epochs of the whole budget (an early stop may come before) */
  readonly epochs: number;
  /** updates made, of `totalSteps` */
  readonly step: number;
  readonly totalSteps: number;
  /** training samples seen so far in this run */
  readonly samples: number;
  /** running mean over the epoch, of the last one before its first chunk */
  readonly trainLoss: number | null;
  readonly trainAccuracy: number | null;
  /** of the last finished epoch */
  readonly validationLoss: number | null;
  readonly validationAccuracy: number | null;
}

export interface TrainResult {
  /** `stopped`: by `signal` or `stopAfterEpoch`, before the end; nothing was tested */
  readonly status: 'completed' | 'diverged' | 'stopped';
  /** updates that the weights had seen when a loss, a gradient or the validation loss was not finite */
  readonly divergedAtStep: number | null;
  /** updates made */
  readonly steps: number;
  /** epochs whose metrics are recorded */
  readonly epochs: number;
  /** the configured early stopping ended the run before its budget */
  readonly stoppedEarly: boolean;
  /** by the configured monitor, from 1; null without early stopping */
  readonly bestEpoch: number | null;
  /** the epoch (from 1) whose weights were restored and tested; null where the last weights were */
  readonly restoredEpoch: number | null;
  readonly testLoss: number | null;
  readonly testAccuracy: number | null;
  /** SHA-256 of the tested weights: float32, little endian, in the engine's snapshot layout */
  readonly weightsSha256: string | null;
  /** training samples seen */
  readonly samples: number;
  /** inside the engine's training steps */
  readonly trainingMs: number;
  /** inside the engine: training steps, evaluation, prediction, telemetry */
  readonly engineMs: number;
  /** engine, recording and the rest */
  readonly durationMs: number;
  /** training samples / training time; null before the first step */
  readonly samplesPerSecond: number | null;
  /** largest resident set of this process seen at a chunk's end, bytes */
  readonly peakMemoryBytes: number;
}
