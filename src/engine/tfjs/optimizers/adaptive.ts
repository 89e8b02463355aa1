/** Adagrad, Adadelta and RMSprop in the forms that tf.train does not have. */
import * as tf from '@tensorflow/tfjs';
import type { EpsilonPlacement } from '../../../config/optimizer.ts';
import { movingAverage, SlotOptimizer, type Update } from './slot-optimizer.ts';

const root = (s: tf.Tensor, epsilon: number, placement: EpsilonPlacement): tf.Tensor =>
  placement === 'inside' ? tf.sqrt(tf.add(s, epsilon)) : tf.add(tf.sqrt(s), epsilon);

interface AdagradOptions {
  readonly epsilon: number;
  readonly epsilonPlacement: EpsilonPlacement;
  readonly initialAccumulator: number;
}

/** s += g²; w −= ηg/√(s+ε). tf.train.adagrad has an ε of its own, inside the root. */
export class Adagrad extends SlotOptimizer {
  static get className(): string {
    return 'DescentAdagrad';
  }
  readonly #options: AdagradOptions;

  constructor(learningRate: number, options: AdagradOptions) {
    super(learningRate, [options.initialAccumulator]);
    this.#options = options;
  }

  protected override rule(_t: number, learningRate: number): Update {
    const { epsilon, epsilonPlacement } = this.#options;
    return (w, gradient, [s]) => {
      const next = tf.add(s!, tf.square(gradient));
      const step = tf.div(tf.mul(gradient, learningRate), root(next, epsilon, epsilonPlacement));
      return { w: tf.sub(w, step), states: [next] };
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.#options };
  }
}

/**
 * s = ρs+(1−ρ)g²; Δ = −√(d+ε)/√(s+ε)·g; d = ρd+(1−ρ)Δ²; w += ηΔ (Zeiler 2012).
 * tf.train.adadelta divides by the s of the step before.
 */
export class Adadelta extends SlotOptimizer {
  static get className(): string {
    return 'DescentAdadelta';
  }
  readonly #rho: number;
  readonly #epsilon: number;

  constructor(learningRate: number, rho: number, epsilon: number) {
    super(learningRate, [0, 0]);
    this.#rho = rho;
    this.#epsilon = epsilon;
  }

  protected override rule(_t: number, learningRate: number): Update {
    const rms = (x: tf.Tensor) => tf.sqrt(tf.add(x, this.#epsilon));
    return (w, gradient, [s, d]) => {
      const nextS = movingAverage(s!, tf.square(gradient), this.#rho);
      const delta = tf.neg(tf.mul(tf.div(rms(d!), rms(nextS)), gradient));
      return {
        w: tf.add(w, tf.mul(delta, learningRate)),
        states: [nextS, movingAverage(d!, tf.square(delta), this.#rho)],
      };
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, rho: this.#rho, epsilon: this.#epsilon };
  }
}

export interface RmsPropOptions {
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly epsilonPlacement: EpsilonPlacement;
  readonly centered: boolean;
  readonly biasCorrection: boolean;
}

/**
 * s = ρs+(1−ρ)g²; b = μb + ηg/√(s+ε); w −= b; `centered`: s − ḡ² under the root; `biasCorrection`: s/(1−ρᵗ).
 * tf.train.rmsprop has neither ε outside the root nor the correction, and subtracts ε when centered.
 */
export class RmsProp extends SlotOptimizer {
  static get className(): string {
    return 'DescentRmsProp';
  }
  readonly #options: RmsPropOptions;

  constructor(learningRate: number, options: RmsPropOptions) {
    super(learningRate, options.centered ? [0, 0, 0] : [0, 0]);
    this.#options = options;
  }

  protected override rule(t: number, learningRate: number): Update {
    const { rho, momentum, epsilon, epsilonPlacement, centered, biasCorrection } = this.#options;
    const correction = biasCorrection ? 1 / (1 - rho ** t) : 1;
    return (w, gradient, [s, b, mean]) => {
      const nextS = movingAverage(s!, tf.square(gradient), rho);
      const nextMean = centered ? movingAverage(mean!, gradient, rho) : null;
      const corrected = tf.mul(nextS, correction);
      // rounding may take the difference below zero
      const under = nextMean === null ? corrected : tf.relu(tf.sub(corrected, tf.square(nextMean)));
      const step = tf.div(tf.mul(gradient, learningRate), root(under, epsilon, epsilonPlacement));
      const nextB = tf.add(tf.mul(b!, momentum), step);
      return { w: tf.sub(w, nextB), states: nextMean === null ? [nextS, nextB] : [nextS, nextB, nextMean] };
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.#options };
  }
}
