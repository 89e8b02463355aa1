/** The options that `run` and `sweep` share. */
import { type Command, InvalidArgumentError, Option } from 'commander';
import { ENGINES } from '../engine/index.ts';

export interface TrainCommandOptions {
  readonly set: readonly string[];
  readonly engine: (typeof ENGINES)[number];
  readonly workers?: number;
  readonly rerun?: boolean;
  readonly quiet?: boolean;
}

export function addTrainOptions(command: Command): Command {
  return command
    .option('-s, --set <key=value>', 'set a config key; as often as needed', collect, [] as readonly string[])
    .addOption(new Option('--engine <name>', 'training engine').choices(ENGINES).default('auto'))
    .option('--rerun', 'train again what is in the database already')
    .option('-q, --quiet', 'say nothing but errors');
}

export function parseWorkers(text: string): number {
  const workers = Number(text);
  if (!Number.isInteger(workers) || workers < 1 || workers > 512) {
    throw new InvalidArgumentError('must be an integer from 1 to 512.');
  }
  return workers;
}

function collect(text: string, before: readonly string[]): readonly string[] {
  return [...before, text];
}
