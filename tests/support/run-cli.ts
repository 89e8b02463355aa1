/** `descent …` in a process of its own, to its end. */
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Workplace } from './sweep-process.ts';

const BIN = fileURLToPath(new URL('../../bin/descent.mjs', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** On the database of the workplace, in its folder, without colours. */
export function runCli(
  workplace: Pick<Workplace, 'folder' | 'database'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult> {
  const child = spawn(process.execPath, [BIN, '--db', workplace.database, ...args], {
    cwd: workplace.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NO_COLOR: '1', ...env },
  });
  const collect = (stream: NodeJS.ReadableStream) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    return () => Buffer.concat(chunks).toString();
  };
  const stdout = collect(child.stdout);
  const stderr = collect(child.stderr);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout: stdout(), stderr: stderr() }));
  });
}

/** The array that `descent … --json` printed. @throws Error with what it said where that is no JSON */
export async function runCliJson<T>(
  workplace: Pick<Workplace, 'folder' | 'database'>,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<CliResult & { readonly rows: readonly T[] }> {
  const result = await runCli(workplace, [...args, '--json'], env);
  try {
    return { ...result, rows: JSON.parse(result.stdout) };
  } catch {
    throw new Error(`descent ${args.join(' ')} printed no JSON: ${result.stdout}\n${result.stderr}`);
  }
}
