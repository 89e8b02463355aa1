/** The training behind `run` and `sweep`: display, interrupts, report, exit code. */
import { databasePath, openDatabase } from '../../db/index.ts';
import type { ExpandedSweep } from '../config/index.ts';
import { catchInterrupts, createDisplay, type DisplayMode, exitCodeOf, runSweep } from '../sweep/index.ts';
import type { Context } from './context.ts';
import { noteSlowBackend } from './estimate.ts';
import { printSweepEnd } from './sweep-report.ts';
import type { TrainCommandOptions } from './train-options.ts';

/** Trains a sweep with its display, and tells how it ended. Sets the exit code of the process. */
export async function trainAndReport(
  context: Context,
  options: TrainCommandOptions,
  sweep: {
    readonly expanded: ExpandedSweep;
    readonly definition: unknown;
    readonly source?: string;
    /** the same command again */
    readonly command: string;
  },
): Promise<void> {
  await noteSlowBackend(context, sweep.expanded, options);
  const { output } = context;
  const database = databasePath(context.db);
  const { interrupts, release } = catchInterrupts();
  const display = createDisplay({
    mode: displayMode(context, options),
    stream: process.stdout,
    colors: output.colors,
  });
  try {
    const outcome = await runSweep({
      database,
      expanded: sweep.expanded,
      definition: sweep.definition,
      ...(sweep.source !== undefined && { source: sweep.source }),
      engine: options.engine,
      ...(options.workers !== undefined && { workers: options.workers }),
      rerun: options.rerun === true,
      onEvent: display.onEvent,
      interrupts,
    });
    display.close();
    process.exitCode = exitCodeOf(outcome);
    if (options.quiet || output.json) return;
    const db = openDatabase(database);
    try {
      printSweepEnd(output, db, sweep.expanded, outcome, sweep.command);
    } finally {
      db.close();
    }
  } finally {
    display.close();
    release();
  }
}

function displayMode({ output }: Context, { quiet }: TrainCommandOptions): DisplayMode {
  if (quiet) return 'quiet';
  if (output.json) return 'json';
  return output.interactive ? 'live' : 'plain';
}
