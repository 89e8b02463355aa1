/** The public vocabulary of the SDK. */
import type { ClaimedRun, Database } from '../../db/index.ts';
import type { MetricDefinition, ParameterValue } from '../../db/types.ts';

export interface TrackerOptions {
  /** file of the database; default: DESCENT_DB, else `descent.db` in the working folder. Or one that is open. */
  readonly db?: string | Database;
  /** project of the runs that name none */
  readonly project?: string;
  /** points kept in memory before they are written, default 50,000 */
  readonly flushEveryPoints?: number;
  /** longest time that a point waits in memory, default 2,000; null: only by count, `flush()` and the end of the run */
  readonly flushEveryMs?: number | null;
}

/** Nested objects become dotted keys, arrays JSON text. */
export type Params = { readonly [key: string]: ParameterValue | readonly unknown[] | Params | object };

export interface StartRunOptions {
  readonly name?: string;
  readonly project?: string;
  readonly params?: Params;
  readonly seed?: number;
  readonly tags?: readonly string[];
  /**
   * Id of a run to continue: one that is not completed or diverged and that no living process is writing.
   * Points already stored are kept; logging a stored (metric, step) again changes nothing.
   */
  readonly resume?: string;
}

/** Facts of a run that are known only while or after it trains; what is left out stays as it was. */
export interface RunFacts {
  readonly epochsDone?: number;
  readonly bestEpoch?: number | null;
  /** time in training, ms; default at the end: since the start */
  readonly wallMs?: number;
  readonly samplesPerSecond?: number;
  readonly peakMemoryBytes?: number;
  readonly engineVersion?: string;
  readonly isa?: string;
}

/** 8-bit pixels, row by row; 1 (grey), 3 (RGB) or 4 (RGBA) bytes each. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array | Uint8ClampedArray;
}

export interface ArtifactOptions {
  /** default `file` */
  readonly kind?: string;
  /** default by the extension, else application/octet-stream */
  readonly mime?: string;
  /** training step that it belongs to; default: the whole run */
  readonly step?: number;
}

/** A run that this process is writing. Every method but `id` and `logPath` throws RunFinishedError after the end. */
export interface ActiveRun {
  readonly id: string;
  /** counts from 1; 2 and more: tried again after a crash */
  readonly attempt: number;
  /** text file for stdout and stderr of the run, beside the artifacts; its folder exists */
  readonly logPath: string;
  /**
   * Buffers one value a metric at a training step. NaN and ±Infinity are values. The first value of a
   * (metric, step) stays.
   * @throws TypeError for an invalid metric name, a step that is not an integer >= 0, a value that is no number.
   */
  log(values: Readonly<Record<string, number>>, step: number): void;
  /** Buffers many steps of one metric: `steps[i]` goes with `values[i]`. */
  logSeries(metric: string, steps: ArrayLike<number>, values: ArrayLike<number>): void;
  /**
   * Writes what is buffered, with `facts`, in one transaction, and renews the lease; where it fails, nothing is
   * written and the buffer is kept. @throws RunLostError where the run is not this process's any more.
   */
  flush(facts?: RunFacts): { readonly written: number; readonly ignored: number };
  /** `image`: PNG bytes, or pixels to be encoded. */
  logImage(name: string, image: Uint8Array | RawImage, options?: { readonly step?: number }): void;
  /** Copies a file among the artifacts; `name` defaults to its base name. */
  logFile(file: string, options?: ArtifactOptions & { readonly name?: string }): void;
  logJson(name: string, value: unknown, options?: Omit<ArtifactOptions, 'mime'>): void;
  /** Bytes as an artifact: weights, packed flags, … */
  logArtifact(name: string, bytes: Uint8Array, options?: ArtifactOptions): void;
  /** Adds or replaces parameters. */
  logParams(params: Params): void;
  /** Whether someone asked to cancel (one read of the database). */
  cancelRequested(): boolean;
  /** Renews the lease without writing points. @throws RunLostError */
  heartbeat(): { readonly cancelRequested: boolean };
  /** completed */
  finish(facts?: RunFacts): void;
  /** diverged at a training step: NaN or infinite loss */
  diverge(step: number, facts?: RunFacts): void;
  /** failed; keeps message and stack */
  fail(error: unknown, facts?: RunFacts): void;
  /** cancelled; what was logged stays */
  cancel(facts?: RunFacts): void;
  /**
   * Back into the queue (Ctrl-C of a sweep): this attempt does not count, and what it recorded stays until the next
   * one begins.
   */
  release(): void;
}

export interface Tracker {
  readonly db: Database;
  /** Creates a run and starts it, or continues one (`resume`). */
  startRun(options?: StartRunOptions): ActiveRun;
  /** Writes a run that `claimRun` took from the queue (the sweep's workers). */
  adopt(claimed: ClaimedRun): ActiveRun;
  /** Direction and unit of a metric, where the name does not tell; the last definition stays. */
  defineMetric(name: string, definition: Partial<Omit<MetricDefinition, 'name'>>): void;
  /** Flushes what is running and closes the database, unless it was given open. Runs stay resumable. */
  close(): void;
}
