/**
 * How much gradient is left where the network is surely wrong: the norm of the rescaled loss's gradient at the weights,
 * and with the output bias of a wrong class raised. On images of the other classes, for which that class is wrong.
 */

import { trainingImages } from './images.ts';
import { lossScale } from './rescaled-loss.ts';
import { type Measure, plain } from './types.ts';
import { norm, outputBias } from './vectors.ts';

export const saturatedStart: Measure<'saturatedStart'> = {
  check({ wrongClass }, { network }) {
    if (wrongClass < network.classes) return;
    throw new RangeError(
      `measure saturatedStart: wrongClass must be below ${network.classes}, the classes of the dataset, ` +
        `got ${wrongClass}`,
    );
  },

  async measure(context, { bias, wrongClass, images }) {
    const { model, weights, data, dataset, network } = context;
    const wrong = trainingImages(context, images).filter((i) => dataset.train.labels[i] !== wrongClass);
    const scale = lossScale(network);
    const at = async (values: Float32Array) => {
      model.restore(values);
      const { loss, gradients } = await model.probe(data.train, wrong);
      return { loss: loss * scale, gradientNorm: norm(gradients) * scale };
    };

    const normal = await at(weights);
    const raised = weights.slice();
    raised[outputBias(model.parameters).offset + wrongClass]! += bias;
    const saturated = await at(raised);
    model.restore(weights);
    return {
      quantities: {
        normal_loss: plain(normal.loss),
        normal_gradient_norm: plain(normal.gradientNorm),
        saturated_loss: plain(saturated.loss),
        saturated_gradient_norm: plain(saturated.gradientNorm),
        saturated_over_normal: plain(saturated.gradientNorm / normal.gradientNorm),
      },
    };
  },
};
