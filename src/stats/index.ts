/** Statistics: pure functions over numbers, without any knowledge of runs in a database. */
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
export { type LeaderboardRow, type RankedRun, rankGroups } from './leaderboard.ts';
export { studentQuantile, studentTwoSidedP } from './student.ts';
export { atBestOf, type TunableObservation } from './tune.ts';
