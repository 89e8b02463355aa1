import { describe, expect, it } from 'vitest';
import type { ResolvedInitializer } from '../../../src/config/initializer.ts';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import { initialWeights, openEngine, parameterLayout } from '../../../src/engine/index.ts';
import { RandomStream } from '../../../src/random/index.ts';
import { sgd } from '../../support/small-networks.ts';

const network: ResolvedNetwork = {
  input: { height: 12, width: 12, channels: 3 },
  classes: 10,
  head: 'softmax+ce',
  layers: [
    { type: 'conv', name: 'conv1', filters: 8, kernel: [5, 3], stride: [1, 1], padding: 'same', bias: false },
    { type: 'batchNorm', name: 'norm1', epsilon: 1e-3, momentum: 0.9 },
    { type: 'pool', name: 'pool1', kind: 'scaledAvg', size: [2, 2], stride: [2, 2], padding: 'valid' },
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'dense1', units: 100, bias: true },
    { type: 'dense', name: 'logits', units: 10, bias: true },
  ],
};
const initializer = (kind: ResolvedInitializer['kind'], scale = 1): ResolvedInitializer => ({
  kind,
  scale,
  sd: 0.1,
});
const tensorOf = (weights: Float32Array, layer: string, name = 'weights') => {
  const found = parameterLayout(network).find((p) => p.layer === layer && p.name === name)!;
  return weights.subarray(found.offset, found.offset + found.size);
};
const deviation = (x: Float32Array) => Math.sqrt(x.reduce((sum, w) => sum + w * w, 0) / x.length);

describe('the snapshot layout', () => {
  it('lists the tensors layer by layer with their shapes', () => {
    const list = parameterLayout(network).map(
      (p) => `${p.layer}.${p.name} ${p.shape.join('×')} @${p.offset}`,
    );
    expect(list).toEqual([
      'conv1.weights 5×3×3×8 @0',
      'norm1.gamma 8 @360',
      'norm1.beta 8 @368',
      'norm1.runningMean 8 @376',
      'norm1.runningVariance 8 @384',
      'pool1.scale 8 @392',
      'pool1.bias 8 @400',
      'dense1.weights 288×100 @408',
      'dense1.bias 100 @29208',
      'logits.weights 100×10 @29308',
      'logits.bias 10 @30308',
    ]);
  });
});

describe('initial weights', () => {
  it('are what the engine starts with', async () => {
    const engine = await openEngine('native');
    const model = engine.build(network, sgd, 9);
    expect(model.snapshot()).toEqual(initialWeights(network, sgd.initializer, 9));
    model.close();
  });

  it('of Glorot, uniform, are the words of the stream of their layer', () => {
    const weights = tensorOf(initialWeights(network, initializer('glorotUniform'), 9), 'dense1');
    const stream = new RandomStream(9, 'init/dense1');
    const limit = Math.sqrt(3 * (2 / 388));
    for (let i = 0; i < 50; i++) expect(weights[i]).toBeCloseTo(stream.uniform(-limit, limit), 7);
  });

  it.each<[ResolvedInitializer['kind'], number, number]>([
    ['glorotUniform', 2 / (288 + 100), 2 / (45 + 120)],
    ['glorotNormal', 2 / (288 + 100), 2 / (45 + 120)],
    ['heUniform', 2 / 288, 2 / 45],
    ['heNormal', 2 / 288, 2 / 45],
    ['lecunUniform', 1 / 288, 1 / 45],
    ['lecunNormal', 1 / 288, 1 / 45],
    // cut at two standard deviations: 0.7737 of the variance is left
    ['truncatedNormal', 0.01 * 0.7737, 0.01 * 0.7737],
  ])('of kind %s have the variance of their fans', (kind, dense, conv) => {
    const weights = initialWeights(network, initializer(kind), 3);
    // 28,800 and 360 values: standard errors of a deviation are 0.5 % and 4 %
    expect(Math.abs(deviation(tensorOf(weights, 'dense1')) / Math.sqrt(dense) - 1)).toBeLessThan(0.02);
    expect(Math.abs(deviation(tensorOf(weights, 'conv1')) / Math.sqrt(conv) - 1)).toBeLessThan(0.16);
  });

  it('are multiplied by the scale', () => {
    const once = initialWeights(network, initializer('heNormal'), 3);
    const four = initialWeights(network, initializer('heNormal', 4), 3);
    expect(tensorOf(four, 'conv1')).toEqual(tensorOf(once, 'conv1').map((w) => 4 * w));
  });

  it('leave biases, beta and running means at 0, gamma, scale and running variances at 1', () => {
    const weights = initialWeights(network, initializer('heNormal'), 3);
    for (const p of parameterLayout(network)) {
      if (p.name === 'weights') continue;
      const value = ['gamma', 'scale', 'runningVariance'].includes(p.name) ? 1 : 0;
      expect(tensorOf(weights, p.layer, p.name)).toEqual(new Float32Array(p.size).fill(value));
    }
  });

  it('differ between seeds and between layers', () => {
    const one = initialWeights(network, initializer('heNormal'), 1);
    const two = initialWeights(network, initializer('heNormal'), 2);
    expect(tensorOf(one, 'conv1')).not.toEqual(tensorOf(two, 'conv1'));
    expect(tensorOf(one, 'conv1').subarray(0, 20)).not.toEqual(tensorOf(one, 'dense1').subarray(0, 20));
  });
});
