/** Training: one run from its config to its results, on any engine. */
export { budgetOf, type RunBudget } from './budget.ts';
export { createDataCache, type DataCache } from './data-cache.ts';
export { type Answer, type AnswerOptions, answerTestImages, surestMistakes } from './predict.ts';
export { evenlySpaced, packBits, unpackBits, weightBytes } from './results.ts';
export { learningRateAt } from './schedule.ts';
export { trainRun } from './train-run.ts';
export type {
  ArtifactKind,
  TrainArtifact,
  TrainOptions,
  TrainProgress,
  TrainResult,
  TrainSink,
} from './types.ts';
