import type { Database } from '../database.ts';

/** Changes when another connection has committed; writes of this connection do not show. Costs microseconds. */
export function dataVersion(db: Database): number {
  return db.client.pragma('data_version', { simple: true }) as number;
}
