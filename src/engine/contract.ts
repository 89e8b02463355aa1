/**
 * What every training engine offers. An engine knows nothing of epochs, schedules or databases.
 * Every array that crosses has its layout stated here, one layout for all engines.
 */
import type { ResolvedInitializer } from '../config/initializer.ts';
import type { ImageShape, ResolvedNetwork } from '../config/network.ts';
import type { ResolvedOptimizer } from '../config/optimizer.ts';

export type EngineName = 'native' | 'wasm' | 'tfjs';

export interface EngineInfo {
  readonly name: EngineName;
  readonly version: string;
  /** Changes whenever the same run may give other bits, e.g. `fma-1`. */
  readonly numerics: string;
  /** Instruction set in use: `avx512`, `avx2`, `neon`, `portable`, `simd128`, … */
  readonly isa: string;
}

/** A pixel enters the network as (byte / 255 − mean) / sd. Default 0, 1. */
export interface Normalization {
  readonly mean: number;
  readonly sd: number;
}

export interface ResolvedTraining {
  readonly batchSize: number;
  readonly optimizer: ResolvedOptimizer;
  readonly weightDecay: {
    /** `l2`: gradient + λw. `decoupled`: w −= ηλw before the step. */
    readonly mode: 'none' | 'l2' | 'decoupled';
    readonly lambda: number;
    /** also biases and batch-norm parameters */
    readonly includeBiases: boolean;
  };
  /** global norm of the data gradient, clipped before decay is added; null: no clipping */
  readonly clipNorm: number | null;
  readonly initializer: ResolvedInitializer;
}

/** Images and labels held by the engine, as bytes. */
export interface Dataset {
  readonly size: number;
  readonly shape: ImageShape;
  close(): void;
}

/** One parameter tensor, in the order of the snapshot. */
export interface ParameterInfo {
  readonly layer: string;
  /** `running*` are batch-norm statistics: in the snapshot, not trained */
  readonly name: 'weights' | 'bias' | 'gamma' | 'beta' | 'runningMean' | 'runningVariance' | 'scale';
  /** conv weights (kh, kw, in, out), a residual block's projection (1, 1, in, out); dense weights (in, out); the others (channels) or (units) */
  readonly shape: readonly number[];
  /** first element in the snapshot, row-major from there */
  readonly offset: number;
  readonly size: number;
  readonly trainable: boolean;
}

export interface StepResults {
  /** mean data loss of each step's batch, before its update; float32 */
  readonly losses: Float32Array;
  /** decay penalty ½λ‖w‖² before each update under `l2`; 0 otherwise */
  readonly penalties: Float32Array;
  /** correct answers in each step's batch, in training mode */
  readonly correct: Uint32Array;
  /** index into this call's steps of the first whose loss or gradient is not finite; its update is not applied and no later step runs */
  readonly divergedAt: number | null;
}

export interface Evaluation {
  /** mean data loss, float64 sum */
  readonly loss: number;
  readonly accuracy: number;
  /** 1 where the answer is right, in the order asked for */
  readonly correct: Uint8Array;
  /** (classes, classes), row: true class, column: answer */
  readonly confusion: Uint32Array;
}

/** Of one layer that holds weights, and of the activation that follows it (null where there is none). */
export interface LayerSignals {
  readonly layer: string;
  /** RMS of ∂L/∂pre-activation (the layer's output; with batch norm before the activation, the batch norm's) over samples × units, L the mean loss */
  readonly signalRms: number;
  readonly activationMean: number | null;
  readonly activationSd: number | null;
  /** share of units that are zero on all of the probe; relu only */
  readonly deadFraction: number | null;
  /** |tanh| > .99, sigmoid outside [.01, .99]; of sigmoid, tanh and scaledTanh (of its tanh) only */
  readonly saturatedFraction: number | null;
}

export interface Probe {
  /** mean data loss over the probe */
  readonly loss: number;
  /** ∂(mean loss)/∂parameter in the snapshot layout; 0 for running statistics; not clipped, no decay */
  readonly gradients: Float32Array;
  readonly layers: readonly LayerSignals[];
}

export interface RbmTraining {
  readonly layer: string;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly momentum: number;
}

export interface Model {
  readonly parameters: readonly ParameterInfo[];
  /** float32 values in a snapshot */
  readonly snapshotSize: number;
  /**
   * Takes `learningRates.length` steps over consecutive batches of `order` (indices into `data`).
   * Only the last batch may be smaller: `learningRates.length` = ceil(`order.length` / batchSize).
   * Runs off the event loop. Optimizer state and the step counter stay in the model between calls.
   */
  train(data: Dataset, order: Uint32Array, learningRates: Float32Array): Promise<StepResults>;
  /** Dropout off, batch norm with its running statistics. All of `data` without `indices`. */
  evaluate(data: Dataset, indices?: Uint32Array): Promise<Evaluation>;
  /** Probabilities (softmax, sigmoid or linear outputs of the head), (n, classes) row-major. */
  predict(data: Dataset, indices: Uint32Array): Promise<Float32Array>;
  /** As one batch with dropout off and batch statistics; changes nothing in the model. */
  probe(data: Dataset, indices: Uint32Array): Promise<Probe>;
  /**
   * ∂(mean loss over `indices`)/∂(pixel as it enters the network, so normalised: × 1/sd for a pixel in [0, 1]),
   * (n, H, W, C) row-major. Dropout off, batch norm with its running statistics; changes nothing in the model.
   */
  inputGradient(data: Dataset, indices: Uint32Array): Promise<Float32Array>;
  /**
   * Output of the layer of that name, (n, units) row-major, a map's units in the order (H, W, C); as in evaluation.
   * @throws RangeError where the network has no such layer
   */
  activations(data: Dataset, indices: Uint32Array, layer: string): Promise<Float32Array>;
  /**
   * Trains a hidden dense layer, which a sigmoid follows, as a restricted Boltzmann machine on what the layers below give
   * of the images (as in evaluation): one step of contrastive divergence (CD-1) a batch of `order`, from the layer's
   * weights and biases as they are. Visible biases and velocities start at 0 and are gone afterwards. Hidden states come
   * from the stream `rbm/<layer>` of the model's seed at (step of this call, sample in its batch).
   * Returns each batch's mean squared error of the reconstruction, a visible unit.
   * @throws RangeError where there is no such layer
   */
  pretrain(data: Dataset, order: Uint32Array, rbm: RbmTraining): Promise<Float32Array>;
  /** Weights and running statistics, laid out by `parameters`. */
  snapshot(): Float32Array;
  restore(weights: Float32Array): void;
  close(): void;
}

export interface Engine {
  readonly info: EngineInfo;
  /** images (n, height, width, channels) bytes, labels (n) bytes < classes */
  load(images: Uint8Array, labels: Uint8Array, shape: ImageShape, normalization?: Normalization): Dataset;
  /** Initial weights come from the stream `init/<layer>` of `seed`, the same on every engine. */
  build(network: ResolvedNetwork, training: ResolvedTraining, seed: number): Model;
}
