/** The runs of a sweep's charts as curves. */
import { type Condition, printCondition } from '../../db/filter/index.ts';
import { compareHref, DEFAULT_VIEW } from '../compare/view.ts';
import { filterOf } from './actions.tsx';
import type { Analysis } from './analysis.ts';
import { rangeConditions } from './picks.ts';

/** @param by settings that make the groups; what none of them says goes into the band */
export function curvesHref(analysis: Analysis, by: readonly (string | undefined)[]): string {
  const { sweep, work, view } = analysis;
  const conditions = [...settingConditions(analysis), ...rangeConditions(work, view.picks)];
  const filter = [filterOf(sweep.id), ...conditions.map(printed)].join(' and ');
  const group = by.filter((name) => name !== undefined && work.table.parameters.has(name)) as string[];
  return compareHref(DEFAULT_VIEW, {
    filter,
    group: group.length === 0 ? 'all' : group,
    final: view.metric,
  });
}

/** The levels that the picked runs have in settings with a pick. */
function settingConditions({ work, view }: Analysis): Condition[] {
  return view.picks.flatMap(({ name }): Condition[] => {
    const column = work.table.parameters.get(name);
    if (column === undefined) return [];
    const field = { kind: 'parameter', key: name } as const;
    const values = new Set(work.rows.map((row) => column.values[column.codes[row] ?? 0] ?? null));
    const operands = [...values].map(
      (value): Condition =>
        value === null ? { kind: 'isNull', field } : { kind: 'compare', field, operator: '=', value },
    );
    return operands.length < 2 ? operands : [{ kind: 'or', operands }];
  });
}

function printed(condition: Condition): string {
  return condition.kind === 'or' ? `(${printCondition(condition)})` : printCondition(condition);
}
