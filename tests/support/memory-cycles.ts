/**
 * Creates, trains, probes and closes models over and over; prints the resident memory in MB after the warm-up and at
 * the end, as JSON. Run with --expose-gc. Arguments: cycles of the warm-up, cycles after it.
 */
import { openEngine } from '../../src/engine/index.ts';
import { sgd, smallData } from './small-networks.ts';

const [warmUp, cycles] = process.argv.slice(2).map(Number) as [number, number];
const engine = await openEngine('native');
const network = {
  input: { height: 28, width: 28, channels: 1 },
  classes: 10,
  head: 'softmax+ce',
  layers: [
    { type: 'conv', name: 'conv1', filters: 6, kernel: [5, 5], stride: [1, 1], padding: 'same', bias: true },
    { type: 'activation', name: 'act1', activation: 'relu' },
    { type: 'pool', name: 'pool1', kind: 'max', size: [2, 2], stride: [2, 2], padding: 'valid' },
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'logits', units: 10, bias: true },
  ],
} as const;
const data = smallData(network, 64);
const order = Uint32Array.from({ length: 32 }, (_, i) => i);

async function cycle(): Promise<void> {
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, { ...sgd, batchSize: 32 }, 1);
  await model.train(dataset, order, Float32Array.of(0.1));
  await model.probe(dataset, order);
  await model.evaluate(dataset);
  model.restore(model.snapshot());
  model.close();
  dataset.close();
}

async function residentMegabytesAfter(count: number): Promise<number> {
  for (let i = 0; i < count; i++) await cycle();
  // freed JavaScript arrays are handed back a tick later
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().rss / 2 ** 20;
}

const before = await residentMegabytesAfter(warmUp);
const after = await residentMegabytesAfter(cycles);
console.log(JSON.stringify({ before, after }));
