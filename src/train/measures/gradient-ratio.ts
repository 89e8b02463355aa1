/**
 * Weight gradients and error signals, root mean square, of each layer and of the first over the last: what is left of
 * them once they have come all the way back. Both, since a weight's gradient also holds the activations it multiplies.
 */
import { rms } from '../telemetry.ts';
import { trainingImages } from './images.ts';
import { fraction, type Measure, plain, type Quantity } from './types.ts';
import { mean } from './vectors.ts';

export const gradientRatio: Measure<'gradientRatio'> = {
  async measure(context, { images }) {
    const { model, data } = context;
    const { gradients, layers } = await model.probe(data.train, trainingImages(context, images));
    const quantities: Record<string, Quantity> = {};

    const tensors = model.parameters.filter(({ name }) => name === 'weights');
    const sizes = tensors.map((tensor) => rms(gradients, tensor));
    tensors.forEach(({ layer }, i) => {
      quantities[`gradient/${layer}`] = plain(sizes[i]!);
    });
    quantities.gradient_first_over_last = plain(sizes[0]! / sizes.at(-1)!);

    for (const { layer, signalRms } of layers) quantities[`signal/${layer}`] = plain(signalRms);
    quantities.signal_first_over_last = plain(layers[0]!.signalRms / layers.at(-1)!.signalRms);

    const meanOf = (values: readonly (number | null)[]) => {
      const known = values.filter((value) => value !== null);
      return known.length === 0 ? null : mean(known);
    };
    const dead = meanOf(layers.map(({ deadFraction }) => deadFraction));
    const saturated = meanOf(layers.map(({ saturatedFraction }) => saturatedFraction));
    if (dead !== null) quantities.dead_fraction = fraction(dead);
    if (saturated !== null) quantities.saturated_fraction = fraction(saturated);
    return { quantities };
  },
};
