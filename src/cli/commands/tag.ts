import type { Command } from 'commander';
import { addTags, getRun, listRuns, removeTags } from '../../../db/index.ts';
import { contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { counted } from '../format.ts';
import { addSelection, type SelectOptions, selectionOf, withDatabase } from '../select.ts';

interface TagOptions extends SelectOptions {
  readonly remove?: boolean;
  readonly run?: readonly string[];
}

/** `descent tag`: adds tags to runs, or takes them away. */
export function addTag(program: Command): void {
  const command = program
    .command('tag')
    .description('add tags to runs, or remove them')
    .argument('<tags...>', 'words without spaces, commas and quotes')
    .option('-r, --run <runs...>', 'these runs')
    .option('--remove', 'take the tags away')
    .action(async (tags: string[], options: TagOptions, self: Command) => {
      const context = contextOf(self);
      const selects = options.sweep !== undefined || options.filter !== undefined;
      if (options.run === undefined && !selects) {
        throw new UsageError('which runs? name them with --run, --sweep or --filter');
      }
      await withDatabase(context, (database) => {
        const named = (options.run ?? []).map((reference) => getRun(database, reference).id);
        const selected = selects
          ? listRuns(database, selectionOf(database, options)).map(({ id }) => id)
          : [];
        const ids = [...new Set([...named, ...selected])];
        const changed = database.transaction(() =>
          ids.filter((id) => {
            if (options.remove) return removeTags(database, id, tags) > 0;
            addTags(database, id, tags);
            return true;
          }),
        );
        context.output.data({ tags, removed: options.remove === true, runs: changed });
        const what = options.remove ? 'removed from' : 'added to';
        context.output.line(`${tags.join(', ')} ${what} ${counted(changed.length, 'run')}`);
      });
    });
  addSelection(command).addHelpText(
    'after',
    `
Examples:
  descent tag baseline --run 8pzs
  descent tag --remove draft --sweep quickstart
  descent tag good --filter 'test/accuracy > 0.98'`,
  );
}
