import type { RunTable } from '../../db/index.ts';
import { rankGroups } from '../../src/stats/index.ts';
import type { Column } from './columns.ts';
import { finalOf, type Group } from './group.ts';

/** Keys of the groups whose mean cannot be told from the best one (Welch's t test at 95 %), by the leaderboard's code. */
export function likeBest(
  table: RunTable,
  column: Column,
  groups: readonly Group[],
  direction: 'min' | 'max',
): ReadonlySet<string> {
  const read = finalOf(table, column)!;
  const ranked = groups.flatMap(({ members }, group) =>
    members.map((row) => {
      const { id, status } = table.rows[row]!;
      return { id, status, levels: { group }, value: read(row) };
    }),
  );
  const rows = rankGroups(ranked, ['group'], direction);
  return new Set(rows.filter((row) => row.likeBest).map((row) => groups[row.levels.group as number]!.key));
}
