/**
 * A small real engine for tests of the training loop: softmax regression in float64 with plain SGD and optional
 * l2 decay. Counts what it is asked for; gradients, updates and losses are computed, not made up.
 */

import type { ImageShape, ResolvedNetwork } from '../../src/config/network.ts';
import type {
  Dataset,
  Engine,
  Evaluation,
  Model,
  Normalization,
  ParameterInfo,
  Probe,
  ResolvedTraining,
  StepResults,
} from '../../src/engine/contract.ts';
import { RandomStream } from '../../src/random/index.ts';

interface Held extends Dataset {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
  readonly normalization: Normalization;
}

export interface EngineCalls {
  /** steps of each train call */
  readonly chunks: number[];
  /** datasets evaluated, in order */
  readonly evaluated: Dataset[];
  readonly loaded: Dataset[];
  probes: number;
  /** datasets and models not closed */
  open: number;
}

export function createLogregEngine(): { readonly engine: Engine; readonly calls: EngineCalls } {
  const calls: EngineCalls = { chunks: [], evaluated: [], loaded: [], probes: 0, open: 0 };
  const engine: Engine = {
    info: { name: 'tfjs', version: '0', numerics: 'logreg-1', isa: 'float64' },
    load(images, labels, shape, normalization = { mean: 0, sd: 1 }) {
      calls.open += 1;
      const held: Held = {
        size: labels.length,
        shape,
        images,
        labels,
        normalization,
        close: () => {
          calls.open -= 1;
        },
      };
      calls.loaded.push(held);
      return held;
    },
    build: (network, training, seed) => createModel(network, training, seed, calls),
  };
  return { engine, calls };
}

function createModel(
  network: ResolvedNetwork,
  training: ResolvedTraining,
  seed: number,
  calls: EngineCalls,
): Model {
  calls.open += 1;
  const inputs = pixelsOf(network.input);
  const { classes } = network;
  const size = inputs * classes + classes;
  const weights = new Float64Array(size);
  const stream = new RandomStream(seed, 'init/dense1');
  for (let i = 0; i < inputs * classes; i++) weights[i] = 0.05 * stream.normal();
  const layer = network.layers.at(-1)!.name;
  const parameters: ParameterInfo[] = [
    { layer, name: 'weights', shape: [inputs, classes], offset: 0, size: inputs * classes, trainable: true },
    { layer, name: 'bias', shape: [classes], offset: inputs * classes, size: classes, trainable: true },
  ];
  const lambda = training.weightDecay.mode === 'l2' ? training.weightDecay.lambda : 0;

  /** Softmax outputs of one image. */
  function forward(data: Held, image: number): { x: Float64Array; p: Float64Array } {
    const { mean, sd } = data.normalization;
    const x = Float64Array.from(
      { length: inputs },
      (_, i) => (data.images[image * inputs + i]! / 255 - mean) / sd,
    );
    const z = Float64Array.from({ length: classes }, (_, c) =>
      x.reduce((sum, value, i) => sum + value * weights[i * classes + c]!, weights[inputs * classes + c]!),
    );
    const top = Math.max(...z);
    const exps = z.map((value) => Math.exp(value - top));
    const sum = exps.reduce((a, b) => a + b, 0);
    return { x, p: exps.map((value) => value / sum) };
  }

  function batch(data: Held, indices: Uint32Array) {
    const gradient = new Float64Array(size);
    let loss = 0;
    let correct = 0;
    for (const image of indices) {
      const { x, p } = forward(data, image);
      const label = data.labels[image]!;
      loss -= Math.log(p[label]!) / indices.length;
      correct += argMax(p) === label ? 1 : 0;
      p.forEach((probability, c) => {
        const delta = (probability - (c === label ? 1 : 0)) / indices.length;
        for (let i = 0; i < inputs; i++) gradient[i * classes + c]! += delta * x[i]!;
        gradient[inputs * classes + c]! += delta;
      });
    }
    return { gradient, loss, correct };
  }

  return {
    parameters,
    snapshotSize: size,
    async train(data, order, learningRates): Promise<StepResults> {
      calls.chunks.push(learningRates.length);
      const steps = learningRates.length;
      const losses = new Float32Array(steps);
      const penalties = new Float32Array(steps);
      const correct = new Uint32Array(steps);
      for (let s = 0; s < steps; s++) {
        const result = batch(
          data as Held,
          order.subarray(s * training.batchSize, (s + 1) * training.batchSize),
        );
        if (!Number.isFinite(result.loss)) return { losses, penalties, correct, divergedAt: s };
        losses[s] = result.loss;
        correct[s] = result.correct;
        for (let i = 0; i < size; i++) {
          const decay = i < inputs * classes ? lambda * weights[i]! : 0;
          penalties[s]! += 0.5 * decay * weights[i]!;
          weights[i]! -= learningRates[s]! * (result.gradient[i]! + decay);
        }
      }
      return { losses, penalties, correct, divergedAt: null };
    },
    async evaluate(data, indices): Promise<Evaluation> {
      calls.evaluated.push(data);
      const held = data as Held;
      const list = indices ?? Uint32Array.from({ length: held.size }, (_, i) => i);
      const confusion = new Uint32Array(classes * classes);
      const correct = new Uint8Array(list.length);
      let loss = 0;
      list.forEach((image, i) => {
        const { p } = forward(held, image);
        const label = held.labels[image]!;
        const answer = argMax(p);
        loss -= Math.log(p[label]!) / list.length;
        correct[i] = answer === label ? 1 : 0;
        confusion[label * classes + answer]! += 1;
      });
      return { loss, accuracy: correct.reduce((a, b) => a + b, 0) / list.length, correct, confusion };
    },
    async predict(data, indices) {
      const flat = new Float32Array(indices.length * classes);
      indices.forEach((image, i) => {
        flat.set(forward(data as Held, image).p, i * classes);
      });
      return flat;
    },
    async probe(data, indices): Promise<Probe> {
      calls.probes += 1;
      const { gradient, loss } = batch(data as Held, indices);
      const signals = {
        signalRms: Math.sqrt(gradient.reduce((sum, value) => sum + value * value, 0) / size),
        activationMean: null,
        activationSd: null,
        deadFraction: null,
        saturatedFraction: null,
      };
      return { loss, gradients: Float32Array.from(gradient), layers: [{ layer, ...signals }] };
    },
    async inputGradient(data, indices) {
      const held = data as Held;
      const flat = new Float32Array(indices.length * inputs);
      indices.forEach((image, n) => {
        const { p } = forward(held, image);
        for (let i = 0; i < inputs; i++)
          p.forEach((probability, c) => {
            const delta = (probability - (c === held.labels[image]! ? 1 : 0)) / indices.length;
            flat[n * inputs + i]! += delta * weights[i * classes + c]!;
          });
      });
      return flat;
    },
    async activations() {
      throw new Error('this engine has no hidden layer');
    },
    async pretrain() {
      throw new Error('this engine has no hidden layer');
    },
    snapshot: () => Float32Array.from(weights),
    restore: (values) => weights.set(values),
    close: () => {
      calls.open -= 1;
    },
  };
}

function argMax(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > values[best]! ? i : best), 0);
}

function pixelsOf({ height, width, channels }: ImageShape): number {
  return height * width * channels;
}
