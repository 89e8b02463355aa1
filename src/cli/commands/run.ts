import type { Command } from 'commander';
import { contextOf } from '../context.ts';
import { addTrainOptions, type TrainCommandOptions } from '../train-options.ts';

export function addRun(program: Command): void {
  addTrainOptions(program.command('run').description('train one config; every key has a default'))
    .addHelpText(
      'after',
      `
Examples:
  $ descent run --set optimizer=adam --set learningRate=0.002 --set epochs=3
  $ descent run --set dataset=mnist --set architecture=2c2d --set optimizer=momentum --set seed=7
  $ descent run --set earlyStopping.patience=3 --set epochs=30
  $ descent run --set optimizer=adam --engine tfjs`,
    )
    .action(async (options: TrainCommandOptions, command: Command) => {
      const { expand, inputFromOverrides } = await import('../../config/index.ts');
      const { datasetFacts } = await import('../../data/index.ts');
      const { trainAndReport } = await import('../train-and-report.ts');
      const { seed = 0, ...fixed } = inputFromOverrides(options.set);
      const definition = { name: 'run', fixed, seeds: [seed] };
      await trainAndReport(
        contextOf(command),
        { ...options, workers: 1 },
        { expanded: expand(definition, datasetFacts), definition },
      );
    });
}
