/**
 * Training that the dashboard starts: `descent resume <sweep>` as a process of its own. It outlives the dashboard and
 * the page, is cancelled through the database like any other, and what it prints is kept.
 */
import { spawn } from 'node:child_process';
import { appendFileSync, closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { countRuns, type Database, listRunning, sweepLogPath } from '../../db/index.ts';

/** How long a process that was started may take until it holds its first run. */
const STARTING_MS = 20_000;
/** The end of a log that a page shows. */
const LOG_TAIL_BYTES = 16_000;

interface Started {
  readonly sinceMs: number;
  /** asked for again while its process was alive: it may have looked at the queue for the last time before */
  again: TrainingOptions | null;
}

interface TrainingOptions {
  /** default: one a physical core */
  readonly workers?: number | undefined;
}

/** By sweep, the process that was started here, until it ends. */
const starting = new Map<string, Started>();

/** Whether a process for it was started just now, here, and has not ended. */
export function isStarting(sweepId: string): boolean {
  const started = starting.get(sweepId);
  return started !== undefined && performance.now() - started.sinceMs < STARTING_MS;
}

/** Whether a process trains runs of it now. */
export function isTrained(db: Database, sweepId: string): boolean {
  return listRunning(db, sweepId).some(({ orphan }) => !orphan);
}

/**
 * Has the waiting runs of a sweep trained. Where a process is at it already, that one takes them too; where it was about
 * to end, another one follows it.
 */
export function startTraining(db: Database, sweepId: string, options: TrainingOptions = {}): void {
  const alive = starting.get(sweepId);
  if (alive !== undefined) {
    alive.again = options;
    return;
  }
  if (isTrained(db, sweepId)) return;
  const { workers } = options;
  const mark: Started = { sinceMs: performance.now(), again: null };
  starting.set(sweepId, mark);
  startCommand(db, {
    args: [
      ...['resume', sweepId, '--again', 'none'],
      ...(workers === undefined ? [] : ['--workers', String(workers)]),
    ],
    logFile: sweepLogPath(db, sweepId),
    onEnd: () => {
      starting.delete(sweepId);
      if (mark.again === null || !db.client.open || countRuns(db, sweepId).queued === 0) return;
      startTraining(db, sweepId, mark.again);
    },
  });
}

export interface BackgroundCommand {
  /** after `descent --db <file>` */
  readonly args: readonly string[];
  /** gets what it prints, at its end */
  readonly logFile: string;
  readonly onEnd: () => void;
}

/** `descent …` as a process of its own. */
export function startCommand(db: Database, { args, logFile, onEnd }: BackgroundCommand): void {
  const log = openSync(logFile, 'a');
  try {
    const child = spawn(process.execPath, [commandFile(), '--db', db.path, ...args], {
      detached: true,
      stdio: ['ignore', log, log],
      env: { ...process.env, NO_COLOR: '1' },
      windowsHide: true,
    });
    child.on('exit', onEnd);
    child.on('error', (error) => {
      onEnd();
      appendFileSync(logFile, `could not be started: ${error.message}\n`);
    });
    child.unref();
  } finally {
    closeSync(log);
  }
}

/** Changes as the log of a sweep grows; '' where there is none. */
export function logStamp(db: Database, sweepId: string): string {
  return sizeOfLog(sweepLogPath(db, sweepId));
}

export function sizeOfLog(file: string): string {
  return existsSync(file) ? String(statSync(file).size) : '';
}

/** The end of what the processes of a sweep printed; null: the dashboard has started none. */
export function trainingLog(db: Database, sweepId: string): string | null {
  return endOfLog(sweepLogPath(db, sweepId));
}

/** null: there is none */
export function endOfLog(file: string): string | null {
  if (!existsSync(file)) return null;
  const size = statSync(file).size;
  const length = Math.min(size, LOG_TAIL_BYTES);
  const bytes = Buffer.alloc(length);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, bytes, 0, length, size - length);
  } finally {
    closeSync(descriptor);
  }
  const text = bytes.toString();
  return size > length ? text.slice(text.indexOf('\n') + 1) : text;
}

/** Beside the sources in a checkout; an installed package has the compiled code in dist/ and bin/ outside it. */
function commandFile(): string {
  const places = ['../../bin/descent.mjs', '../../../bin/descent.mjs'].map((place) =>
    fileURLToPath(new URL(place, import.meta.url)),
  );
  const found = places.find((place) => existsSync(place));
  if (found === undefined) throw new Error(`the command is missing, expected ${places[0]}`);
  return found;
}
