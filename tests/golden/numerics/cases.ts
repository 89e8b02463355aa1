/** Small trainings that together use every kernel of the C++ engine; what they give is pinned by their hashes. */
import { createHash } from 'node:crypto';
import type { Activation, ResolvedLayer, ResolvedNetwork } from '../../../src/config/network.ts';
import type { Engine, ResolvedTraining } from '../../../src/engine/index.ts';
import { sgd, smallData } from '../../support/small-networks.ts';

interface Case {
  readonly network: ResolvedNetwork;
  readonly training: ResolvedTraining;
  readonly learningRate: number;
}

const conv = (
  name: string,
  filters: number,
  kernel: number,
  stride = 1,
  padding: 'same' | 'valid' = 'valid',
) =>
  ({
    ...{ type: 'conv', name, filters, kernel: [kernel, kernel], stride: [stride, stride] },
    ...{ padding, bias: true },
  }) as const satisfies ResolvedLayer;
const pool = (name: string, kind: 'max' | 'avg' | 'scaledAvg', size = 2) =>
  ({
    ...{ type: 'pool', name, kind, size: [size, size], stride: [2, 2], padding: 'valid' },
  }) as const satisfies ResolvedLayer;
const dense = (name: string, units: number): ResolvedLayer => ({ type: 'dense', name, units, bias: true });
const act = (name: string, activation: Activation): ResolvedLayer => ({
  type: 'activation',
  name,
  activation,
});
const norm = (name: string): ResolvedLayer => ({ type: 'batchNorm', name, epsilon: 1e-3, momentum: 0.9 });
const flatten: ResolvedLayer = { type: 'flatten', name: 'flatten' };

const DIGITS = { height: 28, width: 28, channels: 1 };
const SMALL = { height: 9, width: 8, channels: 2 };

export const CASES: Readonly<Record<string, Case>> = {
  // the fast paths: pooled convolution, Winograd, sparse backward
  'lenet5, relu, max pooling, sgd': {
    network: {
      ...{ input: DIGITS, classes: 10, head: 'softmax+ce' },
      layers: [
        ...[conv('conv1', 6, 5, 1, 'same'), act('act1', 'relu'), pool('pool1', 'max')],
        ...[conv('conv2', 16, 5), act('act2', 'relu'), pool('pool2', 'max'), flatten],
        ...[dense('dense1', 120), act('act3', 'relu'), dense('dense2', 84), act('act4', 'relu')],
        dense('logits', 10),
      ],
    },
    training: sgd,
    learningRate: 0.05,
  },
  'lenet5, tanh, average pooling, batch norm, dropout, adam': {
    network: {
      ...{ input: DIGITS, classes: 10, head: 'softmax+ce' },
      layers: [
        ...[conv('conv1', 6, 5, 1, 'same'), norm('norm1'), act('act1', 'tanh'), pool('pool1', 'avg')],
        ...[conv('conv2', 16, 5), norm('norm2'), act('act2', 'tanh'), pool('pool2', 'avg'), flatten],
        ...[dense('dense1', 84), act('act3', 'tanh'), { type: 'dropout', name: 'drop1', rate: 0.3 }],
        dense('logits', 10),
      ] as ResolvedLayer[],
    },
    training: {
      ...sgd,
      optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, epsilonForm: 'plain' },
    },
    learningRate: 0.002,
  },
  'strided convolution, elu, overlapping average pooling, nesterov with l2 and clipping': {
    network: {
      ...{ input: SMALL, classes: 5, head: 'linear+mse' },
      layers: [
        conv('conv1', 7, 3, 2, 'same'),
        act('act1', 'elu'),
        pool('pool1', 'avg', 3),
        flatten,
        dense('logits', 5),
      ],
    },
    training: {
      ...sgd,
      optimizer: { name: 'nesterov', momentum: 0.9 },
      weightDecay: { mode: 'l2', lambda: 0.01, includeBiases: true },
      clipNorm: 0.5,
    },
    learningRate: 0.02,
  },
  'scaled tanh, trainable subsampling, momentum': {
    network: {
      ...{ input: SMALL, classes: 3, head: 'sigmoid+mse' },
      layers: [
        ...[conv('conv1', 4, 3, 1, 'same'), act('act1', 'scaledTanh'), pool('pool1', 'scaledAvg'), flatten],
        dense('logits', 3),
      ],
    },
    training: { ...sgd, batchSize: 10, optimizer: { name: 'momentum', momentum: 0.8 } },
    learningRate: 0.1,
  },
  'residual projection, gelu, batch norm, lion with decoupled decay': {
    network: {
      ...{ input: SMALL, classes: 4, head: 'sigmoid+bce' },
      layers: [
        ...[{ type: 'residualBegin', name: 'begin' }, conv('conv1', 5, 3, 2, 'same'), norm('norm1')],
        ...[
          act('act1', 'gelu'),
          conv('conv2', 5, 3, 1, 'same'),
          { type: 'residualEnd', name: 'block' },
          flatten,
        ],
        ...[dense('dense1', 17), act('act2', 'softplus'), dense('logits', 4)],
      ] as ResolvedLayer[],
    },
    training: {
      ...sgd,
      optimizer: { name: 'lion', beta1: 0.9, beta2: 0.99 },
      weightDecay: { mode: 'decoupled', lambda: 0.1, includeBiases: false },
    },
    learningRate: 0.001,
  },
  'mlp, sigmoid and leaky relu, nadam': {
    network: {
      ...{ input: { height: 6, width: 6, channels: 1 }, classes: 18, head: 'softmax+mse' },
      layers: [
        ...[
          flatten,
          dense('dense1', 33),
          act('act1', 'sigmoid'),
          dense('dense2', 20),
          act('act2', 'leakyRelu'),
        ],
        dense('logits', 18),
      ],
    },
    training: {
      ...sgd,
      batchSize: 7,
      optimizer: { name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, scheduleDecay: 0.004 },
    },
    learningRate: 0.01,
  },
};

const COUNT = 40;

/** 16 hexadecimal digits over the losses of 12 steps, the final weights and what these answer. */
export async function hashOf(engine: Engine, { network, training, learningRate }: Case): Promise<string> {
  const { images, labels } = smallData(network, COUNT);
  const dataset = engine.load(images, labels, network.input);
  const model = engine.build(network, training, 5);
  const length = 12 * training.batchSize - 3;
  const order = Uint32Array.from({ length }, (_, i) => (i * 7) % COUNT);
  const { losses, penalties } = await model.train(dataset, order, new Float32Array(12).fill(learningRate));
  const outputs = await model.predict(dataset, order.subarray(0, 9));
  const hash = createHash('sha256');
  for (const values of [losses, penalties, model.snapshot(), outputs]) hash.update(values);
  model.close();
  dataset.close();
  return hash.digest('hex').slice(0, 16);
}
