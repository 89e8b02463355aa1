import { type Command, Option } from 'commander';
import { contextOf } from '../context.ts';
import { parseWorkers, type TrainCommandOptions } from '../train-options.ts';

const AGAIN = {
  all: ['failed', 'cancelled'],
  failed: ['failed'],
  cancelled: ['cancelled'],
  none: [],
} as const;

interface ResumeOptions extends Pick<TrainCommandOptions, 'workers' | 'quiet'> {
  readonly again: keyof typeof AGAIN;
}

export function addResume(program: Command): void {
  program
    .command('resume <sweep>')
    .description('train what is left of a sweep in the database, without its definition')
    .option('-w, --workers <n>', 'processes, one run at a time each (default: physical cores)', parseWorkers)
    .addOption(
      new Option('--again <which>', 'runs that ended without a result and are tried again')
        .choices(['all', 'failed', 'cancelled', 'none'])
        .default('all'),
    )
    .option('-q, --quiet', 'say nothing but errors')
    .addHelpText(
      'after',
      `
Runs that failed or were cancelled are tried again; what is done stays. \`descent sweep <definition>\` does the same
where the definition is at hand.

Examples:
  $ descent resume quickstart
  $ descent resume 01hx3f --workers 4`,
    )
    .action(async (sweep: string, options: ResumeOptions, command: Command) => {
      const { resumeAndReport } = await import('../train-and-report.ts');
      await resumeAndReport(contextOf(command), options, sweep, AGAIN[options.again]);
    });
}
