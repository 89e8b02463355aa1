/** Which runs a selection means: groups by their criteria, runs by id, or everything that matches. */
import { databaseVocabulary, parseFilter, printCondition } from '../../db/filter/index.ts';
import { type Database, type RunRow, runTable } from '../../db/index.ts';
import { CONFIG_KEYS } from '../../src/config/fields.ts';
import { both } from './criteria.ts';
import { matching } from './model.ts';

/** A selection is made by hand or by the head's box: more parts than this is neither. */
const MOST_PARTS = 500;

export interface Selection {
  readonly filter: string;
  /** each a filter of its own, combined with `filter` */
  readonly criteria: readonly string[];
  readonly runs: readonly string[];
  readonly all: boolean;
}

/** @param form fields `filter`, `criteria` and `run` (both repeated), `all` */
export function parseSelection(form: FormData): Selection {
  const texts = (name: string) => form.getAll(name).filter((value) => typeof value === 'string');
  const criteria = texts('criteria');
  const runs = texts('run');
  if (criteria.length + runs.length > MOST_PARTS) {
    throw new RangeError(
      `a selection has at most ${MOST_PARTS} rows, got ${criteria.length + runs.length}: use a filter`,
    );
  }
  return { filter: texts('filter')[0] ?? '', criteria, runs, all: texts('all')[0] === '1' };
}

/** In the order of the database, each once. @throws FilterError */
export function selectedRuns(db: Database, selection: Selection): RunRow[] {
  const table = runTable(db);
  const condition = withoutOrder(db, selection.filter);
  const rows = new Set<number>();
  if (selection.all) for (const row of matching(db, table, condition, false)) rows.add(row);
  for (const criteria of selection.criteria) {
    for (const row of matching(db, table, both(condition, criteria), false)) rows.add(row);
  }
  const ids = new Set(selection.runs);
  table.rows.forEach((row, i) => {
    if (row !== null && ids.has(row.id)) rows.add(i);
  });
  return [...rows].sort((a, b) => a - b).map((row) => table.rows[row]!);
}

/** A filter's condition, as text: what can be combined with another one. @throws FilterError */
export function withoutOrder(db: Database, filter: string): string {
  const { where } = parseFilter(filter, databaseVocabulary(db, CONFIG_KEYS));
  return where === null ? '' : printCondition(where);
}
