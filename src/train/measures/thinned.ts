/**
 * The thinned networks that dropout trains: units of each dropped layer out for all images at once, with the rest
 * weighted by 1 / (1 − rate). How well one of them answers, or several that average their outputs, against the whole
 * network with its weights as they are, which is dropout's own shortcut for averaging all of them. A network without
 * dropout before a dense layer has no thinned ones: of it only the accuracy of the whole is logged, to compare with.
 */
import type { ResolvedNetwork } from '../../config/index.ts';
import type { ParameterInfo } from '../../engine/contract.ts';
import { fillUniform, streamKey } from '../../random/index.ts';
import { answersOf, heldOutImages, shareOf } from './images.ts';
import { fraction, type Measure, type Quantity } from './types.ts';
import { mean } from './vectors.ts';

export const thinned: Measure<'thinned'> = {
  async measure(context, { networks, split, images }) {
    const { model, weights, network, config } = context;
    const { data, indices, part } = heldOutImages(context, split, images);
    const accuracyOf = (outputs: ArrayLike<number>) =>
      shareOf(answersOf(outputs, network.classes).map((answer, i) => (answer === part.labels[i] ? 1 : 0)));

    const whole = accuracyOf(await model.predict(data, indices));
    const quantities: Record<string, Quantity> = { whole_accuracy: fraction(whole, 'max') };
    if (droppedInputs(network).length === 0) return { quantities };
    const outputs: Float32Array[] = [];
    for (let k = 0; k < Math.max(...networks); k++) {
      model.restore(thin(weights, network, model.parameters, config.seed, k));
      outputs.push(await model.predict(data, indices));
    }
    model.restore(weights);

    for (const size of networks) {
      // every whole group of `size`, so that few are not judged by one lucky draw
      const groups = Array.from({ length: Math.floor(outputs.length / size) }, (_, g) =>
        sumOf(outputs.slice(g * size, (g + 1) * size)),
      );
      const accuracy = mean(groups.map(accuracyOf));
      quantities[`average_accuracy/${size}`] = fraction(accuracy, 'max');
      quantities[`average_less_whole/${size}`] = fraction(accuracy - whole, null);
    }
    return { quantities };
  },
};

/** Dense layers right after a dropout layer, with its rate. */
function droppedInputs({ layers }: ResolvedNetwork): { readonly layer: string; readonly rate: number }[] {
  return layers.flatMap((layer, i) => {
    const before = layers[i - 1];
    return layer.type === 'dense' && before?.type === 'dropout' && before.rate > 0
      ? [{ layer: layer.name, rate: before.rate }]
      : [];
  });
}

/**
 * Weights of the k-th thinned network: a dropped unit's row of the next dense layer's weights (in, out) is zero, the
 * others are weighted. Unit u of layer l is dropped where element u of the stream at (k, l) is below the rate.
 */
export function thin(
  weights: Float32Array,
  network: ResolvedNetwork,
  parameters: readonly ParameterInfo[],
  seed: number,
  k: number,
): Float32Array {
  const out = weights.slice();
  const key = streamKey(seed, 'measure/thinned');
  droppedInputs(network).forEach(({ layer, rate }, l) => {
    const { shape, offset } = parameters.find((p) => p.layer === layer && p.name === 'weights')!;
    const [inputs, units] = shape as readonly [number, number];
    const drawn = fillUniform(new Float64Array(inputs), key, 0, 1, [k, l, 0]);
    for (let i = 0; i < inputs; i++) {
      const factor = drawn[i]! < rate ? 0 : 1 / (1 - rate);
      for (let o = offset + i * units; o < offset + (i + 1) * units; o++) out[o]! *= factor;
    }
  });
  return out;
}

function sumOf(arrays: readonly Float32Array[]): Float64Array {
  const sum = new Float64Array(arrays[0]!.length);
  for (const values of arrays) for (let i = 0; i < sum.length; i++) sum[i]! += values[i]!;
  return sum;
}
