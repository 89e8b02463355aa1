import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { epochOrder, largestRemainder, splitTraining, stepsPerEpoch } from '../../../src/data/index.ts';
import { classCounts } from '../../../src/data/split.ts';

const labels = Uint8Array.from({ length: 1000 }, (_, i) => (i % 10 < 6 ? 0 : i % 10 < 9 ? 1 : 2));
const labelsOf = (indices: Uint32Array) => indices.map((index) => labels[index]!);

describe('largestRemainder', () => {
  it('gives the left-over seats to the largest remainders', () => {
    expect(largestRemainder([600, 300, 100], 7)).toEqual([4, 2, 1]);
    expect(largestRemainder([1, 1, 1], 2)).toEqual([1, 1, 0]);
    expect(largestRemainder([5, 0, 5], 10)).toEqual([5, 0, 5]);
  });

  it('adds up to the total, each share within one of its proportion and none over its weight', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(7000), { minLength: 1, maxLength: 20 }).filter((w) => w.some((each) => each > 0)),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (weights, fraction) => {
          const sum = weights.reduce((a, b) => a + b, 0);
          const total = Math.floor(sum * fraction);
          const shares = largestRemainder(weights, total);
          expect(shares.reduce((a, b) => a + b, 0)).toBe(total);
          for (const [i, share] of shares.entries()) {
            expect(Math.abs(share - (weights[i]! * total) / sum)).toBeLessThan(1);
            expect(share).toBeLessThanOrEqual(weights[i]!);
          }
        },
      ),
    );
  });
});

describe('splitTraining', () => {
  it('gives exact, stratified, disjoint parts with their classes mixed', () => {
    const { train, validation } = splitTraining(labels, { trainSize: 333, validationSize: 100, seed: 1 });
    expect([train.length, validation.length]).toEqual([333, 100]);
    expect(classCounts(Uint8Array.from(labelsOf(validation)))).toEqual([60, 30, 10]);
    expect(classCounts(Uint8Array.from(labelsOf(train)))).toEqual([200, 100, 33]);
    expect(new Set([...train, ...validation]).size).toBe(433);
    expect(new Set(labelsOf(validation.subarray(0, 30))).size).toBe(3);
  });

  it('validates on the same images whatever the training size, and on others with another seed', () => {
    const validation = (trainSize: number, seed: number) =>
      splitTraining(labels, { trainSize, validationSize: 100, seed }).validation.join();
    expect(validation(900, 1)).toBe(validation(10, 1));
    expect(validation(900, 2)).not.toBe(validation(900, 1));
  });

  it('takes everything, and no validation at all', () => {
    const { train, validation } = splitTraining(labels, { trainSize: 1000, validationSize: 0, seed: 3 });
    expect(validation.length).toBe(0);
    expect([...train].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
  });

  it('refuses more images than there are, and sizes that are none', () => {
    expect(() => splitTraining(labels, { trainSize: 950, validationSize: 100, seed: 1 })).toThrow(
      /<= 1000 images.*got 950 \+ 100 = 1050.*at most 900/,
    );
    expect(() => splitTraining(labels, { trainSize: 0, validationSize: 100, seed: 1 })).toThrow(
      />= 1, got 0/,
    );
  });
});

describe('epochOrder', () => {
  const indices = Uint32Array.from({ length: 10 }, (_, i) => 100 + i);
  const options = { seed: 1, epoch: 0, shuffle: 'reshuffle', lastBatch: 'keep', batchSize: 4 } as const;
  const sorted = (order: Uint32Array) => [...order].sort((a, b) => a - b);

  it('keeps every image once, in another order each epoch and seed', () => {
    const orders = [
      epochOrder(indices, options),
      epochOrder(indices, { ...options, epoch: 1 }),
      epochOrder(indices, { ...options, seed: 2 }),
    ];
    for (const order of orders) expect(sorted(order)).toEqual([...indices]);
    expect(new Set(orders.map((order) => order.join())).size).toBe(3);
    expect([...indices]).toEqual(Array.from({ length: 10 }, (_, i) => 100 + i));
  });

  it('stays with the order of the first epoch when frozen', () => {
    const frozen = { ...options, shuffle: 'frozen' } as const;
    expect(epochOrder(indices, { ...frozen, epoch: 5 })).toEqual(epochOrder(indices, options));
  });

  it('drops the last images, or wraps to the beginning of the next epoch', () => {
    const [first, second] = [epochOrder(indices, options), epochOrder(indices, { ...options, epoch: 1 })];
    expect([...epochOrder(indices, { ...options, lastBatch: 'drop' })]).toEqual([...first.subarray(0, 8)]);
    expect([...epochOrder(indices, { ...options, lastBatch: 'wrap' })]).toEqual([
      ...first,
      ...second.subarray(0, 2),
    ]);
    const frozen = { ...options, shuffle: 'frozen', lastBatch: 'wrap' } as const;
    expect([...epochOrder(indices, frozen)]).toEqual([...first, ...first.subarray(0, 2)]);
  });

  it('wraps more than once round where the batch is larger than the data', () => {
    const order = epochOrder(indices, { ...options, lastBatch: 'wrap', batchSize: 32 });
    const next = epochOrder(indices, { ...options, epoch: 1 });
    expect([...order.subarray(10)]).toEqual([...next, ...next, ...next.subarray(0, 2)]);
  });

  it('makes as many steps as stepsPerEpoch says', () => {
    for (const lastBatch of ['keep', 'drop', 'wrap'] as const) {
      for (const batchSize of [1, 3, 5, 10]) {
        const order = epochOrder(indices, { ...options, lastBatch, batchSize });
        expect(Math.ceil(order.length / batchSize)).toBe(stepsPerEpoch(10, batchSize, lastBatch));
      }
    }
  });

  it('refuses to drop everything, and a batch size that is none', () => {
    expect(() => epochOrder(indices, { ...options, lastBatch: 'drop', batchSize: 11 })).toThrow(
      /leaves nothing of 10 training images at batchSize 11/,
    );
    expect(() => epochOrder(indices, { ...options, batchSize: 0 })).toThrow(/batchSize.*got 0/);
  });
});
