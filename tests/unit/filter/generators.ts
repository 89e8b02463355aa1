/** Random runs and random filters over them, for the property tests of the filter language. */
import fc from 'fast-check';
import type { Condition, Field, Filter, RunFieldName, Scalar } from '../../../db/filter/ast.ts';
import { RUN_FIELD_TYPES, STATISTICS } from '../../../db/filter/ast.ts';
import { RUN_STATUSES } from '../../../db/filter/index.ts';

export interface TestMetric {
  readonly last: number | null;
  readonly best: number | null;
  readonly min: number | null;
  readonly max: number | null;
}

export interface TestRun {
  /** the fields of a run that has one value each, as the database keeps them (times in ms) */
  readonly fields: Readonly<Partial<Record<RunFieldName, string | number | null>>>;
  readonly parameters: Readonly<Record<string, string | number | boolean | null>>;
  readonly metrics: Readonly<Record<string, TestMetric>>;
  readonly tags: readonly string[];
  /** indices into SWEEPS */
  readonly sweeps: readonly number[];
}

export const SWEEPS = [
  { id: 'swp1', name: 'grid' },
  { id: 'swp2', name: 'grid' },
  { id: 'swp3', name: 'Ünïted %' },
] as const;

// Few different values, so that random conditions hold for some of the runs; the odd ones are there for escaping.
export const TEXTS = [
  'adam',
  'Adam',
  'sgd',
  '50%',
  'a_b',
  'a\\b',
  "o'brien",
  'say "hi"',
  'ß ü 漢 🙂',
  '',
  '1',
];
export const NUMBERS = [-1, 0, 0.001, 0.01, 0.5, 1, 2, 1e-3, 1e300, 3.14];
export const PARAMETERS = [
  'optimizer',
  'learningRate',
  'earlyStopping.patience',
  'batch size',
  'order',
  'seed',
  'a/b',
];
export const METRICS = ['test/accuracy', 'train/loss', 'gradient_rms/conv1', 'loss'];
const TIMES = [Date.UTC(2026, 0, 1), Date.UTC(2026, 5, 1, 12, 30), Date.UTC(2026, 10, 24)];

const text = fc.constantFrom(...TEXTS);
const number = fc.constantFrom(...NUMBERS);
const maybe = <T>(values: fc.Arbitrary<T>) => fc.option(values, { nil: null, freq: 3 });
const whole = fc.constantFrom(0, 1, 2, 7);

export const testRun: fc.Arbitrary<TestRun> = fc.record({
  fields: fc.record({
    name: text,
    project: maybe(text),
    status: fc.constantFrom(...RUN_STATUSES),
    configHash: maybe(text),
    seed: maybe(whole),
    engine: maybe(fc.constantFrom('native', 'wasm')),
    engineVersion: maybe(text),
    numerics: maybe(text),
    isa: maybe(text),
    created: fc.constantFrom(...TIMES),
    started: maybe(fc.constantFrom(...TIMES)),
    finished: maybe(fc.constantFrom(...TIMES)),
    wallMs: maybe(number),
    samplesPerSecond: maybe(number),
    peakMemoryBytes: maybe(whole),
    epochsDone: whole,
    bestEpoch: maybe(whole),
    divergedAtStep: maybe(whole),
    attempt: whole,
    error: maybe(text),
  }),
  parameters: fc.dictionary(fc.constantFrom(...PARAMETERS), maybe(fc.oneof(text, number, fc.boolean()))),
  metrics: fc.dictionary(
    fc.constantFrom(...METRICS),
    fc.record({
      last: maybe(number),
      best: maybe(number),
      min: maybe(number),
      max: maybe(fc.oneof(number, fc.constant(Number.POSITIVE_INFINITY))),
    }),
  ),
  tags: fc.uniqueArray(text, { maxLength: 3 }),
  sweeps: fc.subarray([0, 1, 2]),
});

const singleField: fc.Arbitrary<Field> = fc.oneof(
  fc
    .constantFrom(...(Object.keys(RUN_FIELD_TYPES) as RunFieldName[]))
    .filter((name) => name !== 'tag' && name !== 'sweep')
    .map((name): Field => ({ kind: 'run', name })),
  fc.constantFrom(...PARAMETERS).map((key): Field => ({ kind: 'parameter', key })),
  fc
    .tuple(fc.constantFrom(...METRICS), fc.constantFrom(...STATISTICS))
    .map(([key, statistic]): Field => ({ kind: 'metric', key, statistic })),
);
const anyField: fc.Arbitrary<Field> = fc.oneof(
  { weight: 6, arbitrary: singleField },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Field>({ kind: 'run', name: 'tag' }, { kind: 'run', name: 'sweep' }),
  },
);

function valueFor(field: Field): fc.Arbitrary<Scalar> {
  if (field.kind === 'metric') return number;
  if (field.kind === 'parameter') return fc.oneof(text, number, fc.boolean());
  if (field.name === 'status') return fc.constantFrom(...RUN_STATUSES);
  if (field.name === 'sweep') return fc.constantFrom('grid', 'swp2', 'Ünïted %', 'none');
  switch (RUN_FIELD_TYPES[field.name]) {
    case 'number':
      return number;
    case 'time':
      return fc.constantFrom(...TIMES, Date.UTC(2026, 2, 3)).map((time) => new Date(time).toISOString());
    default:
      return text;
  }
}

const patterns = fc
  .array(fc.constantFrom('%', '_', '\\%', '\\\\', 'a', 'A', 'd', 'ü', '🙂', '5', "'"), { maxLength: 5 })
  .map((parts) => parts.join(''));

const condition: fc.Arbitrary<Condition> = anyField.chain((field) => {
  const isText =
    field.kind === 'parameter' || (field.kind === 'run' && RUN_FIELD_TYPES[field.name] === 'text');
  const single = field.kind !== 'run' || (field.name !== 'tag' && field.name !== 'sweep');
  const equality = fc.constantFrom('=' as const, '!=' as const);
  const ordering = fc.constantFrom('<' as const, '<=' as const, '>' as const, '>=' as const);
  const choices: fc.Arbitrary<Condition>[] = [
    fc
      .tuple(equality, valueFor(field))
      .map(([operator, value]) => ({ kind: 'compare', field, operator, value })),
    fc
      .array(valueFor(field), { minLength: 1, maxLength: 4 })
      .map((values) => ({ kind: 'in', field, values })),
    fc.constant<Condition>({ kind: 'isNull', field }),
  ];
  if (single) {
    choices.push(
      fc
        .tuple(
          ordering,
          valueFor(field).filter((value) => typeof value !== 'boolean'),
        )
        .map(([operator, value]) => ({ kind: 'compare', field, operator, value })),
    );
  }
  if (isText) {
    choices.push(
      patterns.map((pattern) => ({ kind: 'like', field, pattern })),
      fc
        .oneof(text, fc.constantFrom('A', 'dam', '%'))
        .map((part) => ({ kind: 'contains', field, text: part })),
    );
  }
  return fc.oneof(...choices);
});

const tree = fc.letrec<{ tree: Condition }>((tie) => ({
  tree: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    condition,
    tie('tree').map((operand): Condition => ({ kind: 'not', operand })),
    fc
      .tuple(
        fc.constantFrom('and' as const, 'or' as const),
        fc.array(tie('tree'), { minLength: 2, maxLength: 4 }),
      )
      .map(([kind, operands]): Condition => ({ kind, operands })),
  ),
})).tree;

export const testFilter: fc.Arbitrary<Filter> = fc.record({
  where: maybe(tree),
  orderBy: fc.array(
    fc.record({ field: singleField, direction: fc.constantFrom('asc' as const, 'desc' as const) }),
    {
      maxLength: 3,
    },
  ),
  limit: fc.option(fc.integer({ min: 1, max: 50 }), { nil: null }),
});
