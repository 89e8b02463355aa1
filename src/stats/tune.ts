/** Comparison at the best learning rate: what a grid over a nuisance setting is for. */
import { mean } from './describe.ts';
import type { Observation } from './effects.ts';
import type { Levels } from './factors.ts';

export interface TunableObservation extends Observation {
  /** what the choice is made by (never the response on the test split): larger is better; null: no value */
  readonly validationAccuracy: number | null;
  /** decides ties: smaller is better */
  readonly validationLoss: number | null;
}

/**
 * Keeps, of each combination of the other settings, the runs at the best value of `tuned`: the one with the highest
 * mean validation accuracy over the seeds, ties by lower mean loss. A value with a run that has no accuracy (diverged)
 * loses to every value without; combinations where no value has an accuracy keep all their runs.
 * The tuned settings are taken out of the levels.
 */
export function atBestOf(
  observations: readonly TunableObservation[],
  tuned: readonly string[],
): Observation[] {
  const kept: Observation[] = [];
  for (const group of groupBy(observations, ({ levels }) => JSON.stringify(without(levels, tuned)))) {
    const candidates = groupBy(group, ({ levels }) =>
      JSON.stringify(tuned.map((name) => levels[name] ?? null)),
    );
    const scored = candidates.map((runs) => ({
      runs,
      unknown: runs.filter(({ validationAccuracy }) => validationAccuracy === null).length,
      accuracy: meanOf(runs.map(({ validationAccuracy }) => validationAccuracy)) ?? Number.NEGATIVE_INFINITY,
      loss: meanOf(runs.map(({ validationLoss }) => validationLoss)) ?? Number.POSITIVE_INFINITY,
    }));
    scored.sort(
      (a, b) =>
        Number(a.unknown > 0) - Number(b.unknown > 0) ||
        descending(a.accuracy, b.accuracy) ||
        ascending(a.loss, b.loss),
    );
    const best = scored[0]!;
    const chosen = best.unknown === best.runs.length ? group : best.runs;
    for (const { levels, seed, response } of chosen) {
      kept.push({ levels: Object.fromEntries(without(levels, tuned)), seed, response });
    }
  }
  return kept;
}

function without(levels: Levels, names: readonly string[]) {
  return Object.entries(levels)
    .filter(([name]) => !names.includes(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): T[][] {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return [...groups.values()];
}

function meanOf(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : mean(known);
}

function ascending(a: number, b: number): number {
  return a === b ? 0 : a - b;
}

function descending(a: number, b: number): number {
  return ascending(b, a);
}
