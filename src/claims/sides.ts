/** The values of one hypothesis in one stratum: what the statistics compare, and what a reader is shown of it. */
import type { Database, RunRecord } from '../../db/index.ts';
import {
  type Arm,
  type Candidate,
  mean,
  quantile,
  sensitivityBand,
  standardDeviation,
} from '../stats/index.ts';
import { budgetOf } from '../train/index.ts';
import type { HypothesisDefinition, Settings } from './definition.ts';
import type { SideRecord } from './evidence.ts';
import { armsOf, type ClaimPlan, FIRST_FINAL_SEED } from './plan.ts';
import { hasStalled, leavesOutStalled } from './stalled.ts';
import type { TunedArm } from './tuning.ts';
import { type RunValue, runValue } from './values.ts';

/** Below the median tuning run of the reference arm: what counts as having learnt. */
const TARGET_BELOW = 0.005;

export interface Side {
  readonly id: string;
  readonly label: string;
  /** label of the candidate that tuning chose */
  readonly chosen: string;
  /** for the contrasts */
  readonly arm: Arm;
  /** by final seed, at the chosen candidate */
  readonly values: ReadonlyMap<number, SeedValue>;
  readonly totalSteps: number;
}

export type SeedValue = RunValue & {
  /** null: computed without a training */
  readonly run: RunRecord | null;
  /** it never learnt */
  readonly stalled: boolean;
};

export interface SidesOfStratum {
  readonly target: number | null;
  readonly byArm: ReadonlyMap<string, Side>;
}

/** Every arm that the hypothesis reads, in one stratum. */
export function sidesOf(
  hypothesis: HypothesisDefinition,
  stratum: string,
  plan: ClaimPlan,
  arms: readonly TunedArm[],
  db: Database,
): SidesOfStratum {
  const { metric } = hypothesis;
  const named = armsOf(hypothesis);
  if (metric.kind === 'computed') {
    const count = metric.seeds?.[plan.preset] ?? plan.finalSeeds.length;
    const seeds = Array.from({ length: count }, (_, i) => FIRST_FINAL_SEED + i);
    return {
      target: null,
      byArm: new Map(named.map((id) => [id, computedSide(id, stratum, plan, seeds, metric.compute)])),
    };
  }
  const here = named.map((id) => arms.find((one) => one.arm === id && one.stratum === stratum)!);
  const target =
    metric.kind === 'timeToTarget' ? targetOf(here.find(({ arm }) => arm === metric.reference)!) : null;
  const { classes } = plan.factsOf(datasetOf(plan, stratum));
  const leftOut = leavesOutStalled(hypothesis);
  const rates = commonRates(here);
  return {
    target,
    byArm: new Map(
      here.map((arm) => [
        arm.arm,
        metric.kind === 'sensitivity'
          ? sensitivitySide(arm, metric.atLeast ?? null)
          : metric.kind === 'failedRates'
            ? failedRatesSide(arm, classes, rates)
            : trainedSide(arm, classes, (run, totalSteps) =>
                leftOut && hasStalled(run, classes)
                  ? { value: null, censored: false }
                  : runValue(hypothesis.metricByArm?.[arm.arm] ?? metric, run, {
                      ...{ db, target, totalSteps, classes, trainSize: arm.chosen.config.trainSize },
                    }),
              ),
      ]),
    ),
  };
}

/** Median validation accuracy of the tuning runs at the chosen rate, less half a point. */
function targetOf({ chosen, arm }: TunedArm): number {
  const accuracies = chosen.tuning
    .flatMap(({ accuracy }) => (accuracy === null ? [] : [accuracy]))
    .sort((a, b) => a - b);
  const middle = accuracies.length >> 1;
  const median =
    accuracies.length % 2 === 1 ? accuracies[middle] : (accuracies[middle - 1]! + accuracies[middle]!) / 2;
  if (accuracies.length === 0 || median === undefined) {
    throw new RangeError(`the reference arm "${arm}" has no tuning run with an accuracy: give it a tuning`);
  }
  return median - TARGET_BELOW;
}

function trainedSide(
  arm: TunedArm,
  classes: number,
  read: (run: RunRecord, totalSteps: number) => RunValue,
): Side {
  const { totalSteps } = budgetOf(arm.chosen.config);
  const values = new Map<number, SeedValue>();
  const candidates = arm.candidates.map((candidate): Candidate => {
    if (candidate.finals === null) return { label: candidate.label, tuning: candidate.tuning, finals: null };
    const finals = new Map<number, number | null>();
    for (const [seed, run] of candidate.finals) {
      const value = read(run, totalSteps);
      finals.set(seed, value.value);
      if (candidate === arm.chosen) values.set(seed, { ...value, run, stalled: hasStalled(run, classes) });
    }
    return { label: candidate.label, tuning: candidate.tuning, finals };
  });
  const side = { id: arm.key, label: arm.definition.label, chosen: arm.chosen.label, values, totalSteps };
  return { ...side, arm: { id: arm.key, candidates } };
}

/** Width of the band of good rates, by final seed, from the final runs of the whole grid. */
function sensitivitySide(arm: TunedArm, atLeast: number | null): Side {
  const values = new Map<number, SeedValue>();
  const rates = arm.candidates.map(({ learningRate }) => learningRate!);
  for (const seed of arm.finalSeeds) {
    const accuracies = arm.candidates.map(({ finals }) => {
      const run = finals?.get(seed);
      return run?.status === 'completed' ? (run.summary['validation/accuracy']?.last ?? null) : null;
    });
    const band = sensitivityBand(rates, accuracies, atLeast === null ? {} : { atLeast });
    values.set(seed, {
      value: band?.decades ?? (atLeast === null ? null : 0),
      censored: band !== null && (band.openLow || band.openHigh),
      run: arm.chosen.finals?.get(seed) ?? null,
      stalled: false,
    });
  }
  return { ...untuned(arm.key, arm.definition.label, values), chosen: 'the whole grid' };
}

/** Rates that the grids of all these arms have: each grid grows towards its own best. */
function commonRates(arms: readonly TunedArm[]): readonly number[] {
  const [first = [], ...others] = arms.map(({ candidates }) =>
    candidates.flatMap(({ learningRate }) => learningRate ?? []),
  );
  return first.filter((rate) => others.every((rates) => rates.includes(rate)));
}

/** Share of these rates at which the run of a final seed failed. */
function failedRatesSide(arm: TunedArm, classes: number, rates: readonly number[]): Side {
  const values = new Map<number, SeedValue>();
  const candidates = arm.candidates.filter(({ learningRate }) => rates.includes(learningRate!));
  for (const seed of arm.finalSeeds) {
    const runs = candidates.flatMap(({ finals }) => finals?.get(seed) ?? []);
    const failed = runs.filter((run) => run.status === 'diverged' || hasStalled(run, classes)).length;
    const value = runs.length === 0 ? null : failed / runs.length;
    values.set(seed, { value, censored: false, run: arm.chosen.finals?.get(seed) ?? null, stalled: false });
  }
  return { ...untuned(arm.key, arm.definition.label, values), chosen: 'the rates that both grids have' };
}

function computedSide(
  id: string,
  stratum: string,
  plan: ClaimPlan,
  seeds: readonly number[],
  compute: (settings: Settings, seed: number, stratum: string) => number | null,
): Side {
  const { claim, preset } = plan;
  const arm = claim.arms[id]!;
  const settings = {
    ...claim.presets[preset].settings,
    ...claim.strata[stratum]!.settings,
    ...arm.settings,
  };
  const values = new Map(
    seeds.map((seed) => [
      seed,
      { value: compute(settings, seed, stratum), censored: false, run: null, stalled: false },
    ]),
  );
  return untuned(`${stratum}/${id}`, arm.label, values);
}

function untuned(id: string, label: string, values: Side['values']): Side {
  const finals = new Map([...values].map(([seed, { value }]) => [seed, value]));
  const candidates = [{ label: 'as it is', tuning: [], finals }];
  return { id, label, chosen: 'as it is', values, totalSteps: 0, arm: { id, candidates } };
}

export function describeSide(arm: string, side: Side): SideRecord {
  const all = [...side.values.values()];
  const known = all.flatMap(({ value }) => (value === null ? [] : [value]));
  return {
    ...{ arm, label: side.label },
    mean: known.length === 0 ? null : mean(known),
    sd: known.length < 2 ? null : standardDeviation(known),
    n: known.length,
    diverged: all.filter(({ run }) => run?.status === 'diverged').length,
    stalled: all.filter(({ stalled }) => stalled).length,
    censored: all.filter(({ censored }) => censored).length,
    chosen: side.chosen,
    farOff: farOff(side.values),
    runs: all.flatMap(({ run }) => (run === null ? [] : [run.id])),
  };
}

/** From this many values on a quartile means something. */
const LEAST_FOR_FENCES = 8;

/** Tukey's outer fences: three interquartile ranges beyond the quartiles. */
function farOff(values: Side['values']): { seed: number; value: number }[] {
  const known = [...values].flatMap(([seed, { value }]) => (value === null ? [] : [{ seed, value }]));
  if (known.length < LEAST_FOR_FENCES) return [];
  const sorted = known.map(({ value }) => value).sort((a, b) => a - b);
  const [low, high] = [quantile(sorted, 0.25), quantile(sorted, 0.75)];
  const reach = 3 * (high - low);
  return reach === 0 ? [] : known.filter(({ value }) => value < low - reach || value > high + reach);
}

/** Dataset of a stratum's runs: margins of accuracies depend on it. */
export function datasetOf(plan: ClaimPlan, stratum: string): string {
  const { settings } = plan.claim.strata[stratum]!;
  return settings.dataset ?? plan.claim.presets[plan.preset].settings.dataset ?? 'mnist10k';
}
