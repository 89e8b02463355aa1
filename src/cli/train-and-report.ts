/** The training behind `run` and `sweep`: display, interrupts, report, exit code. */
import { databasePath, openDatabase } from '../../db/index.ts';
import type { ExpandedSweep } from '../config/index.ts';
import {
  catchInterrupts,
  createDisplay,
  type DisplayMode,
  exitCodeOf,
  type ResumeSweepOptions,
  type RunSweepOptions,
  resumeSweep,
  runSweep,
  type SweepOutcome,
} from '../sweep/index.ts';
import { printLeaderboard } from './commands/leaderboard.ts';
import type { Context } from './context.ts';
import { noteSlowBackend } from './estimate.ts';
import { printResume, printSweepEnd } from './sweep-report.ts';
import type { TrainCommandOptions } from './train-options.ts';

/** Trains a sweep with its display, and tells how it ended. Sets the exit code of the process. */
export async function trainAndReport(
  context: Context,
  options: TrainCommandOptions,
  sweep: {
    readonly expanded: ExpandedSweep;
    readonly definition: unknown;
    readonly source?: string;
  },
): Promise<void> {
  await noteSlowBackend(context, sweep.expanded, options);
  const database = databasePath(context.db);
  const outcome = await withDisplay(context, options, (watch) =>
    runSweep({
      database,
      expanded: sweep.expanded,
      definition: sweep.definition,
      ...(sweep.source !== undefined && { source: sweep.source }),
      engine: options.engine,
      ...(options.workers !== undefined && { workers: options.workers }),
      rerun: options.rerun === true,
      ...watch,
    }),
  );
  if (options.quiet || context.output.json) return;
  const db = openDatabase(database);
  try {
    printSweepEnd(context, db, sweep.expanded, outcome, options);
  } finally {
    db.close();
  }
}

/** Trains what is left of a sweep in the database. Sets the exit code of the process. */
export async function resumeAndReport(
  context: Context,
  options: Pick<TrainCommandOptions, 'workers' | 'quiet'>,
  sweep: string,
  again: ResumeSweepOptions['again'] = ['failed', 'cancelled'],
): Promise<void> {
  const database = databasePath(context.db);
  const outcome = await withDisplay(context, options, (watch) =>
    resumeSweep({
      database,
      sweep,
      again,
      ...(options.workers !== undefined && { workers: options.workers }),
      ...watch,
    }),
  );
  if (options.quiet || context.output.json) return;
  const db = openDatabase(database);
  try {
    await printLeaderboard(db, { sweep: outcome.sweepId, limit: 10 }, context.output);
    if (outcome.status === 'interrupted') {
      context.output.line();
      printResume(context, outcome, options);
    }
  } finally {
    db.close();
  }
}

/** What the training tells, and the signals that stop it. */
type Watch = Required<Pick<RunSweepOptions, 'onEvent' | 'interrupts'>>;

async function withDisplay(
  context: Context,
  options: Pick<TrainCommandOptions, 'quiet'>,
  train: (watch: Watch) => Promise<SweepOutcome>,
): Promise<SweepOutcome> {
  const { interrupts, release } = catchInterrupts();
  const display = createDisplay({
    mode: displayMode(context, options),
    stream: process.stdout,
    colors: context.output.colors,
  });
  try {
    const outcome = await train({ onEvent: display.onEvent, interrupts });
    process.exitCode = exitCodeOf(outcome);
    return outcome;
  } finally {
    display.close();
    release();
  }
}

function displayMode({ output }: Context, { quiet }: Pick<TrainCommandOptions, 'quiet'>): DisplayMode {
  if (quiet) return 'quiet';
  if (output.json) return 'json';
  return output.interactive ? 'live' : 'plain';
}
