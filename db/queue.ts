/** The queue of runs: a sweep's runs wait in the database, worker processes take them. */
export { type CancelReport, isCancelRequested, requestCancel, sweepCounts } from './queue/cancel.ts';
export { claimRun, type Holding, heartbeat, LEASE_MS, releaseRun } from './queue/claim.ts';
export { MAX_ATTEMPTS, requeueOrphans } from './queue/orphans.ts';
export { createSweep, enqueueRuns, findSweepByHash, redefineSweep, requeueRuns } from './queue/sweeps.ts';
