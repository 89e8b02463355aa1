/** From the tuned arms of a claim and their runs to its evidence and verdicts. */
import { type Database, readArtifact } from '../../db/index.ts';
import type { EngineInfo } from '../engine/contract.ts';
import {
  type Arm,
  type Contrast,
  type ContrastEstimate,
  detectableEffect,
  estimateContrasts,
  logRankTest,
  type StrataDifference,
  superiority,
  twoWayInterval,
  verdict,
  withDivergedAt,
} from '../stats/index.ts';
import { accuraciesOf } from './accuracies.ts';
import { alternativesOf, effectWithoutFarOff } from './alternatives.ts';
import { whatWouldChange } from './change.ts';
import type { HypothesisDefinition } from './definition.ts';
import type {
  ClaimEvidence,
  ComparisonRecord,
  HypothesisEvidence,
  Span,
  StratumEvidenceRecord,
} from './evidence.ts';
import { type ClaimPlan, strataOf } from './plan.ts';
import { type ShareEstimate, withShareInterval } from './shares.ts';
import { datasetOf, describeSide, type Side, type SidesOfStratum, sidesOf } from './sides.ts';
import { armRecords, totalsOf } from './totals.ts';
import type { TunedArm } from './tuning.ts';
import { reasonText, sentenceToRemember } from './words.ts';
import { workloadText } from './workload.ts';

export interface JudgeOptions {
  readonly db: Database;
  readonly plan: ClaimPlan;
  readonly arms: readonly TunedArm[];
  readonly engine: Pick<EngineInfo, 'name' | 'numerics'>;
  /** ms since 1970 */
  readonly now: number;
}

/** One comparison before the family's intervals are known. */
interface Asked {
  readonly hypothesis: HypothesisDefinition;
  readonly stratum: string;
  readonly rival: string;
  readonly sides: SidesOfStratum;
  readonly contrast: Contrast;
}

/** @throws what the statistics throw for values that cannot be compared, such as ratios of values below 0 */
export function judgeClaim({ db, plan, arms, engine, now }: JudgeOptions): ClaimEvidence {
  const { claim, preset } = plan;
  const asked = plan.hypotheses.flatMap((hypothesis) =>
    strataOf(hypothesis, claim.presets[preset]).flatMap((stratum): Asked[] => {
      const sides = sidesOf(hypothesis, stratum, plan, arms, db);
      return hypothesis.against.map((rival) => ({
        ...{ hypothesis, stratum, rival, sides },
        contrast: contrastOf(hypothesis, stratum, rival),
      }));
    }),
  );
  const estimates = estimateContrasts(
    armsFor(asked),
    asked.map(({ contrast }) => contrast),
  );
  const judged = asked.map((one, i) => {
    const { hypothesis, rival, sides, stratum } = one;
    const margin = marginOf(hypothesis, datasetOf(plan, stratum));
    return {
      ...one,
      ...withShareInterval(estimates[i]!, hypothesis, rival, sides, { family: asked.length, margin }),
    };
  });
  return {
    ...{ id: claim.id, number: claim.number, title: claim.title, statement: claim.statement, preset },
    computedAt: now,
    engine: engine.name,
    numerics: engine.numerics,
    workload: workloadText(plan),
    tuningSeeds: plan.tuningSeeds,
    arms: armRecords(plan, arms),
    ...(claim.accuracyOf !== undefined && { accuracies: accuraciesOf(plan, arms, db) }),
    hypotheses: plan.hypotheses.map((hypothesis) =>
      judgeHypothesis(
        hypothesis,
        plan,
        judged.filter((one) => one.hypothesis === hypothesis),
        db,
      ),
    ),
    totals: totalsOf(arms),
  };
}

/** Names of arms are unique within a hypothesis and stratum only: their values depend on the metric. */
function statsId(hypothesis: HypothesisDefinition, stratum: string, arm: string): string {
  return `${hypothesis.id}: ${stratum}/${arm}`;
}

function armsFor(asked: readonly Asked[]): Arm[] {
  const arms = new Map<string, Arm>();
  for (const { hypothesis, stratum, sides } of asked) {
    for (const [arm, side] of sides.byArm) {
      const id = statsId(hypothesis, stratum, arm);
      arms.set(id, { id, candidates: side.arm.candidates });
    }
  }
  return [...arms.values()];
}

function contrastOf(hypothesis: HypothesisDefinition, stratum: string, rival: string): Contrast {
  const sign = hypothesis.better === 'higher' ? 1 : -1;
  const terms: { arm: string; weight: number }[] = [];
  const add = (arm: string, weight: number) => {
    terms.push({ arm: statsId(hypothesis, stratum, arm), weight });
    const base = hypothesis.bases?.[arm];
    if (base !== undefined) terms.push({ arm: statsId(hypothesis, stratum, base), weight: -weight });
  };
  add(hypothesis.arm, sign);
  add(rival, -sign);
  return {
    id: `${hypothesis.id}: ${stratum}: ${rival}`,
    terms,
    scale: hypothesis.scale === 'ratio' ? 'logMean' : 'mean',
  };
}

type Judged = Asked & ShareEstimate;

function judgeHypothesis(
  hypothesis: HypothesisDefinition,
  plan: ClaimPlan,
  judged: readonly Judged[],
  db: Database,
): HypothesisEvidence {
  const strata = strataOf(hypothesis, plan.claim.presets[plan.preset]);
  const evidence = strata.map((stratum) => ({
    stratum,
    label: plan.claim.strata[stratum]!.label,
    margin: marginOf(hypothesis, datasetOf(plan, stratum)),
    comparisons: judged
      .filter((one) => one.stratum === stratum)
      .map(({ rival, estimate }) => ({ rival, label: plan.claim.arms[rival]!.label, estimate })),
  }));
  const outcome = verdict(evidence, strataDifferences(judged));
  const records = outcome.strata.map((result): StratumEvidenceRecord => {
    const here = judged.filter((one) => one.stratum === result.stratum);
    return {
      stratum: result.stratum,
      label: result.label,
      verdict: result.verdict,
      reason: reasonText(result.reason, hypothesis),
      margin: result.margin,
      target: here[0]!.sides.target,
      decidedBy: result.rival,
      comparisons: here.map((one, i) =>
        comparisonRecord(one, result.comparisons[i]!, result.margin, plan, db),
      ),
    };
  });
  const { id, statement, metricLabel, unit, better, scale, arm, added, changed } = hypothesis;
  return {
    ...{ id, statement, metricLabel, unit, better, scale, arm },
    ...(added !== undefined && { added }),
    ...(changed !== undefined && { changed }),
    primary: hypothesis.primary === true,
    verdict: outcome.verdict,
    reason: reasonText(outcome.reason, hypothesis),
    remember: sentenceToRemember(hypothesis, outcome.verdict, records).replaceAll('{steps}', stepsOf(judged)),
    wouldChange: whatWouldChange(hypothesis, records, plan.tuningSeeds.length),
    strata: records,
  };
}

/** `237`, or `237 to 256` where strata differ. */
function stepsOf(judged: readonly Judged[]): string {
  const steps = judged.flatMap(({ sides }) => [...sides.byArm.values()].map(({ totalSteps }) => totalSteps));
  const [least, most] = [Math.min(...steps), Math.max(...steps)].map((n) => n.toLocaleString('en-US'));
  return least === most ? least! : `${least} to ${most}`;
}

/** In the unit of the effect: of a ratio its logarithm. */
export function marginOf({ margin, scale }: HypothesisDefinition, dataset: string): number {
  if (margin === 'accuracy') return dataset === 'fashion-mnist' ? 0.003 : 0.001;
  return scale === 'ratio' ? Math.log(margin) : margin;
}

/** The differences between strata that gate "conditional": a family of their own, of each rival. */
function strataDifferences(judged: readonly Judged[]): StrataDifference[] {
  const pairs = judged.flatMap((a, i) =>
    judged.slice(i + 1).flatMap((b) => (a.rival === b.rival && a.stratum !== b.stratum ? [{ a, b }] : [])),
  );
  if (pairs.length === 0) return [];
  const contrasts = pairs.map(
    ({ a, b }): Contrast => ({
      id: `${a.contrast.id} against ${b.stratum}`,
      scale: a.contrast.scale,
      terms: [...a.contrast.terms, ...b.contrast.terms.map(({ arm, weight }) => ({ arm, weight: -weight }))],
    }),
  );
  return estimateContrasts(armsFor(judged), contrasts).map(({ interval95 }, i) => {
    const { a, b } = pairs[i]!;
    return { rival: a.rival, strata: [a.stratum, b.stratum], interval: interval95 };
  });
}

function comparisonRecord(
  { hypothesis, rival, sides, estimate, share }: Judged,
  judgement: { readonly verdict: ComparisonRecord['verdict']; readonly reason: string },
  margin: number,
  plan: ClaimPlan,
  db: Database,
): ComparisonRecord {
  const ours = sides.byArm.get(hypothesis.arm)!;
  const theirs = sides.byArm.get(rival)!;
  const { standardError, degreesOfFreedom, criticalValue } = estimate;
  const known = Number.isFinite(standardError) && standardError > 0 && degreesOfFreedom > 0;
  const records = [describeSide(hypothesis.arm, ours), describeSide(rival, theirs)] as const;
  const { bases = {} } = hypothesis;
  return {
    rival,
    effect: finite(estimate.effect),
    interval95: span(estimate.interval95),
    interval90: span(estimate.interval90),
    pointwise95: span(estimate.pointwise95),
    twoWay: twoWay(hypothesis, ours, theirs, estimate, plan, db),
    n: estimate.n,
    missing: estimate.missing,
    method: estimate.method,
    tuningShare: estimate.tuningShare,
    detectable: share
      ? share.detectable
      : known
        ? finite(detectableEffect({ standardError, degreesOfFreedom, criticalValue, margin }))
        : null,
    ...(share && { seedsNeeded: share.seedsNeeded }),
    superiority: hypothesis.bases === undefined ? superior(hypothesis, ours, theirs) : null,
    logRankP: hypothesis.metric.kind === 'timeToTarget' ? logRankP(ours, theirs) : null,
    alternatives: alternativesOf(hypothesis, [ours, theirs], estimate),
    withoutFarOff: effectWithoutFarOff(hypothesis, [ours, theirs], records),
    ...(hypothesis.bases !== undefined && {
      bases: [hypothesis.arm, rival].flatMap((arm) =>
        bases[arm] === undefined ? [] : [describeSide(bases[arm], sides.byArm.get(bases[arm])!)],
      ),
    }),
    verdict: judgement.verdict,
    reason: reasonText(judgement.reason, hypothesis),
    sides: records,
  };
}

const finite = (value: number): number | null => (Number.isFinite(value) ? value : null);
const span = ({ low, high }: { low: number; high: number }): Span => ({
  low: finite(low),
  high: finite(high),
});

/** Seeds × images, where the effect is a difference of test accuracies at the chosen candidates. */
function twoWay(
  { metric, scale, better, bases }: HypothesisDefinition,
  ours: Side,
  theirs: Side,
  { standardError, tuningShare }: ContrastEstimate,
  plan: ClaimPlan,
  db: Database,
): Span | null {
  if (metric.kind !== 'metric' || metric.name !== 'test/accuracy') return null;
  if (scale !== 'difference' || bases !== undefined) return null;
  const pairs = [...ours.values].flatMap(([seed, one]) => {
    const other = theirs.values.get(seed);
    const known = one.value !== null && other !== undefined && other.value !== null;
    return known && one.run !== null && other.run !== null ? [[one.run, other.run] as const] : [];
  });
  const [first] = pairs;
  if (first === undefined || pairs.length < 2) return null;
  const dataset = String(first[0].parameters.dataset);
  const images = plan.factsOf(dataset).testCount;
  const flags = (index: 0 | 1) => pairs.map((pair) => readArtifact(db, pair[index].id, 'correct.bits'));
  const tuning =
    plan.tuningSeeds.length > 1
      ? { variance: standardError ** 2 * tuningShare, seeds: plan.tuningSeeds.length }
      : undefined;
  const { interval } = twoWayInterval(flags(0), flags(1), images, tuning === undefined ? {} : { tuning });
  return better === 'higher' ? span(interval) : { low: finite(-interval.high), high: finite(-interval.low) };
}

/** Over all runs, paired or not; without a value one counts at chance level where the metric is an accuracy. */
function superior(
  hypothesis: HypothesisDefinition,
  ours: Side,
  theirs: Side,
): ComparisonRecord['superiority'] {
  const { metric, better } = hypothesis;
  const accuracy = metric.kind === 'metric' && metric.name.endsWith('/accuracy');
  const numbers = ({ values }: Side) => {
    const all = [...values.values()].map(({ value }) => value);
    return accuracy ? withDivergedAt(all, CHANCE) : all.flatMap((value) => (value === null ? [] : [value]));
  };
  const [a, b] = [numbers(ours), numbers(theirs)];
  if (a.length === 0 || b.length === 0) return null;
  const result = better === 'higher' ? superiority(a, b) : superiority(b, a);
  return { probability: result.probability, interval: span(result.interval) };
}

/** Over ten classes. */
const CHANCE = 0.1;

function logRankP(ours: Side, theirs: Side): number | null {
  const times = ({ values }: Side) =>
    [...values.values()].flatMap(({ value, censored }) =>
      value === null ? [] : [{ time: value, reached: !censored }],
    );
  const test = logRankTest(times(ours), times(theirs));
  return test === null ? null : finite(test.p);
}
