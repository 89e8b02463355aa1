/** One worker as its parent sees it: a child process with IPC, whose output goes to the log of its run. */
import { type ChildProcess, fork } from 'node:child_process';
import { appendFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { FromWorker, ToWorker, WorkerOptions } from './messages.ts';

export interface CurrentRun {
  readonly runId: string;
  readonly label: string;
  readonly budgetSamples: number;
  readonly attempt: number;
  readonly logFile: string;
}

export interface WorkerProcess {
  /** 0 … workers − 1; a replacement takes over the number */
  readonly index: number;
  readonly pid: number;
  /** has opened the database and the engine */
  ready: boolean;
  idle: boolean;
  current: CurrentRun | null;
  send(message: ToWorker): void;
  kill(): void;
  /** the end of what it printed outside of a run */
  output(): string;
}

export interface WorkerHandlers {
  onMessage(worker: WorkerProcess, message: FromWorker): void;
  /** @param reason `exit code 1`, `signal SIGKILL`, with what it printed last */
  onExit(worker: WorkerProcess, reason: string): void;
}

const KEPT_OUTPUT = 4000;

export function startWorker(index: number, options: WorkerOptions, handlers: WorkerHandlers): WorkerProcess {
  const child = forkWorker();
  let output = '';
  const worker: WorkerProcess = {
    index,
    pid: child.pid ?? -1,
    ready: false,
    idle: false,
    current: null,
    send(message) {
      // A worker that is gone is told of by 'exit'.
      if (child.connected) child.send(message, () => {});
    },
    kill: () => child.kill('SIGKILL'),
    output: () => output.trim(),
  };
  const collect = (chunk: Buffer) => {
    if (worker.current !== null) appendFileSync(worker.current.logFile, chunk);
    else output = (output + chunk.toString()).slice(-KEPT_OUTPUT);
  };
  child.stdout?.on('data', collect);
  child.stderr?.on('data', collect);
  child.on('message', (message) => handlers.onMessage(worker, message as FromWorker));
  child.on('error', (error) => {
    output += `\n${error.message}`;
  });
  // 'close', not 'exit': by then its output is read to the end.
  child.on('close', (code, signal) => {
    handlers.onExit(worker, signal === null ? `exit code ${code}` : `signal ${signal}`);
  });
  worker.send({ type: 'start', options });
  return worker;
}

/** From TypeScript in a checkout, through the same loader as the command line; from dist/ in a package. */
function forkWorker(): ChildProcess {
  const typescript = import.meta.url.endsWith('.ts');
  const entry = fileURLToPath(new URL(typescript ? './worker.ts' : './worker.js', import.meta.url));
  const loader = new URL('../../bin/register.mjs', import.meta.url).href;
  return fork(entry, [], {
    // little that a worker makes lives long: a small nursery saves 20 MB, and no time is lost that could be measured
    execArgv: ['--expose-gc', '--max-semi-space-size=4', ...(typescript ? ['--import', loader] : [])],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
}
