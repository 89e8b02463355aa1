import { expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { layerMetrics, updateRatios } from '../../../src/train/telemetry.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { pick, sgd, smallData } from '../../support/small-networks.ts';

const COUNT = 24;
const RATE = 0.25;
const network: ResolvedNetwork = {
  input: { height: 4, width: 4, channels: 1 },
  classes: 3,
  head: 'softmax+ce',
  layers: [
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'dense1', units: 6, bias: true },
    { type: 'activation', name: 'act1', activation: 'sigmoid' },
    { type: 'dense', name: 'logits', units: 3, bias: true },
  ],
};
/** Places of the weights in a snapshot; their biases follow. */
const PLACES = { dense1: [0, 96], logits: [102, 120] } as const;

const rms = (values: ArrayLike<number>) =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0) / values.length);

it('telemetry is what the float64 network gives: gradients, weights, signals, saturation, and the update that follows', async () => {
  const engine = await openEngine('auto');
  const data = smallData(network, COUNT);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, { ...sgd, batchSize: COUNT }, 3);
  // so large that some units are saturated and some are not
  model.restore(model.snapshot().map((weight) => 8 * weight));
  const order = Uint32Array.from({ length: COUNT }, (_, i) => i);
  const { metrics, weights } = await layerMetrics(model, dataset, order);
  await model.train(dataset, order, Float32Array.of(RATE));
  const ratios = updateRatios(model.parameters, weights, model.snapshot());
  model.close();
  dataset.close();

  const { pixels, labels } = pick(data, order);
  const { gradients, deltas, outputs } = referenceNetwork(network, weights, pixels, labels);
  const expected: Record<string, number> = {};
  for (const [layer, [from, to]] of Object.entries(PLACES)) {
    expected[`gradient_rms/${layer}`] = rms(gradients.subarray(from, to));
    expected[`weight_rms/${layer}`] = rms(weights.subarray(from, to));
    expected[`signal_rms/${layer}`] = rms(deltas.get(layer)!.data);
    expected[`update_ratio/${layer}`] =
      (RATE * rms(gradients.subarray(from, to))) / rms(weights.subarray(from, to));
  }
  const activations = [...outputs.get('act1')!.data];
  const saturated = activations.filter((value) => value < 0.01 || value > 0.99).length;
  expected['saturated_fraction/dense1'] = saturated / activations.length;
  expected['activation_mean/dense1'] =
    activations.reduce((sum, value) => sum + value, 0) / activations.length;

  expect(saturated).toBeGreaterThan(0);
  expect(saturated).toBeLessThan(activations.length);
  const measured: Record<string, number> = { ...metrics, ...ratios };
  for (const [name, value] of Object.entries(expected)) {
    // float32 sums of 24 samples; the update is a difference of weights of about 1
    const tolerance = name.startsWith('update_ratio') ? 1e-4 : 1e-5;
    expect(Math.abs(measured[name]! / value - 1), name).toBeLessThan(tolerance);
  }
});
