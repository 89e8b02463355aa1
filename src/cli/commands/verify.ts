import type { Command } from 'commander';
import { type Database, getRun, listRuns } from '../../../db/index.ts';
import type { RunVerification } from '../../sweep/verify/index.ts';
import { type Context, contextOf } from '../context.ts';
import { SilentExit, UsageError } from '../errors.ts';
import { addSelection, type SelectOptions, selectionOf, withDatabase } from '../select.ts';
import { parseWorkers } from '../train-options.ts';
import { printVerifications, verificationRecord } from '../verify-report.ts';

interface VerifyCommandOptions extends SelectOptions {
  readonly isa?: string;
  readonly workers?: number;
}

/** `descent verify <runs…>`: recorded runs, trained again and compared bit for bit. */
export function addVerify(program: Command): void {
  const command = program
    .command('verify')
    .description('train recorded runs again and compare every metric point and the weights, bit for bit')
    .argument('[runs...]', 'ids, or unambiguous parts of them')
    .option(
      '--isa <set>',
      'on this instruction set (native: avx512, avx2, neon, portable; default: the best)',
    )
    .option('-w, --workers <count>', 'worker processes (default: physical cores)', parseWorkers)
    .action(async (references: string[], options: VerifyCommandOptions, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => verify(database, references, options, context));
    });
  addSelection(command).addHelpText(
    'after',
    `
Everything but durations is compared: metric points, the SHA-256 of weights and other artifacts, how the run ended.
A run is refused that is not finished, or that this installation cannot repeat (other numerics, other data; tfjs on
another machine). Exit code 0: every run is the same; 1: one is not, or was refused. The database is only read.

Examples:
  descent verify 8pzs
  descent verify --sweep quickstart --filter 'seed = 0'
  descent verify --sweep quickstart --isa avx2 --workers 1 --json`,
  );
}

async function verify(
  database: Database,
  references: readonly string[],
  options: VerifyCommandOptions,
  { output }: Context,
): Promise<void> {
  const runs = chosenRuns(database, references, options);
  const { catchInterrupts, createDisplay } = await import('../../sweep/index.ts');
  const { verifyRuns } = await import('../../sweep/verify/index.ts');
  // the worker processes read it too
  if (options.isa !== undefined) process.env.DESCENT_ISA = options.isa;
  const { interrupts, release } = catchInterrupts();
  // on stderr: stdout has the verdicts only
  const live = process.stderr.isTTY === true && process.env.TERM !== 'dumb';
  const mode = live ? 'live' : output.json ? 'quiet' : 'plain';
  const display = createDisplay({ mode, stream: process.stderr, colors: output.colors });
  let results: RunVerification[];
  try {
    results = await verifyRuns({
      database,
      runs,
      ...(options.isa !== undefined && { isa: options.isa }),
      ...(options.workers !== undefined && { workers: options.workers }),
      onEvent: display.onEvent,
      interrupts,
    });
  } finally {
    display.close();
    release();
  }
  if (output.json) output.data(results.map(verificationRecord));
  else printVerifications(results, output);
  if (interrupts.soft.aborted) throw new SilentExit(130);
  if (results.some(({ verdict }) => verdict !== 'same')) throw new SilentExit(1);
}

function chosenRuns(database: Database, references: readonly string[], options: VerifyCommandOptions) {
  const selects = options.sweep !== undefined || options.filter !== undefined;
  if (references.length > 0 && selects) {
    throw new UsageError('name runs, or choose them with --sweep and --filter; not both');
  }
  if (references.length > 0) return references.map((reference) => getRun(database, reference));
  if (!selects) throw new UsageError('which run? name one or several, or choose with --sweep or --filter');
  const runs = listRuns(database, selectionOf(database, options)).map(({ id }) => getRun(database, id));
  if (runs.length === 0) throw new UsageError('no run matches: nothing to verify');
  return runs;
}
