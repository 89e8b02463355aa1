/** A dense layer as a restricted Boltzmann machine of binary units, trained by contrastive divergence. */
import * as tf from '@tensorflow/tfjs';
import { fillWords, type StreamKey } from '../../random/index.ts';
import type { RbmTraining } from '../contract.ts';

/** Weights (in, out), visible and hidden biases, each with its velocity. */
export class Rbm {
  readonly #weights: tf.Variable;
  readonly #hiddenBias: tf.Variable;
  readonly #visibleBias: tf.Variable;
  readonly #velocities: readonly tf.Variable[];
  readonly #rbm: RbmTraining;
  readonly #key: StreamKey;
  #step = 0;

  /** @param weights and `bias` of the layer: they are trained in place and stay the caller's */
  constructor(weights: tf.Variable, bias: tf.Variable, rbm: RbmTraining, key: StreamKey) {
    this.#weights = weights;
    this.#hiddenBias = bias;
    this.#rbm = rbm;
    this.#key = key;
    const zeros = (shape: number[]) => tf.tidy(() => tf.variable(tf.zeros(shape)));
    this.#visibleBias = zeros([weights.shape[0]!]);
    this.#velocities = [weights, bias, this.#visibleBias].map(({ shape }) => zeros(shape));
  }

  /** One CD-1 step on probabilities (n, in); returns the mean squared error of the reconstruction. */
  step(data: tf.Tensor2D): number {
    const error = tf.tidy(() => {
      const hiddenOf = (visible: tf.Tensor2D) =>
        tf.sigmoid(tf.add(tf.matMul(visible, this.#weights as tf.Tensor2D), this.#hiddenBias)) as tf.Tensor2D;
      const hidden = hiddenOf(data);
      const states = tf.cast(tf.greater(hidden, this.#uniforms(hidden.shape)), 'float32') as tf.Tensor2D;
      const back = tf.matMul(states, this.#weights as tf.Tensor2D, false, true);
      const reconstruction = tf.sigmoid(tf.add(back, this.#visibleBias)) as tf.Tensor2D;
      const again = hiddenOf(reconstruction);
      const difference = tf.sub(data, reconstruction);
      this.#update(
        [
          tf.sub(tf.matMul(data, hidden, true), tf.matMul(reconstruction, again, true)),
          tf.sum(tf.sub(hidden, again), 0),
          tf.sum(difference, 0),
        ],
        data.shape[0],
      );
      return tf.mean(tf.square(difference));
    });
    this.#step += 1;
    const value = error.dataSync<'float32'>()[0]!;
    error.dispose();
    return value;
  }

  dispose(): void {
    tf.dispose([this.#visibleBias, ...this.#velocities]);
  }

  /** velocity = momentum · velocity + rate/n · gradient; parameter += velocity */
  #update(gradients: readonly tf.Tensor[], samples: number): void {
    const { learningRate, momentum } = this.#rbm;
    [this.#weights, this.#hiddenBias, this.#visibleBias].forEach((parameter, i) => {
      const velocity = this.#velocities[i]!;
      velocity.assign(
        tf.add(tf.mul(velocity, momentum), tf.mul(gradients[i]!, learningRate / samples)) as never,
      );
      parameter.assign(tf.add(parameter, velocity) as never);
    });
  }

  /** In [0, 1), by the first 24 bits of word k of the stream at position (sample in its batch, step, 0). */
  #uniforms([samples, units]: [number, number]): tf.Tensor2D {
    const values = new Float32Array(samples * units);
    const words = new Uint32Array(units);
    for (let sample = 0; sample < samples; sample++) {
      fillWords(words, this.#key, [sample, this.#step, 0]);
      for (let k = 0; k < units; k++) values[sample * units + k] = (words[k]! >>> 8) * 2 ** -24;
    }
    return tf.tensor2d(values, [samples, units]);
  }
}
