/** Contrastive divergence in float64, unit by unit as the equations have it: the oracle of every engine. */
import { RandomStream } from '../../src/random/index.ts';

export interface ReferenceRbm {
  /** (in, out) row-major */
  readonly weights: Float64Array;
  readonly hiddenBias: Float64Array;
  readonly visibleBias: Float64Array;
  /** mean squared error of the reconstruction, a visible unit, of each batch */
  readonly errors: readonly number[];
}

const logistic = (x: number) => 1 / (1 + Math.exp(-x));

/**
 * @param data rows of visible probabilities, in the order of training
 * @param start weights (in, out) and hidden biases
 * @param stream name and seed of the hidden states
 */
export function referenceRbm(
  data: readonly (readonly number[])[],
  start: { readonly weights: ArrayLike<number>; readonly hiddenBias: ArrayLike<number> },
  rbm: { readonly batchSize: number; readonly learningRate: number; readonly momentum: number },
  stream: { readonly seed: number; readonly name: string },
): ReferenceRbm {
  const weights = Float64Array.from(start.weights);
  const hiddenBias = Float64Array.from(start.hiddenBias);
  const inputs = data[0]!.length;
  const units = hiddenBias.length;
  const visibleBias = new Float64Array(inputs);
  const velocities = [weights, hiddenBias, visibleBias].map(({ length }) => new Float64Array(length));
  const hiddenOf = (v: readonly number[]) =>
    Array.from(hiddenBias, (bias, k) =>
      logistic(v.reduce((sum, value, i) => sum + value * weights[i * units + k]!, bias)),
    );
  const errors: number[] = [];
  for (let step = 0; step * rbm.batchSize < data.length; step++) {
    const batch = data.slice(step * rbm.batchSize, (step + 1) * rbm.batchSize);
    const gradients = velocities.map(({ length }) => new Float64Array(length));
    let squares = 0;
    batch.forEach((v0, sample) => {
      const h0 = hiddenOf(v0);
      const words = new RandomStream(stream.seed, stream.name, sample, step);
      const states = h0.map((p) => (p > (words.uint32() >>> 8) * 2 ** -24 ? 1 : 0));
      const v1 = v0.map((_, i) =>
        logistic(states.reduce<number>((sum, s, k) => sum + s * weights[i * units + k]!, visibleBias[i]!)),
      );
      const h1 = hiddenOf(v1);
      const [forWeights, forHidden, forVisible] = gradients as [Float64Array, Float64Array, Float64Array];
      for (let i = 0; i < inputs; i++) {
        for (let k = 0; k < units; k++) forWeights[i * units + k]! += v0[i]! * h0[k]! - v1[i]! * h1[k]!;
        forVisible[i]! += v0[i]! - v1[i]!;
        squares += (v0[i]! - v1[i]!) ** 2;
      }
      for (let k = 0; k < units; k++) forHidden[k]! += h0[k]! - h1[k]!;
    });
    [weights, hiddenBias, visibleBias].forEach((parameter, which) => {
      const velocity = velocities[which]!;
      parameter.forEach((_, i) => {
        velocity[i] = rbm.momentum * velocity[i]! + (rbm.learningRate / batch.length) * gradients[which]![i]!;
        parameter[i]! += velocity[i]!;
      });
    });
    errors.push(squares / (batch.length * inputs));
  }
  return { weights, hiddenBias, visibleBias, errors };
}
