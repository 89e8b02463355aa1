/** Real databases in a folder of their own, and configs to fill them with. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach } from 'vitest';
import { createSweep, type Database, enqueueRuns, openDatabase, type RunInput } from '../../../db/index.ts';
import { configHash, resolveConfig } from '../../../src/config/index.ts';

const cleanups: (() => void)[] = [];
afterEach(() => {
  for (const clean of cleanups.splice(0).reverse()) clean();
});

/** A folder that is deleted after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'descent-db-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** An open database, closed after the test. */
export function open(file = path.join(temporaryFolder(), 'descent.db')): Database {
  const db = openDatabase(file);
  cleanups.push(() => db.close());
  return db;
}

const facts = () => ({
  sha256: 'f'.repeat(64),
  shape: { height: 28, width: 28, channels: 1 },
  classes: 10,
  trainCount: 8000,
  testCount: 2000,
});

/** Configs that differ in the learning rate. */
export function inputs(learningRates: readonly number[], seed = 1): RunInput[] {
  return learningRates.map((learningRate) => {
    const config = resolveConfig({ dataset: 'mnist10k', epochs: 1, learningRate, seed }, facts);
    return { config, configHash: configHash(config), name: `lr ${learningRate}` };
  });
}

export const ENGINE = { engine: 'native', numerics: 'test-1' };

/** A sweep with one waiting run a learning rate. */
export function fill(db: Database, learningRates: readonly number[], name = 'rates'): string {
  const { id } = createSweep(db, { name, hash: learningRates.join(), definition: { name }, recording: null });
  enqueueRuns(db, id, inputs(learningRates), ENGINE);
  return id;
}

const repository = fileURLToPath(new URL('../../../', import.meta.url));

/** A real process that runs `code` (an ES module; `db` functions come from `repository`/db/index.ts). */
export function startProcess(code: string): ChildProcess {
  const script = path.join(temporaryFolder(), 'child.mts');
  const imports = `
    import * as db from ${JSON.stringify(`${repository}db/index.ts`)};
    import { openTracker } from ${JSON.stringify(`${repository}src/tracking/index.ts`)};
  `;
  writeFileSync(script, imports + code);
  const child = spawn(process.execPath, ['--import', 'tsx', script], {
    cwd: repository,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  cleanups.push(() => child.kill('SIGKILL'));
  return child;
}

/** Output of the process once it has ended well. */
export async function output(child: ChildProcess): Promise<string> {
  let text = '';
  let errors = '';
  child.stdout!.on('data', (chunk) => (text += chunk));
  child.stderr!.on('data', (chunk) => (errors += chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`the process ended with ${code}: ${errors}`);
  return text;
}

/** Waits until the process has printed `word`. */
export async function printed(child: ChildProcess, word: string): Promise<void> {
  let text = '';
  for await (const chunk of child.stdout!.iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.includes(word)) return;
  }
  throw new Error(`the process ended before it printed ${word}: ${text}`);
}

/** Ends the process as `kill -9` does, and waits for it. */
export async function kill(child: ChildProcess): Promise<void> {
  const closed = once(child, 'exit');
  child.kill('SIGKILL');
  await closed;
}
