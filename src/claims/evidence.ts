/** What the runs of a claim say: plain data, stored as JSON, read by pages, reports and exports without any bootstrap. */
import type { VerdictName } from '../stats/index.ts';
import type { HypothesisDefinition, PresetName } from './definition.ts';

/** An interval; null where it has no bound on that side (fewer than two pairs of seeds). */
export interface Span {
  readonly low: number | null;
  readonly high: number | null;
}

export interface ClaimEvidence {
  readonly id: string;
  readonly number: number;
  readonly title: string;
  readonly statement: string;
  readonly preset: PresetName;
  /** ms since 1970 */
  readonly computedAt: number;
  readonly engine: string;
  readonly numerics: string;
  /** the sizes that the preset fixes, in words: dataset, images, budget */
  readonly workload: string;
  readonly tuningSeeds: readonly number[];
  readonly arms: readonly ArmEvidence[];
  /** of the arms that the claim names */
  readonly accuracies?: readonly AccuracyRecord[];
  readonly hypotheses: readonly HypothesisEvidence[];
  readonly totals: {
    /** every run behind the claim, tuning and final */
    readonly runs: number;
    readonly diverged: number;
    /** sum over the runs */
    readonly trainingMs: number;
  };
}

/** Accuracy of an arm's final runs on the test images, where seeds and images are both samples. */
export interface AccuracyRecord {
  readonly arm: string;
  readonly label: string;
  readonly stratumLabel: string;
  readonly mean: number;
  /** 95 %, of this arm alone */
  readonly interval: Span;
  readonly seeds: number;
  readonly images: number;
}

/** One arm in one stratum. */
export interface ArmEvidence {
  readonly arm: string;
  readonly label: string;
  readonly stratum: string;
  readonly stratumLabel: string;
  /** null: nothing was tuned */
  readonly tuning: {
    readonly trials: number;
    readonly candidates: readonly {
      /** `0.01`, or the sampled settings */
      readonly label: string;
      /** null: a sampled configuration */
      readonly learningRate: number | null;
      /** validation/accuracy at the end, by tuning seed; null: diverged, or never learnt */
      readonly accuracies: readonly (number | null)[];
      /** of the resampled choices */
      readonly share: number;
    }[];
    readonly tuningRuns: readonly string[];
    /** the best rate lies at an edge of a grid that grew as far as it may */
    readonly atEdge: boolean;
  } | null;
  /** label of the candidate whose final runs are compared */
  readonly chosen: string;
  /** ids by final seed, at the chosen candidate; these are drawn */
  readonly runs: readonly {
    readonly seed: number;
    readonly id: string;
    readonly diverged: boolean;
    /** it never learnt, and the claim compares those that did */
    readonly stalled: boolean;
    /** it never learnt, whether or not the claim counts it */
    readonly neverLearnt?: boolean;
  }[];
  /** final runs of other candidates that the intervals use */
  readonly otherRuns: readonly string[];
}

export interface HypothesisEvidence
  extends Pick<
    HypothesisDefinition,
    'id' | 'statement' | 'metricLabel' | 'unit' | 'better' | 'scale' | 'arm' | 'added' | 'changed'
  > {
  readonly primary: boolean;
  readonly verdict: VerdictName;
  /** a few words */
  readonly reason: string;
  readonly remember: string;
  /** what would have to be different for another verdict */
  readonly wouldChange: string;
  readonly strata: readonly StratumEvidenceRecord[];
}

export interface StratumEvidenceRecord {
  readonly stratum: string;
  readonly label: string;
  readonly verdict: VerdictName;
  readonly reason: string;
  /** in the unit of the effect; of a ratio its logarithm */
  readonly margin: number;
  /** of a time to target: the accuracy to reach */
  readonly target: number | null;
  /** the rival that decided */
  readonly decidedBy: string;
  readonly comparisons: readonly ComparisonRecord[];
}

/** Of an arm's values at the chosen candidate. */
export interface SideRecord {
  readonly arm: string;
  readonly label: string;
  readonly mean: number | null;
  readonly sd: number | null;
  /** runs with a value */
  readonly n: number;
  readonly diverged: number;
  /** runs that never learnt: they ended at most at twice chance */
  readonly stalled: number;
  /** of a time to target: runs that never reached it; of a width: seeds whose band reaches an end of the grid */
  readonly censored: number;
  /** the candidate that tuning chose; left out in evidence of earlier versions */
  readonly chosen?: string;
  /** beyond three interquartile ranges from the middle half: single seeds that may decide a mean */
  readonly farOff?: readonly { readonly seed: number; readonly value: number }[];
  readonly runs: readonly string[];
}

export interface Alternative {
  readonly arm: string;
  readonly label: string;
  readonly candidate: string;
  readonly share: number;
  readonly effect: number | null;
}

/** The claimed arm against one rival. Effects are oriented as claimed: positive means that the statement is right. */
export interface ComparisonRecord {
  readonly rival: string;
  /** null: no pair of seeds has a value */
  readonly effect: number | null;
  /** simultaneous over all comparisons of the claim */
  readonly interval95: Span;
  readonly interval90: Span;
  readonly pointwise95: Span;
  /** seeds × test images, for a difference of test accuracies; otherwise null */
  readonly twoWay: Span | null;
  /** pairs of final seeds */
  readonly n: number;
  /** seeds left out since a run has no value */
  readonly missing: number;
  /** how the interval was made: `paired t`, `studentized bootstrap`, … */
  readonly method: string;
  /** share of the variance that comes from choosing by few tuning seeds */
  readonly tuningShare: number;
  /** least effect that would have been called supported with probability 0.8; null: not known */
  readonly detectable: number | null;
  /** of shares of runs: final seeds a side at which the same shares would be decided; null: more than 1,000 */
  readonly seedsNeeded?: number | null;
  /**
   * P(A > B) + ½ P(A = B) over all runs, paired or not, with its 95 % interval; null: no values. Of an accuracy diverged
   * and stalled runs count at chance level; of anything else a run without a value is left out; a time to a target that was
   * not reached is the whole budget.
   */
  readonly superiority: { readonly probability: number; readonly interval: Span } | null;
  /** of a time to target: p of the log-rank test; null otherwise */
  readonly logRankP: number | null;
  /** the effect where tuning chooses another candidate, in either arm, with the share of resamples that do */
  readonly alternatives?: readonly Alternative[];
  /** the effect without the seeds that are far off; null, or left out: there are none */
  readonly withoutFarOff?: number | null;
  /** of a difference of differences: the two bases */
  readonly bases?: readonly SideRecord[];
  readonly verdict: VerdictName;
  readonly reason: string;
  /** the claimed arm, then the rival */
  readonly sides: readonly [SideRecord, SideRecord];
}
