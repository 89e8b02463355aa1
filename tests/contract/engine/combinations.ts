/** Tiny trainings over every pair of optimizer, head, activation, regularizer, initialisation and structure. */

import type { ResolvedInitializer } from '../../../src/config/initializer.ts';
import {
  ACTIVATIONS,
  type Activation,
  HEADS,
  type Head,
  type ResolvedLayer,
  type ResolvedNetwork,
} from '../../../src/config/network.ts';
import type { ResolvedOptimizer } from '../../../src/config/optimizer.ts';
import type { ResolvedTraining } from '../../../src/engine/index.ts';
import { pairwise, type Row } from '../../support/covering-array.ts';

// ε larger than the defaults: where it stands shows in the numbers, and the rounding of tiny gradients does not
const adam = { beta1: 0.9, beta2: 0.999, epsilon: 1e-4 };
const rmsprop = {
  name: 'rmsprop',
  rho: 0.9,
  momentum: 0,
  epsilon: 1e-4,
  epsilonPlacement: 'inside',
  centered: false,
  biasCorrection: false,
} as const;
const adagrad = {
  name: 'adagrad',
  epsilon: 0.01,
  initialAccumulator: 0.1,
  epsilonPlacement: 'inside',
} as const;

/** With a learning rate at which twenty steps move the weights visibly. */
const OPTIMIZERS: Record<string, readonly [ResolvedOptimizer, learningRate: number]> = {
  sgd: [{ name: 'sgd' }, 0.05],
  momentum: [{ name: 'momentum', momentum: 0.9 }, 0.01],
  nesterov: [{ name: 'nesterov', momentum: 0.9 }, 0.01],
  adagrad: [adagrad, 0.01],
  'adagrad, ε outside': [{ ...adagrad, epsilonPlacement: 'outside' }, 0.01],
  adadelta: [{ name: 'adadelta', rho: 0.95, epsilon: 1e-6 }, 1],
  rmsprop: [{ ...rmsprop, momentum: 0.5 }, 0.001],
  'rmsprop, ε outside': [
    { ...rmsprop, epsilonPlacement: 'outside', biasCorrection: true, epsilon: 1e-3 },
    0.001,
  ],
  'rmsprop, centered': [{ ...rmsprop, centered: true }, 0.001],
  adam: [{ name: 'adam', ...adam, epsilonForm: 'plain' }, 0.001],
  'adam, ε-hat': [{ name: 'adam', ...adam, epsilonForm: 'hat' }, 0.001],
  adamax: [{ name: 'adamax', ...adam }, 0.001],
  amsgrad: [{ name: 'amsgrad', ...adam }, 0.001],
  nadam: [{ name: 'nadam', ...adam, scheduleDecay: 0.004 }, 0.001],
  lion: [{ name: 'lion', beta1: 0.9, beta2: 0.99 }, 0.0003],
};

interface Regularizer {
  readonly weightDecay: ResolvedTraining['weightDecay'];
  readonly clipNorm: number | null;
  readonly dropout: number;
  readonly batchNorm: boolean;
}

const plain: Regularizer = {
  weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
  clipNorm: null,
  dropout: 0,
  batchNorm: false,
};
const REGULARIZERS: Record<string, Regularizer> = {
  none: plain,
  l2: { ...plain, weightDecay: { mode: 'l2', lambda: 0.02, includeBiases: false } },
  'l2, biases too': { ...plain, weightDecay: { mode: 'l2', lambda: 0.02, includeBiases: true } },
  decoupled: { ...plain, weightDecay: { mode: 'decoupled', lambda: 0.5, includeBiases: false } },
  clipping: { ...plain, clipNorm: 0.05 },
  dropout: { ...plain, dropout: 0.4 },
  'batch norm': { ...plain, batchNorm: true },
  'batch norm, dropout, l2, clipping': {
    weightDecay: { mode: 'l2', lambda: 0.01, includeBiases: true },
    clipNorm: 0.1,
    dropout: 0.25,
    batchNorm: true,
  },
};

const INITIALIZERS: Record<string, ResolvedInitializer> = Object.fromEntries(
  (
    [
      'glorotUniform',
      'glorotNormal',
      'heUniform',
      'heNormal',
      'lecunUniform',
      'lecunNormal',
      'truncatedNormal',
    ] as const
  ).map((kind) => [kind, { kind, scale: kind === 'glorotNormal' ? 2 : 1, sd: 0.2 }]),
);

type Conv = Omit<Extract<ResolvedLayer, { type: 'conv' }>, 'name' | 'bias'>;
type Pool = Omit<Extract<ResolvedLayer, { type: 'pool' }>, 'name'>;

interface Parts {
  readonly batchNorm: boolean;
  /** batch norm, activation and dropout after the n-th layer with weights */
  readonly after: (n: number) => ResolvedLayer[];
}

const convPool =
  (conv: Conv, pool: Pool) =>
  ({ batchNorm, after }: Parts): ResolvedLayer[] => [
    { ...conv, name: 'conv1', bias: !batchNorm },
    ...after(1),
    { ...pool, name: 'pool1' },
  ];

/** Two convolutions in a block, the first with a stride; a stride of 1 and one channel keep the input's shape. */
const residual =
  (filters: number, stride: number) =>
  ({ batchNorm, after }: Parts): ResolvedLayer[] => {
    const conv: Conv = { type: 'conv', filters, kernel: [3, 3], stride: [1, 1], padding: 'same' };
    return [
      { type: 'residualBegin', name: 'block-begin' },
      { ...conv, stride: [stride, stride], name: 'conv1', bias: !batchNorm },
      ...after(1),
      { ...conv, name: 'conv2', bias: !batchNorm },
      ...(batchNorm ? after(3).slice(0, 1) : []),
      { type: 'residualEnd', name: 'block' },
      { type: 'activation', name: 'sum', activation: 'relu' },
    ];
  };

/** The layers with weights and pooling before the last dense layers. */
const STRUCTURES: Record<string, (parts: Parts) => ResolvedLayer[]> = {
  dense: () => [],
  'convolution, max pooling': convPool(
    { type: 'conv', filters: 3, kernel: [3, 3], stride: [1, 1], padding: 'valid' },
    { type: 'pool', kind: 'max', size: [2, 2], stride: [2, 2], padding: 'valid' },
  ),
  'strided convolution, average pooling': convPool(
    { type: 'conv', filters: 4, kernel: [4, 3], stride: [1, 2], padding: 'same' },
    { type: 'pool', kind: 'avg', size: [3, 2], stride: [2, 2], padding: 'same' },
  ),
  'convolution, trainable subsampling': convPool(
    { type: 'conv', filters: 2, kernel: [5, 5], stride: [1, 1], padding: 'same' },
    { type: 'pool', kind: 'scaledAvg', size: [2, 2], stride: [2, 2], padding: 'valid' },
  ),
  'residual, identity': residual(1, 1),
  'residual, projection': residual(3, 2),
};

export const FACTORS = {
  optimizer: Object.keys(OPTIMIZERS),
  activation: ACTIVATIONS as readonly string[],
  regularizer: Object.keys(REGULARIZERS),
  initializer: Object.keys(INITIALIZERS),
  head: HEADS as readonly string[],
  structure: Object.keys(STRUCTURES),
};

export interface Combination {
  readonly name: string;
  readonly network: ResolvedNetwork;
  readonly training: ResolvedTraining;
  readonly learningRate: number;
}

export const BATCH_SIZE = 12;
const CLASSES = 3;

export const ROWS = pairwise(FACTORS);
export const COMBINATIONS: readonly Combination[] = ROWS.map(combinationOf);

function combinationOf(row: Row<typeof FACTORS>): Combination {
  const [optimizer, learningRate] = OPTIMIZERS[row.optimizer]!;
  const regularizer = REGULARIZERS[row.regularizer]!;
  return {
    name: Object.values(row).join(' · '),
    network: networkOf(row, regularizer),
    training: {
      batchSize: BATCH_SIZE,
      optimizer,
      weightDecay: regularizer.weightDecay,
      clipNorm: regularizer.clipNorm,
      initializer: INITIALIZERS[row.initializer]!,
    },
    learningRate,
  };
}

function networkOf(
  row: { readonly activation: string; readonly head: string; readonly structure: string },
  { batchNorm, dropout }: { readonly batchNorm: boolean; readonly dropout: number },
): ResolvedNetwork {
  const activation = row.activation as Activation;
  const after = (n: number): ResolvedLayer[] => [
    ...(batchNorm ? [{ type: 'batchNorm', name: `norm${n}`, epsilon: 1e-3, momentum: 0.9 } as const] : []),
    { type: 'activation', name: `act${n}`, activation },
    ...(dropout > 0 ? [{ type: 'dropout', name: `drop${n}`, rate: dropout } as const] : []),
  ];
  const front = STRUCTURES[row.structure]!({ batchNorm, after });
  return {
    input: { height: 8, width: 8, channels: 1 },
    classes: CLASSES,
    head: row.head as Head,
    layers: [
      ...front,
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'dense1', units: 7, bias: !batchNorm },
      ...after(2),
      { type: 'dense', name: 'logits', units: CLASSES, bias: true },
    ],
  };
}

/** A network a pair of activation and head, with both kinds of layers that hold weights; none trains. */
export const NETWORKS: readonly { readonly name: string; readonly network: ResolvedNetwork }[] =
  ACTIVATIONS.flatMap((activation, i) =>
    HEADS.map((head, j) => {
      const structure = FACTORS.structure[(i + j) % FACTORS.structure.length]!;
      return {
        name: `${activation} · ${head}`,
        network: networkOf({ activation, head, structure }, { batchNorm: (i + j) % 2 === 1, dropout: 0 }),
      };
    }),
  );
