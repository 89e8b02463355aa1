import type { RunTable } from '../../db/index.ts';
import { rankGroups } from '../../src/stats/index.ts';
import { type Column, numbersOf } from './columns.ts';
import type { Group } from './group.ts';

/** Keys of the groups whose mean cannot be told from the best one (Welch's t test at 95 %), by the leaderboard's code. */
export function likeBest(
  table: RunTable,
  column: Column,
  groups: readonly Group[],
  direction: 'min' | 'max',
): ReadonlySet<string> {
  const read = numbersOf(table, column)!;
  const ranked = groups.flatMap(({ members }, group) =>
    members.map((row) => {
      const value = read(row);
      const finite = value !== null && Number.isFinite(value) ? value : null;
      const { id, status } = table.rows[row]!;
      return { id, status, levels: { group }, value: finite };
    }),
  );
  const rows = rankGroups(ranked, ['group'], direction);
  return new Set(rows.filter((row) => row.likeBest).map((row) => groups[row.levels.group as number]!.key));
}
