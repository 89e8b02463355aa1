/** Statistics: pure functions over numbers, without any knowledge of runs in a database. */

export {
  type AnalysedRun,
  type AnalysisOptions,
  analyseEffects,
  type EffectAnalysis,
  type LevelSummary,
} from './analyse.ts';
export type {
  Arm,
  ArmChoice,
  Candidate,
  Contrast,
  ContrastEstimate,
  ContrastOptions,
  TuningScore,
} from './arms.ts';
export { type ChoiceStability, choiceStability, chooseCandidate, KEPT_SHARE } from './choose.ts';
export { estimateContrasts } from './contrasts.ts';
export {
  type Description,
  describe,
  type Interval,
  mean,
  meanInterval,
  standardDeviation,
  type WelchTest,
  welchTest,
} from './describe.ts';
export {
  type Effects,
  type EffectsOptions,
  estimateEffects,
  type Interaction,
  type MainEffect,
  type Observation,
} from './effects.ts';
export { type Factor, type Factors, findFactors, type Level, type Levels } from './factors.ts';
export { extendGrids, halfDecades, type TunedGrid } from './grid.ts';
export { type LeaderboardRow, type RankedRun, rankGroups } from './leaderboard.ts';
export { type LearningRateTuning, learningRateTuning } from './learning-rate.ts';
export { studentQuantile, studentTwoSidedP } from './student.ts';
export { atBestOf, type TunableObservation } from './tune.ts';
export {
  type Bounds,
  type ComparisonEvidence,
  type EffectEstimate,
  type HypothesisVerdict,
  type Judgement,
  judgeEffect,
  judgeStratum,
  LEAST_SEEDS,
  type StrataDifference,
  type StratumEvidence,
  type StratumJudgement,
  type VerdictName,
  verdict,
} from './verdict.ts';
