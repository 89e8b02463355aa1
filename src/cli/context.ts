import type { Command } from 'commander';
import { createOutput, type Output } from './output.ts';

/** Options that every command takes, before or after its name. */
export interface GlobalOptions {
  /** database file; without it DESCENT_DB, then descent.db in the working folder */
  readonly db?: string;
  readonly json: boolean;
}

/** What an action works with: where the database is, and how to print. */
export interface Context {
  readonly db: string;
  readonly output: Output;
}

/** Reads the options of the program (`--db`, `--json`) from inside a command's action. */
export function contextOf(command: Command): Context {
  const options = command.optsWithGlobals<GlobalOptions>();
  const db = options.db ?? (process.env.DESCENT_DB || 'descent.db');
  return { db, output: createOutput({ json: options.json === true }) };
}
