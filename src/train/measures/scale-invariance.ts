/**
 * Whether the scale of the weights matters: loss and gradient with the weights of every layer but the last multiplied by
 * a factor. A layer that batch norm follows computes the same, with a gradient divided by the factor.
 */
import { trainingImages } from './images.ts';
import { lossScale } from './rescaled-loss.ts';
import { type Measure, plain, type Quantity } from './types.ts';
import { norm } from './vectors.ts';

export const scaleInvariance: Measure<'scaleInvariance'> = {
  async measure(context, { factors, images }) {
    const { model, weights, data, network } = context;
    const indices = trainingImages(context, images);
    const scale = lossScale(network);
    const hidden = model.parameters.filter(({ name }) => name === 'weights').slice(0, -1);
    const scaled = (factor: number) => {
      const values = weights.slice();
      for (const { offset, size } of hidden) {
        for (let i = offset; i < offset + size; i++) values[i]! *= factor;
      }
      return values;
    };
    const at = async (factor: number) => {
      model.restore(scaled(factor));
      const { loss, gradients } = await model.probe(data.train, indices);
      const parts = hidden.map(({ offset, size }) => norm(gradients.subarray(offset, offset + size)));
      return { loss: loss * scale, gradientNorm: norm(parts) };
    };

    const own = await at(1);
    const quantities: Record<string, Quantity> = {};
    const changes: number[] = [];
    for (const factor of factors) {
      const { loss, gradientNorm } = await at(factor);
      changes.push(Math.abs(loss - own.loss));
      quantities[`loss_change/${factor}`] = plain(changes.at(-1)!);
      quantities[`gradient_ratio/${factor}`] = plain(gradientNorm / own.gradientNorm);
    }
    model.restore(weights);
    quantities.largest_loss_change = plain(Math.max(...changes));
    return { quantities };
  },
};
