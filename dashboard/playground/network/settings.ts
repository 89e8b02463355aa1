/** What network the page trains and how, as its address says it. Runs in the server, in pages and in the worker. */
import type { Activation, ResolvedNetwork } from '../../../src/config/network.ts';
import type { OptimizerName } from '../../../src/config/optimizer.ts';
import { defaultOptimizer, OPTIMIZER_DEFAULTS } from '../../../src/config/optimizer-defaults.ts';
import { expandPreset } from '../../../src/config/presets.ts';
import type { ResolvedTraining } from '../../../src/engine/contract.ts';
import { CLASSES, SIDE } from './digits.ts';

export const ARCHITECTURES = {
  lenet5: 'LeNet-5',
  lenet1: 'LeNet-1',
  mlp: '300–100 dense',
  logreg: 'no hidden layer',
} as const;
export type PlaygroundArchitecture = keyof typeof ARCHITECTURES;
export const ACTIVATION_CHOICES = [
  'relu',
  'tanh',
  'sigmoid',
  'gelu',
] as const satisfies readonly Activation[];
export const BATCH_SIZES = [16, 32, 64, 128] as const;
export const OPTIMIZER_CHOICES = Object.keys(OPTIMIZER_DEFAULTS) as OptimizerName[];
export const LEARNING_RATES = { min: 1e-5, max: 10 } as const;
const LARGEST_SEED = 999_999;

export interface NetworkSettings {
  readonly architecture: PlaygroundArchitecture;
  readonly activation: (typeof ACTIVATION_CHOICES)[number];
  readonly optimizer: OptimizerName;
  readonly learningRate: number;
  readonly batchSize: number;
  readonly seed: number;
}

export const DEFAULT_SETTINGS: NetworkSettings = {
  architecture: 'lenet5',
  activation: 'relu',
  optimizer: 'adam',
  learningRate: OPTIMIZER_DEFAULTS.adam.learningRate,
  batchSize: 32,
  seed: 0,
};

const KEYS = Object.keys(DEFAULT_SETTINGS) as (keyof NetworkSettings)[];

/** Each setting under its own name; what cannot be is the default. */
export function parseSettings(query: URLSearchParams): NetworkSettings {
  const oneOf = <T extends string | number>(key: keyof NetworkSettings, choices: readonly T[]): T =>
    choices.find((choice) => String(choice) === query.get(key)) ?? (DEFAULT_SETTINGS[key] as T);
  const optimizer = oneOf('optimizer', OPTIMIZER_CHOICES);
  const rate = Number(query.get('learningRate') ?? Number.NaN);
  const seed = Number(query.get('seed') ?? Number.NaN);
  return {
    architecture: oneOf('architecture', Object.keys(ARCHITECTURES) as PlaygroundArchitecture[]),
    activation: oneOf('activation', ACTIVATION_CHOICES),
    optimizer,
    learningRate: isLearningRate(rate) ? rate : OPTIMIZER_DEFAULTS[optimizer].learningRate,
    batchSize: oneOf('batchSize', BATCH_SIZES),
    seed: isSeed(seed) ? seed : DEFAULT_SETTINGS.seed,
  };
}

export function isLearningRate(value: number): boolean {
  return value >= LEARNING_RATES.min && value <= LEARNING_RATES.max;
}

export function isSeed(value: number): boolean {
  return Number.isInteger(value) && value >= 0 && value <= LARGEST_SEED;
}

/** Only what is not the default. */
export function settingsQuery(settings: NetworkSettings): string {
  const usual = {
    ...DEFAULT_SETTINGS,
    learningRate: OPTIMIZER_DEFAULTS[settings.optimizer].learningRate,
  };
  const changed = KEYS.filter((key) => settings[key] !== usual[key]);
  return changed.length === 0 ? '' : `?${changed.map((key) => `${key}=${settings[key]}`).join('&')}`;
}

/** The same presets as those of a sweep. */
export function networkOf({ architecture, activation }: NetworkSettings): ResolvedNetwork {
  const input = { height: SIDE, width: SIDE, channels: 1 };
  const options = architecture === 'logreg' ? {} : { activation };
  const { layers } = expandPreset(architecture, options, input, CLASSES);
  return { input, classes: CLASSES, layers, head: 'softmax+ce' };
}

export function trainingOf({ optimizer, batchSize }: NetworkSettings): ResolvedTraining {
  return {
    batchSize,
    optimizer: defaultOptimizer(optimizer),
    weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
    clipNorm: null,
    initializer: { kind: 'glorotUniform', scale: 1, sd: 0 },
  };
}
