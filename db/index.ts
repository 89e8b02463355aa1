/** The database, for the layers above: no SQL leaves this folder. */
export {
  artifactsFolder,
  type Database,
  databasePath,
  type OpenOptions,
  openDatabase,
} from './database.ts';
export { DatabaseError, NotFoundError, RunLostError } from './errors.ts';
export type * from './queue-types.ts';
export { FINAL_STATUSES, RUN_STATUSES, type RunStatus } from './schema.ts';
export type * from './types.ts';
