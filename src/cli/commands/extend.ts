import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { parseCount } from '../options.ts';
import { parseWorkers, type TrainCommandOptions } from '../train-options.ts';

interface ExtendOptions extends Pick<TrainCommandOptions, 'workers' | 'quiet'> {
  readonly seeds: number;
}

export function addExtend(program: Command): void {
  program
    .command('extend <sweep>')
    .description('train every config of a sweep under more seeds')
    .option('-s, --seeds <n>', 'how many more', parseCount, 1)
    .option('-w, --workers <n>', 'processes, one run at a time each (default: physical cores)', parseWorkers)
    .option('-q, --quiet', 'say nothing but errors')
    .addHelpText(
      'after',
      `
The sweep grows: its groups get a larger n, and nothing is trained again.

Examples:
  $ descent extend quickstart --seeds 7`,
    )
    .action(async (reference: string, options: ExtendOptions, command: Command) => {
      const { getSweep, listSweepRuns, openDatabase } = await import('../../../db/index.ts');
      const { checkDatasets, engineOf, extendSweep } = await import('../../sweep/index.ts');
      const { resumeAndReport } = await import('../train-and-report.ts');
      const context = contextOf(command);
      const db = openDatabase(context.db, { create: false });
      let sweepId: string;
      try {
        const sweep = getSweep(db, reference);
        checkDatasets(listSweepRuns(db, sweep.id));
        const extension = extendSweep(db, sweep.id, options.seeds, await engineOf(db, sweep.id));
        sweepId = extension.sweepId;
        if (!options.quiet) {
          context.output.note(
            `${sweep.name}: ${extension.runs} more runs, seeds ${extension.seeds.join(', ')}`,
          );
        }
      } finally {
        db.close();
      }
      await resumeAndReport(context, options, sweepId);
    });
}
