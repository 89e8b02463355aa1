/** Which runs a selection means: groups by their criteria, runs by id, less those that were taken out of them. */
import { type Database, type RunRow, type RunTable, runTable } from '../../db/index.ts';
import { matching } from './model.ts';

/** A selection is made by hand or by the head's box: more parts than this is neither. */
const MOST_PARTS = 500;

/** Answered with 400. */
export class SelectionError extends Error {
  override readonly name = 'SelectionError';
}

/** A group, as it stood in the table when it was selected. */
export interface SelectedGroup {
  /** of the page, order and limit included */
  readonly filter: string;
  /** a condition of its own; '': everything that `filter` means */
  readonly criteria: string;
}

export interface Rows {
  readonly groups: readonly SelectedGroup[];
  /** ids */
  readonly runs: readonly string[];
}

export interface Selection extends Rows {
  /** taken out of the groups; a run that is selected by id stays */
  readonly except: Rows;
}

/**
 * @param form fields `criteria` and `within` (the filter that it is part of; as many of each, in the same order) and
 *   `run`, all repeated; the same with `not-` before them for what is left out
 * @throws SelectionError
 */
export function parseSelection(form: FormData): Selection {
  const selection = { ...rowsOf(form, ''), except: rowsOf(form, 'not-') };
  const { groups, runs, except } = selection;
  const parts = groups.length + runs.length + except.groups.length + except.runs.length;
  if (parts > MOST_PARTS) {
    throw new SelectionError(
      `a selection has at most ${MOST_PARTS} rows, got ${parts}: narrow the filter to these runs and select all of them`,
    );
  }
  return selection;
}

function rowsOf(form: FormData, prefix: string): Rows {
  const texts = (name: string) => form.getAll(prefix + name).filter((value) => typeof value === 'string');
  const [criteria, within] = [texts('criteria'), texts('within')];
  if (criteria.length !== within.length) {
    throw new SelectionError(
      `each ${prefix}criteria needs its ${prefix}within, got ${criteria.length} and ${within.length}`,
    );
  }
  const groups = criteria.map((one, i) => ({ criteria: one, filter: within[i]! }));
  return { groups, runs: texts('run') };
}

/** In the order of the database, each once. @throws FilterError */
export function selectedRuns(db: Database, { groups, runs, except }: Selection): RunRow[] {
  const table = runTable(db);
  const rows = indexesOf(db, table, groups);
  for (const row of indexesOf(db, table, except.groups)) rows.delete(row);
  const [wanted, unwanted] = [new Set(runs), new Set(except.runs)];
  table.rows.forEach((row, i) => {
    if (row === null) return;
    if (unwanted.has(row.id)) rows.delete(i);
    if (wanted.has(row.id)) rows.add(i);
  });
  return [...rows].sort((a, b) => a - b).map((row) => table.rows[row]!);
}

function indexesOf(db: Database, table: RunTable, groups: readonly SelectedGroup[]): Set<number> {
  const filters = new Map<string, ReadonlySet<number>>();
  const found = new Set<number>();
  for (const { filter, criteria } of groups) {
    const shown = filters.get(filter) ?? new Set(matching(db, table, filter, false));
    filters.set(filter, shown);
    // a filter with a limit cannot be combined as text: what it means is looked up, then narrowed
    const members = criteria === '' ? shown : matching(db, table, criteria, false);
    for (const row of members) if (shown.has(row)) found.add(row);
  }
  return found;
}
