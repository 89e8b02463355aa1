/** Recorded runs trained again and compared, bit for bit. */
export { asSweep } from './as-sweep.ts';
export { compareRuns } from './compare.ts';
export type * from './types.ts';
export { type VerifyOptions, verifyRuns } from './verify-runs.ts';
