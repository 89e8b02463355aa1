import { type Database, listSweepRuns } from '../../db/index.ts';
import type { EngineInfo, EngineName } from '../engine/contract.ts';
import { openEngine } from '../engine/index.ts';

/**
 * The engine that the runs of a sweep were made for.
 * @throws Error where the sweep has no runs, or this build's engine computes other numbers
 */
export async function engineOf(db: Database, sweepId: string): Promise<EngineInfo> {
  const runs = listSweepRuns(db, sweepId);
  // what is done may have come from anywhere; what is left decides
  const run = runs.find(({ status }) => status !== 'completed' && status !== 'diverged') ?? runs[0];
  if (run === undefined) throw new Error('this sweep has no runs: start it from its definition again');
  const { info } = await openEngine(run.engine as EngineName);
  if (info.numerics === run.numerics) return info;
  throw new Error(
    `the runs of this sweep were made for ${run.engine} with numerics ${run.numerics}, and this build has ` +
      `${info.numerics}, which gives other numbers: start the sweep from its definition (or a clone of it) instead`,
  );
}
