/**
 * What the evidence says about a hypothesis "A does better than B by a margin that matters".
 *
 * Effects are oriented as claimed: positive means that the claim is right. A ratio enters as its logarithm, and so does
 * its margin. Nothing is read but effects, simultaneous intervals and n, so that no verdict can rest on a p value
 * or on a look at the curves.
 */

/** Below this number of final seeds no interval is trusted with a verdict. */
export const LEAST_SEEDS = 8;

export type VerdictName = 'supported' | 'contradicted' | 'equivalent' | 'conditional' | 'inconclusive';

export interface Bounds {
  readonly low: number;
  readonly high: number;
}

/** An effect with its intervals, simultaneous within the claim. */
export interface EffectEstimate {
  readonly effect: number;
  readonly interval95: Bounds;
  /** at 90 %: the one of two one-sided tests at 5 % */
  readonly interval90: Bounds;
  /** final seeds that count: those with a value in every arm */
  readonly n: number;
}

export interface ComparisonEvidence {
  /** what the claimed arm is compared with */
  readonly rival: string;
  /** in reasons, instead of `rival` */
  readonly label?: string;
  readonly estimate: EffectEstimate;
}

/** A stratum is a setting in which the hypothesis is tested anew: a dataset, a depth, a schedule. */
export interface StratumEvidence {
  readonly stratum: string;
  /** in reasons, instead of `stratum` */
  readonly label?: string;
  /** effects at least this large matter (> 0), in the unit of the effect */
  readonly margin: number;
  /** one, or one for each rival where the claim is "best" */
  readonly comparisons: readonly ComparisonEvidence[];
}

/** Interval of (effect against the rival in the first stratum) − (effect in the second). */
export interface StrataDifference {
  readonly rival: string;
  readonly strata: readonly [string, string];
  readonly interval: Bounds;
}

export interface Judgement {
  readonly verdict: VerdictName;
  /** a few words, such as "too few seeds" */
  readonly reason: string;
}

export interface StratumJudgement extends Judgement {
  readonly stratum: string;
  readonly label: string;
  /** of the comparison that decided: for "best" the rival that came closest */
  readonly rival: string;
  readonly estimate: EffectEstimate;
  readonly margin: number;
  readonly comparisons: readonly (ComparisonEvidence & Judgement)[];
}

export interface HypothesisVerdict extends Judgement {
  readonly strata: readonly StratumJudgement[];
}

/** One comparison in one stratum, by the rules in their order. @throws RangeError unless margin > 0 */
export function judgeEffect(estimate: EffectEstimate, margin: number): Judgement {
  if (!(margin > 0)) throw new RangeError(`margin must be > 0, got ${margin}`);
  const { effect, interval95, interval90, n } = estimate;
  if (n < LEAST_SEEDS) return { verdict: 'inconclusive', reason: 'too few seeds' };
  if (interval90.low > -margin && interval90.high < margin) {
    return { verdict: 'equivalent', reason: 'the 90 % interval lies within the margin' };
  }
  if (interval95.low > 0) {
    return effect >= margin
      ? { verdict: 'supported', reason: 'the interval lies above 0 and the effect reaches the margin' }
      : { verdict: 'inconclusive', reason: 'an effect, but below the margin' };
  }
  if (interval95.high < 0) {
    return effect <= -margin
      ? { verdict: 'contradicted', reason: 'the interval lies below 0 and the effect reaches the margin' }
      : { verdict: 'inconclusive', reason: 'an opposite effect, but below the margin' };
  }
  return { verdict: 'inconclusive', reason: 'the interval includes 0' };
}

/**
 * "Best" means better than each rival (intersection–union): supported if every comparison is; contradicted if a
 * rival is better; equivalent if the rest are no better and at least one is as good; otherwise inconclusive.
 * @throws RangeError without a comparison
 */
export function judgeStratum({ stratum, label, margin, comparisons }: StratumEvidence): StratumJudgement {
  const judged = comparisons.map((comparison) => ({
    ...comparison,
    ...judgeEffect(comparison.estimate, margin),
  }));
  if (judged.length === 0) throw new RangeError(`stratum "${stratum}" has no comparison`);
  const order = ['contradicted', 'inconclusive', 'equivalent', 'supported'] as const;
  const decisive = order.find((name) => judged.some(({ verdict }) => verdict === name))!;
  const closest = judged
    .filter(({ verdict }) => verdict === decisive)
    .reduce((a, b) => (b.estimate.effect < a.estimate.effect ? b : a));
  const { verdict, reason, rival, estimate } = closest;
  const named = comparisons.length > 1 ? `${reason} (against ${closest.label ?? rival})` : reason;
  // words that readers and tests know: never with a name in them
  return {
    ...{ stratum, label: label ?? stratum, margin, verdict, rival, estimate, comparisons: judged },
    reason: reason === 'too few seeds' ? reason : named,
  };
}

/**
 * The verdict over all strata. Supported, contradicted or equivalent: the same in every stratum. Conditional: supported
 * in one, contradicted or equivalent in another, and the interval of the difference of the two effects, against the
 * rival that decided in the other, excludes 0. All else is inconclusive; an inconclusive stratum makes nothing
 * conditional.
 * @throws RangeError without a stratum
 */
export function verdict(
  evidence: readonly StratumEvidence[],
  differences: readonly StrataDifference[] = [],
): HypothesisVerdict {
  const strata = evidence.map(judgeStratum);
  const first = strata[0];
  if (first === undefined) throw new RangeError('a hypothesis needs at least one stratum');
  const holding = strata.filter(({ verdict: name }) => name === 'supported');
  const failing = strata.filter(({ verdict: name }) => name === 'contradicted' || name === 'equivalent');
  for (const yes of holding) {
    for (const no of failing) {
      if (!differ(yes.stratum, no.stratum, no.rival, differences)) continue;
      const reason = `supported in ${yes.label}, ${no.verdict} in ${no.label}`;
      return { verdict: 'conditional', reason, strata };
    }
  }
  if (strata.every((stratum) => stratum.verdict === first.verdict)) {
    const reasons = new Set(strata.map(({ reason }) => reason));
    const reason =
      reasons.size === 1 ? first.reason : strata.map((s) => `${s.label}: ${s.reason}`).join('; ');
    return { verdict: first.verdict, reason, strata };
  }
  const reason = strata.map((stratum) => `${stratum.verdict} in ${stratum.label}`).join(', ');
  return { verdict: 'inconclusive', reason, strata };
}

function differ(yes: string, no: string, rival: string, differences: readonly StrataDifference[]): boolean {
  return differences.some(
    ({ rival: of, strata: [a, b], interval }) =>
      of === rival &&
      ((a === yes && b === no) || (a === no && b === yes)) &&
      (interval.low > 0 || interval.high < 0),
  );
}
