/**
 * What a claim looks like: a statement of the primer, the hypotheses that it becomes, and the trainings that test them,
 * all written down before any data is seen. Files under experiments/claims/ export one each.
 */
import type { RecordingInput, RunConfigInput, Sampling } from '../config/index.ts';
import type { VerdictName } from '../stats/index.ts';

export const PRESET_NAMES = ['smoke', 'standard', 'full'] as const;
export type PresetName = (typeof PRESET_NAMES)[number];

/** Keys of a run, as in a sweep definition; later ones win: preset, stratum, arm, candidate. */
export type Settings = Omit<RunConfigInput, 'seed'>;

/** How an arm gets its best setting before it is compared; every tuned arm of a stratum has the same number of trials. */
export type Tuning =
  /** rates 10^(i/2) for the integers i from … to; the grid grows where some arm's best lies at an edge */
  | { readonly kind: 'learningRate'; readonly from: number; readonly to: number }
  /** seeded random draws of several keys at once */
  | {
      readonly kind: 'sampled';
      readonly trials: number;
      readonly axes: Sampling['axes'];
    };

export interface ArmDefinition {
  readonly label: string;
  readonly settings: Settings;
  /** left out: one candidate, its settings as they are */
  readonly tuning?: Tuning;
  /** more or fewer final seeds than the preset's; comparisons pair the seeds that both arms have */
  readonly finalSeeds?: Readonly<Partial<Record<PresetName, number>>>;
  /** every rate of the grid is trained with the final seeds: for the width of a sensitivity band */
  readonly wholeGrid?: boolean;
}

/** A setting in which every hypothesis that names it is tested anew: a dataset, a depth, a schedule. */
export interface StratumDefinition {
  readonly label: string;
  readonly settings: Settings;
  /** of its final runs, instead of the claim's */
  readonly recording?: RecordingInput;
}

/** A number that one run gives. */
export type RunMetric =
  /** last or best value of a logged metric, or its value at a step */
  | { readonly kind: 'metric'; readonly name: string; readonly at?: 'last' | 'best' | number }
  /** one metric divided by another: such as the gradient of the first layer by that of the last */
  | {
      readonly kind: 'quotient';
      readonly over: string;
      readonly under: string;
      readonly at?: 'last' | number;
    }
  /** one metric less another: such as the gap between training and test accuracy */
  | { readonly kind: 'gap'; readonly of: string; readonly minus: string }
  /**
   * steps until validation/accuracy first reaches the target: the median of the tuning runs of arm `reference` at its
   * chosen rate, less 0.5 pt; a run that never does counts with its whole budget (a restricted mean)
   */
  | { readonly kind: 'timeToTarget'; readonly reference: string }
  /** 1 where the run diverged, else 0 */
  | { readonly kind: 'diverged' }
  /** 1 where the run diverged or never learnt (ended at most at twice chance), else 0 */
  | { readonly kind: 'failed' }
  /** training samples a second */
  | { readonly kind: 'speed' }
  /** seconds that the training steps of an epoch take: images trained on, over samples a second */
  | { readonly kind: 'epochSeconds' }
  /** |log10| of a metric at a step: how far a ratio is from 1, on either side */
  | { readonly kind: 'decadesFromOne'; readonly name: string; readonly at: number };

export type Metric =
  | RunMetric
  /**
   * decades of learning rate within one point of the best validation accuracy, by final seed, or that reach an accuracy
   * (none: 0); needs `wholeGrid`
   */
  | { readonly kind: 'sensitivity'; readonly atLeast?: number }
  /** by final seed, the share of the rates that the grids of all arms have at which the run diverged or never learnt; needs `wholeGrid` */
  | { readonly kind: 'failedRates' }
  /** no training: a pure function of the arm's settings and the seed; null: no value */
  | {
      readonly kind: 'computed';
      readonly compute: (settings: Settings, seed: number, stratum: string) => number | null;
      /** as many as this, by preset; default: the preset's final seeds */
      readonly seeds?: Readonly<Partial<Record<PresetName, number>>>;
    };

export interface HypothesisDefinition {
  /** unique within the claim: `faster` */
  readonly id: string;
  /** the primer's statement, as something that can be wrong */
  readonly statement: string;
  /** the one that the board shows for the whole claim; one of them, declared beforehand */
  readonly primary?: boolean;
  /**
   * Where it was added after data had been seen: when, such as `after the first report`. Shown wherever it is; left out:
   * written down before the first report.
   */
  readonly added?: string;
  /** what was changed in it after the first report, though not its words; shown wherever it is */
  readonly changed?: string;
  readonly metric: Metric;
  /** another metric for these arms, where each has its own name for the same thing */
  readonly metricByArm?: Readonly<Record<string, RunMetric>>;
  /** what the number is, for people: `test accuracy`, `steps to the target` */
  readonly metricLabel: string;
  /** `pt`: fractions shown in percentage points; `×`: ratios; or a word such as `decades` */
  readonly unit: string;
  /** what the statement says of `arm`: that its value is higher, or lower */
  readonly better: 'higher' | 'lower';
  /** `ratio`: of means, compared on the logarithm */
  readonly scale: 'difference' | 'ratio';
  /**
   * the least effect that matters, in the unit of the metric; for a ratio its factor (> 1); `accuracy`: .001 on MNIST,
   * .003 on Fashion-MNIST
   */
  readonly margin: number | 'accuracy';
  /** the arm of which something is claimed */
  readonly arm: string;
  /** each of these must be beaten: "best" is an intersection of all */
  readonly against: readonly string[];
  /**
   * For a difference of differences: (arm − its base) against (rival − its base), as for "gains more from tuning".
   * Bases by arm id.
   */
  readonly bases?: Readonly<Record<string, string>>;
  /** ids of strata; default: all of the preset */
  readonly strata?: readonly string[];
  /**
   * Runs that end at most at twice chance: accuracies and losses leave them out by default, as diverged ones, and the
   * table counts them; `counted` where not learning at all is what the hypothesis is about.
   */
  readonly stalled?: 'left out' | 'counted';
  /** the sentence that a reader should remember, by verdict; `{steps}` stands for the updates of the runs */
  readonly remember: Readonly<Partial<Record<VerdictName, string>>>;
}

/** A picture of the page beside the evidence of the hypotheses. */
export type FigureDefinition =
  /** mean with band over steps, seeds faint, one line an arm */
  | {
      readonly kind: 'curves';
      readonly metric: string;
      readonly title: string;
      readonly log?: boolean;
      readonly arms?: readonly string[];
    }
  /** a metric of every layer (`signal_rms/<layer>`), over the layers, one line an arm */
  | {
      readonly kind: 'layers';
      readonly metric: string;
      readonly at: 'last' | number;
      readonly title: string;
      readonly arms?: readonly string[];
    }
  /** mean tuning accuracy over the learning rate, one line an arm */
  | { readonly kind: 'sensitivity'; readonly title: string; readonly arms?: readonly string[] }
  /** expected best of k trials of the tuning, one line an arm */
  | { readonly kind: 'bestOf'; readonly title: string; readonly arms?: readonly string[] }
  /** of a time to target: share of the runs that have reached it, over the steps (1 − Kaplan–Meier), one line an arm */
  | { readonly kind: 'survival'; readonly hypothesis: string; readonly title: string }
  /** metrics against a number in their names: `measure/consistency/shift/3` over 3 */
  | {
      readonly kind: 'series';
      /** with one `*`: what stands there is x */
      readonly metric: string;
      readonly title: string;
      readonly x: string;
      readonly log?: boolean;
      readonly arms?: readonly string[];
    }
  /** a JSON artifact of the first final run of each arm, drawn by its kind */
  | {
      readonly kind: 'artifact';
      readonly artifact: string;
      /** of a measure that was taken several times; default: the last */
      readonly at?: 'start' | 'end';
      readonly title: string;
      readonly arms?: readonly string[];
    }
  /**
   * Performance profiles over the final seeds. `accuracy`: the share of an arm's runs above each accuracy, with the
   * interquartile means and their intervals in the caption. `time`: the share of seeds at which an arm reaches the target of
   * a hypothesis within a factor of the first arm that does.
   */
  | {
      readonly kind: 'profile';
      readonly by: 'accuracy' | 'time';
      /** `time`: of which the target is taken */
      readonly hypothesis: string;
      readonly title: string;
      readonly arms?: readonly string[];
    }
  /** paths of optimizers on the analytic test functions */
  | { readonly kind: 'trajectories'; readonly title: string }
  /** single test images with the answer of the first final run of an arm */
  | { readonly kind: 'predictions'; readonly title: string; readonly arm: string };

export interface PresetDefinition {
  /** the same in every run: dataset, budget, … */
  readonly settings: Settings;
  readonly strata: readonly string[];
  readonly tuningSeeds: number;
  readonly finalSeeds: number;
  /** ids of arms; default: all */
  readonly arms?: readonly string[];
}

export interface ClaimDefinition {
  /** `loss`, as in `descent claims run loss` */
  readonly id: string;
  /** of the primer's list, from 1 */
  readonly number: number;
  readonly title: string;
  /** the primer's statement in our words */
  readonly statement: string;
  readonly arms: Readonly<Record<string, ArmDefinition>>;
  readonly strata: Readonly<Record<string, StratumDefinition>>;
  readonly hypotheses: readonly HypothesisDefinition[];
  readonly presets: Readonly<Record<PresetName, PresetDefinition>>;
  /** of the final runs; the tuning runs keep losses and accuracies only */
  readonly recording?: RecordingInput;
  readonly figures?: readonly FigureDefinition[];
  /** remedies against overfitting, each judged by two hypotheses that mean something only together */
  readonly remedies?: readonly { readonly label: string; readonly gap: string; readonly accuracy: string }[];
  /** arms whose test accuracy the page states, with an interval over seeds and test images */
  readonly accuracyOf?: readonly string[];
  /** boxes on the page: corrections, what was not tested, how to read it */
  readonly notes?: readonly { readonly title: string; readonly text: string }[];
}

/** Types a claim; checked when it is loaded. */
export function defineClaim(claim: ClaimDefinition): ClaimDefinition {
  return claim;
}
