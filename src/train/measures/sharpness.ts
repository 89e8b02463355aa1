/**
 * How far a head stands out the maximum: the share of the largest output in the sum of all, on the network's logits, by
 * softmax and by sigmoids, at several temperatures.
 */
import { trainingImages } from './images.ts';
import { fraction, type Measure, plain, type Quantity } from './types.ts';
import { mean } from './vectors.ts';

export const sharpness: Measure<'sharpness'> = {
  async measure(context, { temperatures, images }) {
    const { engine, network, training, config, data, weights } = context;
    // the same layers with a head that gives the logits as they are
    const model = engine.build({ ...network, head: 'linear+mse' }, training, config.seed);
    try {
      model.restore(weights);
      const flat = await model.predict(data.train, trainingImages(context, images));
      const rows = Array.from({ length: flat.length / network.classes }, (_, row) => [
        ...flat.subarray(row * network.classes, (row + 1) * network.classes),
      ]);
      const quantities: Record<string, Quantity> = { logit_gap: plain(mean(rows.map(gapOf))) };
      for (const temperature of temperatures) {
        quantities[`softmax_share/${temperature}`] = fraction(
          mean(rows.map((row) => softmaxShare(row, temperature))),
        );
        quantities[`sigmoid_share/${temperature}`] = fraction(
          mean(rows.map((row) => sigmoidShare(row, temperature))),
        );
      }
      const points = rows.map((row) => [gapOf(row), softmaxShare(row, 1), sigmoidShare(row, 1)]);
      return {
        quantities,
        details: {
          columns: ['logit gap', 'softmax share', 'sigmoid share'],
          temperature: 1,
          points: points.sort((a, b) => a[0]! - b[0]!),
        },
      };
    } finally {
      model.close();
    }
  },
};

/** Largest less second largest logit. */
export function gapOf(logits: readonly number[]): number {
  const [first, second] = [...logits].sort((a, b) => b - a);
  return first! - second!;
}

export function softmaxShare(logits: readonly number[], temperature: number): number {
  const top = Math.max(...logits);
  return 1 / logits.reduce((sum, logit) => sum + Math.exp((logit - top) / temperature), 0);
}

/** Over the sum of the sigmoids, since they do not sum to one. */
export function sigmoidShare(logits: readonly number[], temperature: number): number {
  const top = Math.max(...logits);
  // relative to the largest, from logarithms: all of them may be too small for a float
  const log = (logit: number) => -softplus(-logit / temperature);
  return 1 / logits.reduce((sum, logit) => sum + Math.exp(log(logit) - log(top)), 0);
}

const softplus = (x: number) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x)));
