import { readFileSync } from 'node:fs';
import { expect, it, vi } from 'vitest';
import type { ResolvedNetwork } from '../../../src/config/network.ts';
import type { WasmCore } from '../../../src/engine/wasm/core.ts';
import { openWasmInThread } from '../../../src/engine/wasm/in-thread.ts';
import { sgd, smallData } from '../../support/small-networks.ts';

const cores: WasmCore[] = vi.hoisted(() => []);
vi.mock('../../../src/engine/wasm/core.ts', async (importOriginal) => {
  const original = await importOriginal<typeof import('../../../src/engine/wasm/core.ts')>();
  class Observed extends original.WasmCore {
    constructor(module: WebAssembly.Module) {
      super(module);
      cores.push(this);
    }
  }
  return { ...original, WasmCore: Observed };
});

const network: ResolvedNetwork = {
  input: { height: 8, width: 8, channels: 1 },
  classes: 4,
  head: 'softmax+ce',
  layers: [
    { type: 'conv', name: 'conv1', filters: 3, kernel: [3, 3], stride: [1, 1], padding: 'same', bias: true },
    { type: 'activation', name: 'act1', activation: 'relu' },
    { type: 'pool', name: 'pool1', kind: 'max', size: [2, 2], stride: [2, 2], padding: 'valid' },
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'logits', units: 4, bias: true },
  ],
};

it('1,000 models and datasets in WebAssembly give all their memory back', async () => {
  const file = new URL('../../../native/wasm/descent.wasm', import.meta.url);
  const engine = openWasmInThread(new WebAssembly.Module(new Uint8Array(readFileSync(file))));
  const core = cores[0]!;
  const { images, labels } = smallData(network, 24);
  const order = Uint32Array.from({ length: 24 }, (_, i) => i);
  const empty = core.usedBytes;
  const held = new Set<number>();
  const left = new Set<number>();
  for (let cycle = 0; cycle < 1000; cycle++) {
    const dataset = engine.load(images, labels, network.input);
    const model = engine.build(network, sgd, cycle);
    await model.train(dataset, order, Float32Array.of(0.1, 0.1));
    await model.probe(dataset, order);
    await model.evaluate(dataset);
    await model.predict(dataset, order);
    model.restore(model.snapshot());
    held.add(core.usedBytes);
    model.close();
    dataset.close();
    left.add(core.usedBytes);
  }
  expect(held.size).toBe(1);
  expect([...held][0]).toBeGreaterThan(empty + images.length);
  expect([...left]).toEqual([empty]);
});
