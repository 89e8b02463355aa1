/** The filter language for runs, which the command line, the dashboard and the export share. */
export type { Comparison, Condition, Field, Filter, OrderTerm, Scalar, Statistic } from './ast.ts';
export { databaseVocabulary } from './database-vocabulary.ts';
export { FilterError } from './error.ts';
export { nameOf } from './field.ts';
export { parseFilter } from './parse.ts';
export { printFilter } from './print.ts';
export { filterQuery } from './query.ts';
export { COMMON_METRICS, RUN_STATUSES, type Vocabulary } from './vocabulary.ts';
