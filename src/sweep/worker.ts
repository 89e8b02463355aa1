/**
 * Entry of a worker process: takes runs from the queue one at a time until there is none, keeping the engine and
 * the dataset loaded between them. It ends by itself when its parent does.
 */
import { type ClaimedRun, claimRun, openDatabase, releaseRun } from '../../db/index.ts';
import { openEngine } from '../engine/index.ts';
import { openTracker } from '../tracking/index.ts';
import { createExecutor } from './execute-run.ts';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.ts';
import { limited } from './rate-limit.ts';

const MESSAGES_AT_ONCE = 10;
const MESSAGES_A_SECOND = 20;

const drain = new AbortController();
const wakeUps: (() => void)[] = [];
/** Gives the running run back; set while there is one. */
let giveBack: (() => void) | null = null;
let ending = false;

/** Resolves once the message is out. A parent that is gone is no error here: 'disconnect' deals with it. */
function send(message: FromWorker): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(message, undefined, undefined, () => resolve());
    else resolve();
  });
}

/** At once, whatever the engine's threads are doing: nobody waits for this process any more. */
function quit(): never {
  try {
    giveBack?.();
  } catch {
    // The database cannot be written: the run is found as an orphan when a sweep looks next.
  }
  process.kill(process.pid, 'SIGKILL');
  process.exit(1);
}

/** Until the parent says that there may be work, or that it is time to end. */
function untilWoken(): Promise<void> {
  return new Promise((resolve) => wakeUps.push(resolve));
}

function wake(): void {
  for (const resolve of wakeUps.splice(0)) resolve();
}

async function work(options: WorkerOptions): Promise<void> {
  const db = openDatabase(options.database);
  const engine = await openEngine(options.engine, { blocking: true });
  const tracker = openTracker({ db, flushEveryMs: null });
  const executor = createExecutor(tracker, engine);
  const { name, numerics } = engine.info;
  // runs with epochs of milliseconds would keep the parent busier than anybody can read
  const progress = limited(MESSAGES_AT_ONCE, MESSAGES_A_SECOND, send);
  send({ type: 'ready' });
  while (!drain.signal.aborted) {
    const claimed = claimRun(db, { sweepId: options.sweepId, engine: name, numerics });
    if (claimed === null) {
      send({ type: 'idle' });
      await untilWoken();
      continue;
    }
    giveBack = () => releaseRun(db, claimed);
    const run = await executor.execute({
      claimed,
      stopAfterEpoch: drain.signal,
      onStart: ({ logPath }) => send(startedMessage(claimed, logPath)),
      onProgress: (now) => progress.tell({ type: 'progress', runId: claimed.id, progress: now }),
    });
    giveBack = null;
    progress.flush();
    await send({ type: 'ended', runId: claimed.id, run });
  }
  executor.close();
  tracker.close();
  db.close();
  ending = true;
  if (process.connected) process.disconnect();
}

function startedMessage({ id, configHash, seed, attempt }: ClaimedRun, logFile: string): FromWorker {
  return { type: 'started', runId: id, configHash, seed, attempt, logFile };
}

// Ctrl-C reaches the whole group of processes; what to do about it is the parent's to say.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => {
  if (!ending) quit();
});
process.on('message', (message: ToWorker) => {
  switch (message.type) {
    case 'start':
      work(message.options).catch((error) => {
        console.error(error);
        process.exit(1);
      });
      break;
    case 'work':
      wake();
      break;
    case 'drain':
      drain.abort();
      wake();
      break;
    case 'quit':
      quit();
      break;
    default:
      message satisfies never;
  }
});
