/** Groups of runs ranked by the mean of a metric over their seeds. */
import { type Description, describe, welchTest } from './describe.ts';
import type { Level, Levels } from './factors.ts';

export interface RankedRun {
  readonly id: string;
  readonly levels: Levels;
  readonly status: string;
  /** null: no finite value */
  readonly value: number | null;
}

export interface LeaderboardRow {
  /** 1 is best; null without a value */
  readonly rank: number | null;
  readonly levels: Levels;
  /** of the runs that have a value */
  readonly summary: Description;
  readonly runs: number;
  /** diverged runs have no place in the mean, so they are counted beside it */
  readonly diverged: number;
  /**
   * Not distinguishable from the best group (Welch's t test, two-sided, alone, at 5 %); the best itself is.
   * null where either has fewer than two values.
   */
  readonly likeBest: boolean | null;
  readonly runIds: readonly string[];
}

/** Groups without any value come last. Equal means keep the order of the runs. */
export function rankGroups(
  runs: readonly RankedRun[],
  by: readonly string[],
  direction: 'min' | 'max',
): LeaderboardRow[] {
  const groups = new Map<string, RankedRun[]>();
  for (const run of runs) {
    const key = JSON.stringify(by.map((name) => run.levels[name] ?? null));
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  const sign = direction === 'max' ? -1 : 1;
  const rows = [...groups.values()].map((members) => {
    const values = members.map(({ value }) => value).filter((value) => value !== null);
    return { members, values, summary: describe(values) };
  });
  rows.sort((a, b) => {
    if (a.summary.mean === null || b.summary.mean === null) {
      return Number(a.summary.mean === null) - Number(b.summary.mean === null);
    }
    return sign * (a.summary.mean - b.summary.mean);
  });
  const best = rows[0]?.values ?? [];
  return rows.map(({ members, values, summary }, i) => ({
    rank: summary.mean === null ? null : i + 1,
    levels: Object.fromEntries(by.map((name): [string, Level] => [name, members[0]!.levels[name] ?? null])),
    summary,
    runs: members.length,
    diverged: members.filter(({ status }) => status === 'diverged').length,
    likeBest: likeBest(values, best, i),
    runIds: members.map(({ id }) => id),
  }));
}

const SIGNIFICANCE = 0.05;

function likeBest(values: readonly number[], best: readonly number[], index: number): boolean | null {
  const test = welchTest(values, best);
  if (test === null) return null;
  return index === 0 || test.p >= SIGNIFICANCE;
}
