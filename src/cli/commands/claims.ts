import { type Command, Option } from 'commander';
import type { ClaimDefinition } from '../../claims/index.ts';
import { ENGINES } from '../../engine/index.ts';
import type { ClaimsReportOptions, ClaimsRunOptions } from '../claims-options.ts';
import { contextOf } from '../context.ts';
import { parseWorkers } from '../train-options.ts';

const PRESETS = ['smoke', 'standard', 'full'];

/** `descent claims`: what a primer says, and what the runs say about it. */
export function addClaims(program: Command): void {
  const group = program
    .command('claims')
    .description('test what a deep-learning primer claims: list, run, report')
    .addHelpText(
      'after',
      `
A claim is a statement of the primer, as hypotheses that were written down before any run. Presets:
  smoke     the built-in digits, a few seeds, about a minute a claim: every verdict says "too few seeds"
  standard  MNIST and Fashion-MNIST (descent data fetch), 10 or more final seeds, within 90 minutes on two cores
  full      20 seeds and more, every stratum and horizon

Examples:
  descent claims
  descent claims run loss --preset smoke
  descent claims run --preset standard --dry-run
  descent claims report --preset standard`,
    )
    .action(async (_options: object, command: Command) => {
      await list(command);
    });
  group
    .command('list')
    .description('claims and their hypotheses, with the verdicts that this database has')
    .addHelpText('after', '\nExamples:\n  descent claims list\n  descent claims list --json')
    .action(async (_options: object, command: Command) => {
      await list(command);
    });
  addRunCommand(group);
  addReportCommand(group);
}

function addRunCommand(group: Command): void {
  group
    .command('run')
    .argument('[claims...]', 'ids or numbers; default: all')
    .description('train what the claims still need, and judge them; the same command resumes')
    .addOption(new Option('-p, --preset <name>', 'how much evidence').choices(PRESETS).default('smoke'))
    .addOption(new Option('--engine <name>', 'training engine').choices(ENGINES).default('auto'))
    .option('-w, --workers <n>', 'processes, one run at a time each (default: physical cores)', parseWorkers)
    .option('-q, --quiet', 'say nothing but verdicts and errors')
    .option('--dry-run', 'only say how many runs each claim needs, and how long they take')
    .addHelpText(
      'after',
      `
Each claim: tuning runs, where the rate that is best at an edge makes every grid grow; final runs, with seeds of their
own, at every rate that tuning might have chosen; then the verdicts. Runs are shared between claims and with sweeps.

Examples:
  descent claims run --preset smoke
  descent claims run optimizers --preset standard
  descent claims run 1 2 --preset standard --dry-run`,
    )
    .action(async (names: string[], options: ClaimsRunOptions, command: Command) => {
      const { chooseClaims, loadClaims } = await import('../../claims/index.ts');
      const { runClaims, printDryRun } = await import('../claims-run.ts');
      const context = contextOf(command);
      const claims: readonly ClaimDefinition[] = chooseClaims(await loadClaims(), names);
      if (options.dryRun === true) await printDryRun(context, claims, options);
      else await runClaims(context, claims, options);
    });
}

function addReportCommand(group: Command): void {
  group
    .command('report')
    .argument('[claims...]', 'ids or numbers; default: all that have their runs')
    .description('judge the claims again from the runs that are there, and write a page each')
    .addOption(new Option('-p, --preset <name>', 'how much evidence').choices(PRESETS).default('smoke'))
    .addOption(new Option('--engine <name>', 'engine of the runs').choices(ENGINES).default('auto'))
    .option('-o, --output <folder>', 'where the pages go', 'docs/claims')
    .addHelpText(
      'after',
      `
Markdown with figures in SVG, an index, and a CSV of every run behind the pages. Nothing is trained. Pages of other
claims in the folder stay, in the index and in the CSV files too.

Examples:
  descent claims report
  descent claims report --preset standard -o docs/claims
  descent claims report optimizers --preset standard -o /tmp/claims`,
    )
    .action(async (names: string[], options: ClaimsReportOptions, command: Command) => {
      const { chooseClaims, loadClaims } = await import('../../claims/index.ts');
      const { reportClaims } = await import('../claims-report.ts');
      await reportClaims(contextOf(command), chooseClaims(await loadClaims(), names), options);
    });
}

async function list(command: Command): Promise<void> {
  const { loadClaims } = await import('../../claims/index.ts');
  const { printClaims } = await import('../claims-list.ts');
  printClaims(contextOf(command), await loadClaims());
}
