/** What is left of the WebAssembly engine when its thread has died. */
import type { Worker } from 'node:worker_threads';
import { expect, it, vi } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import { openWasmEngine } from '../../../src/engine/wasm/open.ts';
import { sgd, smallData } from '../../support/small-networks.ts';

const started: Worker[] = vi.hoisted(() => []);
vi.mock('node:worker_threads', async (importOriginal) => {
  const original = await importOriginal<typeof import('node:worker_threads')>();
  class Observed extends original.Worker {
    constructor(...args: ConstructorParameters<typeof Worker>) {
      super(...args);
      started.push(this);
    }
  }
  return { ...original, Worker: Observed };
});

const network: ResolvedNetwork = {
  input: { height: 5, width: 5, channels: 1 },
  classes: 3,
  head: 'softmax+ce',
  layers: [
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'logits', units: 3, bias: true },
  ],
};

it('closes what it held and refuses the rest, and nothing waits for ever', async () => {
  const engine = openWasmEngine();
  const { images, labels } = smallData(network, 16);
  const data = engine.load(images, labels, network.input);
  const model = engine.build(network, sgd, 1);
  const order = Uint32Array.from({ length: 1_600_000 }, (_, i) => i % 16);
  const training = model.train(data, order, new Float32Array(100_000));
  const outcome = expect(training).rejects.toThrow("wasm engine's worker ended with code 1");
  await started[0]!.terminate();
  await outcome;

  expect(() => model.snapshot()).toThrow('worker ended');
  await expect(model.evaluate(data)).rejects.toThrow('worker ended');
  expect(() => engine.build(network, sgd, 1)).toThrow('worker ended');
  model.close();
  data.close();
});
