/**
 * How far the gradient can be trusted: loss and gradient at the ends of single steps of gradient descent of several
 * lengths (Santurkar et al. 2018). Under batch norm with the batch's statistics, as in training.
 */
import { trainingImages } from './images.ts';
import { lossScale } from './rescaled-loss.ts';
import { type Measure, plain } from './types.ts';
import { norm } from './vectors.ts';

export const landscape: Measure<'landscape'> = {
  async measure(context, { steps, images }) {
    const { model, weights, data, network } = context;
    const indices = trainingImages(context, images);
    const scale = lossScale(network);
    const start = await model.probe(data.train, indices);
    const length = norm(start.gradients);

    const ends: { step: number; loss: number; change: number; cosine: number }[] = [];
    for (const step of [...steps].sort((a, b) => a - b)) {
      model.restore(weights.map((weight, i) => weight - step * start.gradients[i]!));
      const { loss, gradients } = await model.probe(data.train, indices);
      const difference = gradients.map((value, i) => value - start.gradients[i]!);
      const along = gradients.reduce((sum, value, i) => sum + value * start.gradients[i]!, 0);
      ends.push({
        step,
        loss: loss * scale,
        change: norm(difference) / length,
        cosine: along / (length * norm(gradients)),
      });
    }
    model.restore(weights);

    const losses = [start.loss * scale, ...ends.map(({ loss }) => loss)];
    return {
      quantities: {
        loss_variation: plain(Math.max(...losses) - Math.min(...losses)),
        gradient_norm: plain(length * scale),
        gradient_change: plain(Math.max(...ends.map(({ change }) => change))),
        gradient_cosine: plain(Math.min(...ends.map(({ cosine }) => cosine))),
        // of the loss as it is trained on: relative change of the gradient over the distance moved, at its largest
        smoothness: plain(Math.max(...ends.map(({ step, change }) => change / step))),
      },
      details: { loss: losses[0], steps: ends },
    };
  },
};
