/** One epoch: chunks of steps, their losses, telemetry at its cadence. */
import type { Recording, RunConfig } from '../config/run-config.ts';
import type { Dataset, Model, StepResults } from '../engine/contract.ts';
import { type ChunkSizer, chunkEnd, isDue } from './chunks.ts';
import type { RunMeasures } from './measures/index.ts';
import { type Budget, learningRates } from './schedule.ts';
import { layerMetrics, updateRatios } from './telemetry.ts';
import type { TrainSink } from './types.ts';

/** What stays the same from epoch to epoch. */
export interface EpochContext {
  readonly config: RunConfig;
  readonly recording: Recording;
  readonly budget: Budget;
  readonly model: Model;
  readonly sink: TrainSink;
  readonly sizer: ChunkSizer;
  /** the images that telemetry is measured on; null: telemetry is off */
  readonly probe: { readonly data: Dataset; readonly indices: Uint32Array } | null;
  /** the images held out; empty: none */
  readonly validation: { readonly data: Dataset; readonly indices: Uint32Array };
  readonly measures: RunMeasures;
  readonly signal: AbortSignal | undefined;
  /** after each chunk */
  readonly onChunk: (chunk: ChunkReport) => void;
}

export interface ChunkReport {
  /** updates made so far in the run */
  readonly step: number;
  /** training samples of this chunk */
  readonly samples: number;
  readonly trainingMs: number;
  readonly running: EpochMeans;
}

/** Over the samples of the epoch so far, each measured before its batch's update, in training mode. */
export interface EpochMeans {
  readonly loss: number;
  readonly accuracy: number;
  readonly penalty: number;
}

export type EpochOutcome =
  | { readonly status: 'done'; readonly means: EpochMeans }
  | { readonly status: 'diverged'; readonly step: number }
  | { readonly status: 'stopped' };

/**
 * Trains the steps `firstStep` … `lastStep` − 1 of the run.
 * @param order indices into `data`, one batch after another, beginning with the batch of `firstStep`
 */
export async function trainEpoch(
  context: EpochContext,
  data: Dataset,
  order: Uint32Array,
  firstStep: number,
  lastStep: number,
): Promise<EpochOutcome> {
  const { config, recording, budget, model, sink, sizer } = context;
  const sums = { samples: 0, loss: 0, correct: 0, penalty: 0 };
  const cadence = {
    telemetryEverySteps: context.probe === null ? 0 : recording.telemetryEverySteps,
    validationEverySteps: context.validation.indices.length === 0 ? 0 : recording.validationEverySteps,
    measuredSteps: context.measures.steps,
  };

  for (let step = firstStep; step < lastStep; ) {
    if (context.signal?.aborted) return { status: 'stopped' };
    // the weights that an epoch ends with were validated there
    if (isDue(step, cadence.validationEverySteps) && (step > firstStep || step === 0)) {
      await logValidation(context, step);
    }
    await context.measures.atStep(model, step);
    const { end, telemetry } = chunkEnd(step, sizer.next(), lastStep, cadence);
    const watched = telemetry ? await layerMetrics(model, context.probe!.data, context.probe!.indices) : null;

    const batches = order.subarray(
      (step - firstStep) * config.batchSize,
      (end - firstStep) * config.batchSize,
    );
    const rates = learningRates(config.schedule, config.learningRate, budget, step, end);
    const startMs = performance.now();
    const results = await model.train(data, batches, rates);
    const trainingMs = performance.now() - startMs;
    sizer.measured(end - step, trainingMs);

    const taken = results.divergedAt ?? end - step;
    logLosses(sink, results, step, taken, recording.lossEverySteps);
    if (results.divergedAt !== null) return { status: 'diverged', step: step + results.divergedAt };
    if (watched !== null) {
      sink.log(step, {
        ...watched.metrics,
        ...updateRatios(model.parameters, watched.weights, model.snapshot()),
      });
    }

    addTo(sums, results, batches.length, config.batchSize);
    step = end;
    context.onChunk({ step, samples: batches.length, trainingMs, running: meansOf(sums) });
  }
  return { status: 'done', means: meansOf(sums) };
}

/** Between the ends of epochs; a loss that is not finite is left to the end of the epoch to judge. */
async function logValidation({ model, validation, sink }: EpochContext, step: number): Promise<void> {
  const { loss, accuracy } = await model.evaluate(validation.data, validation.indices);
  if (Number.isFinite(loss)) sink.log(step, { 'validation/loss': loss, 'validation/accuracy': accuracy });
}

/** The loss of a batch stands at the number of updates made before it. */
function logLosses(sink: TrainSink, results: StepResults, step: number, taken: number, every: number): void {
  if (every === 0) return;
  for (let i = Math.ceil(step / every) * every - step; i < taken; i += every) {
    sink.log(step + i, { 'train/batch_loss': results.losses[i]! });
  }
}

/** Weighted by batch size: the last batch may be smaller. */
function addTo(sums: Sums, results: StepResults, samples: number, batchSize: number): void {
  for (let i = 0; i < results.losses.length; i++) {
    const size = Math.min(batchSize, samples - i * batchSize);
    sums.samples += size;
    sums.loss += size * results.losses[i]!;
    sums.penalty += size * results.penalties[i]!;
    sums.correct += results.correct[i]!;
  }
}

interface Sums {
  samples: number;
  loss: number;
  correct: number;
  penalty: number;
}

function meansOf({ samples, loss, correct, penalty }: Sums): EpochMeans {
  return { loss: loss / samples, accuracy: correct / samples, penalty: penalty / samples };
}
