/**
 * How far a claim has come: which runs it needs next, or, when it has them all, its arms with what tuning chose.
 * A pure function of the plan and the runs that are there, so that it resumes by itself and a report finds the same
 * arms that the training had.
 */
import type { RunRecord } from '../../db/index.ts';
import type { RunConfig } from '../config/index.ts';
import {
  choiceStability,
  chooseCandidate,
  extendGrids,
  hasAccuracy,
  type TuningScore,
} from '../stats/index.ts';
import { type ClaimPlan, candidateAt, type PlannedArm, type PlannedCandidate } from './plan.ts';
import { loggedMetrics } from './required-metrics.ts';
import type { RunIndex } from './run-index.ts';
import { hasStalled } from './stalled.ts';

/** A grid whose best stays at an edge grows at most so often, by one half decade each time. */
const MOST_GROWTHS = 4;

export interface NeededRuns {
  readonly stage: 'tuning' | 'final';
  readonly batches: readonly Batch[];
}

/** Runs with one recording: those of a stratum, or all tuning runs. */
export interface Batch {
  /** null: of all strata */
  readonly stratum: string | null;
  /** as far as they are known, those that are done too */
  readonly runs: readonly RunConfig[];
  /** of `runs` */
  readonly missing: number;
  /** done, but without a metric that a hypothesis reads: to be trained again with the recording of the claim */
  readonly again: readonly RunConfig[];
}

export interface TunedCandidate extends PlannedCandidate {
  readonly tuning: readonly TuningScore[];
  readonly tuningRuns: readonly RunRecord[];
  /** of the resampled choices of a rate */
  readonly share: number;
  /** by final seed; null: hardly ever chosen, so not trained with them */
  readonly finals: ReadonlyMap<number, RunRecord> | null;
}

export interface TunedArm extends Omit<PlannedArm, 'candidates'> {
  readonly candidates: readonly TunedCandidate[];
  readonly chosen: TunedCandidate;
  /** the best lies at an edge of a grid that may not grow any more */
  readonly atEdge: boolean;
}

export type Progress = { readonly needed: NeededRuns } | { readonly arms: readonly TunedArm[] };

export function progressOf(plan: ClaimPlan, index: RunIndex): Progress {
  const grown = tuneAll(plan, index);
  if ('needed' in grown) return grown;
  const batches = new Map<string, { runs: RunConfig[]; again: RunConfig[]; missing: number }>();
  const arms = grown.arms.map(({ planned, candidates, scores, atEdge }): TunedArm => {
    const { chosen, shares, kept } =
      planned.definition.tuning === undefined
        ? { chosen: 0, shares: [1], kept: [0] }
        : choiceStability(scores.map((one) => one.map(({ score }) => score)));
    const required = loggedMetrics(plan, planned);
    const batch = batches.get(planned.stratum) ?? { runs: [], again: [], missing: 0 };
    batches.set(planned.stratum, batch);
    const tuned = candidates.map((candidate, i): TunedCandidate => {
      const finals = new Map<number, RunRecord>();
      const trained = kept.includes(i) || planned.definition.wholeGrid === true;
      for (const seed of trained ? planned.finalSeeds : []) {
        const config = { ...candidate.config, seed };
        batch.runs.push(config);
        const run = index.find(candidate.hash, seed);
        if (run === undefined) batch.missing += 1;
        else if (run.status === 'completed' && required.some((name) => run.summary[name] === undefined)) {
          batch.again.push(config);
        } else finals.set(seed, run);
      }
      return {
        ...candidate,
        tuning: scores[i]!.map(({ score }) => score),
        tuningRuns: scores[i]!.map(({ run }) => run),
        share: shares[i]!,
        finals: trained ? finals : null,
      };
    });
    return { ...planned, candidates: tuned, chosen: tuned[chosen]!, atEdge };
  });
  const needed = [...batches]
    .map(([stratum, batch]): Batch => ({ stratum, ...batch }))
    .filter(({ missing, again }) => missing > 0 || again.length > 0);
  if (needed.length > 0) return { needed: { stage: 'final', batches: needed } };
  return { arms };
}

interface Scored {
  readonly run: RunRecord;
  readonly score: TuningScore;
}

interface Grown {
  readonly planned: PlannedArm;
  readonly candidates: readonly PlannedCandidate[];
  readonly scores: readonly (readonly Scored[])[];
  readonly atEdge: boolean;
}

function tuneAll(plan: ClaimPlan, index: RunIndex): { needed: NeededRuns } | { arms: readonly Grown[] } {
  let arms = plan.arms.map((planned) => ({ planned, candidates: planned.candidates }));
  for (let growths = 0; ; growths++) {
    const { runs, missing } = tuningRuns(arms, plan, index);
    if (missing > 0) {
      return { needed: { stage: 'tuning', batches: [{ stratum: null, runs, missing, again: [] }] } };
    }
    const scored = arms.map((arm) => ({
      ...arm,
      scores: arm.candidates.map(({ hash, config }) =>
        arm.planned.definition.tuning === undefined
          ? []
          : plan.tuningSeeds.map((seed) =>
              scoreOf(index.find(hash, seed)!, plan.factsOf(config.dataset).classes),
            ),
      ),
    }));
    const additions = growths < MOST_GROWTHS ? growth(scored) : new Map<string, readonly number[]>();
    if ([...additions.values()].every((rates) => rates.length === 0)) {
      return { arms: scored.map((arm) => ({ ...arm, atEdge: isAtEdge(arm) })) };
    }
    arms = arms.map(({ planned, candidates }) => ({
      planned,
      candidates: [
        ...candidates,
        ...(additions.get(planned.key) ?? []).map((rate) =>
          candidateAt(planned, plan.claim, rate, plan.factsOf),
        ),
      ].sort((a, b) => (a.learningRate ?? 0) - (b.learningRate ?? 0)),
    }));
  }
}

function tuningRuns(
  arms: readonly { readonly planned: PlannedArm; readonly candidates: readonly PlannedCandidate[] }[],
  { tuningSeeds }: ClaimPlan,
  index: RunIndex,
): { runs: RunConfig[]; missing: number } {
  const runs: RunConfig[] = [];
  let missing = 0;
  for (const { planned, candidates } of arms) {
    if (planned.definition.tuning === undefined) continue;
    for (const { config, hash } of candidates) {
      for (const seed of tuningSeeds) {
        runs.push({ ...config, seed });
        if (index.find(hash, seed) === undefined) missing += 1;
      }
    }
  }
  return { runs, missing };
}

/** A run that never learnt has no score, as one that diverged. */
function scoreOf(run: RunRecord, classes: number): Scored {
  const learnt = run.status === 'completed' && !hasStalled(run, classes);
  const last = (name: string) => {
    const value = learnt ? run.summary[name]?.last : undefined;
    return value === undefined || Number.isNaN(value) ? null : value;
  };
  return { run, score: { accuracy: last('validation/accuracy'), loss: last('validation/loss') } };
}

type ScoredArm = Omit<Grown, 'atEdge'>;

const ratesOf = ({ candidates }: ScoredArm) => candidates.map(({ learningRate }) => learningRate!);
/** Null: no rate learnt. */
function chosenOf({ scores }: ScoredArm): number | null {
  const all = scores.map((one) => one.map(({ score }) => score));
  return hasAccuracy(all) ? chooseCandidate(all) : null;
}
const hasGrid = ({ planned }: ScoredArm) => planned.definition.tuning?.kind === 'learningRate';

/** By arm: the rates to try next; all arms of a stratum get as many. */
function growth(arms: readonly ScoredArm[]): Map<string, readonly number[]> {
  const tuned = arms.filter(hasGrid);
  const added = new Map<string, readonly number[]>();
  for (const stratum of new Set(tuned.map(({ planned }) => planned.stratum))) {
    const grids = tuned
      .filter(({ planned }) => planned.stratum === stratum)
      .map((arm) => ({ arm: arm.planned.key, rates: ratesOf(arm), chosen: chosenOf(arm) }));
    for (const { arm, rates } of extendGrids(grids)) added.set(arm, rates);
  }
  return added;
}

function isAtEdge(arm: ScoredArm): boolean {
  if (!hasGrid(arm)) return false;
  const chosen = chosenOf(arm);
  return chosen === 0 || chosen === arm.candidates.length - 1;
}
