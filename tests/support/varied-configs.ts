/** Small valid configs that differ in everything a config can differ in: what must repeat bit for bit. */
import { ConfigError, type RunConfig, type RunConfigInput, resolveConfig } from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { RandomStream } from '../../src/random/index.ts';

const ARCHITECTURES = [
  'lenet5',
  'mlp',
  'lenet1',
  'custom',
  'deep',
  'lenet4',
  'article',
  'logreg',
  'lenet5-1998',
  '2c2d',
  'deep-conv',
] as const;
const OPTIMIZERS = [
  ...['sgd', 'momentum', 'nesterov', 'adagrad', 'adadelta', 'rmsprop', 'adam', 'adamax', 'amsgrad'],
  ...['nadam', 'lion', 'adamw'],
] as NonNullable<RunConfigInput['optimizer']>[];
const HEADS = ['softmax+ce', 'softmax+mse', 'sigmoid+bce', 'sigmoid+mse', 'linear+mse'] as const;
const ACTIVATIONS = [
  ...['relu', 'tanh', 'sigmoid', 'leakyRelu', 'elu', 'gelu', 'softplus', 'identity'],
] as NonNullable<RunConfigInput['activation']>[];

/**
 * The same configs for the same count on every machine. Optimizers, architectures, heads and activations take turns,
 * so that a dozen has each of the first two; the rest is drawn.
 */
export function variedConfigs(count: number): RunConfig[] {
  const stream = new RandomStream(0, 'varied-configs');
  return Array.from({ length: count }, (_, index) => {
    for (;;) {
      try {
        return resolveConfig(draw(index, stream), datasetFacts);
      } catch (error) {
        // a drawn combination that cannot be trained: the next one
        if (!(error instanceof ConfigError)) throw error;
      }
    }
  });
}

function draw(index: number, stream: RandomStream): RunConfigInput {
  const one = <T>(values: readonly T[]): T => values[stream.integer(values.length)]!;
  const sometimes = (share: number): boolean => stream.uniform() < share;
  const epochs = 1 + stream.integer(3);
  return {
    dataset: 'mnist10k',
    trainSize: one([150, 187, 256, 300]),
    validationSize: 100,
    // an odd last batch, a batch below the vector width, one sample at a time
    batchSize: one([7, 16, 33, 50, 64, 128]),
    lastBatch: one(['keep', 'keep', 'drop', 'wrap']),
    shuffle: one(['reshuffle', 'reshuffle', 'frozen']),
    standardize: sometimes(0.3),
    ...(sometimes(0.2) && { augment: { shift: 2, rotate: 10, flip: sometimes(0.5) } }),
    ...(sometimes(0.25) ? { steps: 5 + stream.integer(20) } : { epochs }),
    ...network(index, one, sometimes),
    head: HEADS[index % HEADS.length]!,
    initializer: one(['glorotUniform', 'heNormal', 'lecunUniform', 'truncatedNormal', 'glorotNormal']),
    ...optimizer(OPTIMIZERS[index % OPTIMIZERS.length]!, sometimes),
    schedule: one(['constant', 'cosine', { kind: 'step', everyEpochs: 1, factor: 0.5, warmupSteps: 3 }]),
    clipNorm: one([null, null, 0.5, 5]),
    ...(sometimes(0.4) && {
      weightDecay: 0.001,
      weightDecayMode: one(['l2', 'decoupled'] as const),
      decayBiases: sometimes(0.5),
    }),
    ...(sometimes(0.3) && {
      earlyStopping: { monitor: one(['validation/loss', 'validation/accuracy']), patience: 1 },
    }),
    seed: stream.integer(1000),
  };
}

function network(
  index: number,
  one: <T>(values: readonly T[]) => T,
  sometimes: (share: number) => boolean,
): RunConfigInput {
  const architecture = ARCHITECTURES[index % ARCHITECTURES.length]!;
  const activation = ACTIVATIONS[index % ACTIVATIONS.length]!;
  const shared = { activation, batchNorm: one(['none', 'before', 'after'] as const) };
  const dropout = one([0, 0.25, 0.5]);
  switch (architecture) {
    case 'custom':
      return {
        layers: [
          { type: 'conv', filters: 5, kernel: [3, 4], stride: [2, 1], padding: 'same' },
          activation,
          { type: 'pool', kind: one(['max', 'avg', 'scaledAvg']), size: [3, 2], stride: 2, padding: 'same' },
          { type: 'conv', filters: 17, kernel: 3 },
          {
            type: 'residual',
            layers: [
              'batchNorm',
              'gelu',
              { type: 'conv', filters: 9, kernel: 3, stride: 2, padding: 'same' },
            ],
          },
          'gelu',
          'flatten',
          { type: 'dense', units: 19 },
          'elu',
          { type: 'dropout', rate: 0.3 },
          { type: 'dense', units: 'classes' },
        ],
      };
    case 'mlp':
      return {
        architecture,
        ...shared,
        dropout,
        units: one([[13], [50, 20]]),
        // every other one, from the first
        ...(Math.floor(index / ARCHITECTURES.length) % 2 === 0 && {
          activation: 'sigmoid',
          batchNorm: 'none',
          pretraining: { epochs: 1 + Math.floor(dropout * 4), batchSize: 48, learningRate: 0.2 },
        }),
      };
    case 'deep':
      return { architecture, ...shared, dropout, depth: 6, width: 23, residual: sometimes(0.5) };
    case 'deep-conv':
      return {
        architecture,
        ...shared,
        depth: one([3, 6]),
        width: one([5, 8]),
        pool: one(['max', 'strided'] as const),
        residual: sometimes(0.75),
      };
    case 'logreg':
      return { architecture };
    case 'lenet1':
      return { architecture, ...shared, pool: one(['avg', 'max', 'scaledAvg'] as const) };
    case 'lenet5-1998':
      return sometimes(0.5) ? { architecture } : { architecture, ...shared, dropout };
    case 'lenet4':
    case 'lenet5':
      return {
        architecture,
        ...shared,
        dropout,
        kernel: one([3, 5]),
        pool: one(['max', 'avg', 'strided'] as const),
      };
    case 'article':
    case '2c2d':
      // the paths of the full networks, with fewer weights to write and read
      return { architecture, ...shared, dropout, units: [128] };
    default:
      return architecture satisfies never;
  }
}

function optimizer(
  name: NonNullable<RunConfigInput['optimizer']>,
  sometimes: (share: number) => boolean,
): RunConfigInput {
  if (name === 'rmsprop')
    return { optimizer: name, centered: sometimes(0.5), biasCorrection: sometimes(0.5) };
  if (name === 'adam') return { optimizer: name, epsilonForm: sometimes(0.5) ? 'hat' : 'plain' };
  return { optimizer: name };
}
