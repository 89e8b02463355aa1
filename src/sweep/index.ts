/** Sweeps: workers, resume, progress, estimates. */
export { checkDatasets } from './check-datasets.ts';
export { physicalCores } from './cores.ts';
export { engineOf } from './engine-of.ts';
export { type Estimate, estimateSweep } from './estimate.ts';
export type * from './events.ts';
export { type Extension, extendSweep, nextSeeds } from './extend.ts';
export { catchInterrupts } from './interrupts.ts';
export { runLabel } from './label.ts';
export { type PlannedRun, planRuns, storeSweep, sweepHash } from './plan.ts';
export { createDisplay, type Display, type DisplayMode } from './progress/index.ts';
export {
  exitCodeOf,
  type ResumeSweepOptions,
  type RunSweepOptions,
  resumeSweep,
  runSweep,
  type SweepOutcome,
} from './run-sweep.ts';
export type { Interrupts } from './supervise.ts';
