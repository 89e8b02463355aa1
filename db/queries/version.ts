import type { Database } from '../database.ts';

/** Changes with every write to the database, of this connection or another. Costs microseconds. */
export function dataVersion(db: Database): string {
  const others = db.client.pragma('data_version', { simple: true });
  const own = db.client.prepare('select total_changes()').pluck().get();
  return `${others}:${own}`;
}
