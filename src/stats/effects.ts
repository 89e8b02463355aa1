/**
 * Main effects and two-factor interactions of a grid, by paired differences.
 *
 * A block holds the runs that agree in every other factor and in the seed. The effect of a level against the
 * reference level of its factor is the mean over blocks of y(level) − y(reference); only blocks with both count, so
 * that nothing but this factor differs within a difference. An interaction of two factors is the mean over blocks of
 * [y(a, b) − y(a₀, b)] − [y(a, b₀) − y(a₀, b₀)]: by how much the effect of a changes when b₀ becomes b.
 *
 * Intervals are t intervals over the blocks' differences. Their spread holds both the noise of training and how much
 * an effect differs from setting to setting, so they are wide where an average over the grid says little. No equal
 * variances are assumed between settings, which a pooled analysis of variance would do: a network stuck at chance has
 * hardly any. They are statements about each effect alone; `clear` is the one that allows for how many there are
 * (Bonferroni over all main effects, or over all interactions).
 */
import { type Interval, meanInterval } from './describe.ts';
import type { Factor, Level, Levels } from './factors.ts';

export interface Observation {
  readonly levels: Levels;
  readonly seed: number | null;
  /** null: no value (diverged, failed, not finished) */
  readonly response: number | null;
}

interface Estimate {
  /** blocks with a difference */
  readonly n: number;
  /** blocks where one of the runs has no value, among those whose runs all exist */
  readonly missing: number;
  /** mean difference; null without any block */
  readonly effect: number | null;
  /** null below two blocks */
  readonly interval: Interval | null;
  /** the interval at confidence 1 − (1 − confidence)/family excludes 0 */
  readonly clear: boolean;
}

export interface MainEffect extends Estimate {
  readonly factor: string;
  readonly level: Level;
  readonly reference: Level;
  /** mean response of all runs at the level and at the reference in the blocks counted */
  readonly levelMean: number | null;
  readonly referenceMean: number | null;
}

export interface Interaction extends Estimate {
  readonly factors: readonly [string, string];
  readonly levels: readonly [Level, Level];
  readonly references: readonly [Level, Level];
}

export interface EffectsOptions {
  /** default 0.95 */
  readonly confidence?: number;
  /** reference level by factor; default: its first level */
  readonly references?: Levels;
}

export interface Effects {
  readonly main: readonly MainEffect[];
  readonly interactions: readonly Interaction[];
}

/** @throws RangeError for a reference that is no level of its factor, or a response that is not finite */
export function estimateEffects(
  observations: readonly Observation[],
  factors: readonly Factor[],
  options: EffectsOptions = {},
): Effects {
  const confidence = options.confidence ?? 0.95;
  for (const { response } of observations) {
    if (response !== null && !Number.isFinite(response)) {
      throw new RangeError(`a response must be finite or null, got ${response}`);
    }
  }
  const referenced = factors.map((factor) => ({ ...factor, reference: referenceOf(factor, options) }));
  const main = referenced.flatMap((factor) => mainContrasts(observations, factor, factors));
  const pairs = referenced.flatMap((a, i) => referenced.slice(i + 1).map((b) => [a, b] as const));
  const interactions = pairs.flatMap(([a, b]) => interactionContrasts(observations, a, b, factors));
  return {
    main: main.map(({ differences, levelMean, referenceMean, ...contrast }) => ({
      ...contrast,
      ...estimate(differences, confidence, main.length),
      levelMean,
      referenceMean,
    })),
    interactions: interactions.map(({ differences, ...contrast }) => ({
      ...contrast,
      ...estimate(differences, confidence, interactions.length),
    })),
  };
}

type Referenced = Factor & { readonly reference: Level };

function referenceOf(factor: Factor, options: EffectsOptions): Level {
  const asked = options.references?.[factor.name];
  if (asked === undefined) return factor.levels[0] ?? null;
  if (!factor.levels.includes(asked)) {
    throw new RangeError(
      `${JSON.stringify(asked)} is no level of ${factor.name}; expected one of ${factor.levels.map((l) => JSON.stringify(l)).join(', ')}`,
    );
  }
  return asked;
}

function mainContrasts(observations: readonly Observation[], factor: Referenced, all: readonly Factor[]) {
  const blocks = blocksOf(observations, [factor.name], all);
  const { reference } = factor;
  return factor.levels
    .filter((level) => level !== reference)
    .map((level) => {
      const pairs = cells(blocks, [[level], [reference]]);
      const complete = pairs.filter(isComplete);
      return {
        factor: factor.name,
        level,
        reference,
        differences: pairs.map((pair) => (isComplete(pair) ? pair[0]! - pair[1]! : null)),
        levelMean: average(complete.map(([value]) => value!)),
        referenceMean: average(complete.map(([, value]) => value!)),
      };
    });
}

function interactionContrasts(
  observations: readonly Observation[],
  a: Referenced,
  b: Referenced,
  all: readonly Factor[],
) {
  const blocks = blocksOf(observations, [a.name, b.name], all);
  const others = (factor: Referenced) => factor.levels.filter((level) => level !== factor.reference);
  return others(a).flatMap((levelA) =>
    others(b).map((levelB) => {
      const corners = [
        [levelA, levelB],
        [a.reference, levelB],
        [levelA, b.reference],
        [a.reference, b.reference],
      ];
      return {
        factors: [a.name, b.name] as const,
        levels: [levelA, levelB] as const,
        references: [a.reference, b.reference] as const,
        differences: cells(blocks, corners).map((cell) =>
          isComplete(cell) ? cell[0]! - cell[1]! - (cell[2]! - cell[3]!) : null,
        ),
      };
    }),
  );
}

/** Responses by the levels of the factors within each block; several runs of one cell are averaged. */
type Blocks = ReadonlyMap<string, ReadonlyMap<string, readonly (number | null)[]>>;

function blocksOf(
  observations: readonly Observation[],
  within: readonly string[],
  all: readonly Factor[],
): Blocks {
  const others = all.map(({ name }) => name).filter((name) => !within.includes(name));
  const blocks = new Map<string, Map<string, (number | null)[]>>();
  for (const { levels, seed, response } of observations) {
    const block = JSON.stringify([seed, ...others.map((name) => levels[name] ?? null)]);
    const cell = JSON.stringify(within.map((name) => levels[name] ?? null));
    const inBlock = blocks.get(block) ?? new Map<string, (number | null)[]>();
    blocks.set(block, inBlock);
    inBlock.set(cell, [...(inBlock.get(cell) ?? []), response]);
  }
  return blocks;
}

/** Of each block that has runs in all the cells asked for: their responses, null where there is no value. */
function cells(blocks: Blocks, wanted: readonly (readonly Level[])[]): (number | null)[][] {
  const keys = wanted.map((cell) => JSON.stringify(cell));
  const found: (number | null)[][] = [];
  for (const block of blocks.values()) {
    if (!keys.every((key) => block.has(key))) continue;
    found.push(
      keys.map((key) => {
        const responses = block.get(key)!;
        return responses.includes(null) ? null : average(responses as number[]);
      }),
    );
  }
  return found;
}

function isComplete(values: readonly (number | null)[]): boolean {
  return !values.includes(null);
}

function average(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((a, b) => a + b, 0) / values.length;
}

function estimate(differences: readonly (number | null)[], confidence: number, family: number): Estimate {
  const known = differences.filter((difference) => difference !== null);
  const simultaneous = meanInterval(known, 1 - (1 - confidence) / Math.max(1, family));
  return {
    n: known.length,
    missing: differences.length - known.length,
    effect: average(known),
    interval: meanInterval(known, confidence),
    clear: simultaneous !== null && (simultaneous.low > 0 || simultaneous.high < 0),
  };
}
