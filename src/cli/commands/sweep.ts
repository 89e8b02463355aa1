import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { addTrainOptions, parseWorkers, type TrainCommandOptions } from '../train-options.ts';

export function addSweep(program: Command): void {
  addTrainOptions(
    program
      .command('sweep <definition>')
      .description('train every run of a definition (.ts, .js, .json, .yaml); the same command resumes'),
  )
    .option('-w, --workers <n>', 'processes, one run at a time each (default: physical cores)', parseWorkers)
    .option('--dry-run', 'only say what would be trained: runs, grid, time, disk')
    .addHelpText(
      'after',
      `
Ctrl-C stops after the running epochs and leaves the rest queued; a second one quits at once.

Exit codes: 0 every run completed or diverged, 1 a run failed or was cancelled, 2 wrong usage, 130 interrupted.

Examples:
  $ descent sweep experiments/quickstart.ts
  $ descent sweep experiments/optimizer-grid.ts --dry-run
  $ descent sweep experiments/optimizer-grid.ts --set optimizer=adam,sgd --set epochs=2
  $ descent sweep experiments/quickstart.ts --engine wasm --rerun
  $ descent sweep mine.yaml --workers 4 --json > events.jsonl`,
    )
    .action(async (file: string, options: TrainCommandOptions & { dryRun?: boolean }, command: Command) => {
      const context = contextOf(command);
      const { expand, loadDefinition } = await import('../../config/index.ts');
      const { datasetFacts } = await import('../../data/index.ts');
      const { trainAndReport } = await import('../train-and-report.ts');
      const definition = await loadDefinition(file);
      const expanded = expand(definition, datasetFacts, { overrides: options.set });
      if (options.dryRun) {
        await dryRun(context, expanded, options);
        return;
      }
      await trainAndReport(context, options, { expanded, definition, source: file });
    });
}

async function dryRun(
  context: ReturnType<typeof contextOf>,
  expanded: import('../../config/index.ts').ExpandedSweep,
  options: TrainCommandOptions,
): Promise<void> {
  const { estimateTraining } = await import('../estimate.ts');
  const { printDryRun } = await import('../sweep-report.ts');
  const estimate = await estimateTraining(context, expanded, options, { readonly: true });
  printDryRun(context.output, expanded, estimate);
}
