/** What the comparison of tuned arms takes and gives: the shapes that run from trials to intervals. */
import type { Bounds, EffectEstimate } from './verdict.ts';

/** A tuning run's `validation/accuracy` and `validation/loss`; null: diverged, no value. */
export interface TuningScore {
  readonly accuracy: number | null;
  readonly loss: number | null;
}

/** One setting that tuning may choose: a learning rate, or a sampled configuration. */
export interface Candidate {
  /** such as "0.01", unique within the arm */
  readonly label: string;
  /** by tuning seed, in the same order of seeds in every candidate of every arm; [] where nothing is tuned */
  readonly tuning: readonly TuningScore[];
  /**
   * The metric by final seed. null value: the run diverged or has no value, and is counted, not averaged.
   * null instead of the map: not trained with the final seeds, since it is hardly ever chosen.
   */
  readonly finals: ReadonlyMap<number, number | null> | null;
}

/** One side of a comparison, in one stratum and one metric. Several arms of one stratum share their tuning. */
export interface Arm {
  readonly id: string;
  /** one where nothing is tuned */
  readonly candidates: readonly Candidate[];
}

/**
 * A weighted sum over arms, paired by final seed: Σ weight · mean(arm), or with `logMean` Σ weight · ln mean(arm), the
 * logarithm of a ratio of means. Oriented as claimed: weights (+1, −1) where larger is claimed better, (−1, +1) where
 * smaller is. The difference of two effects has four terms.
 */
export interface Contrast {
  readonly id: string;
  readonly terms: readonly { readonly arm: string; readonly weight: number }[];
  readonly scale: 'mean' | 'logMean';
}

export interface ContrastEstimate extends EffectEstimate {
  readonly id: string;
  /** of the effect, with what tuning adds */
  readonly standardError: number;
  /** part of the variance that comes from choosing by few tuning seeds, in [0, 1] */
  readonly tuningShare: number;
  /** the 95 % interval of this contrast alone */
  readonly pointwise95: Bounds;
  readonly method: 'paired t' | 'satterthwaite t' | 'studentized bootstrap' | 'Newcombe';
  /** n − 1, or Satterthwaite's where the interval is a t interval that carries tuning */
  readonly degreesOfFreedom: number;
  /** interval95 is effect ± this · standardError */
  readonly criticalValue: number;
  /** seeds left out because a run of a chosen candidate has no value */
  readonly missing: number;
  /** by arm: label of the candidate chosen, and in which share of the resamples each candidate was */
  readonly choices: readonly ArmChoice[];
}

export interface ArmChoice {
  readonly arm: string;
  readonly chosen: string;
  readonly shares: readonly { readonly label: string; readonly share: number }[];
}

export interface ContrastOptions {
  /** resamples of the bootstrap, default 2,000 */
  readonly resamples?: number;
  /** of the Philox stream of the resamples, default 0: the same data give the same intervals */
  readonly seed?: number;
}
