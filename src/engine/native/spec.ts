/** Writes a network and its training as the flat arrays that native/core/spec.hpp reads. */
import { describeNetwork, type Projection } from '../../config/describe-network.ts';
import { ACTIVATIONS, HEADS, type ResolvedLayer, type ResolvedNetwork } from '../../config/network.ts';
import type { ResolvedOptimizer } from '../../config/optimizer.ts';
import { streamKey } from '../../random/index.ts';
import type { ResolvedTraining } from '../contract.ts';

const VERSION = 1;
const HEADER_INTS = 16;
const LAYER_INTS = 16;
const HEADER_REALS = 8;
const LAYER_REALS = 2;

const LAYER_TYPES = {
  conv: 1,
  pool: 2,
  batchNorm: 3,
  activation: 4,
  dropout: 5,
  flatten: 6,
  dense: 7,
  residualBegin: 8,
  residualEnd: 9,
} as const;
const POOL_KINDS = { max: 0, avg: 1, scaledAvg: 2 } as const;
const OPTIMIZERS = {
  sgd: 0,
  momentum: 1,
  nesterov: 2,
  adagrad: 3,
  adadelta: 4,
  rmsprop: 5,
  adam: 6,
  adamax: 7,
  amsgrad: 8,
  nadam: 9,
  lion: 10,
} as const;
const DECAY_MODES = { none: 0, l2: 1, decoupled: 2 } as const;
const FLAG_OUTSIDE = 1;
const FLAG_HAT = 2;
const FLAG_CENTERED = 4;
const FLAG_BIAS_CORRECTION = 8;

export interface Spec {
  readonly ints: Int32Array;
  readonly reals: Float64Array;
}

/** The last three header reals and the flags by optimizer. */
function optimizerFields(optimizer: ResolvedOptimizer) {
  const fields = { flags: 0, momentum: 0, beta1: 0, beta2: 0, rho: 0, epsilon: 0, extra: 0 };
  switch (optimizer.name) {
    case 'sgd':
      return fields;
    case 'momentum':
    case 'nesterov':
      return { ...fields, momentum: optimizer.momentum };
    case 'adagrad':
      return {
        ...fields,
        flags: optimizer.epsilonPlacement === 'outside' ? FLAG_OUTSIDE : 0,
        epsilon: optimizer.epsilon,
        extra: optimizer.initialAccumulator,
      };
    case 'adadelta':
      return { ...fields, rho: optimizer.rho, epsilon: optimizer.epsilon };
    case 'rmsprop':
      return {
        ...fields,
        flags:
          (optimizer.epsilonPlacement === 'outside' ? FLAG_OUTSIDE : 0) |
          (optimizer.centered ? FLAG_CENTERED : 0) |
          (optimizer.biasCorrection ? FLAG_BIAS_CORRECTION : 0),
        rho: optimizer.rho,
        momentum: optimizer.momentum,
        epsilon: optimizer.epsilon,
      };
    case 'adam':
      return {
        ...fields,
        flags: optimizer.epsilonForm === 'hat' ? FLAG_HAT : 0,
        beta1: optimizer.beta1,
        beta2: optimizer.beta2,
        epsilon: optimizer.epsilon,
      };
    case 'adamax':
    case 'amsgrad':
      return { ...fields, beta1: optimizer.beta1, beta2: optimizer.beta2, epsilon: optimizer.epsilon };
    case 'nadam':
      return {
        ...fields,
        beta1: optimizer.beta1,
        beta2: optimizer.beta2,
        epsilon: optimizer.epsilon,
        extra: optimizer.scheduleDecay,
      };
    case 'lion':
      return { ...fields, beta1: optimizer.beta1, beta2: optimizer.beta2 };
    default:
      return optimizer satisfies never;
  }
}

/** Fields: type, units, kernel y, x, stride y, x, same, bias, kind, dropout threshold, key 0, key 1 (of dropout and pre-training); a shortcut's kind is 1 where it projects. */
function layerInts(layer: ResolvedLayer, projection: Projection | null, seed: number): number[] {
  const type = LAYER_TYPES[layer.type];
  switch (layer.type) {
    case 'conv':
      return [
        type,
        layer.filters,
        ...layer.kernel,
        ...layer.stride,
        layer.padding === 'same' ? 1 : 0,
        layer.bias ? 1 : 0,
      ];
    case 'pool':
      return [
        type,
        0,
        ...layer.size,
        ...layer.stride,
        layer.padding === 'same' ? 1 : 0,
        0,
        POOL_KINDS[layer.kind],
      ];
    case 'dense':
      // the key of its pre-training
      return [
        type,
        layer.units,
        0,
        0,
        0,
        0,
        0,
        layer.bias ? 1 : 0,
        0,
        0,
        ...streamKey(seed, `rbm/${layer.name}`),
      ];
    case 'activation':
      return [type, 0, 0, 0, 0, 0, 0, 0, ACTIVATIONS.indexOf(layer.activation)];
    case 'dropout': {
      const [key0, key1] = streamKey(seed, `dropout/${layer.name}`);
      return [type, 0, 0, 0, 0, 0, 0, 0, 0, Math.floor(layer.rate * 2 ** 32), key0, key1];
    }
    case 'residualEnd':
      return projection ? [type, 0, 1, 1, ...projection.stride, 0, 0, 1] : [type];
    case 'batchNorm':
    case 'flatten':
    case 'residualBegin':
      return [type];
    default:
      return layer satisfies never;
  }
}

function layerReals(layer: ResolvedLayer): [number, number] {
  if (layer.type === 'batchNorm') return [layer.epsilon, layer.momentum];
  if (layer.type === 'dropout') return [1 / (1 - layer.rate), 0];
  return [0, 0];
}

/** `network` and `training` are taken as valid. */
export function writeSpec(network: ResolvedNetwork, training: ResolvedTraining, seed: number): Spec {
  const { layers } = network;
  const described = describeNetwork(network).layers;
  const optimizer = optimizerFields(training.optimizer);
  const ints = new Int32Array(HEADER_INTS + layers.length * LAYER_INTS);
  ints.set([
    VERSION,
    network.input.height,
    network.input.width,
    network.input.channels,
    network.classes,
    HEADS.indexOf(network.head),
    training.batchSize,
    layers.length,
    OPTIMIZERS[training.optimizer.name],
    optimizer.flags,
    DECAY_MODES[training.weightDecay.mode],
    training.weightDecay.includeBiases ? 1 : 0,
    training.clipNorm === null ? 0 : 1,
    // the oracle of the fast kernels, for tests and for finding faults
    process.env.DESCENT_NATIVE_GENERIC === '1' ? 1 : 0,
  ]);
  const reals = new Float64Array(HEADER_REALS + layers.length * LAYER_REALS);
  reals.set([
    training.weightDecay.mode === 'none' ? 0 : training.weightDecay.lambda,
    training.clipNorm ?? 0,
    optimizer.momentum,
    optimizer.beta1,
    optimizer.beta2,
    optimizer.rho,
    optimizer.epsilon,
    optimizer.extra,
  ]);
  layers.forEach((layer, i) => {
    ints.set(layerInts(layer, described[i]!.projection ?? null, seed), HEADER_INTS + i * LAYER_INTS);
    reals.set(layerReals(layer), HEADER_REALS + i * LAYER_REALS);
  });
  return { ints, reals };
}
