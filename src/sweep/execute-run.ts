/** Trains one claimed run and writes it down: what a worker does, and nothing of processes or queues. */
import { setImmediate } from 'node:timers/promises';
import { type ClaimedRun, RunLostError } from '../../db/index.ts';
import type { RunConfig } from '../config/index.ts';
import type { ImageDataset } from '../data/index.ts';
import type { Engine } from '../engine/contract.ts';
import type { ActiveRun, RunFacts, Tracker } from '../tracking/index.ts';
import {
  createDataCache,
  type TrainProgress,
  type TrainResult,
  type TrainSink,
  trainRun,
} from '../train/index.ts';
import type { FinishedStatus } from './events.ts';
import { openLeanDataset } from './lean-dataset.ts';
import { openRunLog, type RunLog } from './run-log.ts';

/** How often a cancel is looked for. */
const CANCEL_POLL_MS = 500;
/** Epochs may be shorter than a look at them; what they recorded is written this often at most. */
const FLUSH_EVERY_MS = 250;
/** How often the lease is renewed where epochs are long; an epoch's end renews it too. */
const HEARTBEAT_MS = 30_000;

export interface ExecuteOptions {
  readonly claimed: ClaimedRun;
  /** stops after the running epoch; the run goes back into the queue */
  readonly stopAfterEpoch: AbortSignal;
  readonly onStart?: (run: ActiveRun) => void;
  readonly onProgress?: (progress: TrainProgress) => void;
}

export interface ExecutedRun {
  /** `released`: back in the queue; `lost`: not this process's any more, nothing more was written */
  readonly status: FinishedStatus | 'released' | 'lost';
  readonly result: TrainResult | null;
  readonly error: string | null;
}

export interface Executor {
  /** Never throws for what goes wrong in a run: that is recorded as its failure. */
  execute(options: ExecuteOptions): Promise<ExecutedRun>;
  close(): void;
}

/** Keeps the engine and the last dataset loaded from run to run. */
export function createExecutor(tracker: Tracker, engine: Engine): Executor {
  const cache = createDataCache(engine);
  const defined = new Set<string>();
  const define: NonNullable<TrainSink['define']> = (metric, sense) => {
    if (defined.has(metric)) return;
    tracker.defineMetric(metric, sense);
    defined.add(metric);
  };
  let dataset: ImageDataset | null = null;
  const datasetOf = async ({ dataset: name, standardize }: RunConfig): Promise<ImageDataset> => {
    if (dataset?.name !== name) {
      // The old one goes first: two large datasets must not be held at once.
      dataset = null;
      cache.close();
      dataset = openLeanDataset(name);
      if (!standardize) cache.get(dataset, { mean: 0, sd: 1 });
      // Once the engine has its copy the one that was read can go, before training takes its own share;
      // not in this turn of the event loop, through which a WeakRef holds on. A worker is started with --expose-gc.
      await setImmediate();
      globalThis.gc?.();
    }
    return dataset;
  };

  return {
    async execute(options) {
      const run = tracker.adopt(options.claimed);
      const log = openRunLog(run.logPath);
      try {
        options.onStart?.(run);
        log.line(`run ${run.id}, attempt ${run.attempt}, ${engine.info.name} (${engine.info.isa})`);
        return await trainAndRecord(options, run, log);
      } finally {
        log.close();
      }
    },
    close: () => cache.close(),
  };

  async function trainAndRecord(options: ExecuteOptions, run: ActiveRun, log: RunLog): Promise<ExecutedRun> {
    const { claimed } = options;
    const watch = watchRun(run);
    let result: TrainResult | null = null;
    try {
      result = await trainRun({
        config: claimed.config,
        recording: { ...DEFAULT_RECORDING, ...claimed.recording },
        engine,
        dataset: await datasetOf(claimed.config),
        sink: createSink(run, log, define),
        cache,
        signal: watch.signal,
        stopAfterEpoch: options.stopAfterEpoch,
        ...(options.onProgress && { onProgress: options.onProgress }),
      });
      if (watch.error !== null) throw watch.error;
      const status = record(run, result, watch.signal.aborted, {
        engineVersion: engine.info.version,
        isa: engine.info.isa,
      });
      log.line(endText(status, result));
      return { status, result, error: null };
    } catch (error) {
      const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
      log.line(text);
      if (error instanceof RunLostError) return { status: 'lost', result, error: error.message };
      try {
        run.fail(error);
      } catch (second) {
        if (!(second instanceof RunLostError)) throw second;
        return { status: 'lost', result, error: second.message };
      }
      return { status: 'failed', result, error: error instanceof Error ? error.message : String(error) };
    } finally {
      watch.close();
    }
  }
}

/** What a run without a recording of its own keeps; also for keys younger than a recording in the database. */
const DEFAULT_RECORDING = {
  lossEverySteps: 10,
  telemetryEverySteps: 0,
  validationEverySteps: 0,
  probeSize: 512,
  predictions: 20,
  keepWeights: true,
  measures: [],
} as const;

/** Writes how the run ended, and says which status that is. */
function record(
  run: ActiveRun,
  result: TrainResult,
  cancelled: boolean,
  engine: Pick<RunFacts, 'engineVersion' | 'isa'>,
): ExecutedRun['status'] {
  const facts: RunFacts = {
    ...engine,
    epochsDone: result.epochs,
    bestEpoch: result.bestEpoch,
    wallMs: result.durationMs,
    peakMemoryBytes: result.peakMemoryBytes,
    ...(result.samplesPerSecond !== null && { samplesPerSecond: result.samplesPerSecond }),
  };
  switch (result.status) {
    case 'completed':
      run.finish(facts);
      return 'completed';
    case 'diverged':
      run.diverge(result.divergedAtStep!, facts);
      return 'diverged';
    case 'stopped':
      if (cancelled) {
        run.cancel(facts);
        return 'cancelled';
      }
      run.flush({ epochsDone: result.epochs });
      run.release();
      return 'released';
    default:
      return result.status satisfies never;
  }
}

/** Aborts when somebody asks to cancel the run or it is not ours any more. */
function watchRun(run: ActiveRun) {
  const controller = new AbortController();
  let error: unknown = null;
  let beatMs = performance.now();
  const timer = setInterval(() => {
    try {
      if (performance.now() - beatMs > HEARTBEAT_MS) {
        beatMs = performance.now();
        run.heartbeat();
      }
      if (run.cancelRequested()) controller.abort();
    } catch (thrown) {
      error = thrown;
      controller.abort();
    }
  }, CANCEL_POLL_MS);
  return {
    signal: controller.signal,
    get error() {
      return error;
    },
    close: () => clearInterval(timer),
  };
}

function createSink(run: ActiveRun, log: RunLog, define: NonNullable<TrainSink['define']>): TrainSink {
  let flushedMs = performance.now();
  return {
    define,
    log(step, values) {
      run.log(values, step);
      if ('epoch' in values || 'test/loss' in values) log.line(valuesText(step, values));
    },
    flush(epochs) {
      if (performance.now() - flushedMs < FLUSH_EVERY_MS) return;
      run.flush({ epochsDone: epochs });
      flushedMs = performance.now();
    },
    artifact({ kind, name, mediaType, bytes }) {
      run.logArtifact(name, bytes, { kind, mime: mediaType });
    },
  };
}

function valuesText(step: number, values: Readonly<Record<string, number>>): string {
  const texts = Object.entries(values).map(([key, value]) => `${key} ${Number(value.toPrecision(6))}`);
  return `step ${step}  ${texts.join('  ')}`;
}

function endText(status: ExecutedRun['status'], result: TrainResult): string {
  const seconds = (result.durationMs / 1000).toFixed(1);
  if (status === 'diverged') return `diverged at step ${result.divergedAtStep} after ${seconds} s`;
  return `${status} after ${result.epochs} epochs, ${seconds} s`;
}
