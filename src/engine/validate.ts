/** Checks of what crosses into an engine; every message says what was expected, what came, and the way out. */
import {
  ACTIVATIONS,
  HEADS,
  type ImageShape,
  type ResolvedLayer,
  type ResolvedNetwork,
} from '../config/network.ts';
import type { Normalization, RbmTraining, ResolvedTraining } from './contract.ts';

function describe(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (value instanceof Object) return `${value.constructor?.name ?? 'object'}`;
  return String(value);
}

function requireInteger(what: string, value: unknown, low: number, high: number): void {
  if (!Number.isInteger(value) || (value as number) < low || (value as number) > high) {
    throw new RangeError(`${what} must be an integer from ${low} to ${high}, got ${describe(value)}`);
  }
}

function requireNumber(what: string, value: unknown, rule: string, holds: (x: number) => boolean): void {
  if (typeof value !== 'number' || !Number.isFinite(value) || !holds(value)) {
    throw new RangeError(`${what} must be ${rule}, got ${describe(value)}`);
  }
}

function requireOneOf(what: string, value: unknown, names: readonly unknown[]): void {
  if (!names.includes(value)) {
    throw new RangeError(`${what} must be one of ${names.join(', ')}, got ${describe(value)}`);
  }
}

export function checkImageShape(what: string, shape: ImageShape): void {
  requireInteger(`${what}.height`, shape?.height, 1, 16384);
  requireInteger(`${what}.width`, shape?.width, 1, 16384);
  requireInteger(`${what}.channels`, shape?.channels, 1, 4096);
}

/** @throws TypeError for other arrays, RangeError for counts that do not agree */
export function checkImages(
  images: Uint8Array,
  labels: Uint8Array,
  shape: ImageShape,
  normalization: Normalization,
): void {
  checkImageShape('shape', shape);
  if (!(images instanceof Uint8Array))
    throw new TypeError(`images must be a Uint8Array, got ${describe(images)}`);
  if (!(labels instanceof Uint8Array))
    throw new TypeError(`labels must be a Uint8Array, got ${describe(labels)}`);
  const values = shape.height * shape.width * shape.channels;
  if (labels.length === 0) throw new RangeError('a dataset must have at least one image, got none');
  if (images.length !== labels.length * values) {
    throw new RangeError(
      `images must hold ${labels.length} images of ${shape.height}×${shape.width}×${shape.channels} = ` +
        `${labels.length * values} bytes, one a label, got ${images.length} bytes`,
    );
  }
  requireNumber('normalization.mean', normalization?.mean, 'a finite number', () => true);
  requireNumber('normalization.sd', normalization?.sd, 'a number > 0', (x) => x > 0);
}

function checkLayers(network: ResolvedNetwork): void {
  if (!Array.isArray(network.layers) || network.layers.length === 0 || network.layers.length > 512) {
    throw new RangeError(`a network must have 1 to 512 layers, got ${describe(network.layers?.length)}`);
  }
  const names = new Set<string>();
  for (const layer of network.layers) {
    const what = `layer "${layer?.name}"`;
    if (names.has(layer.name)) throw new RangeError(`layer names must differ, got "${layer.name}" twice`);
    names.add(layer.name);
    const window = (name: string, pair: readonly number[]) => {
      if (!Array.isArray(pair) || pair.length !== 2)
        throw new RangeError(`${what}: ${name} must be [height, width]`);
      for (const n of pair) requireInteger(`${what}: ${name}`, n, 1, 16384);
    };
    switch (layer.type) {
      case 'conv':
        requireInteger(`${what}: filters`, layer.filters, 1, 65536);
        window('kernel', layer.kernel);
        window('stride', layer.stride);
        requireOneOf(`${what}: padding`, layer.padding, ['same', 'valid']);
        break;
      case 'pool':
        requireOneOf(`${what}: kind`, layer.kind, ['max', 'avg', 'scaledAvg']);
        window('size', layer.size);
        window('stride', layer.stride);
        requireOneOf(`${what}: padding`, layer.padding, ['same', 'valid']);
        break;
      case 'batchNorm':
        requireNumber(`${what}: epsilon`, layer.epsilon, 'a number >= 0', (x) => x >= 0);
        requireNumber(`${what}: momentum`, layer.momentum, 'from 0 to 1', (x) => x >= 0 && x <= 1);
        break;
      case 'activation':
        requireOneOf(`${what}: activation`, layer.activation, ACTIVATIONS);
        break;
      case 'dropout':
        requireNumber(`${what}: rate`, layer.rate, 'at least 0 and below 1', (x) => x >= 0 && x < 1);
        break;
      case 'dense':
        requireInteger(`${what}: units`, layer.units, 1, 1 << 20);
        break;
      case 'flatten':
      case 'residualBegin':
      case 'residualEnd':
        break;
      default:
        throw new RangeError(
          `${what}: type must be one of conv, pool, batchNorm, activation, dropout, flatten, dense, ` +
            `residualBegin, residualEnd, got ${describe((layer as { type?: unknown }).type)}`,
        );
    }
  }
}

/** @throws RangeError that names the field; whether layers fit each other is `describeNetwork`'s to say */
export function checkNetwork(network: ResolvedNetwork): void {
  checkImageShape('network.input', network?.input);
  requireInteger('network.classes', network.classes, 1, 256);
  requireOneOf('network.head', network.head, HEADS);
  checkLayers(network);
}

/** @throws RangeError that names the field */
export function checkTraining(training: ResolvedTraining): void {
  requireInteger('batchSize', training?.batchSize, 1, 1 << 20);
  requireOneOf('weightDecay.mode', training.weightDecay?.mode, ['none', 'l2', 'decoupled']);
  requireNumber('weightDecay.lambda', training.weightDecay.lambda, 'a number >= 0', (x) => x >= 0);
  if (training.clipNorm !== null)
    requireNumber('clipNorm', training.clipNorm, 'a number > 0 or null', (x) => x > 0);
  const { optimizer } = training;
  for (const [key, value] of Object.entries(optimizer ?? {})) {
    if (typeof value === 'number') requireNumber(`optimizer.${key}`, value, 'a finite number', () => true);
  }
  for (const key of ['beta1', 'beta2', 'rho', 'momentum'] as const) {
    const value = (optimizer as unknown as Record<string, unknown>)?.[key];
    if (value !== undefined)
      requireNumber(`optimizer.${key}`, value, 'at least 0 and below 1', (x) => x >= 0 && x < 1);
  }
}

/** Images of one dataset for a network. @throws RangeError where their shape or a label does not fit */
export function checkFit(network: ResolvedNetwork, shape: ImageShape, largestLabel: number): void {
  const { input, classes } = network;
  const { height, width, channels } = shape;
  if (height !== input.height || width !== input.width || channels !== input.channels) {
    throw new RangeError(
      `the network takes images of ${input.height}×${input.width}×${input.channels}, ` +
        `the dataset has ${height}×${width}×${channels}; build the network with the dataset's shape`,
    );
  }
  if (largestLabel >= classes) {
    throw new RangeError(
      `labels must be below ${classes}, the network's classes, got ${largestLabel}; ` +
        'build the network with as many classes as the dataset has',
    );
  }
}

/** Indices into `size` images. @throws TypeError, RangeError */
export function checkIndices(what: string, indices: Uint32Array, size: number): void {
  if (!(indices instanceof Uint32Array)) {
    throw new TypeError(`${what} must be a Uint32Array, got ${describe(indices)}`);
  }
  if (indices.length === 0) throw new RangeError(`${what} must name at least one image, got none`);
  for (let i = 0; i < indices.length; i++) {
    if (indices[i]! >= size) {
      throw new RangeError(
        `${what}[${i}] must be below ${size}, the images in the dataset, got ${indices[i]}`,
      );
    }
  }
}

/** @throws TypeError, RangeError */
export function checkSteps(
  order: Uint32Array,
  learningRates: Float32Array,
  batchSize: number,
  size: number,
): void {
  checkIndices('order', order, size);
  if (!(learningRates instanceof Float32Array)) {
    throw new TypeError(`learningRates must be a Float32Array, got ${describe(learningRates)}`);
  }
  const steps = Math.ceil(order.length / batchSize);
  if (learningRates.length !== steps) {
    throw new RangeError(
      `learningRates must have one rate a step: ${order.length} images in batches of ${batchSize} are ${steps} steps, ` +
        `got ${learningRates.length}`,
    );
  }
  const bad = learningRates.findIndex((rate) => !(rate >= 0 && rate < Infinity));
  if (bad >= 0) {
    throw new RangeError(`learningRates[${bad}] must be a finite number >= 0, got ${learningRates[bad]}`);
  }
}

/** @throws TypeError, RangeError */
export function checkWeights(weights: Float32Array, size: number): void {
  if (!(weights instanceof Float32Array)) {
    throw new TypeError(`weights must be a Float32Array, got ${describe(weights)}`);
  }
  if (weights.length !== size) {
    throw new RangeError(`weights must have ${size} values, as snapshot() gives, got ${weights.length}`);
  }
}

/**
 * Index of the dense layer to pre-train.
 * @throws RangeError that names the field, or says which layers there are
 */
export function checkPretraining(network: ResolvedNetwork, rbm: RbmTraining): number {
  requireInteger('batchSize', rbm?.batchSize, 1, 1 << 20);
  requireNumber('learningRate', rbm.learningRate, 'from 0 to 1000000', (x) => x >= 0 && x <= 1e6);
  requireNumber('momentum', rbm.momentum, 'at least 0 and below 1', (x) => x >= 0 && x < 1);
  const at = layerIndex(network, rbm.layer);
  if (isPretrainable(network.layers, at)) return at;
  const names = network.layers.filter((_, i) => isPretrainable(network.layers, i)).map(({ name }) => name);
  throw new RangeError(
    `layer must be a dense layer with biases that a sigmoid follows (here: ${names.join(', ') || 'none'}), got "${rbm.layer}"`,
  );
}

function isPretrainable(layers: readonly ResolvedLayer[], at: number): boolean {
  const [layer, next] = [layers[at], layers[at + 1]];
  return (
    layer?.type === 'dense' && layer.bias && next?.type === 'activation' && next.activation === 'sigmoid'
  );
}

/** Index of the layer of that name. @throws RangeError where there is none */
export function layerIndex(network: ResolvedNetwork, name: string): number {
  const at = network.layers.findIndex((layer) => layer.name === name);
  if (at >= 0) return at;
  const names = network.layers.map((layer) => layer.name).join(', ');
  throw new RangeError(`layer must be one of ${names}, got "${name}"`);
}
