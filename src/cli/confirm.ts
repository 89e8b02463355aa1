/** A question before something is lost. */
import { createInterface } from 'node:readline/promises';
import { UsageError } from './errors.ts';

/**
 * Asks on the terminal; anything but `y` or `yes` is no.
 * @throws UsageError where nobody can answer
 */
export async function confirm(question: string): Promise<boolean> {
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new UsageError(`${question} Nobody can answer here: add --yes to go on without a question`);
  }
  const prompt = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const ended = new Promise<string>((resolve) => prompt.once('close', () => resolve('')));
    prompt.once('SIGINT', () => prompt.close());
    const answer = await Promise.race([prompt.question(`${question} [y/N] `), ended]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    prompt.close();
  }
}
