/**
 * The filter language for runs, as a tree.
 *
 *     optimizer = "adam" and learningRate < 0.01 and test/accuracy > 0.98
 *       order by test/accuracy desc limit 20
 *
 * Every condition is true or false, never unknown: a comparison with a value that a run does not have is false,
 * `!=` is the opposite of `=` (so it is true of a missing value), `not` is the opposite of what it stands before.
 * Numbers are compared with numbers, text with text, booleans with booleans; across types nothing is equal.
 */

/** The summary of a metric over a run that is compared; `best` by the metric's own direction. */
export const STATISTICS = ['last', 'best', 'min', 'max'] as const;
export type Statistic = (typeof STATISTICS)[number];

/** What a run can be asked for besides its parameters and metrics. */
export const RUN_FIELDS = [
  'id',
  'name',
  'project',
  'status',
  'configHash',
  'seed',
  'engine',
  'engineVersion',
  'numerics',
  'isa',
  'created',
  'started',
  'finished',
  'wallMs',
  'samplesPerSecond',
  'peakMemoryBytes',
  'epochsDone',
  'bestEpoch',
  'divergedAtStep',
  'attempt',
  'error',
  'sweep',
  'tag',
] as const;
export type RunFieldName = (typeof RUN_FIELDS)[number];

/** Fields of which a run may have several values: a condition holds if one of them fulfils it. */
export const MULTIPLE_FIELDS: ReadonlySet<RunFieldName> = new Set(['sweep', 'tag']);

export type FieldType = 'text' | 'number' | 'time';

/** Times are compared as instants and written as ISO 8601 text: `created >= "2026-11-01"`. */
export const RUN_FIELD_TYPES: Readonly<Record<RunFieldName, FieldType>> = {
  id: 'text',
  name: 'text',
  project: 'text',
  status: 'text',
  configHash: 'text',
  seed: 'number',
  engine: 'text',
  engineVersion: 'text',
  numerics: 'text',
  isa: 'text',
  created: 'time',
  started: 'time',
  finished: 'time',
  wallMs: 'number',
  samplesPerSecond: 'number',
  peakMemoryBytes: 'number',
  epochsDone: 'number',
  bestEpoch: 'number',
  divergedAtStep: 'number',
  attempt: 'number',
  error: 'text',
  sweep: 'text',
  tag: 'text',
};

export type Field =
  | { readonly kind: 'run'; readonly name: RunFieldName }
  /** a key of the configuration, dotted where it is nested */
  | { readonly kind: 'parameter'; readonly key: string }
  | { readonly kind: 'metric'; readonly key: string; readonly statistic: Statistic };

/** `null` stands only beside `=` and `!=`, and means `is null`. */
export type Scalar = string | number | boolean;

export const COMPARISONS = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Comparison = (typeof COMPARISONS)[number];

export type Condition =
  | {
      readonly kind: 'compare';
      readonly field: Field;
      readonly operator: Comparison;
      readonly value: Scalar;
    }
  | { readonly kind: 'in'; readonly field: Field; readonly values: readonly Scalar[] }
  /** `%` any text, `_` any one character, `\` before either: itself; ASCII letters match in either case */
  | { readonly kind: 'like'; readonly field: Field; readonly pattern: string }
  /** `~` and `contains`: the text occurs in the value; ASCII letters match in either case */
  | { readonly kind: 'contains'; readonly field: Field; readonly text: string }
  | { readonly kind: 'isNull'; readonly field: Field }
  | { readonly kind: 'not'; readonly operand: Condition }
  /** two operands or more */
  | { readonly kind: 'and' | 'or'; readonly operands: readonly Condition[] };

export interface OrderTerm {
  readonly field: Field;
  /** runs without a value come last either way */
  readonly direction: 'asc' | 'desc';
}

export interface Filter {
  /** null: every run */
  readonly where: Condition | null;
  readonly orderBy: readonly OrderTerm[];
  readonly limit: number | null;
}
