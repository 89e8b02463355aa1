/** Commands as text that can be pasted into a shell. */
import { databasePath } from '../../db/index.ts';
import type { Context } from './context.ts';

/** `descent …` on the database of this command, which is named where it is not the one that a shell would get. */
export function commandLine({ db }: Pick<Context, 'db'>, words: readonly string[]): string {
  const database = databasePath(db) === databasePath() ? [] : ['--db', db];
  return ['descent', ...words, ...database].map(quote).join(' ');
}

/** For POSIX shells. */
function quote(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
