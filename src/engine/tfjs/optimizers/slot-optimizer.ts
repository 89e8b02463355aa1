/** What every update rule of our own shares: state tensors beside each variable, and a step counter. */
import * as tf from '@tensorflow/tfjs';

/** Of one step: from a variable, its gradient and its states to their new values, states in the order of `initial`. */
export type Update = (
  w: tf.Tensor,
  gradient: tf.Tensor,
  states: readonly tf.Tensor[],
) => { readonly w: tf.Tensor; readonly states: readonly tf.Tensor[] };

export abstract class SlotOptimizer extends tf.Optimizer {
  protected learningRate: number;
  readonly #initial: readonly number[];
  readonly #states = new Map<string, readonly tf.Variable[]>();

  /** @param initial the value that each state starts with */
  constructor(learningRate: number, initial: readonly number[]) {
    super();
    this.learningRate = learningRate;
    this.#initial = initial;
  }

  /** Called once a step, `t` from 1: the place for what depends on t, in float64. */
  protected abstract rule(t: number, learningRate: number): Update;

  setLearningRate(learningRate: number): void {
    this.learningRate = learningRate;
  }

  applyGradients(variableGradients: tf.NamedTensorMap | { name: string; tensor: tf.Tensor }[]): void {
    const list = Array.isArray(variableGradients)
      ? variableGradients
      : Object.entries(variableGradients).map(([name, tensor]) => ({ name, tensor }));
    const update = this.rule(this.iterations + 1, this.learningRate);
    for (const { name, tensor } of list) {
      const variable = tf.engine().registeredVariables[name];
      if (variable === undefined) throw new Error(`no variable is called "${name}"`);
      const states = this.#statesOf(variable);
      tf.tidy(() => {
        const next = update(variable, tensor, states);
        variable.assign(next.w);
        states.forEach((state, i) => {
          state.assign(next.states[i]!);
        });
      });
    }
    this.incrementIterations();
  }

  #statesOf(variable: tf.Variable): readonly tf.Variable[] {
    const found = this.#states.get(variable.name);
    if (found) return found;
    const made = tf.tidy(() =>
      this.#initial.map((value) => tf.variable(tf.fill(variable.shape, value), false)),
    );
    this.#states.set(variable.name, made);
    return made;
  }

  override dispose(): void {
    for (const states of this.#states.values()) tf.dispose([...states]);
    this.#states.clear();
  }
}

/** ρ·average + (1 − ρ)·value */
export const movingAverage = (average: tf.Tensor, value: tf.Tensor, decay: number): tf.Tensor =>
  tf.add(tf.mul(average, decay), tf.mul(value, 1 - decay));
