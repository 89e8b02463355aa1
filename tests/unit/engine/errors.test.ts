import { createRequire } from 'node:module';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { ResolvedLayer, ResolvedNetwork } from '../../../src/config/network.ts';
import { openEngine, type ResolvedTraining } from '../../../src/engine/index.ts';
import { addonPath, openNativeEngine } from '../../../src/engine/native/addon.ts';
import { writeSpec } from '../../../src/engine/native/spec.ts';
import { sgd, smallData } from '../../support/small-networks.ts';

const engine = await openEngine('native');
const network: ResolvedNetwork = {
  input: { height: 4, width: 4, channels: 1 },
  classes: 3,
  head: 'softmax+ce',
  layers: [
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'logits', units: 3, bias: true },
  ],
};
const data = smallData(network, 40);
const load = () => engine.load(data.images, data.labels, network.input);
const order = Uint32Array.from({ length: 32 }, (_, i) => i);
const rates = Float32Array.of(0.1, 0.1);

describe('the native engine refuses', () => {
  it.each<[string, Partial<ResolvedTraining>, RegExp]>([
    ['a batch of none', { batchSize: 0 }, /batchSize must be an integer from 1 to \d+, got 0/],
    ['a clip norm of zero', { clipNorm: 0 }, /clipNorm must be a number > 0 or null, got 0/],
    [
      'a decay without a number',
      { weightDecay: { mode: 'l2', lambda: Number.NaN, includeBiases: false } },
      /lambda/,
    ],
    [
      'momentum of one',
      { optimizer: { name: 'momentum', momentum: 1 } },
      /momentum must be at least 0 and below 1/,
    ],
  ])('%s', (_, change, message) => {
    expect(() => engine.build(network, { ...sgd, ...change }, 1)).toThrow(message);
  });

  it.each<[string, ResolvedLayer[], RegExp]>([
    ['a network without layers', [], /1 to 512 layers, got 0/],
    [
      'a kernel larger than its input',
      [
        {
          type: 'conv',
          name: 'conv1',
          filters: 2,
          kernel: [5, 5],
          stride: [1, 1],
          padding: 'valid',
          bias: true,
        },
        ...network.layers,
      ],
      /conv1.* at most 4×4.*got 5×5/,
    ],
    ['two layers of one name', [network.layers[1]!, network.layers[1]!], /"logits" twice/],
    [
      'a last layer with other units than classes',
      [{ ...network.layers[1]!, units: 4 } as ResolvedLayer],
      /dense/,
    ],
  ])('%s', (_, layers, message) => {
    expect(() => engine.build({ ...network, layers }, sgd, 1)).toThrow(message);
  });

  it('an index that is not in the dataset', async () => {
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    await expect(model.train(dataset, Uint32Array.of(1, 40), Float32Array.of(1))).rejects.toThrow(
      'order[1] must be below 40, the images in the dataset, got 40',
    );
    await expect(model.evaluate(dataset, new Uint32Array(0))).rejects.toThrow('at least one image');
    model.close();
    dataset.close();
  });

  it('learning rates that do not go with the order', async () => {
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    await expect(model.train(dataset, order, Float32Array.of(1))).rejects.toThrow(
      '32 images in batches of 16 are 2 steps, got 1',
    );
    await expect(model.train(dataset, order, Float32Array.of(1, Number.NaN))).rejects.toThrow(
      'learningRates[1]',
    );
    model.close();
    dataset.close();
  });

  it('images of another size, and labels that are no class', async () => {
    expect(() => engine.load(data.images.subarray(1), data.labels, network.input)).toThrow(
      'images must hold 40 images of 4×4×1 = 640 bytes, one a label, got 639 bytes',
    );
    const model = engine.build(network, sgd, 1);
    const wide = engine.load(new Uint8Array(32), new Uint8Array(1), { height: 4, width: 8, channels: 1 });
    await expect(model.evaluate(wide)).rejects.toThrow('images of 4×4×1, the dataset has 4×8×1');
    const wrong = engine.load(new Uint8Array(16), Uint8Array.of(3), network.input);
    await expect(model.evaluate(wrong)).rejects.toThrow("below 3, the network's classes, got 3");
    for (const each of [model, wide, wrong]) each.close();
  });

  it('weights of another size', () => {
    const model = engine.build(network, sgd, 1);
    expect(() => model.restore(new Float32Array(50))).toThrow('51 values, as snapshot() gives, got 50');
    model.close();
  });

  it('a second call while the first is at work', async () => {
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    const first = model.train(dataset, order, rates);
    await expect(model.evaluate(dataset)).rejects.toThrow('still at work; await its last call');
    expect(() => model.snapshot()).toThrow('still at work');
    expect(() => model.close()).toThrow('still at work');
    expect(() => dataset.close()).toThrow('in use');
    expect((await first).divergedAt).toBeNull();
    model.close();
    dataset.close();
  });

  it('use after close, and allows closing twice', async () => {
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    dataset.close();
    dataset.close();
    await expect(model.train(dataset, order, rates)).rejects.toThrow('dataset is closed');
    model.close();
    model.close();
    expect(() => model.snapshot()).toThrow('model is closed; build a new one');
  });

  it('a dataset of another engine', async () => {
    const model = engine.build(network, sgd, 1);
    const foreign = { size: 40, shape: network.input, close() {} };
    await expect(model.evaluate(foreign)).rejects.toThrow('load() of the same engine');
    model.close();
  });

  it('an instruction set that is not there', () => {
    expect(() => openNativeEngine('altivec')).toThrow(/DESCENT_ISA must be one of .*got "altivec"/);
  });
});

describe('the addon itself, below all validation', () => {
  const addon = createRequire(import.meta.url)(addonPath()!) as Record<
    string,
    (...args: unknown[]) => unknown
  >;
  const { ints, reals } = writeSpec(network, sgd, 1);
  const garbage = fc.oneof(
    fc.anything(),
    fc.constantFrom<unknown>(
      engine,
      addon,
      {},
      null,
      new Uint32Array(3),
      new Float32Array(2),
      new Uint8Array(0),
    ),
    fc.uint8Array(),
    fc.uint32Array(),
    fc.float32Array(),
    fc.int32Array(),
  );

  it('answers garbage with an exception or a rejection, never with a crash', async () => {
    const dataset = addon.load!(data.images, data.labels, 16, new Float32Array(256)) as object;
    const model = addon.build!(engine.info.isa, ints, reals, 1, 16) as object;
    const names = Object.keys(addon).filter((name) => !name.startsWith('close'));
    const argument = fc.oneof(
      garbage,
      fc.constantFrom<unknown>(model, dataset, order, rates, engine.info.isa, ints, reals, 16),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(argument, { maxLength: 5 }),
        async (name, args) => {
          try {
            await addon[name]!(...args);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
          }
        },
      ),
      { numRuns: 2000 },
    );
    addon.closeModel!(model);
    addon.closeDataset!(dataset);
  });

  it('answers specs with any wrong number the same way', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: ints.length - 1 }),
        fc.oneof(fc.integer(), fc.integer({ min: -3, max: 40 })),
        fc.nat({ max: reals.length - 1 }),
        fc.oneof(fc.double(), fc.constant(reals[0])),
        (at, value, realAt, real) => {
          const brokenInts = ints.slice();
          brokenInts[at] = value;
          const brokenReals = reals.slice();
          brokenReals[realAt] = real!;
          try {
            addon.closeModel!(addon.build!(engine.info.isa, brokenInts, brokenReals, 1, 16));
          } catch (error) {
            expect((error as Error).message).toMatch(/^native engine: /);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
});
