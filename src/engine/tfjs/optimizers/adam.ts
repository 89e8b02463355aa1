/** Adam in its ε-hat form, AMSGrad and Nadam, which tf.train does not have. */
import * as tf from '@tensorflow/tfjs';
import { movingAverage, SlotOptimizer, type Update } from './slot-optimizer.ts';

export interface AdamOptions {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
}

abstract class AdamFamily extends SlotOptimizer {
  protected readonly options: AdamOptions;

  constructor(learningRate: number, options: AdamOptions, states = 2) {
    super(learningRate, new Array<number>(states).fill(0));
    this.options = options;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, ...this.options };
  }
}

/** w −= η√(1−β₂ᵗ)/(1−β₁ᵗ) · m/(√v+ε) (Kingma & Ba 2015, section 2; Keras, TensorFlow 1) */
export class AdamHat extends AdamFamily {
  static get className(): string {
    return 'DescentAdamHat';
  }

  protected override rule(t: number, learningRate: number): Update {
    const { beta1, beta2, epsilon } = this.options;
    const rate = (learningRate * Math.sqrt(1 - beta2 ** t)) / (1 - beta1 ** t);
    return (w, gradient, [m, v]) => {
      const nextM = movingAverage(m!, gradient, beta1);
      const nextV = movingAverage(v!, tf.square(gradient), beta2);
      const step = tf.div(tf.mul(nextM, rate), tf.add(tf.sqrt(nextV), epsilon));
      return { w: tf.sub(w, step), states: [nextM, nextV] };
    };
  }
}

/** Adam with v_max/(1−β₂ᵗ), v_max the largest uncorrected v so far */
export class AmsGrad extends AdamFamily {
  static get className(): string {
    return 'DescentAmsGrad';
  }

  constructor(learningRate: number, options: AdamOptions) {
    super(learningRate, options, 3);
  }

  protected override rule(t: number, learningRate: number): Update {
    const { beta1, beta2, epsilon } = this.options;
    const rate = learningRate / (1 - beta1 ** t);
    const correction = 1 / (1 - beta2 ** t);
    return (w, gradient, [m, v, vMax]) => {
      const nextM = movingAverage(m!, gradient, beta1);
      const nextV = movingAverage(v!, tf.square(gradient), beta2);
      const nextMax = tf.maximum(vMax!, nextV);
      const step = tf.div(tf.mul(nextM, rate), tf.add(tf.sqrt(tf.mul(nextMax, correction)), epsilon));
      return { w: tf.sub(w, step), states: [nextM, nextV, nextMax] };
    };
  }
}

/** μₜ = β₁(1 − ½·.96^(tψ)); m̂ = μₜ₊₁m/(1−∏ᵗ⁺¹μ) + (1−μₜ)g/(1−∏ᵗμ); v̂ as Adam (Dozat 2016) */
export class Nadam extends AdamFamily {
  static get className(): string {
    return 'DescentNadam';
  }
  readonly #scheduleDecay: number;
  #product = 1;

  constructor(learningRate: number, options: AdamOptions, scheduleDecay: number) {
    super(learningRate, options);
    this.#scheduleDecay = scheduleDecay;
  }

  protected override rule(t: number, learningRate: number): Update {
    const { beta1, beta2, epsilon } = this.options;
    const mu = beta1 * (1 - 0.5 * 0.96 ** (t * this.#scheduleDecay));
    const next = beta1 * (1 - 0.5 * 0.96 ** ((t + 1) * this.#scheduleDecay));
    this.#product *= mu;
    const momentRate = (learningRate * next) / (1 - this.#product * next);
    const gradientRate = (learningRate * (1 - mu)) / (1 - this.#product);
    const correction = 1 / (1 - beta2 ** t);
    return (w, gradient, [m, v]) => {
      const nextM = movingAverage(m!, gradient, beta1);
      const nextV = movingAverage(v!, tf.square(gradient), beta2);
      const upper = tf.add(tf.mul(nextM, momentRate), tf.mul(gradient, gradientRate));
      const step = tf.div(upper, tf.add(tf.sqrt(tf.mul(nextV, correction)), epsilon));
      return { w: tf.sub(w, step), states: [nextM, nextV] };
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), scheduleDecay: this.#scheduleDecay };
  }
}
