/** A config as one row: the parameters table, JSON output, export. */
import type { Pair, ResolvedLayer } from './network.ts';
import type { RunConfig } from './run-config.ts';

export type FlatValue = string | number | boolean | null;

/**
 * The same keys in the same order for every config, named as `--set` names them; null where a key has no meaning for
 * this config (`momentum` of adam) or was left to the preset (`kernel`). Lists are joined by commas, layers are a text
 * such as `conv1 6@5x5/1 same, activation1 relu, pool1 max 2x2/2 valid, …`.
 */
export function flattenConfig(config: RunConfig): Record<string, FlatValue> {
  const option = (name: string): FlatValue => {
    const value = config.architectureOptions[name];
    if (value === undefined) return null;
    return typeof value === 'object' ? value.join(',') : value;
  };
  const { schedule, earlyStopping, augment, pretraining } = config;
  return {
    dataset: config.dataset,
    dataSha256: config.dataSha256,
    trainSize: config.trainSize,
    validationSize: config.validationSize,
    standardize: config.standardize,
    'augment.shift': augment.shift,
    'augment.rotate': augment.rotate,
    'augment.flip': augment.flip,
    epochs: config.epochs,
    steps: config.steps,
    batchSize: config.batchSize,
    lastBatch: config.lastBatch,
    shuffle: config.shuffle,
    architecture: config.architecture,
    activation: config.activation,
    pool: config.pool,
    batchNorm: config.batchNorm,
    dropout: config.dropout,
    kernel: option('kernel'),
    stride: option('stride'),
    padding: option('padding'),
    filters: option('filters'),
    units: option('units'),
    depth: option('depth'),
    width: option('width'),
    residual: option('residual'),
    layers: config.layers.map(layerText).join(', '),
    head: config.head,
    initializer: config.initializer,
    initializerScale: config.initializerScale,
    initializerSd: config.initializerSd,
    pretraining: pretraining?.kind ?? 'none',
    'pretraining.epochs': pretraining?.epochs ?? null,
    'pretraining.batchSize': pretraining?.batchSize ?? null,
    'pretraining.learningRate': pretraining?.learningRate ?? null,
    'pretraining.momentum': pretraining?.momentum ?? null,
    'pretraining.weightSd': pretraining?.weightSd ?? null,
    optimizer: config.optimizer,
    learningRate: config.learningRate,
    momentum: config.momentum,
    beta1: config.beta1,
    beta2: config.beta2,
    rho: config.rho,
    epsilon: config.epsilon,
    epsilonPlacement: config.epsilonPlacement,
    epsilonForm: config.epsilonForm,
    centered: config.centered,
    biasCorrection: config.biasCorrection,
    initialAccumulator: config.initialAccumulator,
    scheduleDecay: config.scheduleDecay,
    schedule: schedule.kind,
    'schedule.warmupSteps': schedule.warmupSteps,
    'schedule.everyEpochs': schedule.kind === 'step' ? schedule.everyEpochs : null,
    'schedule.factor': schedule.kind === 'step' ? schedule.factor : null,
    clipNorm: config.clipNorm,
    weightDecay: config.weightDecay,
    weightDecayMode: config.weightDecayMode,
    decayBiases: config.decayBiases,
    earlyStopping: earlyStopping !== null,
    'earlyStopping.monitor': earlyStopping?.monitor ?? null,
    'earlyStopping.patience': earlyStopping?.patience ?? null,
    'earlyStopping.minDelta': earlyStopping?.minDelta ?? null,
    'earlyStopping.restoreBest': earlyStopping?.restoreBest ?? null,
    seed: config.seed,
  };
}

/** `conv1 6@5x5/1 same`, `dense2 84`, `batchNorm1` */
export function layerText(layer: ResolvedLayer): string {
  switch (layer.type) {
    case 'conv':
      return `${layer.name} ${layer.filters}@${pairText(layer.kernel)}/${strideText(layer.stride)} ${layer.padding}`;
    case 'pool':
      return `${layer.name} ${layer.kind} ${pairText(layer.size)}/${strideText(layer.stride)} ${layer.padding}`;
    case 'dense':
      return `${layer.name} ${layer.units}`;
    case 'activation':
      return `${layer.name} ${layer.activation}`;
    case 'dropout':
      return `${layer.name} ${layer.rate}`;
    case 'batchNorm':
    case 'flatten':
    case 'residualBegin':
    case 'residualEnd':
      return layer.name;
    default:
      return layer satisfies never;
  }
}

function pairText([height, width]: Pair): string {
  return `${height}x${width}`;
}

function strideText(stride: Pair): string {
  return stride[0] === stride[1] ? String(stride[0]) : pairText(stride);
}
