/** The runs that a database has, found by config and seed. */
import { type Database, listRuns, type RunRecord } from '../../db/index.ts';
import type { EngineInfo } from '../engine/contract.ts';

export interface RunIndex {
  /** The run that is done of this identity; of several the newest. */
  find(hash: string, seed: number): RunRecord | undefined;
}

export function indexRuns(db: Database, engine: Pick<EngineInfo, 'name' | 'numerics'>): RunIndex {
  const runs = new Map<string, RunRecord>();
  for (const run of listRuns(db, { status: ['completed', 'diverged'] })) {
    if (run.engine === engine.name && run.numerics === engine.numerics) {
      runs.set(`${run.configHash} ${run.seed}`, run);
    }
  }
  return { find: (hash, seed) => runs.get(`${hash} ${seed}`) };
}
