/** descent's side of the benchmark: any of its engines behind the same line protocol as the peers. Argument: the engine. */
import { readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { Dataset, EngineName, Model } from '../../../src/engine/contract.ts';
import { openEngine } from '../../../src/engine/index.ts';
import type { Command, Job, Reply } from '../job.ts';

const WARM_UP_MS = 300;

const engine = await openEngine(process.argv[2] as EngineName);
const { name, version, isa, numerics } = engine.info;
/** TensorFlow.js in pure JavaScript takes seconds to a minute for one step. */
const slow = name === 'tfjs' && isa === 'cpu';
const CHUNK_STEPS = slow ? 1 : 16;
say({ version, isa, numerics });

let loaded: { readonly key: string; readonly data: Dataset; readonly order: Uint32Array } | null = null;
let model: Model | null = null;
/** trains whole batches, or the first images of one, and tells the last loss */
let chunk: ((images?: number) => Promise<number>) | null = null;
let batch = 0;

for await (const line of createInterface({ input: process.stdin })) {
  try {
    say(await answer(JSON.parse(line)));
  } catch (error) {
    say({ error: String(error) });
  }
}
process.exit(0);

async function answer(command: Command): Promise<Reply> {
  if ('setup' in command) {
    chunk = trainer(command.setup);
    const start = performance.now();
    do
      await chunk(slow ? 8 : undefined); // caches, compilers and the clock settle
    while (performance.now() - start < WARM_UP_MS);
    return { ready: true };
  }
  if (chunk === null) throw new Error('measure before setup');
  let samples = 0;
  let loss = 0;
  const cpu = process.cpuUsage();
  const start = performance.now();
  while (performance.now() - start < command.measure * 1000) {
    loss = await chunk();
    samples += CHUNK_STEPS * batch;
  }
  const wallSec = (performance.now() - start) / 1000;
  const used = process.cpuUsage(cpu);
  return { samples, wallSec, cpuSec: (used.user + used.system) / 1e6, loss };
}

function trainer(job: Job): (images?: number) => Promise<number> {
  const { data, order } = load(job);
  model?.close();
  batch = job.batch;
  const built = engine.build(
    job.network,
    {
      batchSize: batch,
      optimizer: job.optimizer,
      weightDecay: { mode: 'none', lambda: 0, includeBiases: false },
      clipNorm: null,
      initializer: { kind: 'glorotUniform', scale: 1, sd: 0 },
    },
    1,
  );
  model = built;
  const rates = new Float32Array(CHUNK_STEPS).fill(job.learningRate);
  const size = CHUNK_STEPS * batch;
  let position = 0;
  return async (images = size) => {
    if (position + size > order.length) position = 0;
    const result = await built.train(data, order.slice(position, position + images), rates);
    position += size;
    if (result.divergedAt !== null) throw new Error(`diverged at step ${result.divergedAt}`);
    return result.losses.at(-1)!;
  };
}

function load({ data: files, network }: Job): { data: Dataset; order: Uint32Array } {
  if (loaded?.key !== files.images) {
    loaded?.data.close();
    const images = new Uint8Array(readFileSync(files.images));
    const labels = new Uint8Array(readFileSync(files.labels));
    const order = new Uint32Array(new Uint8Array(readFileSync(files.order)).buffer);
    loaded = { key: files.images, data: engine.load(images, labels, network.input), order };
  }
  return loaded;
}

function say(message: unknown): void {
  process.stdout.write(`${JSON.stringify(message)}\n`);
}
