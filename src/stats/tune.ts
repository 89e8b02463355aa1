/** Comparison at the best learning rate: what a grid over a nuisance setting is for. */
import type { TuningScore } from './arms.ts';
import { chooseCandidate } from './choose.ts';
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
    const best = candidates[chooseCandidate(candidates.map((runs) => runs.map(scoreOf)))]!;
    const chosen = best.every(({ validationAccuracy }) => validationAccuracy === null) ? group : best;
    for (const { levels, seed, response } of chosen) {
      kept.push({ levels: Object.fromEntries(without(levels, tuned)), seed, response });
    }
  }
  return kept;
}

function scoreOf({ validationAccuracy, validationLoss }: TunableObservation): TuningScore {
  return { accuracy: validationAccuracy, loss: validationLoss };
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
