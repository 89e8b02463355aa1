import type { Command } from 'commander';
import { getRun, removeNote, addNote as storeNote } from '../../../db/index.ts';
import { contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { parseCount } from '../options.ts';
import { withDatabase } from '../select.ts';

/** `descent note <run> <text>`: what a person says about a run, also after its end. */
export function addNote(program: Command): void {
  program
    .command('note')
    .description('write a note beside a run, or remove one')
    .argument('<run>', 'id of the run, or an unambiguous part of its beginning or end')
    .argument('[text...]', 'the note')
    .option('--remove <number>', 'remove the note of that number (as `descent show` gives it)', parseCount)
    .addHelpText(
      'after',
      `
Examples:
  descent note 8pzs "loss spikes at step 400, see the gradient telemetry"
  descent note 8pzs --remove 3`,
    )
    .action(async (reference: string, words: string[], options: { remove?: number }, self: Command) => {
      const context = contextOf(self);
      const { output } = context;
      const text = words.join(' ').trim();
      if ((text === '') === (options.remove === undefined)) {
        throw new UsageError('expected the text of a note, or --remove with the number of one');
      }
      await withDatabase(context, (database) => {
        const { id, notes } = getRun(database, reference);
        if (options.remove === undefined) storeNote(database, id, text);
        else if (notes.some((note) => note.id === options.remove)) removeNote(database, options.remove);
        else {
          const numbers = notes.map((note) => note.id).join(', ') || 'none';
          throw new UsageError(`run ${id} has no note ${options.remove}; it has ${numbers}`);
        }
        output.data({ run: id, notes: getRun(database, id).notes });
        output.line(options.remove === undefined ? `noted on ${id}` : `note removed from ${id}`);
      });
    });
}
