/** Sweeps: workers, resume, progress, estimates. */
export { physicalCores } from './cores.ts';
export { type Estimate, estimateSweep } from './estimate.ts';
export type * from './events.ts';
export { catchInterrupts } from './interrupts.ts';
export { runLabel } from './label.ts';
export { type PlannedRun, planRuns, sweepHash } from './plan.ts';
export { createDisplay, type Display, type DisplayMode } from './progress/index.ts';
export { exitCodeOf, type RunSweepOptions, runSweep, type SweepOutcome } from './run-sweep.ts';
export type { Interrupts } from './supervise.ts';
