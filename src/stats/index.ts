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
export { type BestOf, bestOfCurve, expectedBestOf } from './best-of.ts';
export { type Box, boxOf, quantile } from './box.ts';
export { type ChoiceStability, choiceStability, chooseCandidate, hasAccuracy, KEPT_SHARE } from './choose.ts';
export { estimateContrasts } from './contrasts.ts';
export {
  type BandKind,
  bandOf,
  type Curve,
  FEWEST_FOR_BAND,
  halfLifeAverage,
  type MeanCurve,
  meanCurve,
  thinnedIndexes,
  valuesAt,
} from './curves.ts';
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
export { type ImportanceShare, parameterImportance } from './importance/index.ts';
export { interquartileMean, stratifiedInterquartileMean } from './interquartile-mean.ts';
export { type LeaderboardRow, type RankedRun, rankGroups } from './leaderboard.ts';
export { type LearningRateTuning, learningRateTuning } from './learning-rate.ts';
export { chiSquareTail, normalProbability, normalQuantile, normalTwoSidedP } from './normal.ts';
export { detectableEffect, type Precision, powerOf } from './power.ts';
export { type ProfilePoint, performanceProfiles, scoreProfile } from './profiles.ts';
export {
  detectableDifference,
  type ProportionDifference,
  proportionDifference,
  proportionInterval,
  unitsToDecide,
} from './proportions.ts';
export {
  type BrunnerMunzelTest,
  brunnerMunzelTest,
  type MannWhitneyTest,
  mannWhitneyTest,
  type Superiority,
  superiority,
  withDivergedAt,
} from './ranks.ts';
export { type ResampledOptions, resampledInterval } from './resampled-interval.ts';
export { type SensitivityBand, sensitivityBand } from './sensitivity.ts';
export { studentQuantile, studentTwoSidedP } from './student.ts';
export {
  compareRestrictedMeans,
  kaplanMeier,
  type LogRankTest,
  logRankTest,
  type RestrictedMean,
  type RestrictedMeanComparison,
  restrictedMean,
  restrictedTime,
  type SurvivalStep,
  type TimeToEvent,
} from './survival.ts';
export { atBestOf, type TunableObservation } from './tune.ts';
export { type PackedFlags, type TwoWayEstimate, type TwoWayOptions, twoWayInterval } from './two-way.ts';
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
