import { type Database, runTable } from '../../db/index.ts';
import { matching } from '../runs/model.ts';
import type { LiveTopic } from './hub.ts';

/** How many runs match the filter of the page now. The argument is the filter, encoded for an address. */
export const runsTopic: LiveTopic = (db: Database, argument) => ({
  data: { 'new-runs': { matches: matching(db, runTable(db), decodeURIComponent(argument), false).length } },
});
