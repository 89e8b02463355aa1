import { describe, expect, it } from 'vitest';
import { gapOf, sharpness, sigmoidShare, softmaxShare } from '../../../../src/train/measures/sharpness.ts';
import { measuring, referenceOn, request } from '../../../support/measuring.ts';

describe('the share of the largest output', () => {
  it('is 1 / (1 + e^(−gap / T)) for a softmax over two logits', () => {
    expect(softmaxShare([3, 1], 1)).toBeCloseTo(1 / (1 + Math.exp(-2)), 12);
    expect(softmaxShare([3, 1], 0.5)).toBeCloseTo(1 / (1 + Math.exp(-4)), 12);
    expect(softmaxShare([700, -700], 1)).toBe(1);
  });

  it('is σ(a) / (σ(a) + σ(b)) for sigmoids, also where they all but vanish', () => {
    const sigma = (x: number) => 1 / (1 + Math.exp(-x));
    expect(sigmoidShare([2, -1], 1)).toBeCloseTo(sigma(2) / (sigma(2) + sigma(-1)), 12);
    expect(sigmoidShare([2, -1], 4)).toBeCloseTo(sigma(0.5) / (sigma(0.5) + sigma(-0.25)), 12);
    // deep in the tail a sigmoid is an exponential, and the share that of a softmax
    expect(sigmoidShare([-900, -902], 1)).toBeCloseTo(softmaxShare([-900, -902], 1), 12);
  });

  it('goes to one over the classes as the temperature rises', () => {
    expect(softmaxShare([5, 1, 0, -3], 1e6)).toBeCloseTo(0.25, 5);
    expect(gapOf([1, 7, 4])).toBe(3);
  });
});

describe('measure sharpness', () => {
  it("takes the network's logits whatever its head, and averages over images", async () => {
    const context = await measuring({ architecture: 'mlp', units: [6], head: 'sigmoid+mse' });
    const { quantities, details } = await sharpness.measure(
      context,
      request({ name: 'sharpness', at: 'start', images: 1000, temperatures: [0.5, 1] }),
    );
    const { logits } = referenceOn(context, context.weights, context.trainIndices);
    const rows = Array.from({ length: logits.n }, (_, i) => [...logits.data.subarray(i * 3, i * 3 + 3)]);
    const mean = (of: (row: number[]) => number) => rows.reduce((sum, row) => sum + of(row), 0) / rows.length;
    expect(quantities.logit_gap!.value).toBeCloseTo(mean(gapOf), 5);
    const halved = mean((row) => {
      const powers = row.map((z) => Math.exp(z / 0.5));
      return Math.max(...powers) / powers.reduce((a, b) => a + b);
    });
    expect(quantities['softmax_share/0.5']!.value).toBeCloseTo(halved, 5);
    expect((details as { points: number[][] }).points).toHaveLength(150);
    context.close();
  });
});
