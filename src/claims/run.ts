/** Trains what a claim still lacks, stage after stage, and stores its evidence. */
import { type Database, openDatabase, storeClaimEvidence } from '../../db/index.ts';
import {
  type AxisKey,
  type ExpandedSweep,
  type FactsOf,
  flattenConfig,
  type RunConfig,
  resolveRecording,
} from '../config/index.ts';
import type { EngineInfo } from '../engine/contract.ts';
import { openEngine } from '../engine/index.ts';
import { type Interrupts, type OnSweepEvent, runSweep, type SweepOutcome } from '../sweep/index.ts';
import type { ClaimDefinition, PresetName } from './definition.ts';
import type { ClaimEvidence } from './evidence.ts';
import { judgeClaim } from './judge.ts';
import { type ClaimPlan, planClaim } from './plan.ts';
import { indexRuns } from './run-index.ts';
import { type NeededRuns, progressOf } from './tuning.ts';

export interface RunClaimOptions {
  /** path of the database file */
  readonly database: string;
  readonly claim: ClaimDefinition;
  readonly preset: PresetName;
  readonly engine: Parameters<typeof openEngine>[0];
  readonly workers?: number;
  readonly factsOf: FactsOf;
  readonly interrupts?: Interrupts;
  /** before each sweep of a stage; gives what shows its progress */
  readonly onStage?: (stage: NeededRuns['stage'], sweep: ExpandedSweep) => OnSweepEvent;
  /** after each sweep of a stage */
  readonly onStageEnd?: (outcome: SweepOutcome) => void;
}

export interface RunClaimOutcome {
  /** null: interrupted, cancelled, or a run failed; the same call goes on from there */
  readonly evidence: ClaimEvidence | null;
  /** of the last stage that was trained; null: all runs were there */
  readonly last: SweepOutcome | null;
}

export async function runClaim(options: RunClaimOptions): Promise<RunClaimOutcome> {
  const { claim, preset, factsOf } = options;
  const plan = planClaim(claim, preset, factsOf);
  const { info } = await openEngine(options.engine);
  let last: SweepOutcome | null = null;
  for (;;) {
    const state = evidenceOf(options.database, plan, info);
    if (!('needed' in state)) return { evidence: state, last };
    last = await train(state.needed, plan, options);
    if (last.status !== 'finished' || last.counts.failed > 0) return { evidence: null, last };
  }
}

/** What a database says now: the evidence, stored, or the runs that are missing. */
export function evidenceOf(
  database: string,
  plan: ClaimPlan,
  engine: Pick<EngineInfo, 'name' | 'numerics'>,
): ClaimEvidence | { readonly needed: NeededRuns } {
  const db = openDatabase(database);
  try {
    const progress = progressOf(plan, indexRuns(db, engine));
    if ('needed' in progress) return progress;
    const evidence = judgeClaim({ db, plan, arms: progress.arms, engine, now: Date.now() });
    storeClaimEvidence(db, evidence);
    return evidence;
  } finally {
    db.close();
  }
}

/** The sweeps of a claim as far as they are known: before tuning has chosen, one candidate an arm is taken for the final runs. */
export function knownSweeps(plan: ClaimPlan, db: Database | null, engine: EngineInfo): ExpandedSweep[] {
  const progress = db === null ? null : progressOf(plan, indexRuns(db, engine));
  const tuning = plan.arms.flatMap(({ definition, candidates }) =>
    definition.tuning === undefined
      ? []
      : candidates.flatMap(({ config }) => plan.tuningSeeds.map((seed) => ({ ...config, seed }))),
  );
  const sweeps = tuning.length === 0 ? [] : [stageSweep('tuning', null, tuning, plan)];
  const tuned = progress !== null && 'arms' in progress ? progress.arms : null;
  for (const stratum of new Set(plan.arms.map((arm) => arm.stratum))) {
    const final = plan.arms
      .filter((arm) => arm.stratum === stratum)
      .flatMap((arm) => {
        const known = tuned?.find(({ key }) => key === arm.key);
        const middle = [arm.candidates[arm.candidates.length >> 1]!];
        const kept = known
          ? known.candidates.filter(({ finals }) => finals !== null)
          : arm.definition.wholeGrid === true
            ? arm.candidates
            : middle;
        return kept.flatMap(({ config }) => arm.finalSeeds.map((seed) => ({ ...config, seed })));
      });
    if (final.length > 0) sweeps.push(stageSweep('final', stratum, final, plan));
  }
  return sweeps;
}

async function train(needed: NeededRuns, plan: ClaimPlan, options: RunClaimOptions): Promise<SweepOutcome> {
  let outcome: SweepOutcome | null = null;
  for (const batch of needed.batches) {
    for (const [runs, rerun] of [
      [batch.again, true],
      [batch.missing > 0 ? batch.runs : [], false],
    ] as const) {
      if (runs.length === 0) continue;
      const expanded = stageSweep(needed.stage, batch.stratum, runs, plan, rerun ? '-again' : '');
      const onEvent = options.onStage?.(needed.stage, expanded);
      outcome = await runSweep({
        database: options.database,
        expanded,
        definition: {
          claim: plan.claim.id,
          preset: plan.preset,
          stage: needed.stage,
          stratum: batch.stratum,
        },
        engine: options.engine,
        rerun,
        ...(options.workers !== undefined && { workers: options.workers }),
        ...(onEvent !== undefined && { onEvent }),
        ...(options.interrupts !== undefined && { interrupts: options.interrupts }),
      });
      options.onStageEnd?.(outcome);
      if (outcome.status !== 'finished' || outcome.counts.failed > 0) return outcome;
    }
  }
  return outcome!;
}

/** The runs of a stage as a sweep of their own: `claim-loss-smoke-tuning`, `claim-loss-smoke-final-mnist`. */
export function stageSweep(
  stage: NeededRuns['stage'],
  stratum: string | null,
  runs: readonly RunConfig[],
  plan: ClaimPlan,
  suffix = '',
): ExpandedSweep {
  const { claim, preset } = plan;
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  // seeds outermost, so that a stage that is stopped early has whole comparisons
  const ordered = seeds.flatMap((seed) => runs.filter((run) => run.seed === seed));
  const own = stratum === null ? undefined : claim.strata[stratum]!.recording;
  const recording = stage === 'final' ? (own ?? claim.recording) : { predictions: 0, keepWeights: false };
  const name = `claim-${claim.id}-${preset}-${stage}${stratum === null ? '' : `-${stratum}`}${suffix}`;
  return {
    name,
    description: `${claim.title}: ${stage} runs`,
    runs: ordered,
    seeds,
    axes: [],
    counts: {
      points: runs.length,
      excluded: 0,
      duplicates: 0,
      configs: new Set(runs.map(({ seed: _, ...config }) => JSON.stringify(config))).size,
      runs: runs.length,
    },
    varied: variedKeys(runs, plan),
    recording: resolveRecording({ telemetryEverySteps: 0, ...recording }),
  };
}

/** Keys that the claim itself varies, by stratum, arm or tuning, where these runs differ in them. */
function variedKeys(runs: readonly RunConfig[], { claim }: ClaimPlan): AxisKey[] {
  const settings = [...Object.values(claim.strata), ...Object.values(claim.arms)].map((one) => one.settings);
  const axes = Object.values(claim.arms).flatMap(({ tuning }) =>
    tuning?.kind === 'sampled' ? [tuning.axes] : [],
  );
  const keys = [...new Set([...settings, ...axes].flatMap(Object.keys)), 'learningRate'] as AxisKey[];
  const flat = runs.map(flattenConfig);
  return keys.filter((key) => new Set(flat.map((run) => run[key])).size > 1);
}
