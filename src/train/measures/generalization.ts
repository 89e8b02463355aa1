/**
 * Loss and accuracy on images that were trained on and on images held out, by the same weights and both as in evaluation.
 * What a run logs while it trains is no such pair: it is a mean over moving weights, with dropout and batch statistics,
 * and not of the weights that early stopping restores.
 */
import { heldOutImages, trainingImages } from './images.ts';
import { fraction, type Measure } from './types.ts';

export const generalization: Measure<'generalization'> = {
  async measure(context, { images, split, heldOutImages: most }) {
    const { model, data } = context;
    const held = heldOutImages(context, split, most);
    const trained = await model.evaluate(data.train, trainingImages(context, images));
    const unseen = await model.evaluate(held.data, held.indices);
    const loss = (value: number) => ({ value, unit: null, direction: 'min' }) as const;
    return {
      quantities: {
        train_loss: loss(trained.loss),
        train_accuracy: fraction(trained.accuracy, 'max'),
        held_out_loss: loss(unseen.loss),
        held_out_accuracy: fraction(unseen.accuracy, 'max'),
        loss_gap: loss(unseen.loss - trained.loss),
        accuracy_gap: fraction(trained.accuracy - unseen.accuracy, 'min'),
      },
    };
  },
};
