/**
 * Effects of tuned arms with intervals that carry the tuning.
 *
 * An arm's value is the mean over the final seeds at the candidate that tuning chooses. Its uncertainty has two parts:
 * other final seeds, and other tuning seeds that might have chosen another candidate. A resample draws both anew: the
 * tuning seeds (choosing again among the candidates trained with the final seeds), then the final seeds at that
 * candidate, the same seeds in every arm, so that comparisons stay paired.
 *
 * The interval is effect ± c · SE. SE² adds the variance over final seeds (of the paired values, over n) and the
 * variance over the tuning resamples; c is the quantile of |effect* − effect| / SE*, SE* computed anew in each resample:
 * the symmetric studentized bootstrap. Symmetric, because the candidates that other seeds would have chosen say how far
 * off the effect may be, but not on which side. Simultaneous: the quantile is that of the largest statistic over all
 * contrasts (max-t) but those that are unbounded themselves. A resample that happens to leave out the one seed that is far
 * from the others has nearly no SE*, and its statistic would be in the thousands: a quarter of SE² is added to SE² and to
 * every SE*², as by the "fudge factor" of Tusher et al. Where nothing is chosen anew the interval is that of the paired t
 * test; below 8 seeds, where a resample often repeats one seed, a t interval with Satterthwaite's degrees of freedom. Both
 * share the error rate with the bootstrap by Bonferroni.
 *
 * Sources: Hall, The Bootstrap and Edgeworth Expansion (1992), section 3.5; Westfall & Young, Resampling-Based Multiple
 * Testing (1993); Satterthwaite, Biometrics Bulletin 2 (1946).
 */
import type { Arm, ArmChoice, Contrast, ContrastEstimate, ContrastOptions } from './arms.ts';
import { choicesUnder, chooseCandidate, type Draws, drawIndices, TUNING_SEEDS } from './choose.ts';
import {
  boundedFamilies,
  boundsAround,
  maximumStatistics,
  tCritical,
  upperQuantile,
} from './critical-values.ts';
import { type Combination, emptyMoments, PairedValues } from './paired-values.ts';
import { LEAST_SEEDS } from './verdict.ts';

const DEFAULT_RESAMPLES = 2000;

/** Share of SE² that is added to it and to every SE*². */
const FLOOR = 0.25;

/**
 * All contrasts of one family, in their order; their intervals hold together. A claim is one family; the differences
 * between strata, which only gate "conditional", are another. Fewer than two seeds: the interval is unbounded.
 * @throws RangeError for an arm that is not known, a chosen candidate without final runs, arms without a common seed
 */
export function estimateContrasts(
  arms: readonly Arm[],
  contrasts: readonly Contrast[],
  { resamples = DEFAULT_RESAMPLES, seed = 0 }: ContrastOptions = {},
): ContrastEstimate[] {
  const draw = drawer(resamples, seed);
  const byId = new Map(arms.map((arm) => [arm.id, tune(arm, draw)]));
  const estimates = contrasts.map((contrast) => estimate(contrast, byId, draw));
  const bootstrapped = estimates.flatMap(({ statistics }) => (statistics === null ? [] : [statistics]));
  const jointError = bootstrapped.length / Math.max(1, estimates.length);
  const bounded = boundedFamilies(bootstrapped, 1 - 0.05 * jointError);
  const largest = maximumStatistics(bounded);
  return estimates.map(({ statistics, ...shown }) => {
    const { effect, standardError, degreesOfFreedom } = shown;
    const critical = (confidence: number) => {
      if (statistics === null) return tCritical(1 - (1 - confidence) / estimates.length, degreesOfFreedom);
      if (!bounded.includes(statistics)) return Number.POSITIVE_INFINITY;
      return upperQuantile(largest, 1 - (1 - confidence) * jointError);
    };
    const alone = statistics === null ? tCritical(0.95, degreesOfFreedom) : upperQuantile(statistics, 0.95);
    const criticalValue = critical(0.95);
    return {
      ...shown,
      criticalValue,
      interval95: boundsAround(effect, criticalValue, standardError),
      interval90: boundsAround(effect, critical(0.9), standardError),
      pointwise95: boundsAround(effect, alone, standardError),
    };
  });
}

type Draw = (size: number, name: string) => Draws;

/** Each set of seeds has one set of resamples, so that all contrasts over it move together. */
function drawer(resamples: number, seed: number): Draw {
  const known = new Map<string, Draws>();
  return (size, name) => {
    const key = `${size}/${name}`;
    const draws = known.get(key) ?? drawIndices(size, resamples, seed, name);
    known.set(key, draws);
    return draws;
  };
}

interface TunedArm {
  readonly arm: Arm;
  readonly tuningSeeds: number;
  readonly chosen: number;
  /** index of the candidate by resample */
  readonly choices: Uint16Array;
  readonly report: ArmChoice;
}

function tune(arm: Arm, draw: Draw): TunedArm {
  const scores = arm.candidates.map(({ tuning }) => tuning);
  const chosen = chooseCandidate(scores);
  const trained = arm.candidates.flatMap(({ finals }, i) => (finals === null ? [] : [i]));
  const label = arm.candidates[chosen]!.label;
  if (!trained.includes(chosen)) {
    throw new RangeError(
      `arm "${arm.id}": candidate "${label}" is the best by its tuning runs but has no final runs; train it with the final seeds`,
    );
  }
  const tuningSeeds = scores[0]!.length;
  const choices = choicesUnder(scores, draw(tuningSeeds, TUNING_SEEDS), trained);
  const counts = new Float64Array(arm.candidates.length);
  for (const choice of choices) counts[choice]! += 1;
  const shares = arm.candidates.map((candidate, i) => ({
    label: candidate.label,
    share: counts[i]! / choices.length,
  }));
  return { arm, tuningSeeds, chosen, choices, report: { arm: arm.id, chosen: label, shares } };
}

type Unbounded = Omit<ContrastEstimate, 'criticalValue' | 'interval95' | 'interval90' | 'pointwise95'> & {
  /** |t*| by resample; null where the interval is a t interval */
  readonly statistics: Float64Array | null;
};

function estimate(contrast: Contrast, arms: ReadonlyMap<string, TunedArm>, draw: Draw): Unbounded {
  const terms = contrast.terms.map(({ arm, weight }) => {
    const tuned = arms.get(arm);
    if (tuned === undefined) throw new RangeError(`contrast "${contrast.id}": there is no arm "${arm}"`);
    return { ...tuned, weight };
  });
  const values = new PairedValues(contrast.scale, terms);
  const moments = emptyMoments();
  const {
    effect,
    n,
    standardError: seedError,
  } = values.of(terms.map(({ chosen }) => chosen)).moments(null, 0, moments);
  const rows = draw(values.seeds.length, `final seeds ${values.seeds.join(' ')}`);
  const combinations: Combination[] = [];
  const candidates = terms.map(() => 0);
  for (let b = 0; b < rows.count; b++) {
    for (let k = 0; k < terms.length; k++) candidates[k] = terms[k]!.choices[b]!;
    combinations.push(values.of(candidates));
  }
  const tuningVariance = varianceOver(combinations);
  const seedVariance = seedError ** 2;
  const total = seedVariance + tuningVariance;
  const tunedTerms = terms.filter(({ choices }) => choices.some((choice) => choice !== choices[0]));
  const tuningDegrees = Math.min(...tunedTerms.map(({ tuningSeeds }) => tuningSeeds - 1));
  const shared = {
    ...{ id: contrast.id, effect, n, missing: values.seeds.length - n, standardError: Math.sqrt(total) },
    tuningShare: total > 0 ? tuningVariance / total : 0,
    choices: terms.map(({ report }) => report),
  };
  if (tuningVariance === 0) {
    return { ...shared, method: 'paired t', degreesOfFreedom: n - 1, statistics: null };
  }
  const degreesOfFreedom = total ** 2 / (seedVariance ** 2 / (n - 1) + tuningVariance ** 2 / tuningDegrees);
  if (n < LEAST_SEEDS) return { ...shared, method: 'satterthwaite t', degreesOfFreedom, statistics: null };
  const floor = FLOOR * total;
  const statistics = new Float64Array(rows.count);
  for (let b = 0; b < rows.count; b++) {
    combinations[b]!.moments(rows.indices, b * rows.size, moments);
    const distance = Math.abs(moments.effect - effect);
    const error = Math.sqrt(moments.standardError ** 2 + tuningVariance + floor);
    statistics[b] = (distance / error) * Math.sqrt(1 + FLOOR);
  }
  return { ...shared, method: 'studentized bootstrap', degreesOfFreedom: n - 1, statistics };
}

/** Variance of the effect on all final seeds, as tuning chooses anew. */
function varianceOver(combinations: readonly Combination[]): number {
  const counts = new Map<Combination, number>();
  for (const combination of combinations) counts.set(combination, (counts.get(combination) ?? 0) + 1);
  if (counts.size === 1) return 0;
  const moments = emptyMoments();
  const effects = [...counts].map(([combination, count]) => ({
    effect: combination.moments(null, 0, moments).effect,
    share: count / combinations.length,
  }));
  const center = effects.reduce((sum, { effect, share }) => sum + share * effect, 0);
  return effects.reduce((sum, { effect, share }) => sum + share * (effect - center) ** 2, 0);
}
