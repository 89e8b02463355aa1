/** The page's web worker: the engine of native/wasm/descent.wasm and a network on it. */
import type { Engine } from '../../../src/engine/contract.ts';
import { openWasmInThread } from '../../../src/engine/wasm/in-thread.ts';
import { type Digits, decodeDigits } from './digits.ts';
import type { FromWorker, TestDigit, ToWorker } from './messages.ts';
import type { NetworkSettings } from './settings.ts';
import { Trainer } from './trainer.ts';

/** How long the page waits for news; also for an answer, and for a pause to take effect. */
const NEWS_EVERY_MS = 150;

/** What of a worker's global scope is used: TypeScript has it only among the browser's types. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: { data: ToWorker }) => void): void;
};

let engine: Engine | null = null;
let digits: Digits | null = null;
let trainer: Trainer | null = null;
let running = false;
let looping = false;
let failed = false;
/** Work on the model, one after the other: each message waits for the one before it. */
let queue: Promise<void> = Promise.resolve();

scope.addEventListener('message', ({ data }) => {
  // as it was wished last, whatever waits in the queue: a pause that comes before its run has begun holds, too
  if (data.kind === 'run') running = true;
  if (data.kind === 'pause' || data.kind === 'build') running = false;
  queue = queue.then(() => (failed ? undefined : handle(data))).catch(fail);
});

async function handle(message: ToWorker): Promise<void> {
  switch (message.kind) {
    case 'load':
      return load(message.wasm, message.digits);
    case 'build':
      return build(message.settings);
    case 'run':
      if (running && !looping) void runOn();
      return;
    case 'pause':
      return;
    case 'rate':
      present().learningRate = message.learningRate;
      return;
    case 'read':
      scope.postMessage({ kind: 'answer', probabilities: await present().read(message.pixels) });
      return;
    case 'samples':
      scope.postMessage({ kind: 'samples', digits: samples(message.count) });
      return;
    default:
      message satisfies never;
  }
}

async function load(wasm: string, address: string): Promise<void> {
  const [module, bytes] = await Promise.all([fetchBytes(wasm), fetchBytes(address)]);
  if (!WebAssembly.validate(module)) {
    throw new Error('this browser lacks WebAssembly with 128-bit SIMD: use a version of 2021 or later');
  }
  engine = openWasmInThread(new WebAssembly.Module(module));
  digits = decodeDigits(bytes);
}

async function fetchBytes(address: string): Promise<ArrayBuffer> {
  const answer = await fetch(address);
  if (!answer.ok)
    throw new Error(`${address} answered ${answer.status}: ${(await answer.text()).slice(0, 300)}`);
  return answer.arrayBuffer();
}

async function build(settings: NetworkSettings): Promise<void> {
  if (engine === null || digits === null) throw new Error('the engine is not loaded yet');
  trainer?.close();
  trainer = new Trainer(engine, digits, settings);
  scope.postMessage({
    kind: 'built',
    parameterCount: trainer.parameterCount,
    stepsPerEpoch: trainer.stepsPerEpoch,
    score: await trainer.validate(false),
    filters: trainer.filters(),
  });
}

/** Chunks of steps until it is paused; each between two looks at the messages. */
async function runOn(): Promise<void> {
  looping = true;
  let steps = 1;
  while (running) {
    const done = new Promise<void>((resolve) => {
      queue = queue
        .then(async () => {
          if (running) steps = await chunkOf(steps);
        })
        .catch(fail)
        .finally(resolve);
    });
    await done;
    // lets messages in
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
  looping = false;
}

/** One chunk and the news of it; gives the steps of the next, so that news come evenly. */
async function chunkOf(steps: number): Promise<number> {
  const one = present();
  const startMs = performance.now();
  const chunk = await one.advance(steps);
  const tookMs = Math.max(0.1, performance.now() - startMs);
  if (chunk.divergedAt !== null) running = false;
  const epochEnds = chunk.step % one.stepsPerEpoch === 0;
  scope.postMessage({
    kind: 'progress',
    chunk,
    score: await one.validate(!epochEnds),
    stepsPerSec: (1000 * chunk.losses.length) / tookMs,
    filters: one.filters(),
  });
  return Math.min(4 * steps, Math.max(1, Math.round((steps * NEWS_EVERY_MS) / tookMs)));
}

function samples(count: number): TestDigit[] {
  const size = digits?.test.labels.length ?? 0;
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, size)) chosen.add(Math.floor(Math.random() * size));
  return [...chosen].map((index) => ({ index, ...present().testDigit(index) }));
}

function present(): Trainer {
  if (trainer === null) throw new Error('no network is built yet');
  return trainer;
}

function fail(error: unknown): void {
  running = false;
  // what fails after it would hide the cause
  if (failed) return;
  failed = true;
  scope.postMessage({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
}
