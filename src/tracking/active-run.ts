/** A run that this process is writing. */
import path from 'node:path';
import type { Database } from '../../db/index.ts';
import { flattenParameters, logPath, RunLostError, releaseRun } from '../../db/index.ts';
import { metricKeysOf } from '../../db/metric-keys.ts';
import { storeParameters } from '../../db/parameters.ts';
import { appendPoints } from '../../db/points.ts';
import { type Holding, heartbeat, isCancelRequested } from '../../db/queue.ts';
import { storeArtifact } from '../../db/writes/artifacts.ts';
import { type Ending, endRun, updateRun } from '../../db/writes/runs.ts';
import { checkStep, PointBuffer } from './buffer.ts';
import { RunFinishedError } from './errors.ts';
import { toPng } from './image.ts';
import type { ActiveRun, ArtifactOptions, Params, RawImage, RunFacts } from './types.ts';

export interface FlushPolicy {
  readonly everyPoints: number;
  readonly everyMs: number | null;
  /** how often the lease is renewed without a word of the program; null: by its calls only */
  readonly heartbeatMs: number | null;
}

const MIME: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.json': 'application/json',
  '.txt': 'text/plain',
  '.csv': 'text/csv',
  '.html': 'text/html',
  '.svg': 'image/svg+xml',
};

export class TrackedRun implements ActiveRun {
  readonly id: string;
  readonly attempt: number;
  readonly logPath: string;
  private readonly db: Database;
  private readonly held: Holding;
  private readonly policy: FlushPolicy;
  private readonly onEnd: (run: TrackedRun) => void;
  private readonly buffer = new PointBuffer();
  private timer: NodeJS.Timeout | null = null;
  private readonly beat: NodeJS.Timeout | null;
  private ended: string | null = null;

  constructor(db: Database, held: Holding, policy: FlushPolicy, onEnd: (run: TrackedRun) => void) {
    this.db = db;
    this.held = held;
    this.policy = policy;
    this.onEnd = onEnd;
    this.id = held.id;
    this.attempt = held.attempt;
    this.logPath = logPath(db, held.id);
    this.beat =
      policy.heartbeatMs === null ? null : setInterval(() => this.beatQuietly(), policy.heartbeatMs);
    this.beat?.unref();
  }

  log(values: Readonly<Record<string, number>>, step: number): void {
    this.check();
    this.buffer.add(values, step);
    this.schedule();
  }

  logSeries(metric: string, steps: ArrayLike<number>, values: ArrayLike<number>): void {
    this.check();
    this.buffer.addSeries(metric, steps, values);
    this.schedule();
  }

  flush(facts: RunFacts = {}): { written: number; ignored: number } {
    this.check();
    const result = this.write(() => {
      heartbeat(this.db, this.held);
      updateRun(this.db, this.held.no, facts);
    });
    return result;
  }

  logImage(name: string, image: Uint8Array | RawImage, options: { readonly step?: number } = {}): void {
    this.logArtifact(name, toPng(image), { ...options, kind: 'image', mime: 'image/png' });
  }

  logFile(file: string, options: ArtifactOptions & { readonly name?: string } = {}): void {
    const name = options.name ?? path.basename(file);
    this.store(name, { file }, { mime: MIME[path.extname(file).toLowerCase()] ?? OCTETS, ...options });
  }

  logJson(name: string, value: unknown, options: Omit<ArtifactOptions, 'mime'> = {}): void {
    const json = JSON.stringify(value);
    if (json === undefined) {
      throw new TypeError(`JSON artifact "${name}" must be a value that JSON can hold, got ${typeof value}`);
    }
    this.logArtifact(name, Buffer.from(json), { kind: 'json', ...options, mime: 'application/json' });
  }

  logArtifact(name: string, bytes: Uint8Array, options: ArtifactOptions = {}): void {
    this.store(name, { bytes }, options);
  }

  logParams(params: Params): void {
    this.check();
    const flat = flattenParameters(params);
    this.db.transaction(() => {
      heartbeat(this.db, this.held);
      storeParameters(this.db, this.held.no, flat);
    });
  }

  cancelRequested(): boolean {
    this.check();
    return isCancelRequested(this.db, this.id);
  }

  heartbeat(): { readonly cancelRequested: boolean } {
    this.check();
    return heartbeat(this.db, this.held);
  }

  finish(facts: RunFacts = {}): void {
    this.end({ status: 'completed' }, facts);
  }

  diverge(step: number, facts: RunFacts = {}): void {
    checkStep(step);
    this.end({ status: 'diverged', step }, facts);
  }

  fail(error: unknown, facts: RunFacts = {}): void {
    const message = error instanceof Error ? error.message : String(error);
    const stack = error instanceof Error ? (error.stack ?? null) : null;
    this.end({ status: 'failed', message, stack }, facts);
  }

  cancel(facts: RunFacts = {}): void {
    this.end({ status: 'cancelled' }, facts);
  }

  release(): void {
    this.check();
    releaseRun(this.db, this.held);
    this.close('put back into the queue');
  }

  /** Writes what waits, if the run has not ended; for the end of the process, so errors are not thrown on. */
  flushQuietly(): unknown {
    if (this.ended !== null || this.buffer.size === 0) return null;
    try {
      this.flush();
      return null;
    } catch (error) {
      return error;
    }
  }

  /** Stops the timer; the run stays as it is in the database. */
  detach(): void {
    this.close('closed with its tracker');
  }

  private end(ending: Ending, facts: RunFacts): void {
    this.check();
    this.write(() => endRun(this.db, this.held, ending, facts), 'last');
    this.close(ending.status);
  }

  /** `rest` and the buffered points in one transaction: points first where `rest` ends the run. */
  private write(rest: () => void, order: 'first' | 'last' = 'first'): { written: number; ignored: number } {
    this.stopTimer();
    const { series } = this.buffer;
    const keys = metricKeysOf(this.db, series.keys());
    const batch = [...series].map(([name, { steps, values }]) => ({ key: keys.get(name)!, steps, values }));
    const result = this.db.transaction(() => {
      // held by this process still? asked before points are written, also where `rest` comes last
      if (order === 'first') rest();
      else heartbeat(this.db, this.held);
      const appended = appendPoints(this.db, this.held.no, batch);
      if (order === 'last') rest();
      return appended;
    });
    this.buffer.clear();
    return result;
  }

  private store(
    name: string,
    content: { bytes: Uint8Array } | { file: string },
    options: ArtifactOptions,
  ): void {
    this.check();
    if (name === '' || name.length > 200) {
      throw new TypeError(`an artifact name must have 1 to 200 characters, got ${name.length}`);
    }
    if (options.step !== undefined) checkStep(options.step);
    const { kind = 'file', mime = OCTETS, step = null } = options;
    storeArtifact(this.db, this.held, { name, kind, mime, step, content });
  }

  private schedule(): void {
    if (this.buffer.size >= this.policy.everyPoints) {
      this.flush();
      return;
    }
    if (this.policy.everyMs === null || this.timer !== null) return;
    this.timer = setTimeout(() => {
      this.timer = null;
      // thrown from a timer it would end the process; the points stay and the next flush says it again
      this.flushQuietly();
    }, this.policy.everyMs);
    // waiting points do not keep a finished program alive: the exit hook writes them
    this.timer.unref();
  }

  /** A program that logs rarely is alive all the same, and another host can tell only by the lease. */
  private beatQuietly(): void {
    try {
      heartbeat(this.db, this.held);
    } catch (error) {
      // thrown from a timer it would end the program; its next call says it again
      if (error instanceof RunLostError) this.stopBeat();
    }
  }

  private stopBeat(): void {
    if (this.beat !== null) clearInterval(this.beat);
  }

  private stopTimer(): void {
    if (this.timer !== null) clearTimeout(this.timer);
    this.timer = null;
  }

  private close(how: string): void {
    this.stopTimer();
    this.stopBeat();
    this.ended = how;
    this.onEnd(this);
  }

  private check(): void {
    if (this.ended === null) return;
    throw new RunFinishedError(
      `run ${this.id} is ${this.ended}: nothing more can be logged to it; start another with startRun()`,
    );
  }
}

const OCTETS = 'application/octet-stream';
