import { CommanderError } from 'commander';
import type { Colors } from '../sweep/progress/colors.ts';

/** Exit codes: everything went well; something failed; the command line itself was wrong. */
export const EXIT = { ok: 0, failure: 1, usage: 2 } as const;

/** A wrong command line: unknown option, bad value, a filter that does not parse. Exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError';
}

/** Ends the command with a code and no further message (everything was said already). */
export class SilentExit extends Error {
  override name = 'SilentExit';
  readonly exitCode: number;
  constructor(exitCode: number) {
    super(`exit ${exitCode}`);
    this.exitCode = exitCode;
  }
}

/** Errors of other folders that stem from what the user typed, by their `name`. */
const USAGE_ERROR_NAMES = new Set(['UsageError', 'FilterError', 'ConfigError']);

/**
 * What to print for an error, and the exit code. One clear message; the stack only with DESCENT_DEBUG set.
 * Commander has already printed its own errors, so they give no text.
 */
export function presentError(error: unknown, colors: Colors, debug: boolean): { text: string; code: number } {
  if (error instanceof CommanderError) {
    return { text: '', code: error.exitCode === 0 ? EXIT.ok : EXIT.usage };
  }
  if (error instanceof SilentExit) return { text: '', code: error.exitCode };
  const named = error instanceof Error ? error : new Error(String(error));
  const code = USAGE_ERROR_NAMES.has(named.name) ? EXIT.usage : EXIT.failure;
  const stack = debug && named.stack ? `\n${colors.dim(named.stack)}` : '';
  return { text: `${colors.red('error:')} ${named.message}${stack}\n`, code };
}
