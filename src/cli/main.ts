/** The command line: a table of contents. Each command adds itself to the program. */
import { Command } from 'commander';
import { packageVersion } from '../tracking/environment.ts';
import { addCancel } from './commands/cancel.ts';
import { addClaims } from './commands/claims.ts';
import { addDashboard } from './commands/dashboard.ts';
import { addData } from './commands/data.ts';
import { addDb } from './commands/db.ts';
import { addDiff } from './commands/diff.ts';
import { addDoctor } from './commands/doctor.ts';
import { addEffects } from './commands/effects.ts';
import { addExport } from './commands/export.ts';
import { addExtend } from './commands/extend.ts';
import { addGc } from './commands/gc.ts';
import { addLeaderboard } from './commands/leaderboard.ts';
import { addLog } from './commands/log.ts';
import { addLs } from './commands/ls.ts';
import { addNote } from './commands/note.ts';
import { addPredict } from './commands/predict.ts';
import { addResume } from './commands/resume.ts';
import { addRm } from './commands/rm.ts';
import { addRun } from './commands/run.ts';
import { addShow } from './commands/show.ts';
import { addSweep } from './commands/sweep.ts';
import { addTag } from './commands/tag.ts';
import { addVerify } from './commands/verify.ts';
import { presentError } from './errors.ts';
import { createOutput } from './output.ts';

/**
 * In the order that `descent --help` shows them. A command is a file in commands/ whose `add…(program)`
 * declares its arguments, options and examples; its action imports what is slow to load only when it runs.
 */
const COMMANDS: readonly ((program: Command) => void)[] = [
  addRun,
  addSweep,
  addResume,
  addExtend,
  addCancel,
  addLs,
  addShow,
  addLog,
  addDiff,
  addLeaderboard,
  addEffects,
  addVerify,
  addPredict,
  addExport,
  addClaims,
  addDashboard,
  addTag,
  addNote,
  addRm,
  addGc,
  addData,
  addDb,
  addDoctor,
];

/** Builds the program; nothing runs until it is parsed. */
export function createProgram(): Command {
  const program = new Command('descent')
    .description('Train LeNet-family networks over a grid, keep every run, and compare them with statistics.')
    .version(packageVersion(), '-V, --version')
    .option('--db <file>', 'database file (default: DESCENT_DB, else descent.db here)')
    .option('--json', 'machine-readable output: every table as an array of plain objects')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(add --help for the options and examples)')
    .showSuggestionAfterError(true)
    .exitOverride();
  for (const addTo of COMMANDS) addTo(program);
  return program;
}

/**
 * Runs one command line.
 * @param args without `node` and the script
 * @returns the exit code: 0, 1 after a failure, 2 after a wrong command line
 */
export async function main(args: readonly string[]): Promise<number> {
  quitQuietlyOnClosedPipe();
  try {
    await createProgram().parseAsync(args, { from: 'user' });
    return typeof process.exitCode === 'number' ? process.exitCode : 0;
  } catch (error) {
    const { text, code } = presentError(error, createOutput().colors, Boolean(process.env.DESCENT_DEBUG));
    process.stderr.write(text);
    return code;
  }
}

/** `descent ls | head` closes our stdout early: no error worth telling. */
function quitQuietlyOnClosedPipe(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}
