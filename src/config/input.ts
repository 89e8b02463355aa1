/** What an author writes: RunConfig with every key optional and a few shorthands. Defaults: docs/definitions.md. */
import type { ResolvedInitializer } from './initializer.ts';
import type { MeasureInput } from './measures.ts';
import type { Activation, Head, Padding, Pair } from './network.ts';
import type { EpsilonForm, EpsilonPlacement, OptimizerName } from './optimizer.ts';
import type { RbmPretraining } from './pretraining.ts';
import type { ArchitectureName, Augmentation, EarlyStopping, Recording } from './run-config.ts';

/** `3` stands for `[3, 3]`: (height, width), pixels. */
export type PairInput = number | Pair;

/** A layer of `layers`; `name` is filled in (`conv1`, `dense2`, …) where it is left out. */
export type LayerInput =
  | {
      type: 'conv';
      filters: number;
      kernel: PairInput;
      stride?: PairInput;
      padding?: Padding;
      name?: string;
    }
  | {
      type: 'pool';
      kind?: PoolKind;
      size?: PairInput;
      /** default: `size` */
      stride?: PairInput;
      padding?: Padding;
      name?: string;
    }
  | { type: 'batchNorm'; epsilon?: number; momentum?: number; name?: string }
  | { type: 'activation'; activation: Activation; name?: string }
  | { type: 'dropout'; rate: number; name?: string }
  | { type: 'flatten'; name?: string }
  /** `classes`: as many units as the dataset has classes */
  | { type: 'dense'; units: number | 'classes'; name?: string }
  /** Adds its input to the output of its layers; where shapes differ, through a 1×1 convolution without bias. */
  | { type: 'residual'; layers: readonly LayerInput[]; name?: string }
  /** `'flatten'`, `'batchNorm'`, or an activation */
  | 'flatten'
  | 'batchNorm'
  | Activation;

export type PoolKind = 'max' | 'avg' | 'scaledAvg';
/** Of a preset: `none` leaves pooling out, `strided` gives its stride to the convolution before it. */
export type Downsampling = PoolKind | 'none' | 'strided';

export type ScheduleInput =
  | 'constant'
  | 'cosine'
  | { kind: 'constant' | 'cosine'; warmupSteps?: number }
  | { kind: 'step'; everyEpochs: number; factor?: number; warmupSteps?: number };

export interface RunConfigInput {
  /** `mnist10k`, `mnist`, `fashion-mnist`, or a folder with four IDX files */
  dataset?: string;
  /** images trained on; default: all that validation leaves */
  trainSize?: number;
  validationSize?: number;
  standardize?: boolean;
  augment?: 'none' | Partial<Augmentation>;
  epochs?: number;
  /** instead of `epochs` */
  steps?: number;
  batchSize?: number;
  lastBatch?: 'keep' | 'drop' | 'wrap';
  shuffle?: 'reshuffle' | 'frozen';
  architecture?: ArchitectureName;
  activation?: Activation;
  pool?: Downsampling;
  batchNorm?: 'none' | 'before' | 'after';
  /** probability to drop, after each hidden dense activation */
  dropout?: number;
  /** kernel size, for every convolution or a list with one each */
  kernel?: number | readonly number[];
  /** stride, for every convolution or a list with one each */
  stride?: number | readonly number[];
  /** of every convolution */
  padding?: Padding;
  /** channels of each convolution */
  filters?: readonly number[];
  /** widths of the hidden dense layers */
  units?: readonly number[];
  /** hidden layers, of `deep` and `deep-conv` */
  depth?: number;
  /** units of each hidden layer of `deep`, channels of `deep-conv` */
  width?: number;
  /** shortcuts around every two hidden layers after the first, of `deep` and `deep-conv` */
  residual?: boolean;
  /** a network of your own, instead of the architecture keys above */
  layers?: readonly LayerInput[];
  head?: Head;
  initializer?: ResolvedInitializer['kind'];
  initializerScale?: number;
  /** of `truncatedNormal` only */
  initializerSd?: number;
  /** greedy pre-training of sigmoid dense layers as restricted Boltzmann machines */
  pretraining?: 'none' | 'rbm' | Partial<RbmPretraining>;
  /** `adamw` is `adam` with decoupled weight decay .004 */
  optimizer?: OptimizerName | 'adamw';
  learningRate?: number;
  momentum?: number;
  beta1?: number;
  beta2?: number;
  rho?: number;
  epsilon?: number;
  epsilonPlacement?: EpsilonPlacement;
  epsilonForm?: EpsilonForm;
  centered?: boolean;
  biasCorrection?: boolean;
  initialAccumulator?: number;
  scheduleDecay?: number;
  schedule?: ScheduleInput;
  /** largest global norm of the data gradient; null: no clipping */
  clipNorm?: number | null;
  weightDecay?: number;
  weightDecayMode?: 'l2' | 'decoupled';
  decayBiases?: boolean;
  earlyStopping?: boolean | Partial<EarlyStopping>;
  seed?: number;
}

export type ConfigKey = keyof RunConfigInput;
/** Keys that a sweep may fix or vary: all but the seed, which `seeds` gives. */
export type AxisKey = Exclude<ConfigKey, 'seed'>;
export type RecordingInput = Partial<Omit<Recording, 'measures'>> & {
  readonly measures?: readonly MeasureInput[];
};
