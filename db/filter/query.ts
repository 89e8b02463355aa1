import { CONFIG_KEYS } from '../../src/config/fields.ts';
import type { Database } from '../database.ts';
import type { RunQuery } from '../queries/runs.ts';
import { compileFilter } from './compile.ts';
import { databaseVocabulary } from './database-vocabulary.ts';
import { parseFilter } from './parse.ts';

/**
 * A filter as typed, as a part of a query for runs: `listRuns(db, { sweepId, ...filterQuery(db, text) })`.
 * Without an `order by` the query keeps its own order, or has the newest run first where that is asked for.
 * @throws FilterError for what does not parse, and for names that neither the database nor a RunConfig knows
 */
export function filterQuery(
  database: Database,
  source: string,
  options: { readonly newestFirst?: boolean } = {},
): Pick<RunQuery, 'where' | 'orderBy' | 'limit'> {
  const filter = parseFilter(source, databaseVocabulary(database, CONFIG_KEYS));
  const compiled = compileFilter(filter);
  const ordered = filter.orderBy.length > 0 || options.newestFirst === true;
  return {
    where: compiled.where,
    orderBy: ordered ? compiled.orderBy : undefined,
    limit: compiled.limit ?? undefined,
  };
}
