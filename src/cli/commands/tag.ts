import type { Command } from 'commander';
import { addNote, addTags, getRun, listRuns, removeTags } from '../../../db/index.ts';
import { contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { count } from '../format.ts';
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
        database.transaction(() => {
          for (const id of ids) {
            if (options.remove) removeTags(database, id, tags);
            else addTags(database, id, tags);
          }
        });
        const what = options.remove ? 'removed from' : 'added to';
        if (context.output.json) context.output.data({ tags, removed: options.remove === true, runs: ids });
        else
          context.output.line(
            `${tags.join(', ')} ${what} ${count(ids.length)} ${ids.length === 1 ? 'run' : 'runs'}`,
          );
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

/** `descent note <run> <text>`. */
export function addNoteCommand(program: Command): void {
  program
    .command('note')
    .description('write a note beside a run')
    .argument('<run>', 'the run')
    .argument('<text...>', 'the note')
    .addHelpText(
      'after',
      '\nExamples:\n  descent note 8pzs "loss spikes at step 400, see the gradient telemetry"',
    )
    .action(async (reference: string, words: string[], _options: unknown, self: Command) => {
      const context = contextOf(self);
      await withDatabase(context, (database) => {
        const { id } = getRun(database, reference);
        addNote(database, id, words.join(' '));
        if (context.output.json) context.output.data({ run: id, notes: getRun(database, id).notes });
        else context.output.line(`noted on ${id}`);
      });
    });
}
