/**
 * The error signal ∂(rescaled loss)/∂pre-activation of one image, root mean square over images and units, at the output
 * and at each hidden layer; and at the output on the images that are answered wrongly, which have most to learn from.
 */
import { trainingImages } from './images.ts';
import { lossScale } from './rescaled-loss.ts';
import { type Measure, plain, type Quantity } from './types.ts';

export const outputSignal: Measure<'outputSignal'> = {
  async measure(context, request) {
    const { model, data, network } = context;
    const indices = trainingImages(context, request.images);
    const scale = lossScale(network);
    // the engine's signal is of the mean loss: times the images it is that of one image
    const signals = async (images: Uint32Array) =>
      (await model.probe(data.train, images)).layers.map(({ layer, signalRms }) => ({
        layer,
        rms: signalRms * images.length * scale,
      }));

    const layers = await signals(indices);
    const output = layers.at(-1)!.rms;
    const quantities: Record<string, Quantity> = {
      output: plain(output),
      first_over_output: plain(layers[0]!.rms / output),
    };
    for (const { layer, rms } of layers) quantities[`signal/${layer}`] = plain(rms);

    const { correct } = await model.evaluate(data.train, indices);
    const wrong = indices.filter((_, i) => correct[i] === 0);
    if (wrong.length > 0) quantities.output_of_wrong = plain((await signals(wrong)).at(-1)!.rms);
    return { quantities };
  },
};
