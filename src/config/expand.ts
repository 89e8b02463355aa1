/** From a definition to its runs. Pure: the same definition and facts give the same runs in the same order. */
import { configHash } from './canonical.ts';
import { ConfigError } from './errors.ts';
import { askingOnce, type FactsOf } from './facts.ts';
import type { AxisKey, RunConfigInput } from './input.ts';
import { applyOverrides } from './overrides.ts';
import { entries, type Plan, planAxes, planSweep, type Row, valueText } from './plan.ts';
import { resolveConfig } from './resolve.ts';
import type { RunConfig } from './run-config.ts';
import { resolveRecording, resolveSeeds } from './structure.ts';
import type { ExpandedSweep, ExpandOptions, Point, SweepDefinition } from './sweep-definition.ts';

/** More are a mistake in the definition rather than a sweep anyone waits for. */
const MOST_POINTS = 1_000_000;

/** A point with where each of its values stands in the definition. */
interface Placed {
  readonly point: Readonly<Record<string, unknown>>;
  readonly paths: Readonly<Record<string, string>>;
}

/**
 * Every combination that a definition asks for, less its exclusions, times its seeds.
 * @throws ConfigError that names the path of what is wrong (`axes.optimizer[2]`), before anything is trained
 */
export function expand(
  definition: SweepDefinition,
  factsOf: FactsOf,
  options: ExpandOptions = {},
): ExpandedSweep {
  const overrides = options.overrides ?? [];
  const effective = applyOverrides(definition, overrides);
  const plan = planSweep(effective);
  const seeds = resolveSeeds(effective.seeds);
  const recording = resolveRecording(effective.recording);

  checkRuns(plan, seeds.length, options.mostRuns);
  const points = allPoints(plan, overrides.length === 0);
  const kept = points.filter(({ point }) => !plan.exclusions.some((excludes) => excludes(point as Point)));
  if (kept.length === 0) {
    throw new ConfigError('exclude', `must leave at least one of the ${points.length} points, got none left`);
  }
  const shown = variedKeys(kept);
  const facts = askingOnce(factsOf);
  const configs = new Map<string, RunConfig>();
  for (const placed of kept) {
    const config = resolvePlaced(placed, facts, shown);
    const hash = configHash(config);
    if (!configs.has(hash)) configs.set(hash, config);
  }
  const runs = seeds.flatMap((seed) => Array.from(configs.values(), (config) => ({ ...config, seed })));
  return {
    name: effective.name,
    description: effective.description ?? null,
    runs,
    seeds,
    axes: planAxes(plan, seeds),
    counts: {
      points: points.length,
      excluded: points.length - kept.length,
      duplicates: kept.length - configs.size,
      configs: configs.size,
      runs: runs.length,
    },
    varied: shown,
    recording,
  };
}

function allPoints(plan: Plan, everyCaseMustApply: boolean): Placed[] {
  const size = plan.axes.reduce((product, axis) => product * axis.rows.length, 1);
  checkSize(size);
  let points: Placed[] = [
    {
      point: Object.fromEntries(plan.fixed.map(({ key, value }) => [key, value])),
      paths: Object.fromEntries(plan.fixed.map(({ key, path }) => [key, path])),
    },
  ];
  for (const { keys, rows } of plan.axes) {
    points = points.flatMap((placed) => rows.map((row) => extend(placed, keys, row)));
  }
  for (const { key, path, cases } of plan.conditionals) {
    const applied = new Set<number>();
    points = points.flatMap((placed) => {
      const index = cases.findIndex(({ when }) => when === null || when(placed.point as Point));
      if (index < 0) return [placed];
      applied.add(index);
      return cases[index]!.rows.map((row) => extend(placed, [key], row));
    });
    checkSize(points.length);
    // a `--set` may well leave out what a case is for
    const idle = everyCaseMustApply ? cases.findIndex((_, index) => !applied.has(index)) : -1;
    if (idle >= 0) {
      const at = cases.length === 1 ? path : `${path}.cases[${idle}]`;
      throw new ConfigError(
        at,
        'must apply to at least one point, but its condition holds for none; correct `when` or remove it',
      );
    }
  }
  return points;
}

/** Conditional axes count as if every case applied with its longest list. */
function checkRuns(plan: Plan, seeds: number, mostRuns: number | undefined): void {
  if (mostRuns === undefined) return;
  const lengths = [
    ...plan.axes.map(({ rows }) => rows.length),
    ...plan.conditionals.map(({ cases }) => Math.max(...cases.map(({ rows }) => rows.length))),
  ];
  const runs = lengths.reduce((product, length) => product * length, seeds);
  if (runs <= mostRuns) return;
  throw new ConfigError(
    'axes',
    `must give at most ${mostRuns} runs here, got ${runs} before exclusions; shorten an axis, take fewer seeds, or ` +
      'start it from the command line',
  );
}

function checkSize(points: number): void {
  if (points <= MOST_POINTS) return;
  throw new ConfigError(
    'axes',
    `must give at most ${MOST_POINTS} points, got ${points}; shorten an axis or use \`sample\``,
  );
}

function extend({ point, paths }: Placed, keys: readonly string[], row: Row): Placed {
  const extended = { point: { ...point }, paths: { ...paths } } as {
    point: Record<string, unknown>;
    paths: Record<string, string>;
  };
  keys.forEach((key, index) => {
    extended.point[key] = row.values[index];
    extended.paths[key] = row.paths[index]!;
  });
  return extended;
}

function variedKeys(points: readonly Placed[]): AxisKey[] {
  const values = new Map<AxisKey, Set<string>>();
  for (const { point } of points) {
    for (const [key, value] of entries(point)) {
      if (!values.has(key)) values.set(key, new Set());
      values.get(key)!.add(valueText(value));
    }
  }
  const everywhere = (key: AxisKey) => points.every(({ point }) => point[key] !== undefined);
  return [...values].filter(([key, texts]) => texts.size > 1 || !everywhere(key)).map(([key]) => key);
}

/** An impossible combination is reported at the value of the definition that made it, with the rest of the point. */
function resolvePlaced({ point, paths }: Placed, factsOf: FactsOf, shown: readonly string[]): RunConfig {
  try {
    return resolveConfig(point as RunConfigInput, factsOf);
  } catch (error) {
    if (!(error instanceof ConfigError) || error.key === null) throw error;
    const place = paths[error.key];
    const path =
      place !== undefined && error.path.startsWith(error.key)
        ? place + error.path.slice(error.key.length)
        : (place ?? error.path);
    const others = shown.filter((key) => key !== error.key && point[key] !== undefined);
    const where = others.map((key) => `${key} ${valueText(point[key])}`).join(', ');
    throw new ConfigError(
      path,
      where === '' ? error.reason : `${error.reason} (at the point ${where})`,
      error.key,
    );
  }
}

/** A dry run's table: one row an axis, its values in one text. */
export function gridRows(
  sweep: ExpandedSweep,
): { readonly axis: string; readonly kind: string; readonly count: number; readonly values: string }[] {
  return sweep.axes.map(({ keys, kind, values, count }) => ({
    axis: keys.join(' + '),
    kind,
    count,
    values: values.join(kind === 'zip' ? '; ' : ', '),
  }));
}
