import { describe, expect, it } from 'vitest';
import {
  byteScale,
  flatShape,
  linearProbe,
  probeSteps,
} from '../../../../src/train/measures/linear-probe.ts';
import { type Measuring, measuring, request } from '../../../support/measuring.ts';
import { tensor } from '../../../support/reference-layers.ts';
import { referenceNetwork } from '../../../support/reference-network.ts';
import { referenceTraining } from '../../../support/reference-training.ts';

const network = {
  layers: [
    { type: 'conv', filters: 3, kernel: 3 },
    'batchNorm',
    'relu',
    'flatten',
    { type: 'dense', units: 5 },
    'tanh',
    { type: 'dropout', rate: 0.5 },
    { type: 'dense', units: 'classes' },
  ],
} as const;

/** A softmax regression in float64 on bytes (n, units), from the weights that the engine starts with. */
function regression(
  context: Measuring,
  units: number,
  train: Uint8Array,
  heldOut: Uint8Array,
  epochs: number,
) {
  const { engine, config, dataset, trainIndices } = context;
  const input = { height: 1, width: 1, channels: units };
  const layers = [
    { type: 'flatten', name: 'flatten1' },
    { type: 'dense', name: 'dense1', units: 3, bias: true },
  ] as const;
  const resolved = { input, classes: 3, layers, head: 'softmax+ce' } as const;
  const training = {
    batchSize: 100,
    optimizer: { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, epsilonForm: 'plain' },
    weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
    clipNorm: null,
    initializer: { kind: 'glorotUniform', scale: 1, sd: 0 },
  } as const;
  const model = engine.build(resolved, training, config.seed);
  const pixels = (bytes: Uint8Array) =>
    tensor(
      bytes.length / units,
      1,
      1,
      units,
      Float64Array.from(bytes, (byte) => byte / 255),
    );
  const labels = Uint8Array.from(trainIndices, (i) => dataset.train.labels[i]!);
  const { order, rates } = probeSteps(labels.length, epochs, config.seed);
  const data = { images: train, labels, pixels: pixels(train) };
  const { weights } = referenceTraining(
    resolved,
    training,
    config.seed,
    model.snapshot(),
    data,
    order,
    rates,
  );
  model.close();
  const answers = referenceNetwork(resolved, weights, pixels(heldOut), dataset.test.labels).logits.data;
  const right = [...dataset.test.labels].filter((label, i) => {
    const row = [...answers.subarray(3 * i, 3 * i + 3)];
    return row.indexOf(Math.max(...row)) === label;
  });
  return right.length / dataset.test.labels.length;
}

describe('measure linearProbe', () => {
  it('gives the accuracy of a float64 regression on what each layer gives, and its dimension', async () => {
    const context = await measuring(network);
    const asked = request({ name: 'linearProbe', at: 'end', epochs: 300 });
    const { quantities, details } = await linearProbe.measure(context, asked);
    const layers = ['input', 'conv1', 'activation1', 'dense1', 'activation2', 'dense2'];
    const dimensions = [16, 12, 12, 5, 5, 3];
    const { model, data, trainIndices, dataset } = context;
    const every = Uint32Array.from(dataset.test.labels, (_, i) => i);
    for (const [i, layer] of layers.entries()) {
      const units = dimensions[i]!;
      expect(quantities[`dimension/${layer}`]!.value, layer).toBe(units);
      let heldOut: Uint8Array = dataset.test.images;
      let train: Uint8Array = Uint8Array.from(
        [...trainIndices].flatMap((at) => [...dataset.train.images.subarray(16 * at, 16 * at + 16)]),
      );
      if (layer !== 'input') {
        const activations = await model.activations(data.train, trainIndices, layer);
        const toBytes = byteScale(activations, units);
        train = toBytes(activations);
        heldOut = toBytes(await model.activations(data.test, every, layer));
      }
      const accuracy = regression(context, units, train, heldOut, 300);
      // one image of sixty may fall on the other side of a border in float32
      expect(Math.abs(quantities[`accuracy/${layer}`]!.value - accuracy), layer).toBeLessThan(1.5 / 60);
      if (layer === 'input') expect(accuracy).toBeGreaterThan(0.5);
    }
    expect(details).toMatchObject({
      layers: layers.map((layer, i) => ({ layer, dimension: dimensions[i] })),
    });
    const gain = quantities['accuracy/activation2']!.value - quantities['accuracy/input']!.value;
    expect(quantities.last_gain!.value).toBeCloseTo(gain, 12);
    context.close();
  });
});

describe('byteScale', () => {
  it('spreads each unit from its lowest to its highest value over the bytes, and cuts what lies beyond', () => {
    const toBytes = byteScale(Float32Array.from([0, 5, 2, 5, 1, 5]), 2);
    expect([...toBytes(Float32Array.from([0, 5, 1, 4, 3, 9]))]).toEqual([0, 0, 128, 0, 255, 0]);
  });
});

describe('flatShape', () => {
  it('spreads more numbers than an engine takes channels over the width, in their order', () => {
    expect(flatShape(400)).toEqual({ height: 1, width: 1, channels: 400 });
    // of the first convolution of LeNet-5
    expect(flatShape(4704)).toEqual({ height: 1, width: 2, channels: 2352 });
    expect(flatShape(24 * 24 * 32)).toEqual({ height: 1, width: 6, channels: 3072 });
  });
});
