import { afterAll, describe, expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import type { ResolvedOptimizer } from '../../../src/config/optimizer.ts';
import { openEngine, type ResolvedTraining } from '../../../src/engine/index.ts';
import { initialState, type Regularization, regularizedStep } from '../../../src/optimizers/index.ts';
import { relativeError, sgd, smallData } from '../../support/small-networks.ts';

const engine = await openEngine('native');
const open: { close(): void }[] = [];
afterAll(() => {
  for (const each of open) each.close();
});

// no bias: every value is decayed
const network: ResolvedNetwork = {
  input: { height: 5, width: 5, channels: 1 },
  classes: 7,
  head: 'softmax+ce',
  layers: [
    {
      type: 'conv',
      name: 'conv1',
      filters: 3,
      kernel: [3, 3],
      stride: [1, 1],
      padding: 'valid',
      bias: false,
    },
    { type: 'activation', name: 'act1', activation: 'tanh' },
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'logits', units: 7, bias: false },
  ],
};

const STEPS = 20;
const BATCH = 16;
const none: Regularization = { clipNorm: null, weightDecay: { mode: 'none', lambda: 0 } };

/** Trains step by step; each step's gradient, taken from the engine, also moves a float64 twin. */
async function compare(
  optimizer: ResolvedOptimizer,
  learningRate: number,
  regularization = none,
): Promise<number> {
  const training: ResolvedTraining = {
    ...sgd,
    batchSize: BATCH,
    optimizer,
    clipNorm: regularization.clipNorm,
    weightDecay: { ...regularization.weightDecay, includeBiases: false },
  };
  const data = smallData(network, STEPS * BATCH, 7);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, training, 5);
  open.push(dataset, model);
  const start = Float64Array.from(model.snapshot());
  let twin: Float64Array = start;
  let state = initialState(optimizer, twin.length);
  for (let step = 0; step < STEPS; step++) {
    const order = Uint32Array.from({ length: BATCH }, (_, i) => step * BATCH + i);
    const { gradients } = await model.probe(dataset, order);
    const moved = regularizedStep(
      optimizer,
      regularization,
      state,
      twin,
      Float64Array.from(gradients),
      Math.fround(learningRate),
    );
    state = moved.state;
    twin = moved.parameters;
    await model.train(dataset, order, Float32Array.of(learningRate));
  }
  const travelled = twin.map((w, i) => w - start[i]!);
  const engineTravelled = model.snapshot().map((w, i) => w - start[i]!);
  expect(Math.max(...travelled.map(Math.abs))).toBeGreaterThan(1e-5);
  return relativeError(engineTravelled, travelled);
}

const adam = { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const rmsprop = {
  name: 'rmsprop',
  rho: 0.9,
  momentum: 0,
  epsilon: 1e-7,
  epsilonPlacement: 'inside',
  centered: false,
  biasCorrection: false,
} as const;
const adagrad = {
  name: 'adagrad',
  epsilon: 1e-7,
  initialAccumulator: 0.1,
  epsilonPlacement: 'inside',
} as const;

const CASES: [string, ResolvedOptimizer, number][] = [
  ['sgd', { name: 'sgd' }, 0.1],
  ['momentum', { name: 'momentum', momentum: 0.9 }, 0.05],
  ['nesterov', { name: 'nesterov', momentum: 0.9 }, 0.05],
  ['adagrad', adagrad, 0.01],
  [
    'adagrad, ε outside, accumulator from 0',
    { ...adagrad, initialAccumulator: 0, epsilonPlacement: 'outside' },
    0.01,
  ],
  ['adadelta', { name: 'adadelta', rho: 0.95, epsilon: 1e-7 }, 1],
  ['rmsprop', rmsprop, 0.001],
  ['rmsprop, momentum', { ...rmsprop, momentum: 0.9 }, 0.001],
  ['rmsprop, ε outside', { ...rmsprop, rho: 0.99, epsilon: 1e-8, epsilonPlacement: 'outside' }, 0.001],
  // ε large enough that the float32 rounding of s − ḡ² does not decide the step
  ['rmsprop, centered', { ...rmsprop, centered: true, epsilon: 1e-5 }, 0.001],
  ['rmsprop, bias correction', { ...rmsprop, biasCorrection: true }, 0.001],
  [
    'rmsprop, all options',
    { ...rmsprop, momentum: 0.5, centered: true, biasCorrection: true, epsilon: 1e-4 },
    0.001,
  ],
  ['adam', { ...adam, epsilonForm: 'plain' }, 0.001],
  ['adam, ε-hat form', { ...adam, epsilonForm: 'hat', epsilon: 1e-3 }, 0.001],
  ['adamax', { ...adam, name: 'adamax' }, 0.001],
  ['amsgrad', { ...adam, name: 'amsgrad', beta2: 0.9 }, 0.001],
  ['nadam', { ...adam, name: 'nadam', scheduleDecay: 0.004 }, 0.001],
  ['nadam, schedule of Keras', { ...adam, name: 'nadam', scheduleDecay: 1 }, 0.001],
  ['lion', { name: 'lion', beta1: 0.9, beta2: 0.99 }, 0.0001],
];

// weights near 0.3 hold 2^-25 each step; the path travelled is 1e-3 or more
const TOLERANCE = 2e-4;

describe('after 20 steps the native engine is where the float64 twin of the update rule is', () => {
  it.each(CASES)('%s', async (_, optimizer, learningRate) => {
    expect(await compare(optimizer, learningRate)).toBeLessThan(TOLERANCE);
  });

  it.each(CASES.filter(([name]) => !name.includes(',')))(
    '%s with l2 decay and clipping',
    async (_, optimizer, rate) => {
      const regularization: Regularization = { clipNorm: 0.05, weightDecay: { mode: 'l2', lambda: 0.01 } };
      expect(await compare(optimizer, rate, regularization)).toBeLessThan(TOLERANCE);
    },
  );

  it.each(CASES.filter(([name]) => !name.includes(',')))(
    '%s with decoupled decay',
    async (_, optimizer, rate) => {
      const regularization: Regularization = {
        clipNorm: null,
        weightDecay: { mode: 'decoupled', lambda: 0.5 },
      };
      expect(await compare(optimizer, rate, regularization)).toBeLessThan(TOLERANCE);
    },
  );
});

/** How many float32 values lie between two of them. */
function ulpsBetween(a: number, b: number): number {
  const [i, j] = new Int32Array(Float32Array.of(a, b).buffer);
  const ordered = (bits: number) => (bits < 0 ? -(bits & 0x7fffffff) : bits);
  return Math.abs(ordered(i!) - ordered(j!));
}

describe('one step from weights of 0, where nothing is rounded away, is the float64 rule', () => {
  const flat: ResolvedNetwork = {
    input: { height: 5, width: 5, channels: 1 },
    classes: 7,
    head: 'softmax+ce',
    layers: [
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'logits', units: 7, bias: false },
    ],
  };
  const order = Uint32Array.from({ length: BATCH }, (_, i) => i);

  async function stepFromZero(optimizer: ResolvedOptimizer, learningRate: number): Promise<Float32Array> {
    const data = smallData(flat, BATCH, 7);
    const dataset = engine.load(data.images, data.labels, flat.input);
    const model = engine.build(flat, { ...sgd, batchSize: BATCH, optimizer }, 5);
    open.push(dataset, model);
    model.restore(new Float32Array(model.snapshotSize));
    await model.train(dataset, order, Float32Array.of(learningRate));
    return model.snapshot();
  }

  it.each(CASES)('within 4 ulps: %s', async (_, optimizer, learningRate) => {
    // SGD at a rate of 1 goes to minus the gradient, exactly
    const gradient = Float64Array.from(await stepFromZero({ name: 'sgd' }, 1), (weight) => -weight);
    expect(gradient.filter((value) => value !== 0).length).toBeGreaterThan(170);
    const zero = new Float64Array(gradient.length);
    const state = initialState(optimizer, gradient.length);
    const rate = Math.fround(learningRate);
    const expected = regularizedStep(optimizer, none, state, zero, gradient, rate).parameters;
    const actual = await stepFromZero(optimizer, learningRate);
    const apart = [...actual].map((weight, i) => ulpsBetween(weight, expected[i]!));
    expect(Math.max(...apart)).toBeLessThanOrEqual(4);
  });
});

describe('decay and penalty', () => {
  const withBias: ResolvedNetwork = {
    input: { height: 3, width: 3, channels: 1 },
    classes: 3,
    head: 'softmax+ce',
    layers: [
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'logits', units: 3, bias: true },
    ],
  };
  const decay = (includeBiases: boolean, mode: 'l2' | 'decoupled' = 'l2') =>
    engine.build(withBias, { ...sgd, weightDecay: { mode, lambda: 0.1, includeBiases } }, 1);

  it.each([false, true])('decays biases only when asked (%s)', async (includeBiases) => {
    const data = smallData(withBias, 16);
    const dataset = engine.load(data.images, data.labels, withBias.input);
    const model = decay(includeBiases);
    open.push(dataset, model);
    const weights = model.snapshot();
    weights.fill(2, 27, 30);
    model.restore(weights);
    const order = Uint32Array.from({ length: 16 }, (_, i) => i);
    const { gradients } = await model.probe(dataset, order);
    const { penalties } = await model.train(dataset, order, Float32Array.of(0.5));
    const after = model.snapshot();
    const expected = weights.map(
      (w, i) => w - 0.5 * (gradients[i]! + (i < 27 || includeBiases ? 0.1 * w : 0)),
    );
    expect(relativeError(after, expected)).toBeLessThan(1e-6);
    const decayed = includeBiases ? weights : weights.subarray(0, 27);
    expect(penalties[0]).toBeCloseTo(0.05 * decayed.reduce((sum, w) => sum + w * w, 0), 5);
  });

  it('gives no penalty without l2', async () => {
    const data = smallData(withBias, 16);
    const dataset = engine.load(data.images, data.labels, withBias.input);
    const model = decay(true, 'decoupled');
    open.push(dataset, model);
    const order = Uint32Array.from({ length: 16 }, (_, i) => i);
    expect((await model.train(dataset, order, Float32Array.of(0.5))).penalties).toEqual(Float32Array.of(0));
  });
});
