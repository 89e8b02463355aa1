/** Real sweeps in real processes, for the tests of resuming. */
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { listRuns, openDatabase } from '../../db/index.ts';
import type { SweepDefinition } from '../../src/config/index.ts';
import type { SweepEvent } from '../../src/sweep/index.ts';

const BIN = fileURLToPath(new URL('../../bin/descent.mjs', import.meta.url));

export interface Workplace {
  readonly folder: string;
  readonly database: string;
  /** Writes a definition; gives its path. */
  define(definition: SweepDefinition): string;
  remove(): void;
}

export function createWorkplace(): Workplace {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-sweep-'));
  return {
    folder,
    database: path.join(folder, 'runs.db'),
    define(definition) {
      const file = path.join(folder, `${definition.name}.json`);
      writeFileSync(file, JSON.stringify(definition));
      return file;
    },
    // processes that a dashboard has started end a moment later
    remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 200 }),
  };
}

export interface Cli {
  readonly process: ChildProcess;
  readonly events: SweepEvent[];
  readonly stderr: () => string;
  /** the first event that fits, from the past or to come; rejects where the process ends without one */
  until<T extends SweepEvent['type']>(
    type: T,
    fits?: (event: Extract<SweepEvent, { type: T }>) => boolean,
  ): Promise<Extract<SweepEvent, { type: T }>>;
  readonly ended: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
}

/** `descent … --json` in a process of its own. */
export function startCli(workplace: Workplace, args: readonly string[]): Cli {
  const child = spawn(process.execPath, [BIN, '--db', workplace.database, '--json', ...args], {
    cwd: workplace.folder,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const events: SweepEvent[] = [];
  const listeners = new Set<() => void>();
  let rest = '';
  let stderr = '';
  let over = false;
  const tell = () => {
    for (const listener of listeners) listener();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    const lines = (rest + chunk.toString()).split('\n');
    rest = lines.pop()!;
    // `cancel --json` prints no events
    if (args[0] !== 'cancel') for (const line of lines) if (line !== '') events.push(JSON.parse(line));
    tell();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  const ended = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on('close', (code, signal) => {
      over = true;
      resolve({ code, signal });
      tell();
    });
  });
  return {
    process: child,
    events,
    stderr: () => stderr,
    ended,
    until: (type, fits = () => true) =>
      new Promise((resolve, reject) => {
        const look = () => {
          const found = events.find((event) => event.type === type && fits(event as never));
          if (found === undefined && !over) return;
          listeners.delete(look);
          if (found !== undefined) resolve(found as never);
          else reject(new Error(`the process ended without "${type}": ${stderr}\n${JSON.stringify(events)}`));
        };
        listeners.add(look);
        look();
      }),
  };
}

/** A tiny sweep: 2 optimizers × `seeds`, a small perceptron, 300 images. */
export function smallSweep(overrides: Partial<SweepDefinition> = {}): SweepDefinition {
  return {
    name: 'small',
    fixed: {
      dataset: 'mnist10k',
      architecture: 'mlp',
      units: [32],
      trainSize: 300,
      validationSize: 100,
      batchSize: 50,
      epochs: 3,
      learningRate: 0.05,
    },
    axes: { optimizer: ['sgd', 'momentum'] },
    seeds: [0, 1],
    recording: { lossEverySteps: 2, telemetryEverySteps: 5, probeSize: 50 },
    ...overrides,
  };
}

export interface RunContents {
  readonly status: string;
  readonly epochsDone: number;
  readonly points: readonly { readonly name: string; readonly step: number; readonly value: number }[];
  /** bestEpoch, divergedAtStep, parameters, summary, artifacts */
  readonly [key: string]: unknown;
}

/** Everything that training decides, by identity: what must be the same whatever happened on the way. */
export function contents(database: string): Record<string, RunContents> {
  const db = openDatabase(database, { create: false });
  try {
    const found: Record<string, RunContents> = {};
    for (const run of listRuns(db)) {
      const points = db.client
        .prepare(
          `select metric_keys.name, step, value from metrics join metric_keys on metric_keys.id = key_id
           join runs on runs.no = run_no where runs.id = ? order by metric_keys.name, step`,
        )
        .all(run.id) as RunContents['points'];
      const artifacts = db.client
        .prepare(
          `select artifacts.name, kind, sha256, bytes from artifacts join runs on runs.no = run_no
           where runs.id = ? order by artifacts.name`,
        )
        .all(run.id);
      const key = `${run.configHash} ${run.seed} ${run.engine} ${run.numerics}`;
      if (key in found) throw new Error(`identity ${key} is in the database twice`);
      const { status, epochsDone, bestEpoch, divergedAtStep, parameters, summary } = run;
      found[key] = { status, epochsDone, bestEpoch, divergedAtStep, parameters, summary, points, artifacts };
    }
    return found;
  } finally {
    db.close();
  }
}

/** Whether a process runs (one that has ended but was not waited for does not). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Polls until `condition` holds. @throws after 20 s */
export async function eventually(condition: () => boolean, what: string): Promise<void> {
  const giveUp = performance.now() + 20_000;
  while (!condition()) {
    if (performance.now() > giveUp) throw new Error(`not within 20 s: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
