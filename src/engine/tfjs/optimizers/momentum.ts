/** Momentum and Nesterov with the learning rate inside the velocity, and Lion. */
import * as tf from '@tensorflow/tfjs';
import { movingAverage, SlotOptimizer, type Update } from './slot-optimizer.ts';

/** v = μv − ηg; w += v. tf.train.momentum keeps b = μb + g and steps by ηb: another path where η changes. */
export class Momentum extends SlotOptimizer {
  static get className(): string {
    return 'DescentMomentum';
  }
  protected readonly momentum: number;

  constructor(learningRate: number, momentum: number) {
    super(learningRate, [0]);
    this.momentum = momentum;
  }

  protected velocity(v: tf.Tensor, gradient: tf.Tensor, learningRate: number): tf.Tensor {
    return tf.sub(tf.mul(v, this.momentum), tf.mul(gradient, learningRate));
  }

  protected override rule(_t: number, learningRate: number): Update {
    return (w, gradient, [v]) => {
      const next = this.velocity(v!, gradient, learningRate);
      return { w: tf.add(w, next), states: [next] };
    };
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, momentum: this.momentum };
  }
}

/** v = μv − ηg; w += μv − ηg */
export class Nesterov extends Momentum {
  static override get className(): string {
    return 'DescentNesterov';
  }

  protected override rule(_t: number, learningRate: number): Update {
    return (w, gradient, [v]) => {
      const next = this.velocity(v!, gradient, learningRate);
      return { w: tf.add(w, this.velocity(next, gradient, learningRate)), states: [next] };
    };
  }
}

/** c = β₁m + (1−β₁)g; w −= η·sign(c); m = β₂m + (1−β₂)g */
export class Lion extends SlotOptimizer {
  static get className(): string {
    return 'DescentLion';
  }
  readonly #beta1: number;
  readonly #beta2: number;

  constructor(learningRate: number, beta1: number, beta2: number) {
    super(learningRate, [0]);
    this.#beta1 = beta1;
    this.#beta2 = beta2;
  }

  protected override rule(_t: number, learningRate: number): Update {
    return (w, gradient, [m]) => ({
      w: tf.sub(w, tf.mul(tf.sign(movingAverage(m!, gradient, this.#beta1)), learningRate)),
      states: [movingAverage(m!, gradient, this.#beta2)],
    });
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { learningRate: this.learningRate, beta1: this.#beta1, beta2: this.#beta2 };
  }
}
