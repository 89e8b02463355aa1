import * as tf from '@tensorflow/tfjs';
import { describe, expect, it } from 'vitest';
import type { ResolvedNetwork } from '../../../../src/config/network.ts';
import type { Engine, Model } from '../../../../src/engine/index.ts';
import { describeTfjsBackend, openEngine } from '../../../../src/engine/index.ts';
import { loadTfjs } from '../../../../src/engine/tfjs/backend.ts';
import { openTfjsEngine } from '../../../../src/engine/tfjs/open.ts';
import { restoreUtilFunctions } from '../../../../src/engine/tfjs/util-shim.ts';
import { sgd, smallData } from '../../../support/small-networks.ts';

const engine = await openTfjsEngine('cpu');

const network: ResolvedNetwork = {
  input: { height: 6, width: 6, channels: 1 },
  classes: 3,
  head: 'softmax+ce',
  layers: [
    { type: 'conv', name: 'conv1', filters: 2, kernel: [3, 3], stride: [1, 1], padding: 'same', bias: false },
    { type: 'batchNorm', name: 'norm1', epsilon: 1e-3, momentum: 0.9 },
    { type: 'activation', name: 'act1', activation: 'relu' },
    { type: 'pool', name: 'pool1', kind: 'scaledAvg', size: [2, 2], stride: [2, 2], padding: 'same' },
    { type: 'flatten', name: 'flatten' },
    { type: 'dropout', name: 'drop1', rate: 0.3 },
    { type: 'dense', name: 'logits', units: 3, bias: true },
  ],
};
const data = smallData(network, 40);
const order = Uint32Array.from({ length: 32 }, (_, i) => i);
const rates = Float32Array.of(0.1, 0.1);
const load = (on: Engine = engine) => on.load(data.images, data.labels, network.input);

describe('the tfjs engine', () => {
  it('names its backend and the versions that its numbers depend on', () => {
    expect(engine.info).toMatchObject({ name: 'tfjs', isa: 'cpu', version: tf.version.tfjs });
    expect(engine.info.numerics).toMatch(`tfjs-${tf.version.tfjs}-cpu-`);
  });

  it('leaves no tensor behind', async () => {
    const cycle = async (use: (model: Model) => Promise<unknown>) => {
      const dataset = load();
      const training = {
        ...sgd,
        clipNorm: 0.1,
        optimizer: {
          name: 'nadam',
          beta1: 0.9,
          beta2: 0.99,
          epsilon: 1e-7,
          scheduleDecay: 0.004,
        },
        weightDecay: { mode: 'l2', lambda: 0.1, includeBiases: true },
      } as const;
      const model = engine.build(network, training, 1);
      await model.train(dataset, order, rates);
      await use(model);
      model.close();
      dataset.close();
    };
    const dataset = load();
    const uses: ((model: Model) => Promise<unknown>)[] = [
      (model) => model.evaluate(dataset),
      (model) => model.predict(dataset, order),
      (model) => model.probe(dataset, order),
      (model) => model.inputGradient(dataset, order),
      (model) => model.activations(dataset, order, 'flatten'),
      (model) => model.train(dataset, order, Float32Array.of(0.1, 3e38)),
      async (model) => model.restore(model.snapshot()),
    ];
    for (const use of uses) {
      const before = tf.memory().numTensors;
      await cycle(use);
      expect(tf.memory().numTensors).toBe(before);
    }
    const model = engine.build(network, sgd, 1);
    const tensorsAfterUse = async () => {
      for (const use of uses) await use(model);
      return tf.memory().numTensors;
    };
    const once = await tensorsAfterUse();
    expect(await tensorsAfterUse()).toBe(once);
    model.close();
    dataset.close();
  });

  it('lets timers run between two steps', async () => {
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    let turns = 0;
    let training = true;
    const count = () => {
      if (!training) return;
      turns += 1;
      setImmediate(count);
    };
    setImmediate(count);
    await model.train(
      dataset,
      Uint32Array.from({ length: 160 }, (_, i) => i % 40),
      new Float32Array(10),
    );
    training = false;
    expect(turns).toBeGreaterThanOrEqual(9);
    model.close();
    dataset.close();
  });

  it('refuses a second call while the first is at work, and closing what it uses', async () => {
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    const first = model.train(dataset, order, rates);
    await expect(model.evaluate(dataset)).rejects.toThrow('still at work; await its last call');
    expect(() => model.snapshot()).toThrow('still at work');
    expect(() => model.close()).toThrow('still at work');
    expect(() => dataset.close()).toThrow('in use');
    expect((await first).divergedAt).toBeNull();
    dataset.close();
    dataset.close();
    await expect(model.train(dataset, order, rates)).rejects.toThrow('dataset is closed');
    model.close();
    model.close();
    expect(() => model.snapshot()).toThrow('model is closed; build a new one');
  });

  it("refuses what does not fit, in the words of the contract's checks", async () => {
    const native = await openEngine('native');
    const foreign = load(native);
    const dataset = load();
    const model = engine.build(network, sgd, 1);
    await expect(model.evaluate(foreign)).rejects.toThrow('load() of the same engine');
    await expect(model.train(dataset, Uint32Array.of(1, 40), Float32Array.of(1))).rejects.toThrow(
      'order[1] must be below 40',
    );
    await expect(model.train(dataset, order, Float32Array.of(1))).rejects.toThrow('are 2 steps, got 1');
    expect(() => model.restore(new Float32Array(3))).toThrow('as snapshot() gives, got 3');
    const wrong = engine.load(new Uint8Array(36), Uint8Array.of(3), network.input);
    await expect(model.evaluate(wrong)).rejects.toThrow("below 3, the network's classes, got 3");
    expect(() => engine.build({ ...network, layers: [] }, sgd, 1)).toThrow('1 to 512 layers');
    expect(() => engine.build(network, { ...sgd, batchSize: 0 }, 1)).toThrow('batchSize');
    for (const each of [model, dataset, wrong, foreign]) each.close();
  });

  it('keeps a copy of the images, which may change afterwards', async () => {
    const images = data.images.slice();
    const dataset = engine.load(images, data.labels, network.input);
    const model = engine.build(network, sgd, 1);
    const before = await model.evaluate(dataset);
    images.fill(0);
    expect(await model.evaluate(dataset)).toEqual(before);
    model.close();
    dataset.close();
  });
});

describe('the choice of the backend', () => {
  it('is made once a process', async () => {
    await expect(openTfjsEngine('tensorflow')).rejects.toThrow(
      'the tfjs engine of this process uses its cpu backend (the cpu backend was asked for); ' +
        'open the tensorflow backend in a process of its own',
    );
  });

  it('is one of two names', async () => {
    await expect(loadTfjs('webgl')).rejects.toThrow(
      'DESCENT_TFJS_BACKEND must be one of tensorflow, cpu, got "webgl"; unset it to use the best one',
    );
  });

  it('is described with its reason', async () => {
    expect(await describeTfjsBackend()).toEqual({
      backend: 'cpu',
      version: tf.version.tfjs,
      reason: 'the cpu backend was asked for',
    });
  });
});

describe('the shim for Node 23 and later', () => {
  it('brings back the functions of node:util that tfjs-node calls', () => {
    const util: Parameters<typeof restoreUtilFunctions>[0] = {};
    restoreUtilFunctions(util);
    expect([null, undefined, 0, ''].map((x) => util!.isNullOrUndefined!(x))).toEqual([
      true,
      true,
      false,
      false,
    ]);
    expect([[], new Uint8Array(0), 'a'].map((x) => util!.isArray!(x))).toEqual([true, false, false]);
  });

  it('leaves what is there alone, but for the isArray that newer versions warn of', () => {
    const isNullOrUndefined = () => true;
    const util: NonNullable<Parameters<typeof restoreUtilFunctions>[0]> = {
      isNullOrUndefined,
      isArray: () => true,
    };
    restoreUtilFunctions(util);
    expect(util).toEqual({ isNullOrUndefined, isArray: Array.isArray });
  });
});
