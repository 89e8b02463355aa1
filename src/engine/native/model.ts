/** Datasets and models of the C++ engine: validate, call, interpret. */
import type { ImageShape, ResolvedNetwork } from '../../config/network.ts';
import type {
  Dataset,
  Evaluation,
  LayerSignals,
  Model,
  ParameterInfo,
  Probe,
  RbmTraining,
  StepResults,
} from '../contract.ts';
import {
  checkFit,
  checkIndices,
  checkPretraining,
  checkSteps,
  checkWeights,
  layerIndex,
} from '../validate.ts';
import type { Binding, DatasetHandle, ModelHandle } from './binding.ts';

export class NativeDataset implements Dataset {
  readonly size: number;
  readonly shape: ImageShape;
  readonly binding: Binding;
  readonly handle: DatasetHandle;
  readonly largestLabel: number;

  constructor(binding: Binding, handle: DatasetHandle, labels: Uint8Array, shape: ImageShape) {
    this.binding = binding;
    this.handle = handle;
    this.size = labels.length;
    this.shape = { ...shape };
    this.largestLabel = labels.reduce((a, b) => Math.max(a, b), 0);
  }

  close(): void {
    this.binding.closeDataset(this.handle);
  }
}

/** Values a layer in the array that `probe` gives. */
const SIGNALS = 5;
/** An evaluation that would hold up the calling thread for longer is done on another one. */
const LONGEST_HOLD_MS = 1000;

/** Lets what waits on the calling thread have its turn: timers, messages. */
export type Turn = () => Promise<void>;

export interface ModelParts {
  readonly network: ResolvedNetwork;
  readonly batchSize: number;
  readonly parameters: readonly ParameterInfo[];
  readonly snapshotSize: number;
  /** null: the calling thread is left alone */
  readonly turn: Turn | null;
}

export class NativeModel implements Model {
  readonly parameters: readonly ParameterInfo[];
  readonly snapshotSize: number;
  readonly #binding: Binding;
  readonly #handle: ModelHandle;
  readonly #network: ResolvedNetwork;
  readonly #batchSize: number;
  readonly #turn: Turn | null;
  /** of the last evaluation that was held up for; 0: there was none */
  #evaluationMsAnImage = 0;

  constructor(binding: Binding, handle: ModelHandle, parts: ModelParts) {
    this.#binding = binding;
    this.#handle = handle;
    this.#network = parts.network;
    this.#batchSize = parts.batchSize;
    this.#turn = parts.turn;
    this.parameters = parts.parameters;
    this.snapshotSize = parts.snapshotSize;
  }

  async train(data: Dataset, order: Uint32Array, learningRates: Float32Array): Promise<StepResults> {
    const native = this.#fitting(data);
    checkSteps(order, learningRates, this.#batchSize, native.size);
    const here = this.#turn !== null;
    const results = await this.#binding.train(this.#handle, native.handle, order, learningRates, here);
    await this.#turn?.();
    return results;
  }

  async evaluate(data: Dataset, indices?: Uint32Array): Promise<Evaluation> {
    const native = this.#fitting(data);
    if (indices) checkIndices('indices', indices, native.size);
    const expectedMs = this.#evaluationMsAnImage * (indices?.length ?? native.size);
    const here = this.#turn !== null && expectedMs < LONGEST_HOLD_MS;
    const startMs = performance.now();
    const { lossSum, correct, confusion } = await this.#binding.evaluate(
      this.#handle,
      native.handle,
      indices ?? null,
      here,
    );
    if (here) {
      this.#evaluationMsAnImage = (performance.now() - startMs) / correct.length;
      await this.#turn();
    }
    const right = correct.reduce((sum, flag) => sum + flag, 0);
    return { loss: lossSum / correct.length, accuracy: right / correct.length, correct, confusion };
  }

  async predict(data: Dataset, indices: Uint32Array): Promise<Float32Array> {
    const native = this.#fitting(data);
    checkIndices('indices', indices, native.size);
    return (await this.#binding.predict(this.#handle, native.handle, indices)).outputs;
  }

  async probe(data: Dataset, indices: Uint32Array): Promise<Probe> {
    const native = this.#fitting(data);
    checkIndices('indices', indices, native.size);
    const { loss, gradients, signals } = await this.#binding.probe(this.#handle, native.handle, indices);
    const weighted = this.#network.layers.filter((layer) => layer.type === 'conv' || layer.type === 'dense');
    const layers = weighted.map((layer, i): LayerSignals => {
      const at = (field: number) => {
        const value = signals[i * SIGNALS + field]!;
        return Number.isNaN(value) ? null : value;
      };
      return {
        layer: layer.name,
        signalRms: signals[i * SIGNALS]!,
        activationMean: at(1),
        activationSd: at(2),
        deadFraction: at(3),
        saturatedFraction: at(4),
      };
    });
    return { loss, gradients, layers };
  }

  async inputGradient(data: Dataset, indices: Uint32Array): Promise<Float32Array> {
    const native = this.#fitting(data);
    checkIndices('indices', indices, native.size);
    return (await this.#binding.inputGradient(this.#handle, native.handle, indices)).outputs;
  }

  async activations(data: Dataset, indices: Uint32Array, layer: string): Promise<Float32Array> {
    const native = this.#fitting(data);
    checkIndices('indices', indices, native.size);
    const at = layerIndex(this.#network, layer);
    return (await this.#binding.activations(this.#handle, native.handle, indices, at)).outputs;
  }

  async pretrain(data: Dataset, order: Uint32Array, rbm: RbmTraining): Promise<Float32Array> {
    const native = this.#fitting(data);
    checkIndices('order', order, native.size);
    const layer = checkPretraining(this.#network, rbm);
    const settings = Float64Array.of(layer, rbm.batchSize, rbm.learningRate, rbm.momentum);
    return (await this.#binding.pretrain(this.#handle, native.handle, order, settings)).errors;
  }

  snapshot(): Float32Array {
    return this.#binding.snapshot(this.#handle);
  }

  restore(weights: Float32Array): void {
    checkWeights(weights, this.snapshotSize);
    this.#binding.restore(this.#handle, weights);
  }

  close(): void {
    this.#binding.closeModel(this.#handle);
  }

  /** @throws TypeError for another engine's dataset, RangeError where its images or labels do not fit the network */
  #fitting(data: Dataset): NativeDataset {
    if (!(data instanceof NativeDataset) || data.binding !== this.#binding) {
      throw new TypeError('data must be a dataset that load() of the same engine gave');
    }
    checkFit(this.#network, data.shape, data.largestLabel);
    return data;
  }
}
