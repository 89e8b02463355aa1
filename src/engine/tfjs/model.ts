/** A network in training on TensorFlow.js. */
import { setImmediate } from 'node:timers/promises';
import * as tf from '@tensorflow/tfjs';
import { describeNetwork } from '../../config/describe-network.ts';
import type { ResolvedNetwork } from '../../config/network.ts';
import { streamKey } from '../../random/index.ts';
import type {
  Dataset,
  Evaluation,
  Model,
  ParameterInfo,
  Probe,
  RbmTraining,
  ResolvedTraining,
  StepResults,
} from '../contract.ts';
import { initialWeights } from '../initial-weights.ts';
import { parameterLayout, snapshotSizeOf } from '../parameters.ts';
import {
  checkFit,
  checkIndices,
  checkPretraining,
  checkSteps,
  checkWeights,
  layerIndex,
} from '../validate.ts';
import { type Batch, TfjsDataset } from './dataset.ts';
import { answersOf, headLosses, headOutputs } from './heads.ts';
import { createStages, type Pass, type Stage, throughStages } from './layers.ts';
import { Taps } from './probe.ts';
import { Rbm } from './rbm.ts';
import { type Trained, Updater } from './update.ts';

/** Evaluation works in batches of at least so many images, however small those of the training are. */
const EVALUATION_BATCH = 64;

interface Forward {
  /** mean data loss, float64 sum */
  readonly loss: number;
  readonly answers: Uint8Array;
}

export class TfjsModel implements Model {
  readonly parameters: readonly ParameterInfo[];
  readonly snapshotSize: number;
  readonly #network: ResolvedNetwork;
  readonly #batchSize: number;
  readonly #seed: number;
  readonly #stages: readonly Stage[];
  /** every tensor of the snapshot, in its order */
  readonly #all: readonly Trained[];
  readonly #updater: Updater;
  #step = 0;
  #busy = false;
  #closed = false;

  constructor(network: ResolvedNetwork, training: ResolvedTraining, seed: number) {
    this.#network = network;
    this.#batchSize = training.batchSize;
    this.#seed = seed;
    this.parameters = parameterLayout(network);
    this.snapshotSize = snapshotSizeOf(this.parameters);
    this.#stages = createStages(network, seed);
    const variables = this.#stages.flatMap((stage) => stage.variables);
    this.#all = this.parameters.map((parameter, i) => ({ parameter, variable: variables[i]! }));
    this.#updater = new Updater(
      training,
      this.#all.filter(({ parameter }) => parameter.trainable),
    );
    this.restore(initialWeights(network, training.initializer, seed));
  }

  async train(data: Dataset, order: Uint32Array, learningRates: Float32Array): Promise<StepResults> {
    const held = this.#fitting(data);
    checkSteps(order, learningRates, this.#batchSize, held.size);
    return this.#working(held, async () => {
      const steps = learningRates.length;
      const results = {
        losses: new Float32Array(steps),
        penalties: new Float32Array(steps),
        correct: new Uint32Array(steps),
      };
      for (let s = 0; s < steps; s++) {
        // TensorFlow.js computes on this thread: messages, cancels and timers get their turn between two steps
        await setImmediate();
        const first = s * this.#batchSize;
        const count = Math.min(this.#batchSize, order.length - first);
        const batch = held.batch(order, first, count, this.#network.classes);
        const { loss, penalty, answers, taken } = this.#trainStep(batch, learningRates[s]!);
        results.losses[s] = loss;
        results.penalties[s] = penalty;
        results.correct[s] = countRight(answers, batch.labels);
        if (!taken) return { ...results, divergedAt: s };
      }
      return { ...results, divergedAt: null };
    });
  }

  async evaluate(data: Dataset, indices?: Uint32Array): Promise<Evaluation> {
    const held = this.#fitting(data);
    if (indices) checkIndices('indices', indices, held.size);
    const { classes, head } = this.#network;
    const count = indices?.length ?? held.size;
    const correct = new Uint8Array(count);
    const confusion = new Uint32Array(classes * classes);
    let lossSum = 0;
    await this.#infer(held, indices, count, (logits, batch, first) => {
      const losses = tf.tidy(() => headLosses(head, logits, batch.oneHot));
      for (const loss of losses.dataSync<'float32'>()) lossSum += loss;
      losses.dispose();
      answersOf(logits.dataSync<'float32'>(), classes).forEach((answer, i) => {
        const label = batch.labels[i]!;
        correct[first + i] = answer === label ? 1 : 0;
        confusion[label * classes + answer]! += 1;
      });
    });
    const right = correct.reduce((sum, flag) => sum + flag, 0);
    return { loss: lossSum / count, accuracy: right / count, correct, confusion };
  }

  async predict(data: Dataset, indices: Uint32Array): Promise<Float32Array> {
    const held = this.#fitting(data);
    checkIndices('indices', indices, held.size);
    const { classes, head } = this.#network;
    const out = new Float32Array(indices.length * classes);
    await this.#infer(held, indices, indices.length, (logits, _, first) => {
      const outputs = tf.tidy(() => headOutputs(head, tf.clone(logits)));
      out.set(outputs.dataSync<'float32'>(), first * classes);
      outputs.dispose();
    });
    return out;
  }

  async probe(data: Dataset, indices: Uint32Array): Promise<Probe> {
    const held = this.#fitting(data);
    checkIndices('indices', indices, held.size);
    return this.#working(held, async () => {
      await setImmediate();
      const batch = held.batch(indices, 0, indices.length, this.#network.classes);
      const taps = new Taps(this.#network, indices.length);
      const undo = this.#keepStatistics();
      const { loss, gradients } = this.#differentiate(batch, { mode: 'probing', step: this.#step }, taps);
      undo.rollBack();
      const layers = taps.signals(gradients);
      const flat = new Float32Array(this.snapshotSize);
      for (const { variable, parameter } of this.#all) {
        const gradient = gradients[variable.name];
        if (gradient) flat.set(gradient.dataSync<'float32'>(), parameter.offset);
      }
      tf.dispose(gradients);
      taps.dispose();
      return { loss, gradients: flat, layers };
    });
  }

  async inputGradient(data: Dataset, indices: Uint32Array): Promise<Float32Array> {
    const held = this.#fitting(data);
    checkIndices('indices', indices, held.size);
    const { height, width, channels } = this.#network.input;
    const out = new Float32Array(indices.length * height * width * channels);
    await this.#inBatches(held, indices, indices.length, ({ images, oneHot }, first) => {
      const lossSum = (x: tf.Tensor) => {
        const logits = this.#logits(x as tf.Tensor4D, { mode: 'inference', step: this.#step });
        return tf.sum(headLosses(this.#network.head, logits, oneHot));
      };
      // a batch's share of the mean over all of them: in evaluation no image depends on the others
      const gradient = tf.tidy(() => tf.div(tf.grad(lossSum)(images), indices.length));
      out.set(gradient.dataSync<'float32'>(), first * height * width * channels);
      gradient.dispose();
    });
    return out;
  }

  async activations(data: Dataset, indices: Uint32Array, layer: string): Promise<Float32Array> {
    const held = this.#fitting(data);
    checkIndices('indices', indices, held.size);
    const stages = this.#stages.slice(0, layerIndex(this.#network, layer) + 1);
    const units = describeNetwork(this.#network).layers[stages.length - 1]!.outputShape.reduce(
      (a, b) => a * b,
    );
    const out = new Float32Array(indices.length * units);
    await this.#inBatches(held, indices, indices.length, ({ images }, first) => {
      const output = tf.tidy(() =>
        throughStages(stages, tf.clone(images), { mode: 'inference', step: this.#step }),
      );
      out.set(output.dataSync<'float32'>(), first * units);
      output.dispose();
    });
    return out;
  }

  async pretrain(data: Dataset, order: Uint32Array, rbm: RbmTraining): Promise<Float32Array> {
    const held = this.#fitting(data);
    checkIndices('order', order, held.size);
    const at = checkPretraining(this.#network, rbm);
    const [weights, bias] = this.#stages[at]!.variables as [tf.Variable, tf.Variable];
    const below = this.#stages.slice(0, at);
    return this.#working(held, async () => {
      const errors = new Float32Array(Math.ceil(order.length / rbm.batchSize));
      const machine = new Rbm(weights, bias, rbm, streamKey(this.#seed, `rbm/${rbm.layer}`));
      for (let s = 0; s < errors.length; s++) {
        await setImmediate();
        const first = s * rbm.batchSize;
        const count = Math.min(rbm.batchSize, order.length - first);
        const batch = held.batch(order, first, count, this.#network.classes);
        const visible = tf.tidy(() =>
          throughStages(below, batch.images, { mode: 'inference', step: this.#step }),
        );
        errors[s] = machine.step(visible as tf.Tensor2D);
        tf.dispose([visible, batch.images, batch.oneHot]);
      }
      machine.dispose();
      return errors;
    });
  }

  snapshot(): Float32Array {
    this.#idle();
    const weights = new Float32Array(this.snapshotSize);
    for (const { variable, parameter } of this.#all)
      weights.set(variable.dataSync<'float32'>(), parameter.offset);
    return weights;
  }

  restore(weights: Float32Array): void {
    this.#idle();
    checkWeights(weights, this.snapshotSize);
    tf.tidy(() => {
      for (const { variable, parameter } of this.#all) {
        const { offset, size } = parameter;
        variable.assign(tf.tensor(weights.slice(offset, offset + size), variable.shape));
      }
    });
  }

  close(): void {
    if (this.#closed) return;
    if (this.#busy) {
      throw new Error('tfjs engine: this model is still at work; await its last call before close()');
    }
    this.#closed = true;
    this.#updater.dispose();
    tf.dispose(this.#all.map(({ variable }) => variable as tf.Tensor));
  }

  /** The batch's tensors are gone afterwards. */
  #trainStep(
    batch: Batch,
    learningRate: number,
  ): Forward & { readonly penalty: number; readonly taken: boolean } {
    const penalty = this.#updater.penalty();
    const undo = this.#keepStatistics();
    const { loss, answers, gradients } = this.#differentiate(batch, { mode: 'training', step: this.#step });
    const taken = Number.isFinite(loss) && this.#updater.apply(gradients, learningRate);
    tf.dispose(gradients);
    if (taken) {
      undo.forget();
      this.#step += 1;
    } else {
      undo.rollBack();
    }
    return { loss, answers, penalty, taken };
  }

  /** Loss, answers, and the gradients of the mean loss by variable name, of the taps too; disposes the batch. */
  #differentiate(batch: Batch, pass: Pass, taps?: Taps): Forward & { readonly gradients: tf.NamedTensorMap } {
    const { head, classes } = this.#network;
    let forward: Forward | null = null;
    const variables = this.#all
      .filter(({ parameter }) => parameter.trainable)
      .map(({ variable }) => variable);
    const loss = (): tf.Scalar => {
      const logits = this.#logits(batch.images, pass, taps);
      const losses = headLosses(head, logits, batch.oneHot);
      const values = losses.dataSync<'float32'>();
      forward = {
        loss: values.reduce((sum, value) => sum + value, 0) / values.length,
        answers: answersOf(logits.dataSync<'float32'>(), classes),
      };
      return tf.mean(losses);
    };
    const { value, grads } = tf.variableGrads(loss, [...variables, ...(taps?.variables ?? [])]);
    value.dispose();
    tf.dispose([batch.images, batch.oneHot]);
    return { ...forward!, gradients: grads };
  }

  #logits(images: tf.Tensor4D, pass: Pass, taps?: Taps): tf.Tensor2D {
    const tap = taps && ((index: number, output: tf.Tensor) => taps.through(index, output));
    return throughStages(this.#stages, images, pass, tap) as tf.Tensor2D;
  }

  #infer(
    data: TfjsDataset,
    indices: Uint32Array | undefined,
    count: number,
    each: (logits: tf.Tensor2D, batch: Batch, first: number) => void,
  ): Promise<void> {
    return this.#inBatches(data, indices, count, (batch, first) => {
      const logits = tf.tidy(() => this.#logits(batch.images, { mode: 'inference', step: this.#step }));
      each(logits, batch, first);
      logits.dispose();
    });
  }

  /** `each` is given the batches one by one, with the place of their first image; they are disposed here. */
  async #inBatches(
    data: TfjsDataset,
    indices: Uint32Array | undefined,
    count: number,
    each: (batch: Batch, first: number) => void,
  ): Promise<void> {
    const most = Math.max(this.#batchSize, EVALUATION_BATCH);
    await this.#working(data, async () => {
      for (let first = 0; first < count; first += most) {
        await setImmediate();
        const batch = data.batch(indices, first, Math.min(most, count - first), this.#network.classes);
        each(batch, first);
        tf.dispose([batch.images, batch.oneHot]);
      }
    });
  }

  /** Copies of the running statistics, to put back where a pass must not have moved them. */
  #keepStatistics(): { rollBack(): void; forget(): void } {
    const kept = this.#all
      .filter(({ parameter }) => !parameter.trainable)
      .map(({ variable }) => ({ variable, before: tf.clone(variable as tf.Tensor) }));
    const forget = () => tf.dispose(kept.map(({ before }) => before));
    return {
      forget,
      rollBack() {
        for (const { variable, before } of kept) variable.assign(before);
        forget();
      },
    };
  }

  /** Keeps other calls out while `work` awaits. */
  async #working<R>(data: TfjsDataset, work: () => Promise<R>): Promise<R> {
    this.#idle();
    data.hold();
    this.#busy = true;
    try {
      return await work();
    } finally {
      this.#busy = false;
      data.release();
    }
  }

  /** @throws Error where the model is closed or at work */
  #idle(): void {
    if (this.#closed) throw new Error('tfjs engine: this model is closed; build a new one');
    if (this.#busy) {
      throw new Error('tfjs engine: this model is still at work; await its last call before the next one');
    }
  }

  /** @throws TypeError for another engine's dataset, RangeError where its images or labels do not fit the network */
  #fitting(data: Dataset): TfjsDataset {
    if (!(data instanceof TfjsDataset)) {
      throw new TypeError('data must be a dataset that load() of the same engine gave');
    }
    checkFit(this.#network, data.shape, data.largestLabel);
    return data;
  }
}

function countRight(answers: Uint8Array, labels: Uint8Array): number {
  return answers.reduce((count, answer, i) => count + (answer === labels[i] ? 1 : 0), 0);
}
