/** A long-lived process, pinned to one core, that trains what it is told and measures itself. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { About, Command, Job, Measurement, Reply } from './job.ts';

export interface Launch {
  /** `native avx512`, `pytorch`, … */
  readonly name: string;
  readonly command: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** Threads of every numerical library kept to one. */
export const ONE_THREAD = {
  OMP_NUM_THREADS: '1',
  MKL_NUM_THREADS: '1',
  OPENBLAS_NUM_THREADS: '1',
  NUMEXPR_NUM_THREADS: '1',
} as const;

export class Contender {
  readonly name: string;
  readonly about: About;
  readonly #child: ChildProcessByStdio<Writable, Readable, Readable>;
  readonly #replies: AsyncIterator<string>;
  readonly #complaints: () => string;

  private constructor(
    name: string,
    about: About,
    child: ChildProcessByStdio<Writable, Readable, Readable>,
    replies: AsyncIterator<string>,
    complaints: () => string,
  ) {
    this.name = name;
    this.about = about;
    this.#child = child;
    this.#replies = replies;
    this.#complaints = complaints;
  }

  /** `core` null: not pinned (no taskset here). @throws Error when the program ends before its first line */
  static async start(launch: Launch, core: number | null): Promise<Contender> {
    const command = core === null ? launch.command : ['taskset', '-c', String(core), ...launch.command];
    const child = spawn(command[0]!, command.slice(1), {
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...ONE_THREAD, ...launch.env },
    });
    let errors = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      errors = (errors + text).slice(-2000);
    });
    // a program that has ended is reported by the next answer that does not come
    child.stdin.on('error', () => undefined);
    child.on('error', (error) => {
      errors += error.message;
    });
    const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    const first = await replies.next();
    if (first.done) throw new Error(`${launch.name} could not start: ${errors.trim() || 'it said nothing'}`);
    return new Contender(launch.name, JSON.parse(first.value), child, replies, () => errors.trim());
  }

  /** Builds, compiles, warms up. @throws Error with the contender's own words */
  async setup(job: Job): Promise<void> {
    await this.#ask({ setup: job });
  }

  async measure(seconds: number): Promise<Measurement> {
    return (await this.#ask({ measure: seconds })) as Measurement;
  }

  async stop(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'exit');
    this.#child.stdin.end();
    const timer = setTimeout(() => this.#child.kill('SIGKILL'), 5000);
    await ended;
    clearTimeout(timer);
  }

  async #ask(command: Command): Promise<Exclude<Reply, { error: string }>> {
    this.#child.stdin.write(`${JSON.stringify(command)}\n`);
    const next = await this.#replies.next();
    if (next.done) throw new Error(`${this.name} ended: ${this.#complaints() || 'it said nothing'}`);
    const reply: Reply = JSON.parse(next.value);
    if ('error' in reply) throw new Error(`${this.name}: ${reply.error}`);
    return reply;
  }
}
