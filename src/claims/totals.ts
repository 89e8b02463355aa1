/** The runs behind a claim: by arm, and counted. */
import type { RunRecord } from '../../db/index.ts';
import type { ArmEvidence, ClaimEvidence } from './evidence.ts';
import type { ClaimPlan } from './plan.ts';
import { hasStalled } from './stalled.ts';
import type { TunedArm } from './tuning.ts';

export function armRecords({ claim, factsOf }: ClaimPlan, arms: readonly TunedArm[]): ArmEvidence[] {
  const leavesOut = !claim.hypotheses.some(({ stalled }) => stalled === 'counted');
  return arms.map((arm): ArmEvidence => {
    const { candidates, chosen, definition } = arm;
    const { classes } = factsOf(chosen.config.dataset);
    const learning = (run: RunRecord) => {
      const neverLearnt = hasStalled(run, classes);
      return { neverLearnt, stalled: leavesOut && neverLearnt };
    };
    const others = candidates.filter((one) => one !== chosen && one.finals !== null);
    return {
      arm: arm.arm,
      label: definition.label,
      stratum: arm.stratum,
      stratumLabel: claim.strata[arm.stratum]!.label,
      tuning:
        definition.tuning === undefined
          ? null
          : {
              trials: candidates.length,
              candidates: candidates.map(({ label, learningRate, tuning, share }) => ({
                ...{ label, learningRate, share },
                accuracies: tuning.map(({ accuracy }) => accuracy),
              })),
              tuningRuns: candidates.flatMap(({ tuningRuns }) => tuningRuns.map(({ id }) => id)),
              atEdge: arm.atEdge,
            },
      chosen: chosen.label,
      runs: [...chosen.finals!].map(([seed, run]) => ({
        ...{ seed, id: run.id },
        diverged: run.status === 'diverged',
        ...learning(run),
      })),
      otherRuns: others.flatMap(({ finals }) => [...finals!.values()].map(({ id }) => id)),
    };
  });
}

export function totalsOf(arms: readonly TunedArm[]): ClaimEvidence['totals'] {
  const runs = new Map<string, RunRecord>();
  for (const { candidates } of arms) {
    for (const { tuningRuns, finals } of candidates) {
      for (const run of [...tuningRuns, ...(finals?.values() ?? [])]) runs.set(run.id, run);
    }
  }
  const all = [...runs.values()];
  return {
    runs: all.length,
    diverged: all.filter(({ status }) => status === 'diverged').length,
    trainingMs: all.reduce((sum, { wallMs }) => sum + (wallMs ?? 0), 0),
  };
}

/** Ids of every run behind a claim, each once. */
export function runIdsOf({ arms }: ClaimEvidence): string[] {
  const ids = arms.flatMap(({ tuning, runs, otherRuns }) => [
    ...(tuning?.tuningRuns ?? []),
    ...runs.map(({ id }) => id),
    ...otherRuns,
  ]);
  return [...new Set(ids)];
}
