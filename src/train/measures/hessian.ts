/**
 * The smallest and the largest eigenvalue of the Hessian of the data loss over what is trained. Products with vectors
 * come from central differences of gradients: exact to second order in the step, and as good as float32 gradients are.
 */
import { describeNetwork, type ResolvedNetwork } from '../../config/index.ts';
import { fillNormal, streamKey } from '../../random/index.ts';
import { trainingImages } from './images.ts';
import { lanczos } from './lanczos.ts';
import { lossScale } from './rescaled-loss.ts';
import { type Measure, type MeasureContext, plain } from './types.ts';
import { norm, trainedPositions } from './vectors.ts';

/** So many vectors of float64 have to be held, and each costs two gradients. */
const MOST_PARAMETERS = 100_000;
/** Length of the step to each side, relative to that of the weights: far above float32's grain, small to the curvature. */
const RELATIVE_STEP = 1e-3;

export const hessian: Measure<'hessian'> = {
  check(_request, { network }) {
    const { parameters } = describeNetwork(network);
    if (parameters <= MOST_PARAMETERS) return;
    throw new RangeError(
      `measure hessian: a network must have at most ${MOST_PARAMETERS} parameters, got ${parameters}; ` +
        'measure a smaller one, or leave this measure out',
    );
  },

  async measure(context, { iterations, images }) {
    const { model, weights, config } = context;
    const positions = trainedPositions(model.parameters);
    const start = fillNormal(new Float64Array(positions.length), streamKey(config.seed, 'measure/hessian'));
    const values = await lanczos(hessianProducts(context, positions, images), start, iterations);
    model.restore(weights);
    const scale = lossScale(context.network);
    const [lowest, highest] = [values[0]!, values.at(-1)!];
    return {
      quantities: {
        lowest: plain(lowest.value * scale),
        lowest_residual: plain(lowest.residual * scale),
        highest: plain(highest.value * scale),
        highest_residual: plain(highest.residual * scale),
        lowest_over_highest: plain(lowest.value / Math.abs(highest.value)),
      },
      details: {
        loss: 'rescaled: 1 at the uniform answer, 0 at the perfect one',
        ritzValues: values.map(({ value }) => value * scale),
      },
    };
  },
};

/** v ↦ Hv for unit v over `positions`, H of the data loss on a sample of the training images. */
export function hessianProducts(
  context: MeasureContext & { readonly network: ResolvedNetwork },
  positions: Uint32Array,
  images: number,
): (vector: Float64Array) => Promise<Float64Array> {
  const { model, weights, data } = context;
  const indices = trainingImages(context, images);
  const length = RELATIVE_STEP * Math.max(1, norm(weights));
  const gradientAt = async (vector: Float64Array, distance: number) => {
    const moved = weights.slice();
    positions.forEach((position, i) => {
      moved[position] = weights[position]! + distance * vector[i]!;
    });
    model.restore(moved);
    return (await model.probe(data.train, indices)).gradients;
  };
  return async (vector) => {
    const ahead = await gradientAt(vector, length);
    const behind = await gradientAt(vector, -length);
    return Float64Array.from(positions, (position) => (ahead[position]! - behind[position]!) / (2 * length));
  };
}
