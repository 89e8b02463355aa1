/** Where the runs of a selection are compared. */
import { type Condition, databaseVocabulary, parseFilter, printCondition } from '../../db/filter/index.ts';
import type { Database } from '../../db/index.ts';
import { CONFIG_KEYS } from '../../src/config/fields.ts';
import { MOST_RUNS } from '../compare/view.ts';
import { type SelectedGroup, type Selection, SelectionError, selectedRuns } from './selected.ts';

/**
 * Groups as criteria, so that seeds that come later join; runs by id, and groups too where a filter has a limit, which
 * no condition can say.
 * @param group of the table, as in its address
 * @param longest characters that an address may have
 * @throws SelectionError where it would be longer, FilterError
 */
export function compareAddress(
  db: Database,
  selection: Selection,
  { group, longest }: { readonly group: string; readonly longest: number },
): string {
  const query = compareQuery(db, selection, group);
  const address = `/compare?${query}`;
  if (address.length <= longest) return address;
  throw new SelectionError(
    `an address has at most ${longest} characters, that of this selection would have ${address.length}: narrow the filter to these runs, select all of them and compare again`,
  );
}

function compareQuery(db: Database, selection: Selection, group: string): URLSearchParams {
  const { groups, runs, except } = selection;
  const only = groups.length === 1 ? groups[0]! : null;
  const whole = only?.criteria === '' && except.groups.length + except.runs.length + runs.length === 0;
  if (groups.length === 0) return new URLSearchParams({ runs: listOf(runs) });
  if (whole) return filtered(only.filter, group);
  const vocabulary = databaseVocabulary(db, CONFIG_KEYS);
  const parse = (filter: string) => parseFilter(filter, vocabulary);
  if ([...groups, ...except.groups].some(({ filter }) => parse(filter).limit !== null)) {
    return new URLSearchParams({ runs: listOf(selectedRuns(db, selection).map(({ id }) => id)), group });
  }
  const conditionOf = ({ filter, criteria }: SelectedGroup) =>
    joined('and', [parse(filter).where, parse(criteria).where]);
  const kept = joined('or', groups.map(conditionOf));
  const left = joined('or', [...except.groups.map(conditionOf), ...idIsOneOf(except.runs)]);
  const chosen = left === null ? kept : joined('and', [kept, { kind: 'not', operand: left }]);
  const where = joined('or', [chosen, ...idIsOneOf(runs)]);
  return filtered(where === null ? '' : printCondition(where), group);
}

function filtered(filter: string, group: string): URLSearchParams {
  const query = new URLSearchParams({ filter, group });
  if (filter === '') query.delete('filter');
  return query;
}

/** null is the condition that every run fulfils. */
export function joined(kind: 'and' | 'or', operands: readonly (Condition | null)[]): Condition | null {
  if (kind === 'or' && operands.includes(null)) return null;
  const flat = operands.flatMap((one) => (one === null ? [] : one.kind === kind ? one.operands : [one]));
  return flat.length < 2 ? (flat[0] ?? null) : { kind, operands: flat };
}

/** @throws SelectionError */
function listOf(ids: readonly string[]): string {
  if (ids.length <= MOST_RUNS) return ids.join(',');
  throw new SelectionError(
    `at most ${MOST_RUNS} runs are compared one by one, got ${ids.length}: leave the limit out of the filter, or select fewer`,
  );
}

function idIsOneOf(ids: readonly string[]): Condition[] {
  const field = { kind: 'run', name: 'id' } as const;
  const [first] = ids;
  if (first === undefined) return [];
  return [
    ids.length === 1
      ? { kind: 'compare', field, operator: '=', value: first }
      : { kind: 'in', field, values: ids },
  ];
}
