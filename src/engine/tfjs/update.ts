/** What is done with the gradients of a step: finite or not, clip, decay, update. */
import * as tf from '@tensorflow/tfjs';
import type { ParameterInfo, ResolvedTraining } from '../contract.ts';
import { createOptimizer, type RatedOptimizer } from './optimizers/index.ts';

/** A trained variable with the tensor of the snapshot that it is. */
export interface Trained {
  readonly variable: tf.Variable;
  readonly parameter: ParameterInfo;
}

export class Updater {
  readonly #training: ResolvedTraining;
  readonly #decayed: readonly tf.Variable[];
  readonly #optimizer: RatedOptimizer;

  constructor(training: ResolvedTraining, trained: readonly Trained[]) {
    this.#training = training;
    this.#optimizer = createOptimizer(training.optimizer);
    const { mode, includeBiases } = training.weightDecay;
    this.#decayed = trained
      .filter(({ parameter }) => mode !== 'none' && (includeBiases || parameter.name === 'weights'))
      .map(({ variable }) => variable);
  }

  /** ½λ‖w‖² over the decayed variables under `l2`, otherwise 0 */
  penalty(): number {
    const { mode, lambda } = this.#training.weightDecay;
    return mode === 'l2' ? 0.5 * lambda * sumOf(this.#decayed, (w) => tf.square(w)) : 0;
  }

  /**
   * Clips by the global norm, decays, takes the optimizer's step. False, with nothing changed, where a gradient is not
   * finite. The gradients stay the caller's to dispose.
   */
  apply(gradients: tf.NamedTensorMap, learningRate: number): boolean {
    const list = Object.values(gradients);
    // 0 · g is 0 unless g is not finite
    if (sumOf(list, (g) => tf.mul(g, 0)) !== 0) return false;
    const factor = this.#clipFactor(list);
    if (factor === null) return false;
    tf.tidy(() => {
      const decayed = this.#decayedGradients(gradients, factor, learningRate);
      this.#optimizer.setLearningRate(learningRate);
      this.#optimizer.applyGradients(decayed);
    });
    return true;
  }

  dispose(): void {
    this.#optimizer.dispose();
  }

  /** What the gradients are multiplied by; null: their norm is not finite */
  #clipFactor(gradients: readonly tf.Tensor[]): number | null {
    const { clipNorm } = this.#training;
    if (clipNorm === null) return 1;
    const norm = Math.sqrt(sumOf(gradients, (g) => tf.square(g)));
    if (!Number.isFinite(norm)) return null;
    return norm > clipNorm ? clipNorm / norm : 1;
  }

  /** Clipped and, under `l2`, with λw added. `decoupled` takes ηλw from the weights here, before the step. */
  #decayedGradients(gradients: tf.NamedTensorMap, factor: number, learningRate: number): tf.NamedTensorMap {
    const { mode, lambda } = this.#training.weightDecay;
    const result: tf.NamedTensorMap = {};
    for (const [name, gradient] of Object.entries(gradients)) {
      result[name] = factor === 1 ? gradient : tf.mul(gradient, factor);
    }
    for (const w of this.#decayed) {
      if (mode === 'l2') result[w.name] = tf.add(result[w.name]!, tf.mul(w, lambda));
      else w.assign(tf.sub(w, tf.mul(w, learningRate * lambda)));
    }
    return result;
  }
}

/** Σ f(x) over all elements: float32 within a tensor, float64 over the tensors. */
function sumOf(tensors: readonly tf.Tensor[], f: (x: tf.Tensor) => tf.Tensor): number {
  if (tensors.length === 0) return 0;
  const sums = tf.tidy(() => tf.stack(tensors.map((x) => tf.sum(f(x)))));
  const values = sums.dataSync<'float32'>();
  sums.dispose();
  return values.reduce((a, b) => a + b, 0);
}
