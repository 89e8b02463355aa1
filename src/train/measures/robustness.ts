/**
 * How much accuracy is left on images that are disturbed: by Gaussian noise on every pixel, and by the fast gradient sign
 * method (Goodfellow et al. 2015), which moves every pixel by ε the way that raises the loss. Disturbed pixels stay
 * within their range and are rounded to bytes, as an image file would.
 */
import type { LabelledImages } from '../../data/index.ts';
import { fillNormal, streamKey } from '../../random/index.ts';
import { answersTo, heldOutImages, shareOf } from './images.ts';
import { fraction, type Measure, type MeasureContext, type Quantity } from './types.ts';

export const robustness: Measure<'robustness'> = {
  async measure(context, { noise, fgsm, split, images }) {
    const { model, config } = context;
    const { data, indices, part } = heldOutImages(context, split, images);
    const accuracyOn = async (bytes: Uint8Array) => {
      const answers = await answersTo(context, { images: bytes, labels: part.labels });
      return shareOf(answers.map((answer, i) => (answer === part.labels[i] ? 1 : 0)));
    };

    const clean = await accuracyOn(part.images);
    const quantities: Record<string, Quantity> = { clean_accuracy: fraction(clean, 'max') };
    // the same draw for every strength, and for every arm of a seed
    const key = streamKey(config.seed, 'measure/robustness');
    const drawn = fillNormal(new Float64Array(part.images.length), key);
    for (const sd of noise) {
      const accuracy = await accuracyOn(disturbed(part, drawn, sd));
      quantities[`noise_accuracy/${sd}`] = fraction(accuracy, 'max');
      quantities[`noise_lost/${sd}`] = fraction(clean - accuracy, 'min');
    }

    const gradients = await model.inputGradient(data, indices);
    quantities.no_gradient = fraction(shareWithoutGradient(gradients, context));
    const signs = Float64Array.from(gradients, Math.sign);
    for (const epsilon of fgsm) {
      const accuracy = await accuracyOn(disturbed(part, signs, epsilon));
      quantities[`fgsm_accuracy/${epsilon}`] = fraction(accuracy, 'max');
      quantities[`fgsm_lost/${epsilon}`] = fraction(clean - accuracy, 'min');
    }
    return { quantities };
  },
};

/** Bytes of pixel + size × direction; `size` where a pixel goes from 0 to 1. */
function disturbed({ images }: LabelledImages, direction: Float64Array, size: number): Uint8Array {
  return images.map((byte, i) =>
    Math.min(255, Math.max(0, Math.floor(byte + 255 * size * direction[i]! + 0.5))),
  );
}

/** Images that the attack cannot move, since their loss is exactly flat in float32: a network this sure only looks robust. */
function shareWithoutGradient(gradients: Float32Array, { dataset }: MeasureContext): number {
  const { height, width, channels } = dataset.shape;
  const pixels = height * width * channels;
  return shareOf(
    Array.from({ length: gradients.length / pixels }, (_, i) =>
      gradients.subarray(i * pixels, (i + 1) * pixels).every((value) => value === 0),
    ),
  );
}
