import { afterAll, describe, expect, it } from 'vitest';
import type { ResolvedLayer, ResolvedNetwork } from '../../../src/config/network.ts';
import { augmentImages } from '../../../src/data/index.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { dropoutMask } from '../../support/reference-training.ts';
import { mixedWeights, pick, relativeError, sgd, smallData } from '../../support/small-networks.ts';

const SEED = 2 ** 32 + 77;
const input = { height: 6, width: 5, channels: 2 };
const network = (layers: ResolvedLayer[], head: ResolvedNetwork['head'] = 'softmax+ce'): ResolvedNetwork => ({
  input,
  classes: 4,
  head,
  layers: [
    ...layers,
    { type: 'flatten', name: 'flatten' },
    { type: 'dense', name: 'hidden', units: 13, bias: true },
    { type: 'activation', name: 'act2', activation: 'sigmoid' },
    { type: 'dropout', name: 'drop2', rate: 0.6 },
    { type: 'dense', name: 'logits', units: 4, bias: true },
  ],
});
const conv: ResolvedLayer = {
  type: 'conv',
  name: 'conv1',
  filters: 3,
  kernel: [3, 3],
  stride: [1, 1],
  padding: 'same',
  bias: true,
};
const dropped = network([
  conv,
  { type: 'activation', name: 'act1', activation: 'relu' },
  { type: 'dropout', name: 'drop1', rate: 0.3 },
]);

const range = (n: number, from = 0) => Uint32Array.from({ length: n }, (_, i) => from + i);

export function trainingSuite(engine: Engine): void {
  describe('training steps', () => {
    const open: { close(): void }[] = [];
    afterAll(() => {
      for (const each of open) each.close();
    });

    it('drop the units that the shared random streams say, in every step and in the last, smaller batch', async () => {
      const data = smallData(dropped, 50);
      const dataset = engine.load(data.images, data.labels, input);
      const model = engine.build(dropped, { ...sgd, batchSize: 20 }, SEED);
      open.push(dataset, model);
      let weights = Float64Array.from(mixedWeights(model.snapshot()));
      model.restore(Float32Array.from(weights));
      const { losses, correct } = await model.train(dataset, range(50), new Float32Array(3).fill(0.25));
      for (let step = 0; step < 3; step++) {
        const { pixels, labels } = pick(data, range(step === 2 ? 10 : 20, step * 20));
        const expected = referenceNetwork(dropped, weights, pixels, labels, {
          dropout: dropoutMask(dropped, SEED, step),
        });
        expect(losses[step]).toBeCloseTo(expected.loss, 5);
        const right = labels.filter((label, n) => {
          const row = expected.probabilities.subarray(n * 4, n * 4 + 4);
          return row.indexOf(Math.max(...row)) === label;
        });
        expect(correct[step]).toBe(right.length);
        weights = weights.map((w, i) => w - 0.25 * expected.gradients[i]!);
      }
      expect(relativeError(model.snapshot(), weights)).toBeLessThan(1e-6);
    });

    it('move the running statistics of batch norm and use those of the batch', async () => {
      const normed = network([
        { ...conv, bias: false } as ResolvedLayer,
        { type: 'batchNorm', name: 'norm1', epsilon: 1e-3, momentum: 0.9 },
        { type: 'activation', name: 'act1', activation: 'elu' },
      ]);
      const layers = normed.layers.filter((layer) => layer.type !== 'dropout');
      const plain = { ...normed, layers };
      const data = smallData(plain, 21);
      const dataset = engine.load(data.images, data.labels, input);
      const model = engine.build(plain, { ...sgd, batchSize: 21 }, SEED);
      open.push(dataset, model);
      const before = mixedWeights(model.snapshot());
      model.restore(before);
      const { losses } = await model.train(dataset, range(21), Float32Array.of(0.1));
      const expected = referenceNetwork(plain, before, data.pixels, data.labels);
      expect(losses[0]).toBeCloseTo(expected.loss, 5);
      const after = model.snapshot();
      const { mean, variance } = expected.batchStatistics.get('norm1')!;
      for (const [name, batch] of [
        ['runningMean', mean],
        ['runningVariance', variance],
      ] as const) {
        const parameter = model.parameters.find((p) => p.name === name)!;
        batch.forEach((value, c) => {
          const old = before[parameter.offset + c]!;
          expect(after[parameter.offset + c]).toBeCloseTo(0.9 * old + 0.1 * value, 5);
        });
      }
    });

    it('see the images of an epoch as augmentation moves, turns and mirrors them', async () => {
      const plain = { ...dropped, layers: dropped.layers.filter((layer) => layer.type !== 'dropout') };
      const still = smallData(plain, 30);
      const options = { shift: 1, rotate: 30, flip: true };
      const epochs = [1, 2].map((epoch) => {
        const images = augmentImages(still.images, input, options, { seed: 5, epoch });
        const data = Float64Array.from(images, (byte) => Math.fround(byte / 255));
        return { images, pixels: { ...still.pixels, data } };
      });
      expect(epochs[0]!.images).not.toEqual(epochs[1]!.images);
      const model = engine.build(plain, { ...sgd, batchSize: 30 }, SEED);
      open.push(model);
      let weights = Float64Array.from(mixedWeights(model.snapshot()));
      model.restore(Float32Array.from(weights));
      for (const { images, pixels } of epochs) {
        const dataset = engine.load(images, still.labels, input);
        open.push(dataset);
        const { losses } = await model.train(dataset, range(30), Float32Array.of(0.25));
        const expected = referenceNetwork(plain, weights, pixels, still.labels);
        expect(losses[0]).toBeCloseTo(expected.loss, 5);
        weights = weights.map((w, i) => w - 0.25 * expected.gradients[i]!);
      }
      expect(relativeError(model.snapshot(), weights)).toBeLessThan(1e-6);
    });

    it('do not depend on how they are spread over calls', async () => {
      const data = smallData(dropped, 100);
      const dataset = engine.load(data.images, data.labels, input);
      const optimizer = {
        name: 'nadam',
        beta1: 0.9,
        beta2: 0.99,
        epsilon: 1e-7,
        scheduleDecay: 0.004,
      } as const;
      const train = async (calls: number[]) => {
        const model = engine.build(dropped, { ...sgd, batchSize: 10, optimizer }, SEED);
        open.push(model);
        const losses: number[] = [];
        let at = 0;
        for (const steps of calls) {
          const order = range(steps * 10, at);
          losses.push(...(await model.train(dataset, order, new Float32Array(steps).fill(0.01))).losses);
          at += steps * 10;
          await model.evaluate(dataset);
          await model.probe(dataset, range(30));
        }
        return { losses, weights: model.snapshot() };
      };
      open.push(dataset);
      const once = await train([10]);
      expect(await train([1, 2, 3, 4])).toEqual(once);
    });

    it('stop at a loss that is not finite, with the weights before that step', async () => {
      const plain = network([conv]);
      const data = smallData(plain, 40);
      const dataset = engine.load(data.images, data.labels, input);
      const model = engine.build(plain, { ...sgd, batchSize: 10 }, SEED);
      open.push(dataset, model);
      const rates = Float32Array.of(0.1, 3e38, 0.1, 0.1);
      const twin = engine.build(plain, { ...sgd, batchSize: 10 }, SEED);
      open.push(twin);
      const result = await model.train(dataset, range(40), rates);
      expect(result.divergedAt).not.toBeNull();
      const taken = result.divergedAt!;
      expect(taken).toBeGreaterThanOrEqual(2);
      const expected = await twin.train(dataset, range(taken * 10), rates.subarray(0, taken));
      expect(expected.divergedAt).toBeNull();
      expect(model.snapshot()).toEqual(twin.snapshot());
      expect(result.losses.subarray(0, taken)).toEqual(expected.losses);
    });

    it('give a snapshot that restores the same model, bit for bit', async () => {
      const data = smallData(dropped, 32);
      const dataset = engine.load(data.images, data.labels, input);
      const model = engine.build(dropped, sgd, 1);
      const other = engine.build(dropped, sgd, 2);
      open.push(dataset, model, other);
      await model.train(dataset, range(32), new Float32Array(2).fill(0.1));
      const weights = model.snapshot();
      expect(weights.length).toBe(model.snapshotSize);
      expect(other.snapshot()).not.toEqual(weights);
      other.restore(weights);
      expect(other.snapshot()).toEqual(weights);
      expect(await other.predict(dataset, range(32))).toEqual(await model.predict(dataset, range(32)));
    });

    it('learn to tell bright images from dark ones', async () => {
      const two = { ...network([]), classes: 2, layers: [...network([]).layers] };
      two.layers[two.layers.length - 1] = { type: 'dense', name: 'logits', units: 2, bias: true };
      const data = smallData(two, 200);
      const size = input.height * input.width * input.channels;
      data.images.forEach((byte, i) => {
        data.images[i] = data.labels[Math.floor(i / size)] === 1 ? 128 + (byte >> 1) : byte >> 1;
      });
      const dataset = engine.load(data.images, data.labels, input);
      const model = engine.build(two, sgd, 4);
      open.push(dataset, model);
      for (let epoch = 0; epoch < 10; epoch++)
        await model.train(dataset, range(192), new Float32Array(12).fill(0.5));
      expect((await model.evaluate(dataset)).accuracy).toBeGreaterThan(0.99);
    });
  });
}
