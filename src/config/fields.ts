/** Every key of a config: its schema, its default in words, and what it is for. */
import { z } from 'zod';
import { ConfigError, didYouMean, show } from './errors.ts';
import type { ConfigKey } from './input.ts';
import { ACTIVATIONS, HEADS } from './network.ts';
import * as s from './schemas.ts';

export const ARCHITECTURES = [
  'lenet1',
  'lenet4',
  'lenet5',
  'lenet5-1998',
  'article',
  '2c2d',
  'mlp',
  'logreg',
  'deep',
  'deep-conv',
  'custom',
] as const;
export const OPTIMIZERS = [
  'sgd',
  'momentum',
  'nesterov',
  'adagrad',
  'adadelta',
  'rmsprop',
  'adam',
  'adamax',
  'amsgrad',
  'nadam',
  'lion',
] as const;
const INITIALIZERS = [
  'glorotUniform',
  'glorotNormal',
  'heUniform',
  'heNormal',
  'lecunUniform',
  'lecunNormal',
  'truncatedNormal',
] as const;

export interface Field {
  readonly schema: z.ZodType;
  /** in words, for the documentation; the resolved value is decided in resolve.ts */
  readonly default: string;
  readonly doc: string;
}

const field = (schema: z.ZodType, fallback: string, doc: string): Field => ({
  schema,
  default: fallback,
  doc,
});
const byOptimizer = 'by optimizer';
const kernelText = 'an integer >= 1, or a list with one for each convolution';
const widths = s.listOf('a list of integers >= 1', s.integer(1)).describe('a list of integers >= 1');

export const FIELDS: { readonly [K in ConfigKey]: Field } = {
  dataset: field(s.text, 'mnist10k', '`mnist10k`, `mnist`, `fashion-mnist`, or a folder with four IDX files'),
  trainSize: field(s.integer(1), 'all but validation', 'images trained on, stratified by seed'),
  validationSize: field(
    s.integer(1),
    'an eighth of the training part, at most 5,000 (`mnist10k`: 1,000)',
    'images held out of the training part, the same for every arm',
  ),
  standardize: field(s.flag, 'false', 'subtract the training mean, divide by the training SD'),
  augment: field(
    s.augment,
    'none',
    '`shift` (pixels, 0), `rotate` (degrees, 0): largest, each way; `flip` (false): mirror half of the images',
  ),
  epochs: field(s.integer(1), '5 where `steps` is not given', 'passes over the training images'),
  steps: field(s.integer(1), 'none', 'updates, instead of `epochs`'),
  batchSize: field(s.integer(1), '128', 'images in a batch'),
  lastBatch: field(
    s.oneOf(['keep', 'drop', 'wrap']),
    'keep',
    'what becomes of the smaller batch that ends an epoch',
  ),
  shuffle: field(s.oneOf(['reshuffle', 'frozen']), 'reshuffle', 'a new order each epoch, or one for all'),
  architecture: field(s.oneOf(ARCHITECTURES), 'lenet5; custom where `layers` is given', 'a preset network'),
  activation: field(s.oneOf(ACTIVATIONS), 'by architecture', 'of every hidden layer of the preset'),
  pool: field(
    s.oneOf(['max', 'avg', 'scaledAvg', 'none', 'strided']),
    'by architecture',
    'kind of the pooling layers of the preset; `none` leaves them out, `strided` gives their stride to the convolution before',
  ),
  batchNorm: field(
    s.oneOf(['none', 'before', 'after']),
    'none',
    'before or after each activation of the preset',
  ),
  dropout: field(
    s.real({ from: 0, below: 1 }),
    '0',
    'probability to drop, after each hidden dense activation',
  ),
  kernel: field(
    z
      .union([s.integer(1), s.listOf(kernelText, s.integer(1))], { error: kernelText })
      .describe('an integer >= 1, or a list with one for each convolution'),
    'by architecture',
    'kernel size of the convolutions of the preset',
  ),
  stride: field(
    z
      .union([s.integer(1), s.listOf(kernelText, s.integer(1))], { error: kernelText })
      .describe('an integer >= 1, or a list with one for each convolution'),
    '1',
    'stride of the convolutions of the preset',
  ),
  padding: field(s.oneOf(['same', 'valid']), 'by architecture', 'of every convolution of the preset'),
  filters: field(widths, 'by architecture', 'channels of each convolution of the preset'),
  units: field(widths, 'by architecture', 'widths of the hidden dense layers of the preset'),
  depth: field(s.integer(1, 100), '5', 'hidden layers of `deep` and `deep-conv`'),
  width: field(
    s.integer(1),
    '100; `deep-conv`: 16',
    'units of each hidden layer of `deep`, channels of each of `deep-conv`',
  ),
  residual: field(
    s.flag,
    'false',
    'shortcuts around every two hidden layers after the first, of `deep` and `deep-conv`',
  ),
  layers: field(s.layers, 'from the architecture', 'a network of your own, layer by layer'),
  head: field(s.oneOf(HEADS), 'softmax+ce', 'output non-linearity and loss'),
  initializer: field(s.oneOf(INITIALIZERS), 'glorotUniform', 'how weights are drawn; biases start at 0'),
  initializerScale: field(s.real({ above: 0 }), '1', 'multiplies the drawn weights'),
  initializerSd: field(
    s.real({ above: 0 }),
    '0.1 for truncatedNormal',
    'standard deviation of `truncatedNormal`',
  ),
  pretraining: field(
    s.pretraining,
    'none',
    'of networks of sigmoid dense layers: each as a restricted Boltzmann machine (CD-1) before training; `epochs` 10, `batchSize` 100, `learningRate` 0.1, `momentum` 0.5, `weightSd` 0.01',
  ),
  optimizer: field(
    s.oneOf([...OPTIMIZERS, 'adamw']),
    'adam',
    'update rule; `adamw` is `adam` with decoupled weight decay 0.004',
  ),
  learningRate: field(s.real({ above: 0 }), byOptimizer, 'before the schedule'),
  momentum: field(s.real({ from: 0, below: 1 }), byOptimizer, 'of momentum, nesterov, rmsprop'),
  beta1: field(
    s.real({ from: 0, below: 1 }),
    byOptimizer,
    'decay of the gradient average (adam family, lion)',
  ),
  beta2: field(
    s.real({ from: 0, below: 1 }),
    byOptimizer,
    'decay of the squared-gradient average; of lion, of its momentum',
  ),
  rho: field(s.real({ from: 0, below: 1 }), byOptimizer, 'decay of the averages of adadelta and rmsprop'),
  epsilon: field(s.real({ above: 0 }), byOptimizer, 'keeps a division finite'),
  epsilonPlacement: field(
    s.oneOf(['inside', 'outside']),
    byOptimizer,
    'inside or outside the root (adagrad, rmsprop)',
  ),
  epsilonForm: field(
    s.oneOf(['plain', 'hat']),
    byOptimizer,
    'of adam: algorithm 1 of the paper, or its section 2',
  ),
  centered: field(s.flag, byOptimizer, 'of rmsprop: variance under the root'),
  biasCorrection: field(s.flag, byOptimizer, 'of rmsprop: divide the average by 1 − ρᵗ'),
  initialAccumulator: field(s.real({ from: 0 }), byOptimizer, 'of adagrad: sum of squares at the start'),
  scheduleDecay: field(s.real({ from: 0 }), byOptimizer, 'of nadam: ψ of its momentum schedule'),
  schedule: field(
    s.schedule,
    'constant',
    '`warmupSteps` (0) of linear warm-up; `step` multiplies by `factor` (0.1) every `everyEpochs`',
  ),
  clipNorm: field(
    s.real({ above: 0 }).nullable().describe('a number > 0, or null'),
    'null',
    'largest global norm of the data gradient',
  ),
  weightDecay: field(s.real({ from: 0 }), '0; `adamw`: 0.004', 'λ; 0 is off'),
  weightDecayMode: field(
    s.oneOf(['l2', 'decoupled']),
    'l2; `adamw`: decoupled',
    'gradient + λw, or w −= ηλw',
  ),
  decayBiases: field(s.flag, 'false', 'decay also biases and batch-norm parameters'),
  earlyStopping: field(
    s.earlyStopping,
    'false',
    'true: `monitor` validation/loss (or validation/accuracy), `patience` 5 epochs, `minDelta` 0, `restoreBest` true',
  ),
  seed: field(s.integer(0), '0', 'of all randomness of one run; in a sweep: `seeds`'),
};

export const CONFIG_KEYS = Object.keys(FIELDS) as ConfigKey[];

/** What people write for a key, and what it is called here. */
const SYNONYMS: Readonly<Record<string, string>> = {
  lr: 'learningRate',
  loss: 'head',
  model: 'architecture',
  network: 'architecture',
  regularization: 'weightDecay',
  l2: 'weightDecay',
  init: 'initializer',
  rbm: 'pretraining',
};

/** @throws ConfigError naming the nearest known key */
export function checkKey(key: string, path: string): asserts key is ConfigKey {
  if (Object.hasOwn(FIELDS, key)) return;
  const synonym = Object.hasOwn(SYNONYMS, key) ? SYNONYMS[key] : undefined;
  const hint = synonym === undefined ? didYouMean(key, CONFIG_KEYS) : ` (did you mean "${synonym}"?)`;
  throw new ConfigError(path, `is no known key${hint}; the keys are listed in docs/definitions.md`);
}

/** One value, parsed: shorthands spelled out, nested defaults filled in. @throws ConfigError */
export function parseField(key: ConfigKey, value: unknown, path: string): unknown {
  return parseWith(FIELDS[key].schema, value, path, key);
}

/** Runs a schema; its first issue becomes the error. @throws ConfigError */
export function parseWith<T>(
  schema: z.ZodType<T>,
  value: unknown,
  path: string,
  key: string | null = null,
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const issue = deepest(result.error.issues);
  const at = `${path}${pathText(issue.path, path !== '')}`;
  if (issue.code === 'unrecognized_keys') {
    const unknown = issue.keys[0]!;
    throw new ConfigError(
      at === '' ? unknown : `${at}.${unknown}`,
      'is no known key; leave it out or correct it',
      key,
    );
  }
  const got = valueAt(value, issue.path);
  const words = issue.message.startsWith('one of ') ? issue.message.slice(7).split(', ') : [];
  const hint = typeof got === 'string' ? didYouMean(got, words) : '';
  throw new ConfigError(at, `must be ${issue.message}, got ${show(got)}${hint}`, key);
}

/** A union that failed inside one of its branches: the branch that got furthest says more. */
function deepest(issues: readonly z.core.$ZodIssue[]): z.core.$ZodIssue {
  const first = issues[0]!;
  if (first.code !== 'invalid_union') return first;
  const inner = first.errors.flat().find((issue) => issue.path.length > 0);
  return inner === undefined ? first : { ...inner, path: [...first.path, ...inner.path] };
}

/** The value a path leads to; a text or a number that stands for more (`'cosine'`, a kernel of 3) is shown as it was written. */
function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>(
    (inner, step) =>
      typeof inner === 'string' || typeof inner === 'number'
        ? inner
        : (inner as Record<PropertyKey, unknown> | null)?.[step],
    value,
  );
}

function pathText(path: readonly PropertyKey[], nested: boolean): string {
  const joined = path.map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step)}`)).join('');
  return nested ? joined : joined.replace(/^\./, '');
}
