import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { mixedWeights, networks, pick, relativeError, sgd, smallData } from '../../support/small-networks.ts';

const engine = await openEngine('native');
const open: { close(): void }[] = [];
afterAll(() => {
  for (const each of open) each.close();
});

function setUp(network: ResolvedNetwork, count: number) {
  const data = smallData(network, count);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, sgd, 3);
  open.push(dataset, model);
  const weights = mixedWeights(model.snapshot());
  model.restore(weights);
  return { data, dataset, model, weights };
}

// float32 against float64: rounding grows with the sums' lengths and with batch norm's division by a small deviation
const TOLERANCE = 5e-5;

describe('the native engine against the float64 reference network', () => {
  it('gives the loss and every gradient of generated networks', async () => {
    await fc.assert(
      fc.asyncProperty(networks, fc.integer({ min: 2, max: 37 }), async (network, count) => {
        const { data, dataset, model, weights } = setUp(network, count);
        const { loss, gradients } = await model.probe(
          dataset,
          Uint32Array.from({ length: count }, (_, i) => i),
        );
        const expected = referenceNetwork(network, weights, data.pixels, data.labels);
        expect(Math.abs(loss - expected.loss) / (1 + expected.loss)).toBeLessThan(1e-6);
        // one scale for all: the gradient of a weight before batch norm may be zero but for rounding
        expect(relativeError(gradients, expected.gradients)).toBeLessThan(TOLERANCE);
      }),
      { seed: 20, numRuns: 150 },
    );
  });

  it('gives the outputs and losses of evaluation with running statistics', async () => {
    await fc.assert(
      fc.asyncProperty(networks, async (network) => {
        const { data, dataset, model, weights } = setUp(network, 70);
        const indices = Uint32Array.from({ length: 67 }, (_, i) => (i * 31) % 70);
        const outputs = await model.predict(dataset, indices);
        const evaluation = await model.evaluate(dataset, indices);
        const { pixels, labels } = pick(data, indices);
        const expected = referenceNetwork(network, weights, pixels, labels, { evaluation: true });
        expect(relativeError(outputs, expected.probabilities)).toBeLessThan(1e-5);
        expect(Math.abs(evaluation.loss - expected.loss) / (1 + expected.loss)).toBeLessThan(1e-5);
        const total = evaluation.correct.reduce((a, b) => a + b, 0);
        expect(evaluation.accuracy).toBe(total / 67);
        const diagonal = labels.map((_, c) =>
          c < network.classes ? evaluation.confusion[c * network.classes + c]! : 0,
        );
        expect(diagonal.reduce((a, b) => a + b, 0)).toBe(total);
      }),
      { seed: 21, numRuns: 60 },
    );
  });

  it('agrees with central differences of the float64 loss on a network without kinks', async () => {
    const network: ResolvedNetwork = {
      input: { height: 8, width: 8, channels: 1 },
      classes: 3,
      head: 'softmax+ce',
      layers: [
        {
          type: 'conv',
          name: 'conv1',
          filters: 2,
          kernel: [3, 3],
          stride: [1, 1],
          padding: 'same',
          bias: true,
        },
        { type: 'batchNorm', name: 'norm1', epsilon: 1e-3, momentum: 0.9 },
        { type: 'activation', name: 'act1', activation: 'tanh' },
        { type: 'pool', name: 'pool1', kind: 'scaledAvg', size: [2, 2], stride: [2, 2], padding: 'valid' },
        {
          type: 'conv',
          name: 'conv2',
          filters: 3,
          kernel: [3, 2],
          stride: [2, 1],
          padding: 'valid',
          bias: true,
        },
        { type: 'activation', name: 'act2', activation: 'gelu' },
        { type: 'flatten', name: 'flatten' },
        { type: 'dense', name: 'dense1', units: 5, bias: true },
        { type: 'activation', name: 'act3', activation: 'softplus' },
        { type: 'dense', name: 'logits', units: 3, bias: true },
      ],
    };
    const count = 9;
    const { data, dataset, model, weights } = setUp(network, count);
    const { gradients } = await model.probe(
      dataset,
      Uint32Array.from({ length: count }, (_, i) => i),
    );
    const lossAt = (at: number, by: number) => {
      const moved = Float64Array.from(weights);
      moved[at]! += by;
      return referenceNetwork(network, moved, data.pixels, data.labels).loss;
    };
    const differences = weights.map((_, i) => (lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5);
    expect(relativeError(gradients, differences)).toBeLessThan(TOLERANCE);
  });

  it('gives the same results for pixels that are standardised', async () => {
    const network: ResolvedNetwork = {
      input: { height: 4, width: 4, channels: 2 },
      classes: 4,
      head: 'softmax+ce',
      layers: [
        { type: 'flatten', name: 'flatten' },
        { type: 'dense', name: 'logits', units: 4, bias: true },
      ],
    };
    const data = smallData(network, 5);
    const dataset = engine.load(data.images, data.labels, network.input, { mean: 0.1307, sd: 0.3081 });
    const model = engine.build(network, sgd, 1);
    open.push(dataset, model);
    const { loss } = await model.probe(dataset, Uint32Array.of(0, 1, 2, 3, 4));
    const pixels = {
      ...data.pixels,
      data: Float64Array.from(data.images, (byte) => (byte / 255 - 0.1307) / 0.3081),
    };
    expect(loss).toBeCloseTo(referenceNetwork(network, model.snapshot(), pixels, data.labels).loss, 5);
  });
});
