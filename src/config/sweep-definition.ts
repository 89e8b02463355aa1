/** What a sweep definition looks like, in TypeScript, JSON or YAML. */
import type { AxisKey, RecordingInput, RunConfigInput } from './input.ts';
import type { Recording, RunConfig } from './run-config.ts';

/** Values that the author gave at one point of the grid (fixed values included, defaults not). */
export type Point = Omit<RunConfigInput, 'seed'>;

/** Holds where each key named has the value, or one of the values. */
export type Match = { readonly [K in AxisKey]?: Point[K] | readonly Exclude<Point[K], undefined>[] };
/** In TypeScript also a function; in JSON and YAML a match. */
export type Condition = Match | ((point: Point) => boolean);

/** From, to (both included when a step falls on it), in steps of 1 / `perDecade` decades or `count` values. */
export type LogSpace = { readonly logSpace: readonly [from: number, to: number] } & (
  | { readonly perDecade: number }
  | { readonly count: number }
);

export type Values<V> = readonly V[] | LogSpace;
/**
 * Plain values: an axis of the grid. With `when`: only where the condition holds, elsewhere the key is left to its
 * default. `cases`: the first case whose condition holds gives the values.
 */
export type Axis<V> =
  | Values<V>
  | { readonly values: Values<V>; readonly when?: Condition }
  | { readonly cases: readonly { readonly values: Values<V>; readonly when?: Condition }[] };
type Defined<K extends AxisKey> = Exclude<RunConfigInput[K], undefined>;

/** Columns of equal length that vary together, one row after the other. */
export type Zip = { readonly [K in AxisKey]?: readonly Defined<K>[] };

export type Distribution<V> =
  | { readonly uniform: readonly [low: number, high: number] }
  | { readonly logUniform: readonly [low: number, high: number] }
  /** both ends included */
  | { readonly integer: readonly [low: number, high: number] }
  | { readonly choice: readonly V[] };

export interface Sampling {
  readonly trials: number;
  /** default `random`; `sobol` covers the space more evenly (best with 2^n trials, at most 16 axes) */
  readonly method?: 'random' | 'sobol';
  /** of the draws, not of the training; default 0 */
  readonly seed?: number;
  readonly axes: { readonly [K in AxisKey]?: Distribution<Defined<K>> };
}

export type Seeds = readonly number[] | { readonly count: number; readonly from?: number };

export interface SweepDefinition {
  readonly name: string;
  readonly description?: string;
  /** the same in every run */
  readonly fixed?: Omit<RunConfigInput, 'seed'>;
  /** every combination; the last one varies fastest */
  readonly axes?: { readonly [K in AxisKey]?: Axis<Defined<K>> };
  readonly zip?: Zip | readonly Zip[];
  readonly sample?: Sampling;
  /** points that match any of these are left out */
  readonly exclude?: readonly Condition[];
  /** default [0] */
  readonly seeds?: Seeds;
  readonly recording?: RecordingInput;
}

/** One axis of a dry run's table: the keys that vary together, and the values they take. */
export interface GridAxis {
  readonly keys: readonly string[];
  readonly kind: 'grid' | 'zip' | 'sample' | 'conditional' | 'seeds';
  /** one text a value; for keys that vary together `adam, 0.001`; for a sample its distributions */
  readonly values: readonly string[];
  /** values, rows, or trials */
  readonly count: number;
}

export interface ExpandedSweep {
  readonly name: string;
  readonly description: string | null;
  /**
   * In run order: seeds outermost, so that a sweep that is stopped early has whole grids.
   * `configHash(run)` names the config of each.
   */
  readonly runs: readonly RunConfig[];
  readonly seeds: readonly number[];
  readonly axes: readonly GridAxis[];
  readonly counts: {
    /** points of the grid before exclusions */
    readonly points: number;
    readonly excluded: number;
    /** points dropped because another gives the same identity (`weightDecay` 0 under two modes, say) */
    readonly duplicates: number;
    /** distinct configs; runs = configs × seeds */
    readonly configs: number;
    readonly runs: number;
  };
  /** keys whose values differ between the configs, in definition order: the columns worth showing */
  readonly varied: readonly AxisKey[];
  readonly recording: Recording;
}

export interface ExpandOptions {
  /** `key=value` texts as from `--set`: a value fixes the key, several (`optimizer=adam,sgd`) restrict or replace its axis */
  readonly overrides?: readonly string[];
  /** points × seeds, before exclusions; more are refused before they are expanded. Default: a million points */
  readonly mostRuns?: number;
}

/** Types a sweep definition; checked when it is expanded. */
export function defineSweep(definition: SweepDefinition): SweepDefinition {
  return definition;
}

/** Values evenly spaced on a log scale: `logSpace(1e-4, 1e-1, { perDecade: 2 })` has 7. */
export function logSpace(
  from: number,
  to: number,
  spacing: { perDecade: number } | { count: number },
): LogSpace {
  return { logSpace: [from, to], ...spacing };
}
