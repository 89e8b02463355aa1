/**
 * RunConfig: everything that decides a training, fully resolved, no default left implicit.
 * Flat where it can be: each key is a name for `--set`, a filter and a column of the export.
 * What is only watched (telemetry, logging cadence) is not in here: it is in `Recording`.
 */
import type { ResolvedInitializer } from './initializer.ts';
import type { MeasureRequest } from './measures.ts';
import type { Head, ResolvedLayer } from './network.ts';
import type { OptimizerName } from './optimizer.ts';
import type { RbmPretraining } from './pretraining.ts';

export type ArchitectureName =
  | 'lenet1'
  | 'lenet4'
  | 'lenet5'
  | 'lenet5-1998'
  | 'article'
  | '2c2d'
  | 'mlp'
  | 'logreg'
  | 'deep'
  | 'deep-conv'
  | 'custom';

export interface EarlyStopping {
  readonly monitor: 'validation/loss' | 'validation/accuracy';
  /** epochs without an improvement of at least `minDelta` */
  readonly patience: number;
  readonly minDelta: number;
  readonly restoreBest: boolean;
}

export interface Augmentation {
  /** largest shift, pixels each way */
  readonly shift: number;
  /** largest rotation, degrees each way */
  readonly rotate: number;
  /** mirror left-right with probability ½ */
  readonly flip: boolean;
}

export type Schedule =
  | { readonly kind: 'constant'; readonly warmupSteps: number }
  /** × `factor` after every `everyEpochs` epochs */
  | {
      readonly kind: 'step';
      readonly everyEpochs: number;
      readonly factor: number;
      readonly warmupSteps: number;
    }
  /** to zero over the whole budget */
  | { readonly kind: 'cosine'; readonly warmupSteps: number };

export interface RunConfig {
  // data
  readonly dataset: string;
  readonly dataSha256: string;
  /** images trained on, stratified by seed, after validation was held out */
  readonly trainSize: number;
  readonly validationSize: number;
  readonly standardize: boolean;
  readonly augment: Augmentation;
  // budget: exactly one of epochs, steps is a number
  readonly epochs: number | null;
  readonly steps: number | null;
  readonly batchSize: number;
  readonly lastBatch: 'keep' | 'drop' | 'wrap';
  readonly shuffle: 'reshuffle' | 'frozen';
  // network: `layers` decides; the shorthand that made it is kept for people and filters, and is not hashed
  readonly architecture: ArchitectureName;
  readonly activation: string | null;
  readonly pool: string | null;
  readonly batchNorm: 'none' | 'before' | 'after' | null;
  readonly dropout: number | null;
  /** other shorthand of the preset (kernel, filters, units, depth, width, …), by name; only what was set */
  readonly architectureOptions: Readonly<Record<string, number | string | boolean | readonly number[]>>;
  readonly layers: readonly ResolvedLayer[];
  readonly head: Head;
  readonly initializer: ResolvedInitializer['kind'];
  readonly initializerScale: number;
  readonly initializerSd: number | null;
  /** absent: none, so that a config without it has the hash that it always had */
  readonly pretraining?: RbmPretraining;
  // optimizer: a hyper-parameter that the optimizer does not have is null
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly momentum: number | null;
  readonly beta1: number | null;
  readonly beta2: number | null;
  readonly rho: number | null;
  readonly epsilon: number | null;
  readonly epsilonPlacement: 'inside' | 'outside' | null;
  readonly epsilonForm: 'plain' | 'hat' | null;
  readonly centered: boolean | null;
  readonly biasCorrection: boolean | null;
  readonly initialAccumulator: number | null;
  readonly scheduleDecay: number | null;
  readonly schedule: Schedule;
  readonly clipNorm: number | null;
  readonly weightDecay: number;
  /** null where weightDecay is 0 */
  readonly weightDecayMode: 'l2' | 'decoupled' | null;
  readonly decayBiases: boolean;
  readonly earlyStopping: EarlyStopping | null;
  readonly seed: number;
}

/** What is watched; never changes a training, so it is no part of the identity. */
export interface Recording {
  /** train/loss every so many steps */
  readonly lossEverySteps: number;
  /** layer telemetry every so many steps; 0: off */
  readonly telemetryEverySteps: number;
  /** validation/* also every so many steps, from step 0; 0: after each epoch only */
  readonly validationEverySteps: number;
  /** images of the validation part that the telemetry is measured on */
  readonly probeSize: number;
  /** sample of test predictions kept at the end */
  readonly predictions: number;
  /** final weights as an artifact */
  readonly keepWeights: boolean;
  /** what is measured between steps, with its own options */
  readonly measures: readonly MeasureRequest[];
}
