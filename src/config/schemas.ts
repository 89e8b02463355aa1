/**
 * Small zod schemas whose error messages read as what was expected: `an integer >= 1`.
 * The same text is their description, from which the tables of docs/definitions.md are made.
 */
import { z } from 'zod';
import { ACTIVATIONS } from './network.ts';

export function integer(min: number, max = Number.MAX_SAFE_INTEGER) {
  const text = max === Number.MAX_SAFE_INTEGER ? `an integer >= ${min}` : `an integer from ${min} to ${max}`;
  return z.int({ error: text }).min(min, text).max(max, text).describe(text);
}

/** Bounds as in `{ above: 0 }` (exclusive) or `{ from: 0, below: 1 }` (inclusive, exclusive). */
export function real(bounds: { from?: number; above?: number; to?: number; below?: number } = {}) {
  const low = bounds.above !== undefined ? `> ${bounds.above}` : `>= ${bounds.from}`;
  const high = bounds.below !== undefined ? `< ${bounds.below}` : `<= ${bounds.to}`;
  const hasLow = bounds.above !== undefined || bounds.from !== undefined;
  const hasHigh = bounds.below !== undefined || bounds.to !== undefined;
  const limits = [hasLow ? low : '', hasHigh ? high : ''].filter((part) => part !== '');
  const text = ['a number', limits.join(' and ')].join(' ').trimEnd();
  let schema = z.number({ error: text });
  if (bounds.from !== undefined) schema = schema.gte(bounds.from, text);
  if (bounds.above !== undefined) schema = schema.gt(bounds.above, text);
  if (bounds.to !== undefined) schema = schema.lte(bounds.to, text);
  if (bounds.below !== undefined) schema = schema.lt(bounds.below, text);
  return schema.describe(text);
}

export function oneOf<const T extends readonly [string, ...string[]]>(words: T) {
  const text = `one of ${words.join(', ')}`;
  return z.enum(words, { error: text }).describe(text);
}

export const flag = z.boolean({ error: 'true or false' }).describe('true or false');
export const text = z
  .string({ error: 'a text' })
  .trim()
  .min(1, 'a text that is not empty')
  .describe('a text');

/** Refuses unknown keys; `expects` says what a value that is no object should have been. */
export function record<S extends z.core.$ZodLooseShape>(expects: string, shape: S) {
  return z.strictObject(shape, { error: (issue) => (issue.code === 'invalid_type' ? expects : undefined) });
}

export function listOf<S extends z.ZodType>(expects: string, item: S) {
  return z.array(item, { error: expects }).min(1, `${expects} that is not empty`);
}

const pairText = 'an integer >= 1 or a pair [height, width]';
const pair = z.preprocess(
  (value) => (typeof value === 'number' ? [value, value] : value),
  z.tuple([integer(1), integer(1)], { error: pairText }),
);
const name = z
  .string({ error: 'a layer name' })
  .regex(/^[A-Za-z][\w-]*$/, 'a layer name (a letter, then letters, digits, _ or -)')
  .optional();
const padding = oneOf(['same', 'valid']);

const layerKinds = [
  record('a conv layer', {
    type: z.literal('conv'),
    filters: integer(1),
    kernel: pair,
    stride: pair.default([1, 1]),
    padding: padding.default('valid'),
    name,
  }),
  record('a pool layer', {
    type: z.literal('pool'),
    kind: oneOf(['max', 'avg', 'scaledAvg']).default('max'),
    size: pair.default([2, 2]),
    stride: pair.optional(),
    padding: padding.default('valid'),
    name,
  }),
  record('a batchNorm layer', {
    type: z.literal('batchNorm'),
    epsilon: real({ above: 0 }).default(1e-3),
    momentum: real({ from: 0, below: 1 }).default(0.9),
    name,
  }),
  record('an activation layer', { type: z.literal('activation'), activation: oneOf(ACTIVATIONS), name }),
  record('a dropout layer', { type: z.literal('dropout'), rate: real({ from: 0, below: 1 }), name }),
  record('a flatten layer', { type: z.literal('flatten'), name }),
  record('a dense layer', {
    type: z.literal('dense'),
    units: z.union([integer(1), z.literal('classes')], { error: 'an integer >= 1 or "classes"' }),
    name,
  }),
] as const;
export const LAYER_TYPES = [
  'conv',
  'pool',
  'batchNorm',
  'activation',
  'dropout',
  'flatten',
  'dense',
  'residual',
] as const;

type SimpleLayer = z.output<(typeof layerKinds)[number]>;
export type ParsedLayer =
  | SimpleLayer
  | { type: 'residual'; layers: ParsedLayer[]; name?: string | undefined };

const layersText = 'a list of layers';
const residual = record('a residual layer', {
  type: z.literal('residual'),
  get layers(): z.ZodType<ParsedLayer[]> {
    return listOf(layersText, layer);
  },
  name,
});
const layer: z.ZodType<ParsedLayer> = z.preprocess(
  (value) => {
    if (typeof value !== 'string') return value;
    return value === 'flatten' || value === 'batchNorm'
      ? { type: value }
      : { type: 'activation', activation: value };
  },
  z.discriminatedUnion('type', [...layerKinds, residual], {
    error: (issue) =>
      String(issue.code) === 'invalid_type' ? 'a layer' : `one of ${LAYER_TYPES.join(', ')}`,
  }),
);
export const layers = listOf(layersText, layer).describe(layersText);

const augmentText = '"none" or { shift, rotate, flip }';
export const augment = z
  .preprocess(
    (value) => (value === 'none' ? {} : value),
    record(augmentText, {
      shift: integer(0).default(0),
      rotate: real({ from: 0, to: 180 }).default(0),
      flip: flag.default(false),
    }),
  )
  .describe(augmentText);

const pretrainingText = '"none", "rbm", or { epochs, batchSize, learningRate, momentum, weightSd }';
export const pretraining = z
  .preprocess(
    (value) => (value === 'none' ? null : value === 'rbm' ? {} : value),
    record(pretrainingText, {
      kind: z.literal('rbm', { error: '"rbm"' }).default('rbm'),
      epochs: integer(1).default(10),
      batchSize: integer(1).default(100),
      learningRate: real({ above: 0 }).default(0.1),
      momentum: real({ from: 0, below: 1 }).default(0.5),
      weightSd: real({ from: 0 }).default(0.01),
    }).nullable(),
  )
  .describe(pretrainingText);

const scheduleText = '"constant", "cosine", or { kind, warmupSteps, … }';
const warmupSteps = integer(0).default(0);
export const schedule = z
  .preprocess(
    (value) => (typeof value === 'string' ? { kind: value } : value),
    z.discriminatedUnion(
      'kind',
      [
        record(scheduleText, { kind: z.literal('constant'), warmupSteps }),
        record(scheduleText, {
          kind: z.literal('step'),
          everyEpochs: integer(1),
          factor: real({ above: 0 }).default(0.1),
          warmupSteps,
        }),
        record(scheduleText, { kind: z.literal('cosine'), warmupSteps }),
      ],
      {
        error: (issue) =>
          String(issue.code) === 'invalid_type' ? scheduleText : 'one of constant, step, cosine',
      },
    ),
  )
  .describe(scheduleText);

const stoppingText = 'true, false, or { monitor, patience, minDelta, restoreBest }';
export const earlyStopping = z
  .preprocess(
    (value) => (value === true ? {} : value === false ? null : value),
    record(stoppingText, {
      monitor: oneOf(['validation/loss', 'validation/accuracy']).default('validation/loss'),
      patience: integer(1).default(5),
      minDelta: real({ from: 0 }).default(0),
      restoreBest: flag.default(true),
    }).nullable(),
  )
  .describe(stoppingText);
