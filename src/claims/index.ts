/** Claims: from what a primer says to verdicts with their evidence. */
export type * from './definition.ts';
export { defineClaim, PRESET_NAMES } from './definition.ts';
export type * from './evidence.ts';
export { chooseClaims, claimsFolder, loadClaims } from './load.ts';
export { armsOf, type ClaimPlan, planClaim, strataOf } from './plan.ts';
export { remedySentences } from './remedies.ts';
export { evidenceOf, knownSweeps, type RunClaimOutcome, runClaim } from './run.ts';
export { indexRuns } from './run-index.ts';
export { runIdsOf } from './totals.ts';
export { type NeededRuns, type Progress, progressOf } from './tuning.ts';
export { accuracySentences, deciding, effectText, spanText, valueText } from './words.ts';
