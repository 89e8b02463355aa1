/** The outer shape of a definition, before its keys and values are looked at. */
import { z } from 'zod';
import { ConfigError, didYouMean, show } from './errors.ts';
import { parseWith } from './fields.ts';
import { measures } from './measures.ts';
import type { Recording } from './run-config.ts';
import { flag, integer, oneOf, record, text } from './schemas.ts';
import type { Seeds, SweepDefinition } from './sweep-definition.ts';

const PARTS = [
  'name',
  'description',
  'fixed',
  'axes',
  'zip',
  'sample',
  'exclude',
  'seeds',
  'recording',
] as const;

const object = (expects: string) => z.record(z.string(), z.unknown(), { error: expects });
const list = (expects: string) =>
  z.array(z.unknown(), { error: expects }).min(1, `${expects} that is not empty`);
const finite = z.number({ error: 'a number' });
const range = z.tuple([finite, finite], { error: 'a pair [low, high]' });
const ascending = range.refine(([low, high]) => low < high, 'a pair [low, high] with low < high');
const positive = ascending.refine(([low]) => low > 0, 'a pair [low, high] with 0 < low < high');

const logSpaceText = '{ logSpace: [from, to], perDecade } or { logSpace: [from, to], count }';
const logSpace = z.union(
  [
    record(logSpaceText, { logSpace: positive, perDecade: integer(1, 100) }),
    record(logSpaceText, { logSpace: positive, count: integer(2, 10_000) }),
  ],
  { error: logSpaceText },
);
const valuesText = `a list of values, or ${logSpaceText}`;
const values = z.union([z.array(z.unknown()).min(1, 'a list with at least one value'), logSpace], {
  error: valuesText,
});
const condition = z.union([z.custom((value) => typeof value === 'function'), object('')], {
  error: 'an object of keys and values, or (in TypeScript) a function of the point',
});
const conditional = record('{ values, when }', { values, when: condition.optional() });
const cases = record('{ cases }', {
  cases: z
    .array(conditional, { error: 'a list of { values, when }' })
    .min(1, 'a list with at least one case'),
});

const distributionText = 'one of { uniform }, { logUniform }, { integer }, { choice }';
const distributions: Readonly<Record<string, z.ZodType>> = {
  uniform: record(distributionText, { uniform: ascending }),
  logUniform: record(distributionText, { logUniform: positive }),
  integer: record(distributionText, {
    integer: z
      .tuple([z.int({ error: 'an integer' }), z.int({ error: 'an integer' })], {
        error: 'a pair of integers [low, high]',
      })
      .refine(([low, high]) => low < high, 'a pair of integers with low < high'),
  }),
  choice: record(distributionText, { choice: list('a list of values') }),
};

const definitionSchema = z.object({
  name: z.string({ error: 'a text' }).regex(/^[\w.-]+$/, 'a name of letters, digits, ".", "_" and "-"'),
  description: text.optional(),
  fixed: object('an object of keys and values').optional(),
  axes: object('an object of keys and lists of values').optional(),
  exclude: z.array(condition, { error: 'a list of conditions' }).optional(),
  seeds: z
    .union(
      [
        z.array(integer(0), { error: '' }),
        record('', { count: integer(1, 10_000), from: integer(0).optional() }),
      ],
      {
        error: 'a list of integers >= 0, or { count, from }',
      },
    )
    .optional(),
});
const sampleSchema = record('{ trials, method, seed, axes }', {
  trials: integer(1, 100_000),
  method: oneOf(['random', 'sobol']).optional(),
  seed: integer(0).optional(),
  axes: object('an object of keys and distributions'),
});
const zipColumns = z.record(z.string(), list('a list of values'), { error: 'an object of columns' });

const recordingSchema = record('an object', {
  lossEverySteps: integer(1).default(10),
  telemetryEverySteps: integer(0).default(100),
  validationEverySteps: integer(0).default(0),
  probeSize: integer(1).default(512),
  predictions: integer(0).default(20),
  keepWeights: flag.default(true),
  measures: measures.default([]),
});
export const RECORDING_SHAPE = recordingSchema.shape;

/** @throws ConfigError naming the part that is not shaped as a definition */
export function checkStructure(definition: SweepDefinition): void {
  if (typeof definition !== 'object' || definition === null || Array.isArray(definition)) {
    throw new ConfigError(
      '',
      `a definition must be an object such as { name, fixed, axes, seeds }, got ${show(definition)}`,
    );
  }
  for (const part of Object.keys(definition)) {
    if ((PARTS as readonly string[]).includes(part)) continue;
    throw new ConfigError(
      part,
      `is no part of a definition${didYouMean(part, PARTS)}; the parts are ${PARTS.join(', ')}`,
    );
  }
  parseWith(definitionSchema, definition, '');
  for (const [key, axis] of Object.entries(definition.axes ?? {})) checkAxis(axis, `axes.${key}`);
  if (definition.zip !== undefined) {
    const zips: readonly unknown[] = Array.isArray(definition.zip) ? definition.zip : [definition.zip];
    zips.forEach((zip, index) => {
      parseWith(zipColumns, zip, Array.isArray(definition.zip) ? `zip[${index}]` : 'zip');
    });
  }
  if (definition.sample !== undefined) checkSample(definition.sample);
}

function checkAxis(axis: unknown, path: string): void {
  if (Array.isArray(axis) || typeof axis !== 'object' || axis === null) {
    parseWith(
      z.array(z.unknown(), { error: valuesText }).min(1, 'a list with at least one value'),
      axis,
      path,
    );
  } else if ('cases' in axis) parseWith(cases, axis, path);
  else if ('values' in axis) parseWith(conditional, axis, path);
  else parseWith(logSpace, axis, path);
}

function checkSample(sample: unknown): void {
  const { axes } = parseWith(sampleSchema, sample, 'sample');
  for (const [key, distribution] of Object.entries(axes)) {
    const path = `sample.axes.${key}`;
    const kind =
      typeof distribution === 'object' && distribution !== null ? (Object.keys(distribution)[0] ?? '') : '';
    const schema = Object.hasOwn(distributions, kind) ? distributions[kind] : undefined;
    if (schema === undefined)
      throw new ConfigError(path, `must be ${distributionText}, got ${show(distribution)}`);
    parseWith(schema, distribution, path);
  }
}

/** What is watched, defaults filled in. @throws ConfigError */
export function resolveRecording(recording: unknown): Recording {
  return parseWith(recordingSchema, recording ?? {}, 'recording') as Recording;
}

/** @throws ConfigError for a seed given twice, or none */
export function resolveSeeds(seeds: Seeds | undefined): readonly number[] {
  if (seeds === undefined) return [0];
  if ('count' in seeds) return Array.from({ length: seeds.count }, (_, index) => (seeds.from ?? 0) + index);
  if (seeds.length === 0) throw new ConfigError('seeds', 'must have at least one seed, got an empty list');
  const twice = seeds.findIndex((seed, index) => seeds.indexOf(seed) !== index);
  if (twice >= 0)
    throw new ConfigError(
      `seeds[${twice}]`,
      `must differ from the others, got ${seeds[twice]} twice; remove one`,
    );
  return seeds;
}
