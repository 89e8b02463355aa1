import type { Database } from '../database.ts';
import { COMMON_METRICS, type Vocabulary } from './vocabulary.ts';

/**
 * The parameters and metrics that occur in a database, and the metrics that every training logs.
 * @param known further parameter names: those of a RunConfig, which mean something before the first run
 */
export function databaseVocabulary(database: Database, known: Iterable<string> = []): Vocabulary {
  // one index seek a key instead of a scan over all parameters of all runs
  const keys = database.client
    .prepare(
      `with recursive keys(key) as (
         select min(key) from parameters
         union all
         select (select min(key) from parameters where key > keys.key) from keys where keys.key is not null
       )
       select key from keys where key is not null`,
    )
    .pluck()
    .all() as string[];
  const names = database.client.prepare('select name from metric_keys').pluck().all() as string[];
  return {
    parameters: new Set([...known, ...keys]),
    metrics: new Set([...COMMON_METRICS, ...names]),
  };
}
