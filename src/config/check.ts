/** Combinations that cannot be trained, found before any training starts. */
import { describeNetwork } from './describe-network.ts';
import { ConfigError } from './errors.ts';
import type { DatasetFacts } from './facts.ts';
import type { RunConfig } from './run-config.ts';
import { stepsPerEpoch } from './steps.ts';
import { toEngineNetwork } from './to-engine.ts';

/** 400 MB of float32, several times that with optimizer state: more is a slip of the keyboard in this family. */
const MOST_PARAMETERS = 100_000_000;

/** @throws ConfigError where shapes do not fit, or a batch norm would see a single value */
export function checkNetwork(config: RunConfig, facts: DatasetFacts): void {
  const { layers, parameters } = describeNetwork(toEngineNetwork(config, facts.shape, facts.classes));
  if (parameters > MOST_PARAMETERS) {
    const largest = layers.reduce((most, layer) => (layer.parameters > most.parameters ? layer : most));
    throw new ConfigError(
      'layers',
      `must have at most ${MOST_PARAMETERS} parameters in all, got ${parameters}, of which "${largest.name}" has ` +
        `${largest.parameters}; make that layer smaller`,
      'layers',
    );
  }
  // the variance of one value is 0: its output would not depend on its input
  const single = layers.find(
    ({ type, outputShape }) => type === 'batchNorm' && outputShape.slice(0, -1).every((size) => size === 1),
  );
  if (single === undefined) return;
  if (config.batchSize === 1) {
    throw new ConfigError(
      'batchSize',
      `must be at least 2 before the batch norm "${single.name}", which has one value an image, got 1; ` +
        'use larger batches or leave batch norm out',
      'batchSize',
    );
  }
  if (config.lastBatch === 'keep' && config.trainSize % config.batchSize === 1) {
    throw new ConfigError(
      'lastBatch',
      `must not leave a batch of one image before the batch norm "${single.name}", got "keep" with ` +
        `${config.trainSize} images in batches of ${config.batchSize}; use "drop" or "wrap", or another trainSize`,
      'lastBatch',
    );
  }
}

/** @throws ConfigError where the budget holds no step, or is all warm-up */
export function checkBudget(config: RunConfig): void {
  const perEpoch = stepsPerEpoch(config.trainSize, config.batchSize, config.lastBatch);
  if (perEpoch === 0) {
    throw new ConfigError(
      'batchSize',
      `must be at most trainSize (${config.trainSize}) where lastBatch is "drop", got ${config.batchSize}; ` +
        'use smaller batches or lastBatch "keep"',
      'batchSize',
    );
  }
  const steps = config.steps ?? config.epochs! * perEpoch;
  if (config.schedule.warmupSteps >= steps && config.schedule.warmupSteps > 0) {
    throw new ConfigError(
      'schedule.warmupSteps',
      `must be less than the budget of ${steps} steps, got ${config.schedule.warmupSteps}; ` +
        'warm up for fewer steps or train longer',
      'schedule',
    );
  }
}
