/** `descent claims run`: stages with their progress, a line a stage, and the verdicts. */
import { existsSync } from 'node:fs';
import { databasePath, openDatabase } from '../../db/index.ts';
import { type ClaimDefinition, knownSweeps, planClaim, runClaim } from '../claims/index.ts';
import { datasetFacts } from '../data/index.ts';
import { openEngine } from '../engine/index.ts';
import {
  catchInterrupts,
  createDisplay,
  type Display,
  estimateSweep,
  exitCodeOf,
  physicalCores,
} from '../sweep/index.ts';
import { clock, roughly } from '../sweep/progress/format.ts';
import { verdictLine } from './claims-list.ts';
import type { ClaimsRunOptions } from './claims-options.ts';
import type { Context } from './context.ts';

/** Sets the exit code: 0 when every claim was judged, 1 where a run failed, 130 after Ctrl-C. */
export async function runClaims(
  context: Context,
  claims: readonly ClaimDefinition[],
  options: ClaimsRunOptions,
): Promise<void> {
  const { output } = context;
  const { colors } = output;
  const { interrupts, release } = catchInterrupts();
  let display: Display | undefined;
  const results: object[] = [];
  // on stderr under --json: stdout has the verdicts only
  const mode = options.quiet || output.json ? 'quiet' : output.interactive ? 'live' : 'plain';
  try {
    // a mistake in the last claim is told before the first one trains
    for (const claim of claims) planClaim(claim, options.preset, datasetFacts);
    for (const claim of claims) {
      output.line(
        `\n${colors.bold(`${claim.number} ${claim.title}`)}  ${colors.dim(`“${claim.statement}”`)}`,
      );
      let sweep = '';
      const { evidence, last } = await runClaim({
        ...{ claim, preset: options.preset, engine: options.engine, factsOf: datasetFacts, interrupts },
        database: databasePath(context.db),
        ...(options.workers !== undefined && { workers: options.workers }),
        onStage: (_stage, { name }) => {
          sweep = name;
          display = createDisplay({ mode, stream: process.stdout, colors });
          return display.onEvent;
        },
        onStageEnd: ({ counts, durationMs }) => {
          display?.close();
          const diverged = counts.diverged > 0 ? `, ${counts.diverged} of them diverged` : '';
          if (options.quiet !== true) {
            output.line(colors.dim(`  ${sweep}: ${counts.total} runs${diverged}, ${clock(durationMs)}`));
          }
        },
      });
      if (evidence === null) {
        process.exitCode = last === null ? 1 : exitCodeOf(last);
        const failed = last?.counts.failed ?? 0;
        output.note(
          failed > 0
            ? `${failed} runs failed (descent ls --filter 'status = "failed"'): the claim cannot be judged without them`
            : 'interrupted: the same command goes on from here',
        );
        return;
      }
      results.push(evidence);
      for (const one of evidence.hypotheses) output.line(`  ${verdictLine(one, one, colors)}`);
    }
    output.data(results);
    if (options.quiet !== true) {
      const report = `descent claims report --preset ${options.preset}`;
      output.line(`\n  ${colors.cyan(report)}\n      ${colors.dim('a page a claim, with figures')}\n`);
    }
  } finally {
    display?.close();
    release();
  }
}

interface DryRunRow {
  readonly number: number;
  readonly claim: string;
  readonly hypotheses: number;
  readonly arms: number;
  /** of the largest grid */
  readonly trials: number;
  readonly tuningRuns: number;
  /** at least: more where tuning wavers between rates */
  readonly finalRuns: number;
  readonly toTrain: number;
  readonly minutes: number;
}

export async function printDryRun(
  context: Context,
  claims: readonly ClaimDefinition[],
  options: ClaimsRunOptions,
): Promise<void> {
  const { output } = context;
  const engine = await openEngine(options.engine);
  const file = databasePath(context.db);
  const db = existsSync(file) ? openDatabase(file, { readonly: true }) : null;
  const workers = options.workers ?? physicalCores();
  try {
    const rows: DryRunRow[] = [];
    for (const claim of claims) {
      const plan = planClaim(claim, options.preset, datasetFacts);
      const sweeps = knownSweeps(plan, db, engine.info);
      const runsOf = (stage: string) =>
        sweeps
          .filter(({ name }) => name.includes(`-${stage}`))
          .reduce((sum, { runs }) => sum + runs.length, 0);
      let durationMs = 0;
      let toTrain = 0;
      for (const expanded of sweeps) {
        const estimate = await estimateSweep({ expanded, engine, factsOf: datasetFacts, workers, db });
        durationMs += estimate.durationMs;
        toTrain += estimate.toTrain;
      }
      const trials = plan.arms.map(({ candidates }) => candidates.length);
      rows.push({
        number: claim.number,
        claim: claim.id,
        hypotheses: plan.hypotheses.length,
        arms: plan.arms.length,
        trials: Math.max(0, ...trials),
        tuningRuns: runsOf('tuning'),
        finalRuns: runsOf('final'),
        toTrain,
        minutes: durationMs / 60_000,
      });
    }
    output.table({
      rows,
      columns: [
        { title: '', value: ({ number }) => String(number), align: 'right' },
        { title: 'claim', value: ({ claim }) => claim },
        { title: 'hypotheses', value: ({ hypotheses }) => String(hypotheses), align: 'right' },
        { title: 'arms', value: ({ arms }) => String(arms), align: 'right' },
        { title: 'trials an arm', value: ({ trials }) => String(trials), align: 'right' },
        { title: 'tuning runs', value: ({ tuningRuns }) => String(tuningRuns), align: 'right' },
        { title: 'final runs', value: ({ finalRuns }) => `≥ ${finalRuns}`, align: 'right' },
        { title: 'to train', value: ({ toTrain }) => String(toTrain), align: 'right' },
        { title: 'time', value: ({ minutes }) => roughly(minutes * 60_000), align: 'right' },
      ],
      records: () => rows,
      empty: 'no claim',
    });
    const minutes = rows.reduce((sum, row) => sum + row.minutes, 0);
    output.line(
      `about ${output.colors.bold(roughly(minutes * 60_000))} on ${workers} workers; more where grids grow or tuning wavers between rates`,
    );
  } finally {
    db?.close();
  }
}
