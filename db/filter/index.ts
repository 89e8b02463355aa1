/** The filter language for runs, which the command line, the dashboard and the export share. */
export {
  type Comparison,
  type Condition,
  type Field,
  type Filter,
  type OrderTerm,
  RUN_FIELD_TYPES,
  RUN_FIELDS,
  type RunFieldName,
  type Scalar,
  STATISTICS,
  type Statistic,
} from './ast.ts';
export { databaseVocabulary } from './database-vocabulary.ts';
export { FilterError } from './error.ts';
export { nameOf } from './field.ts';
export { isKeyword, KEYWORDS } from './keywords.ts';
export { type Token, tokenize } from './lex.ts';
export { parseFilter } from './parse.ts';
export { printCondition, printFilter } from './print.ts';
export { filterQuery } from './query.ts';
export { COMMON_METRICS, isRunField, kindOf, RUN_STATUSES, type Vocabulary } from './vocabulary.ts';
