/** One training, from a config to its results: the loop that all engines share. */
import type { RunConfig } from '../config/run-config.ts';
import { toEngineNetwork, toEngineTraining } from '../config/to-engine.ts';
import { splitTraining } from '../data/index.ts';
import type { Evaluation, Model } from '../engine/contract.ts';
import { budgetOf, type RunBudget } from './budget.ts';
import { createDataCache, type LoadedDataset } from './data-cache.ts';
import { INITIAL_EARLY_STOPPING, judgeEpoch } from './early-stopping.ts';
import { type EpochMeans, trainEpoch } from './epoch.ts';
import { createEpochData, normalizationOf } from './epoch-data.ts';
import { planMeasures, type RunMeasures } from './measures/index.ts';
import { createMeter } from './meter.ts';
import { pretrain } from './pretraining.ts';
import { predictionsArtifact, sha256, testArtifacts, weightBytes, weightsArtifact } from './results.ts';
import type { TrainOptions, TrainResult } from './types.ts';

/**
 * Trains `config` once and hands everything measured to `sink`.
 *
 * Deterministic in (config, engine numerics): how often telemetry, progress or losses are taken changes nothing.
 * The test part is scored once, at the very end, on the weights that the run keeps.
 * @throws RangeError for a config that cannot be trained on this dataset; whatever the engine or the sink throw
 */
export async function trainRun(options: TrainOptions): Promise<TrainResult> {
  const { config, engine, dataset } = options;
  checkDataset(options);
  const budget = budgetOf(config);
  const cache = options.cache ?? createDataCache(engine);
  try {
    const split = splitTraining(dataset.train.labels, config);
    const normalization = normalizationOf(config, dataset, split.train);
    const data = cache.get(dataset, normalization);
    const network = toEngineNetwork(config, dataset.shape, dataset.classes);
    const training = toEngineTraining(config);
    const measured = {
      config,
      network,
      training,
      engine,
      dataset,
      normalization,
      data,
      trainIndices: split.train,
      validationIndices: split.validation,
    };
    const measures = planMeasures(options.recording, measured, options.sink);
    const { model, engineMs } = timed(engine.build(network, training, config.seed));
    try {
      const epochData = createEpochData({
        config,
        engine,
        dataset,
        normalization,
        indices: split.train,
        data,
      });
      try {
        const parts = {
          budget,
          data,
          model,
          epochData,
          measures,
          validation: split.validation,
          trainIndices: split.train,
        };
        return { ...(await trainModel(options, parts)), engineMs: engineMs() };
      } finally {
        epochData.close();
      }
    } finally {
      model.close();
    }
  } finally {
    if (options.cache === undefined) cache.close();
  }
}

/** The same model, with the time that it works for. */
function timed(model: Model): { readonly model: Model; readonly engineMs: () => number } {
  let sum = 0;
  const measure = async <T>(work: () => Promise<T>): Promise<T> => {
    const startMs = performance.now();
    try {
      return await work();
    } finally {
      sum += performance.now() - startMs;
    }
  };
  const watched: Model = {
    parameters: model.parameters,
    snapshotSize: model.snapshotSize,
    train: (data, order, rates) => measure(() => model.train(data, order, rates)),
    evaluate: (data, indices) => measure(() => model.evaluate(data, indices)),
    predict: (data, indices) => measure(() => model.predict(data, indices)),
    probe: (data, indices) => measure(() => model.probe(data, indices)),
    inputGradient: (data, indices) => measure(() => model.inputGradient(data, indices)),
    activations: (data, indices, layer) => measure(() => model.activations(data, indices, layer)),
    pretrain: (data, order, rbm) => measure(() => model.pretrain(data, order, rbm)),
    snapshot: () => model.snapshot(),
    restore: (weights) => model.restore(weights),
    close: () => model.close(),
  };
  return { model: watched, engineMs: () => sum };
}

interface Parts {
  readonly budget: RunBudget;
  readonly data: LoadedDataset;
  readonly model: Model;
  readonly epochData: ReturnType<typeof createEpochData>;
  readonly measures: RunMeasures;
  /** indices into the training part; empty: nothing is held out */
  readonly validation: Uint32Array;
  /** indices into the training part */
  readonly trainIndices: Uint32Array;
}

async function trainModel(options: TrainOptions, parts: Parts): Promise<TrainResult> {
  const { config, recording, sink } = options;
  const { budget, data, model, validation } = parts;
  const meter = createMeter(budget, options.onProgress);
  const rule = config.earlyStopping;
  let stopping = INITIAL_EARLY_STOPPING;
  let best: Float32Array | null = null;
  let step = 0;
  let epoch = 0;
  const result = (status: TrainResult['status'], rest: Partial<TrainResult> = {}): TrainResult => ({
    status,
    divergedAtStep: null,
    steps: step,
    epochs: epoch,
    stoppedEarly: false,
    bestEpoch: stopping.bestEpoch,
    restoredEpoch: null,
    testLoss: null,
    testAccuracy: null,
    weightsSha256: null,
    ...meter.totals(),
    engineMs: 0, // filled in by trainRun, which measures it
    ...rest,
  });

  const pretrained = await pretrain({
    config,
    model,
    data: data.train,
    indices: parts.trainIndices,
    sink,
    signal: options.signal,
    onLayer: meter.pretrained,
  });
  if (pretrained !== 'done') {
    await sink.flush(epoch);
    return pretrained === 'diverged' ? result('diverged', { divergedAtStep: 0 }) : result('stopped');
  }

  let stoppedEarly = false;
  while (step < budget.totalSteps && !stoppedEarly) {
    const last = Math.min(step + budget.stepsPerEpoch, budget.totalSteps);
    meter.beginEpoch(epoch + 1);
    const { data: trainData, order } = parts.epochData.epoch(epoch);
    const outcome = await trainEpoch(
      {
        config,
        recording,
        budget,
        model,
        sink,
        sizer: meter.sizer,
        probe:
          recording.telemetryEverySteps > 0 && validation.length > 0
            ? { data: data.train, indices: validation.subarray(0, recording.probeSize) }
            : null,
        validation: { data: data.train, indices: validation },
        measures: parts.measures,
        signal: options.signal,
        onChunk: meter.chunk,
      },
      trainData,
      order.subarray(0, (last - step) * config.batchSize),
      step,
      last,
    );
    if (outcome.status === 'diverged') {
      step = outcome.step;
      await sink.flush(epoch);
      return result('diverged', { divergedAtStep: step });
    }
    if (outcome.status === 'stopped') {
      step = meter.step();
      await sink.flush(epoch);
      return result('stopped');
    }
    step = last;
    epoch += 1;

    meter.phase('evaluating');
    const held = validation.length === 0 ? null : await model.evaluate(data.train, validation);
    sink.log(step, epochMetrics(config, epoch, outcome.means, held));
    await sink.flush(epoch);
    if (held !== null && !Number.isFinite(held.loss)) return result('diverged', { divergedAtStep: step });
    meter.endEpoch(held);

    if (rule !== null && held !== null) {
      const decision = judgeEpoch(rule, stopping, epoch, held);
      stopping = decision.state;
      stoppedEarly = decision.stop;
      if (decision.improved && rule.restoreBest) best = model.snapshot();
    }
    if (step < budget.totalSteps && !stoppedEarly && stopRequested(options)) return result('stopped');
  }

  await parts.measures.atStep(model, step);
  meter.phase('testing');
  // The last epoch's weights are the best ones: restoring them would change nothing.
  const restored = best !== null && stopping.bestEpoch !== epoch ? stopping.bestEpoch : null;
  if (restored !== null) model.restore(best!);
  const testedStep = Math.min((restored ?? epoch) * budget.stepsPerEpoch, budget.totalSteps);
  const test = await finish(options, parts, testedStep, epoch);
  return result('completed', { ...test, stoppedEarly, restoredEpoch: restored });
}

/** Scores the test part, once, and hands over the artifacts. */
async function finish(options: TrainOptions, { model, data, measures }: Parts, step: number, epoch: number) {
  const { dataset, recording, sink } = options;
  const test = await model.evaluate(data.test);
  sink.log(step, { 'test/loss': test.loss, 'test/accuracy': test.accuracy });
  for (const artifact of testArtifacts(dataset, test)) await sink.artifact(artifact);
  if (recording.predictions > 0) {
    await sink.artifact(await predictionsArtifact(model, dataset, data.test, recording.predictions));
  }
  await measures.atEnd(model, step);
  const weights = weightBytes(model.snapshot());
  if (recording.keepWeights) await sink.artifact(weightsArtifact(weights));
  await sink.flush(epoch);
  return { testLoss: test.loss, testAccuracy: test.accuracy, weightsSha256: sha256(weights) };
}

/** A validation loss that is not finite is no number: the run has diverged, and the value is left out. */
function epochMetrics(config: RunConfig, epoch: number, means: EpochMeans, held: Evaluation | null) {
  return {
    epoch,
    'train/loss': means.loss,
    'train/accuracy': means.accuracy,
    ...(config.weightDecayMode === 'l2' && { 'train/penalty': means.penalty }),
    ...(held !== null &&
      Number.isFinite(held.loss) && { 'validation/loss': held.loss, 'validation/accuracy': held.accuracy }),
  };
}

function stopRequested({ signal, stopAfterEpoch }: TrainOptions): boolean {
  return signal?.aborted === true || stopAfterEpoch?.aborted === true;
}

function checkDataset({ config, dataset }: TrainOptions): void {
  if (config.dataSha256 !== dataset.sha256) {
    throw new RangeError(
      `the run was defined on dataset "${config.dataset}" with SHA-256 ${config.dataSha256}, but the files found ` +
        `have ${dataset.sha256}; restore the original files, or define the run again on the new ones`,
    );
  }
  if (config.earlyStopping !== null && config.validationSize === 0) {
    throw new RangeError(
      `earlyStopping monitors ${config.earlyStopping.monitor}, but validationSize is 0; hold images out or ` +
        `leave earlyStopping out`,
    );
  }
}
