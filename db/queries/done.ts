/** What has been trained already: by whom it need not be trained again, and how fast it went. */
import type { RunConfig } from '../../src/config/run-config.ts';
import type { Database } from '../database.ts';

/** `configHash seed` of every run that has completed or diverged on an engine. */
export function finishedIdentities(
  db: Database,
  { engine, numerics }: { readonly engine: string; readonly numerics: string },
): { readonly configHash: string; readonly seed: number }[] {
  return db.client
    .prepare(
      `select config_hash as configHash, seed from runs
       where status in ('completed', 'diverged') and engine = ? and numerics = ? and config_hash is not null`,
    )
    .all(engine, numerics) as { configHash: string; seed: number }[];
}

/** Of the runs that completed last on an engine and instruction set. */
export function latestSpeeds(
  db: Database,
  where: { readonly engine: string; readonly isa: string },
  limit: number,
): { readonly config: RunConfig; readonly samplesPerSecond: number }[] {
  const rows = db.client
    .prepare(
      `select config, samples_per_second as samplesPerSecond from runs
       where status = 'completed' and engine = ? and isa = ? and samples_per_second is not null and config is not null
       order by no desc limit ?`,
    )
    .all(where.engine, where.isa, limit) as { config: string; samplesPerSecond: number }[];
  return rows.map(({ config, samplesPerSecond }) => ({ config: JSON.parse(config), samplesPerSecond }));
}
