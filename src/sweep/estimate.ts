/** What a sweep will cost, before it is started: runs, time and disk. */
import { type Database, latestSpeeds } from '../../db/index.ts';
import type { DatasetFacts, FactsOf } from '../config/index.ts';
import {
  askingOnce,
  describeNetwork,
  type ExpandedSweep,
  type Recording,
  type RunConfig,
  toEngineNetwork,
  toEngineTraining,
} from '../config/index.ts';
import type { Engine } from '../engine/contract.ts';
import { quantile } from '../stats/index.ts';
import { budgetOf } from '../train/index.ts';
import { budgetSamples, planRuns, unfinishedOf } from './plan.ts';

export interface Estimate {
  readonly runs: number;
  /** completed or diverged in this database: not trained again */
  readonly done: number;
  readonly toTrain: number;
  readonly workers: number;
  /** as if no run stopped early; null: nothing to train */
  readonly durationMs: number;
  /**
   * Half of what the middle 80 % of the earlier speeds span, as a share of `durationMs`; null where less than half of
   * the work is on networks with at least five earlier runs.
   */
  readonly errorShare: number | null;
  /** training samples a second and worker, over all that is to be trained; null: nothing to train */
  readonly samplesPerSecond: number | null;
  /** where the speed comes from, by share of the samples */
  readonly basis: { readonly earlierRuns: number; readonly measured: number; readonly scaled: number };
  readonly diskBytes: number;
}

export interface EstimateOptions {
  readonly expanded: ExpandedSweep;
  readonly engine: Engine;
  readonly factsOf: FactsOf;
  readonly workers: number;
  readonly rerun?: boolean;
  /** null: there is no database yet */
  readonly db: Database | null;
}

/** A point costs about 20 bytes; its share of the indexes and of the summary is in here. */
const BYTES_PER_POINT = 24;
/** Rows of a run apart from its points, its log, and the space that SQLite leaves free. */
const BYTES_PER_RUN = 16_000;
/** Earlier runs that are looked at. */
const MOST_EARLIER_RUNS = 200;
/** Networks that are timed on the spot; others are scaled by their multiply-adds. */
const MOST_MEASURED = 12;
const MEASURE_MS = 120;
/** Fewer earlier runs do not tell how much their speed varies. */
const FEWEST_FOR_ERROR = 5;
/** Where a step takes long, until the JavaScript compiler has done its work. */
const SLOW_MEASURE_MS = 600;
/** A forward pass is about a third of a training step: what one evaluated sample costs of a trained one. */
const EVALUATION_SHARE = 1 / 3;

/**
 * Exact in runs; time from the speed of earlier runs of the same network on the same images, in this database,
 * otherwise from a measurement of a tenth of a second with random images (no dataset is needed for it).
 */
export async function estimateSweep(options: EstimateOptions): Promise<Estimate> {
  const { expanded, engine, db, workers } = options;
  const planned = planRuns(expanded);
  const left = options.rerun || db === null ? planned : unfinishedOf(db, planned, engine.info);
  const speeds = await createSpeeds(options);
  const factsOf = askingOnce(options.factsOf);
  let durationMs = 0;
  let samples = 0;
  let diskBytes = 0;
  let knownMs = 0;
  let errorMs = 0;
  const basis = { earlierRuns: 0, measured: 0, scaled: 0 };
  for (const { config } of left) {
    const facts = factsOf(config.dataset);
    const speed = await speeds(config, facts);
    const runMs = (workOf(config, facts, expanded.recording) / speed.samplesPerSecond) * 1000;
    durationMs += runMs;
    if (speed.errorShare !== null) {
      knownMs += runMs;
      errorMs += speed.errorShare * runMs;
    }
    samples += budgetSamples(config);
    basis[speed.basis] += budgetSamples(config);
    diskBytes += diskOf(config, facts, expanded);
  }
  const share = (part: number) => (samples === 0 ? 0 : part / samples);
  return {
    runs: planned.length,
    done: planned.length - left.length,
    toTrain: left.length,
    workers: Math.max(1, Math.min(workers, left.length)),
    durationMs: durationMs / Math.max(1, Math.min(workers, left.length)),
    errorShare: knownMs > 0 && knownMs >= durationMs / 2 ? errorMs / knownMs : null,
    samplesPerSecond: left.length === 0 ? null : (samples / durationMs) * 1000,
    basis: {
      earlierRuns: share(basis.earlierRuns),
      measured: share(basis.measured),
      scaled: share(basis.scaled),
    },
    diskBytes,
  };
}

/** Samples of a run, evaluated ones counted by what they cost. */
function workOf(config: RunConfig, facts: DatasetFacts, { validationEverySteps }: Recording): number {
  const { epochs, totalSteps } = budgetOf(config);
  const between = validationEverySteps === 0 ? 0 : Math.ceil(totalSteps / validationEverySteps);
  const validated = (epochs + between) * config.validationSize;
  return (
    budgetSamples(config) + pretrainingWork(config, facts) + EVALUATION_SHARE * (validated + facts.testCount)
  );
}

/**
 * CD-1 passes five times through its layer, and once through those below; a training step three times through all.
 */
function pretrainingWork(config: RunConfig, { shape, classes }: DatasetFacts): number {
  if (config.pretraining === undefined) return 0;
  const { layers, multiplyAdds } = describeNetwork(toEngineNetwork(config, shape, classes));
  let below = 0;
  let share = 0;
  for (const layer of layers.slice(0, -1)) {
    if (layer.type === 'dense') share += (5 * layer.multiplyAdds + below) / (3 * multiplyAdds);
    below += layer.multiplyAdds;
  }
  return share * config.pretraining.epochs * config.trainSize;
}

interface Speed {
  readonly samplesPerSecond: number;
  /** null: not known */
  readonly errorShare: number | null;
  readonly basis: keyof Estimate['basis'];
}

async function createSpeeds(options: EstimateOptions) {
  const { engine, db } = options;
  const known = new Map<string, Speed>();
  if (db !== null) {
    for (const [key, rates] of earlierSpeeds(db, engine)) {
      known.set(key, {
        samplesPerSecond: median(rates),
        errorShare: rates.length < FEWEST_FOR_ERROR ? null : spreadOf(rates),
        basis: 'earlierRuns',
      });
    }
  }
  const measured: { readonly multiplyAdds: number; readonly samplesPerSecond: number }[] = [];
  return async (config: RunConfig, facts: DatasetFacts): Promise<Speed> => {
    const key = speedKey(config);
    const before = known.get(key);
    if (before !== undefined) return before;
    const { multiplyAdds } = describeNetwork(toEngineNetwork(config, facts.shape, facts.classes));
    let speed: Speed;
    if (measured.length < MOST_MEASURED) {
      const samplesPerSecond = await measure(engine, config, facts);
      measured.push({ multiplyAdds, samplesPerSecond });
      speed = { samplesPerSecond, errorShare: null, basis: 'measured' };
    } else {
      const rates = measured.map((one) => one.multiplyAdds * one.samplesPerSecond);
      const samplesPerSecond = median(rates) / Math.max(1, multiplyAdds);
      speed = { samplesPerSecond, errorShare: null, basis: 'scaled' };
    }
    known.set(key, speed);
    return speed;
  };
}

/** What decides the speed: the network, its images and the batch. The optimizer's share is small. */
function speedKey({
  dataSha256,
  layers,
  batchSize,
  head,
}: Pick<RunConfig, 'dataSha256' | 'layers' | 'batchSize' | 'head'>): string {
  return JSON.stringify([dataSha256, layers, batchSize, head]);
}

function earlierSpeeds(db: Database, { info }: Engine): Map<string, number[]> {
  const speeds = new Map<string, number[]>();
  const runs = latestSpeeds(db, { engine: info.name, isa: info.isa }, MOST_EARLIER_RUNS);
  for (const { config, samplesPerSecond } of runs) {
    const key = speedKey(config);
    speeds.set(key, [...(speeds.get(key) ?? []), samplesPerSecond]);
  }
  return speeds;
}

/** Training samples a second of one model on random images. */
async function measure(engine: Engine, config: RunConfig, facts: DatasetFacts): Promise<number> {
  const { height, width, channels } = facts.shape;
  const pixels = height * width * channels;
  // without TensorFlow's library a whole batch takes seconds, and four images tell as much
  const slow = engine.info.name === 'tfjs' && engine.info.isa === 'cpu';
  const count = slow ? Math.min(4, config.batchSize) : config.batchSize;
  const images = Uint8Array.from({ length: count * pixels }, (_, i) => (i * 7919) % 256);
  const labels = Uint8Array.from({ length: count }, (_, i) => i % facts.classes);
  const data = engine.load(images, labels, facts.shape);
  const model = engine.build(
    toEngineNetwork(config, facts.shape, facts.classes),
    toEngineTraining(config),
    config.seed,
  );
  try {
    const order = Uint32Array.from({ length: count }, (_, i) => i);
    // Rate 0: the same arithmetic, and weights that cannot run away.
    const rate = new Float32Array(1);
    await model.train(data, order, rate);
    let samples = 0;
    const startMs = performance.now();
    while (performance.now() - startMs < (slow ? SLOW_MEASURE_MS : MEASURE_MS)) {
      await model.train(data, order, rate);
      samples += count;
    }
    return (samples / (performance.now() - startMs)) * 1000;
  } finally {
    model.close();
    data.close();
  }
}

function diskOf(config: RunConfig, facts: DatasetFacts, { recording }: ExpandedSweep): number {
  const network = toEngineNetwork(config, facts.shape, facts.classes);
  const { parameters, layers } = describeNetwork(network);
  const { epochs, totalSteps } = budgetOf(config);
  const every = (cadence: number) => (cadence === 0 ? 0 : Math.ceil(totalSteps / cadence));
  const weighted = layers.filter((layer) => layer.type === 'conv' || layer.type === 'dense').length;
  // gradient, signal, weight, update; activation mean, SD and one of dead or saturated
  const telemetry = every(recording.telemetryEverySteps) * weighted * 7;
  const validation = every(recording.validationEverySteps) * 2;
  const points = every(recording.lossEverySteps) + telemetry + validation + epochs * 6 + 2;
  const predictions = Math.min(recording.predictions, facts.testCount) * (40 + 22 * facts.classes);
  const weights = recording.keepWeights ? parameters * 4 : 0;
  return points * BYTES_PER_POINT + BYTES_PER_RUN + weights + predictions + facts.testCount / 8;
}

/** Half of the middle 80 %, as a share of the median. */
function spreadOf(rates: readonly number[]): number {
  const sorted = [...rates].sort((a, b) => a - b);
  return (quantile(sorted, 0.9) - quantile(sorted, 0.1)) / 2 / quantile(sorted, 0.5);
}

function median(values: readonly number[]): number {
  return quantile(
    [...values].sort((a, b) => a - b),
    0.5,
  );
}
