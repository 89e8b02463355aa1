import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import type { Engine, LayerSignals } from '../../../src/engine/index.ts';
import { named } from '../../support/each-named.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { mixedWeights, networks, pick, relativeError, sgd, smallData } from '../../support/small-networks.ts';
import { NETWORKS } from './combinations.ts';

// float32 against float64, of the largest gradient
const TOLERANCE = 5e-5;
const range = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

/** Probe, evaluation and outputs of a model with mixed weights. */
async function inspect(engine: Engine, network: ResolvedNetwork, count: number, indices: Uint32Array) {
  const data = smallData(network, count);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, sgd, 3);
  const weights = mixedWeights(model.snapshot());
  model.restore(weights);
  const probe = await model.probe(dataset, indices);
  const evaluation = await model.evaluate(dataset, indices);
  const outputs = await model.predict(dataset, indices);
  expect(model.snapshot(), 'looking changes nothing').toEqual(weights);
  model.close();
  dataset.close();
  return { data, weights, probe, evaluation, outputs };
}

export function gradientSuite(engine: Engine): void {
  describe('gradients agree with central differences of the float64 loss', () => {
    it.each(named(NETWORKS))('%s', async (_, { network }) => {
      const { data, weights, probe } = await inspect(engine, network, 5, range(5));
      const lossAt = (at: number, by: number) => {
        const moved = Float64Array.from(weights);
        moved[at]! += by;
        return referenceNetwork(network, moved, data.pixels, data.labels).loss;
      };
      // every seventh parameter: all layers, a seventh of the time
      const places = Array.from(weights, (_, i) => i).filter((i) => i % 7 === 0);
      const differences = places.map((i) => (lossAt(i, 1e-5) - lossAt(i, -1e-5)) / 2e-5);
      expect(Math.max(...differences.map(Math.abs))).toBeGreaterThan(1e-4);
      const gradients = places.map((i) => probe.gradients[i]!);
      expect(relativeError(gradients, differences)).toBeLessThan(TOLERANCE);
    });
  });

  describe('against the float64 reference network', () => {
    it('gives loss, gradients, outputs, answers and signals of generated networks', async () => {
      await fc.assert(
        fc.asyncProperty(networks, fc.integer({ min: 2, max: 37 }), async (network, count) => {
          const got = await inspect(engine, network, count, range(count));
          const { data, weights, probe } = got;
          const expected = referenceNetwork(network, weights, data.pixels, data.labels);
          expect(Math.abs(probe.loss - expected.loss) / (1 + expected.loss)).toBeLessThan(2e-6);
          expect(relativeError(probe.gradients, expected.gradients)).toBeLessThan(TOLERANCE);
          checkSignals(network, probe.layers, expected);
        }),
        { seed: 40, numRuns: 60 },
      );
    });

    it('evaluates with running statistics, in the order asked for', async () => {
      await fc.assert(
        fc.asyncProperty(networks, async (network) => {
          const indices = Uint32Array.from({ length: 67 }, (_, i) => (i * 31) % 70);
          const { data, weights, evaluation, outputs } = await inspect(engine, network, 70, indices);
          const { pixels, labels } = pick(data, indices);
          const expected = referenceNetwork(network, weights, pixels, labels, { evaluation: true });
          expect(relativeError(outputs, expected.probabilities)).toBeLessThan(1e-5);
          expect(Math.abs(evaluation.loss - expected.loss) / (1 + expected.loss)).toBeLessThan(1e-5);
          const right = evaluation.correct.reduce((a, b) => a + b, 0);
          expect(evaluation.accuracy).toBe(right / 67);
          const rows = labels.map((_, c) => evaluation.confusion[c * network.classes + c] ?? 0);
          expect(rows.slice(0, network.classes).reduce((a, b) => a + b, 0)).toBe(right);
          expect(evaluation.confusion.reduce((a, b) => a + b, 0)).toBe(67);
        }),
        { seed: 41, numRuns: 30 },
      );
    });
  });
}

function checkSignals(
  network: ResolvedNetwork,
  signals: readonly LayerSignals[],
  { deltas, outputs }: ReturnType<typeof referenceNetwork>,
): void {
  const { layers } = network;
  const weighted = layers.filter(({ type }) => type === 'conv' || type === 'dense');
  expect(signals.map(({ layer }) => layer)).toEqual(weighted.map(({ name }) => name));
  for (const signal of signals) {
    const at = layers.findIndex(({ name }) => name === signal.layer);
    const source = layers[at + 1]?.type === 'batchNorm' ? layers[at + 1]! : layers[at]!;
    const delta = deltas.get(source.name)!.data;
    const rms = Math.sqrt(delta.reduce((sum, d) => sum + d * d, 0) / delta.length);
    // a delta before batch norm may be zero but for rounding: then nothing can be said of its digits
    expect(Math.abs(signal.signalRms - rms)).toBeLessThan(1e-4 * rms + 1e-8);
    const end = layers.findIndex(({ type }, i) => i > at && (type === 'conv' || type === 'dense'));
    const activation = layers
      .slice(at + 1, end < 0 ? undefined : end)
      .find(({ type }) => type === 'activation');
    if (activation?.type !== 'activation') {
      expect(signal).toMatchObject({ activationMean: null, activationSd: null, deadFraction: null });
      continue;
    }
    const y = outputs.get(activation.name)!;
    const mean = y.data.reduce((sum, value) => sum + value, 0) / y.data.length;
    const variance = y.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / y.data.length;
    expect(signal.activationMean).toBeCloseTo(mean, 5);
    expect(signal.activationSd).toBeCloseTo(Math.sqrt(variance), 4);
    const kind = activation.activation;
    if (kind === 'relu') expect(signal.deadFraction).toBe(deadFraction(y.data, y.n));
    else expect(signal.deadFraction).toBeNull();
    expect(signal.saturatedFraction === null).toBe(!['sigmoid', 'tanh', 'scaledTanh'].includes(kind));
  }
}

function deadFraction(values: Float64Array, samples: number): number {
  const units = values.length / samples;
  const alive = new Set<number>();
  values.forEach((value, i) => {
    if (value !== 0) alive.add(i % units);
  });
  return (units - alive.size) / units;
}
