import { describe, expect, it } from 'vitest';
import { ACTIVATIONS, HEADS, type ResolvedLayer, type ResolvedNetwork } from '../../../src/config/index.ts';
import { RandomStream } from '../../../src/random/index.ts';
import { tensor } from '../../support/reference-layers.ts';
import { referenceNetwork } from '../../support/reference-network.ts';

const stream = new RandomStream(5, 'test/reference');
const draw = (n: number, scale = 1) =>
  Float64Array.from({ length: n }, () => scale * (2 * stream.uniform() - 1));

function gradientError(network: ResolvedNetwork, size: number): number {
  const { height, width, channels } = network.input;
  const images = tensor(3, height, width, channels, draw(3 * height * width * channels));
  const labels = [0, 2, 1];
  const weights = draw(size, 0.7);
  const { gradients } = referenceNetwork(network, weights, images, labels);
  let worst = 0;
  for (let index = 0; index < size; index += 1) {
    const shifted = (by: number) => {
      const moved = weights.slice();
      moved[index]! += by;
      return referenceNetwork(network, moved, images, labels).loss;
    };
    const numeric = (shifted(1e-5) - shifted(-1e-5)) / 2e-5;
    worst = Math.max(worst, Math.abs(numeric - gradients[index]!));
  }
  return worst;
}

const network = (layers: ResolvedLayer[], head: ResolvedNetwork['head'] = 'softmax+ce'): ResolvedNetwork => ({
  input: { height: 5, width: 4, channels: 2 },
  classes: 3,
  layers: [
    ...layers,
    { type: 'flatten', name: 'flatten1' },
    { type: 'dense', name: 'dense1', units: 3, bias: true },
  ],
  head,
});
const smooth: ResolvedLayer = { type: 'activation', name: 'activation1', activation: 'tanh' };

describe('the float64 reference network agrees with central differences', () => {
  it.each(ACTIVATIONS)('through %s', (activation) => {
    const layer: ResolvedLayer = { type: 'activation', name: 'activation1', activation };
    expect(gradientError(network([layer]), 40 * 3 + 3)).toBeLessThan(1e-8);
  });
  it.each(HEADS)('through the head %s', (head) => {
    expect(gradientError(network([smooth], head), 40 * 3 + 3)).toBeLessThan(1e-8);
  });
  it('through a strided, padded convolution and batch norm', () => {
    const layers: ResolvedLayer[] = [
      {
        type: 'conv',
        name: 'conv1',
        filters: 3,
        kernel: [3, 2],
        stride: [2, 1],
        padding: 'same',
        bias: false,
      },
      { type: 'batchNorm', name: 'batchNorm1', epsilon: 1e-3, momentum: 0.9 },
      smooth,
    ];
    expect(gradientError(network(layers), 3 * 2 * 2 * 3 + 4 * 3 + 3 * 4 * 3 * 3 + 3)).toBeLessThan(1e-8);
  });
  it.each(['max', 'avg', 'scaledAvg'] as const)('through overlapping %s pooling', (kind) => {
    const layers: ResolvedLayer[] = [
      {
        type: 'conv',
        name: 'conv1',
        filters: 2,
        kernel: [2, 2],
        stride: [1, 1],
        padding: 'valid',
        bias: true,
      },
      smooth,
      { type: 'pool', name: 'pool1', kind, size: [3, 2], stride: [2, 1], padding: 'same' },
    ];
    const size = 2 * 2 * 2 * 2 + 2 + (kind === 'scaledAvg' ? 4 : 0) + 2 * 3 * 2 * 3 + 3;
    expect(gradientError(network(layers), size)).toBeLessThan(1e-8);
  });
});
