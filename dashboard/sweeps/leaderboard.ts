/** Groups of a sweep's runs by their final figure. What a group does not fix is taken at its best on validation. */
import {
  chooseCandidate,
  type LeaderboardRow,
  type Levels,
  rankGroups,
  type TuningScore,
} from '../../src/stats/index.ts';
import { groupBy, levelIn, type Trial, trialsOf } from './values.ts';
import type { SweepView } from './view.ts';
import type { SweepWork } from './work.ts';

export interface Leader extends LeaderboardRow {
  /** settings that were chosen on validation */
  readonly chosen: Levels;
}

export interface Leaderboard {
  readonly metric: string;
  readonly by: readonly string[];
  /** chosen on validation within each group */
  readonly tuned: readonly string[];
  readonly rows: readonly Leader[];
  /** runs that are not done yet */
  readonly waiting: number;
}

/** The learning rate is no result but what each setting needs of its own. */
export function defaultBy(names: readonly string[]): readonly string[] {
  const others = names.filter((name) => name !== 'learningRate');
  return others.length === 0 ? names : others;
}

/** Test where the page goes by validation: it is scored once, at the end, and never used for a choice. */
export function finalMetric(metric: string): string {
  return metric.replace(/^(validation|train)\//, 'test/');
}

export function leaderboard(
  work: SweepWork,
  view: SweepView,
  directionOf: (metric: string) => 'min' | 'max',
): Leaderboard {
  const names = work.factors.map(({ name }) => name);
  const asked = view.by?.filter((name) => names.includes(name)) ?? [];
  const by = asked.length > 0 ? asked : defaultBy(names);
  const tuned = names.filter((name) => !by.includes(name));
  const metric = finalMetric(view.metric);
  const trials = trialsOf(work, metric);
  const chosen = new Map<string, Levels>();
  const kept = tuned.length === 0 ? trials : tunedTrials(work, trials, by, tuned, chosen);
  const rows = rankGroups(
    kept.map(({ id, levels, status, value }) => ({ id, levels, status, value })),
    by,
    directionOf(metric),
  );
  return {
    ...{ metric, by, tuned },
    rows: rows.map((row) => ({ ...row, chosen: chosen.get(groupKey(row.levels, by)) ?? {} })),
    waiting: trials.filter(({ status }) => status === 'queued' || status === 'running').length,
  };
}

/** Of each group the runs of the one candidate that validation chooses. */
function tunedTrials(
  work: SweepWork,
  trials: readonly Trial[],
  by: readonly string[],
  tuned: readonly string[],
  chosen: Map<string, Levels>,
): Trial[] {
  const accuracy = new Map(trialsOf(work, 'validation/accuracy').map(({ row, value }) => [row, value]));
  const loss = new Map(trialsOf(work, 'validation/loss').map(({ row, value }) => [row, value]));
  const score = ({ row }: Trial): TuningScore => ({
    accuracy: accuracy.get(row) ?? null,
    loss: loss.get(row) ?? null,
  });
  return [...groupBy(trials, ({ levels }) => groupKey(levels, by))].flatMap(([key, members]) => {
    // a candidate with runs that are still to come is not ready to be compared
    const ended = members.filter(({ status }) => status === 'completed' || status === 'diverged');
    if (ended.length === 0) return members;
    const candidates = [...groupBy(ended, ({ levels }) => groupKey(levels, tuned)).values()];
    const best = candidates[chooseCandidate(candidates.map((runs) => runs.map(score)))]!;
    chosen.set(key, Object.fromEntries(tuned.map((name) => [name, levelIn(best[0]!, name)])));
    return best;
  });
}

function groupKey(levels: Levels, names: readonly string[]): string {
  return JSON.stringify(names.map((name) => levels[name] ?? null));
}
