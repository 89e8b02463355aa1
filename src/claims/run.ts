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
  /** before each stage; gives what shows its progress */
  readonly onStage?: (needed: NeededRuns) => OnSweepEvent;
  /** after each stage */
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
    options.onStageEnd?.(last);
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

/** As far as it is known before anything is tuned: the first grid, and one candidate an arm with the final seeds. */
export function firstRuns(
  plan: ClaimPlan,
  db: Database | null,
  engine: EngineInfo,
): {
  readonly tuning: readonly RunConfig[];
  readonly final: readonly RunConfig[];
} {
  const progress = db === null ? null : progressOf(plan, indexRuns(db, engine));
  const tuning = plan.arms.flatMap(({ definition, candidates }) =>
    definition.tuning === undefined
      ? []
      : candidates.flatMap(({ config }) => plan.tuningSeeds.map((seed) => ({ ...config, seed }))),
  );
  if (progress !== null && !('needed' in progress && progress.needed.stage === 'tuning')) {
    const final =
      'needed' in progress
        ? progress.needed.runs
        : progress.arms.flatMap(({ candidates }) =>
            candidates.flatMap(({ config, finals }) =>
              [...(finals?.keys() ?? [])].map((seed) => ({ ...config, seed })),
            ),
          );
    return { tuning, final };
  }
  const final = plan.arms.flatMap(({ candidates, finalSeeds, definition }) => {
    const kept = definition.wholeGrid === true ? candidates : [candidates[candidates.length >> 1]!];
    return kept.flatMap(({ config }) => finalSeeds.map((seed) => ({ ...config, seed })));
  });
  return { tuning, final };
}

async function train(needed: NeededRuns, plan: ClaimPlan, options: RunClaimOptions): Promise<SweepOutcome> {
  const onEvent = options.onStage?.(needed);
  const run = (expanded: ExpandedSweep, rerun: boolean) =>
    runSweep({
      database: options.database,
      expanded,
      definition: { claim: plan.claim.id, preset: plan.preset, stage: needed.stage },
      engine: options.engine,
      rerun,
      ...(options.workers !== undefined && { workers: options.workers }),
      ...(onEvent !== undefined && { onEvent }),
      ...(options.interrupts !== undefined && { interrupts: options.interrupts }),
    });
  if (needed.again.length > 0) {
    const outcome = await run(stageSweep(needed, needed.again, plan, '-again'), true);
    if (outcome.status !== 'finished' || needed.missing === 0) return outcome;
  }
  return run(stageSweep(needed, needed.runs, plan), false);
}

/** The runs of a stage as a sweep of their own: `claim-loss-tuning`. */
export function stageSweep(
  { stage }: Pick<NeededRuns, 'stage'>,
  runs: readonly RunConfig[],
  { claim, preset }: ClaimPlan,
  suffix = '',
): ExpandedSweep {
  const seeds = [...new Set(runs.map(({ seed }) => seed))].sort((a, b) => a - b);
  // seeds outermost, so that a stage that is stopped early has whole comparisons
  const ordered = seeds.flatMap((seed) => runs.filter((run) => run.seed === seed));
  const recording = stage === 'final' ? (claim.recording ?? {}) : { predictions: 0, keepWeights: false };
  return {
    name: `claim-${claim.id}-${preset}-${stage}${suffix}`,
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
    varied: variedKeys(runs),
    recording: resolveRecording({ telemetryEverySteps: 0, ...recording }),
  };
}

function variedKeys(runs: readonly RunConfig[]): AxisKey[] {
  const values = new Map<string, Set<unknown>>();
  for (const run of runs) {
    for (const [key, value] of Object.entries(flattenConfig(run))) {
      if (!values.has(key)) values.set(key, new Set());
      values.get(key)!.add(value);
    }
  }
  // `layers` says what the shorthand beside it says, at length
  return [...values]
    .filter(([key, seen]) => seen.size > 1 && !['seed', 'layers', 'dataSha256'].includes(key))
    .map(([key]) => key as AxisKey);
}
