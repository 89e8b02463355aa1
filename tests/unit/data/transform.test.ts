import { describe, expect, it } from 'vitest';
import { augmentImages, pixelStatistics, transformImages } from '../../../src/data/index.ts';
import { RandomStream } from '../../../src/random/index.ts';

const still = { shiftX: 0, shiftY: 0, rotate: 0, flip: false };
const shape = { height: 3, width: 3, channels: 1 };
const image = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9);
const transformed = (change: Partial<typeof still>) => [
  ...transformImages(image, shape, { ...still, ...change }),
];

describe('transformImages', () => {
  it('leaves the image alone where nothing is asked', () => {
    expect(transformed({})).toEqual([...image]);
  });

  it('shifts right and down, zeros coming in', () => {
    expect(transformed({ shiftX: 1 })).toEqual([0, 1, 2, 0, 4, 5, 0, 7, 8]);
    expect(transformed({ shiftY: 1 })).toEqual([0, 0, 0, 1, 2, 3, 4, 5, 6]);
    expect(transformed({ shiftX: -2, shiftY: -1 })).toEqual([6, 0, 0, 9, 0, 0, 0, 0, 0]);
  });

  it('mirrors left-right, before it shifts', () => {
    expect(transformed({ flip: true })).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
    expect(transformed({ flip: true, shiftX: 1 })).toEqual([0, 3, 2, 0, 6, 5, 0, 9, 8]);
  });

  it('turns counter-clockwise, exactly at quarter turns', () => {
    expect(transformed({ rotate: 90 })).toEqual([3, 6, 9, 2, 5, 8, 1, 4, 7]);
    expect(transformed({ rotate: 180 })).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
    expect(transformed({ rotate: -90 })).toEqual([7, 4, 1, 8, 5, 2, 9, 6, 3]);
  });

  it('interpolates between pixels, rounding half up', () => {
    // half of each neighbour: (0 + 1)/2 = .5 → 1, (1 + 2)/2 = 1.5 → 2, …
    expect(transformed({ shiftX: 0.5 })).toEqual([1, 2, 3, 2, 5, 6, 4, 8, 9]);
    const turned = transformImages(Uint8Array.of(0, 0, 0, 0, 200, 0, 0, 0, 0), shape, {
      ...still,
      rotate: 45,
    });
    // the centre stays; a neighbour one pixel away looks at (±√½, ±√½): weight (1 − √½)² of 200
    expect(turned[4]).toBe(200);
    expect(turned[1]).toBe(Math.round(200 * (1 - Math.SQRT1_2) ** 2));
  });

  it('moves all channels together, in images that are not square', () => {
    const coloured = Uint8Array.from({ length: 2 * 2 * 3 * 2 }, (_, i) => i + 1);
    const out = transformImages(coloured, { height: 2, width: 3, channels: 2 }, { ...still, flip: true });
    expect([...out.subarray(0, 6)]).toEqual([5, 6, 3, 4, 1, 2]);
    expect([...out.subarray(18)]).toEqual([23, 24, 21, 22, 19, 20]);
  });
});

describe('augmentImages', () => {
  const stream = new RandomStream(5, 'pixels');
  const large = { height: 8, width: 8, channels: 1 };
  const images = Uint8Array.from({ length: 300 * 64 }, () => stream.integer(256));
  const one = (all: Uint8Array, index: number) => [...all.subarray(index * 64, (index + 1) * 64)];

  it('draws each image by seed, epoch and index alone', () => {
    const options = { shift: 2, rotate: 15, flip: true };
    const all = augmentImages(images, large, options, { seed: 1, epoch: 3 });
    const some = augmentImages(images, large, options, { seed: 1, epoch: 3, indices: Uint32Array.of(7, 2) });
    expect(one(some, 7)).toEqual(one(all, 7));
    expect(one(some, 2)).toEqual(one(all, 2));
    expect(one(some, 3)).toEqual(one(images, 3));
    expect(augmentImages(images, large, options, { seed: 1, epoch: 4 })).not.toEqual(all);
    expect(augmentImages(images, large, options, { seed: 2, epoch: 3 })).not.toEqual(all);
  });

  it('leaves the images that it was given as they were, also those in a Buffer, whose slice would share them', () => {
    const given = Buffer.from(images);
    const moved = augmentImages(given, large, { shift: 2, rotate: 15, flip: true }, { seed: 1, epoch: 0 });
    expect(Buffer.compare(given, images)).toBe(0);
    expect(Buffer.compare(moved, images)).not.toBe(0);
  });

  it('takes every whole shift about equally often, and mirrors half of the images', () => {
    const out = augmentImages(images, large, { shift: 1, rotate: 0, flip: true }, { seed: 1, epoch: 0 });
    const seen = new Map<string, number>();
    for (let index = 0; index < 300; index++) {
      const original = images.subarray(index * 64, (index + 1) * 64);
      for (const shiftX of [-1, 0, 1]) {
        for (const shiftY of [-1, 0, 1]) {
          for (const flip of [false, true]) {
            const candidate = transformImages(original, large, { shiftX, shiftY, rotate: 0, flip });
            if (Buffer.compare(candidate, out.subarray(index * 64, (index + 1) * 64)) !== 0) continue;
            const key = `${shiftX} ${shiftY} ${flip}`;
            seen.set(key, (seen.get(key) ?? 0) + 1);
          }
        }
      }
    }
    const counts = [...seen.values()];
    expect(counts.reduce((a, b) => a + b, 0)).toBe(300);
    expect(counts.length).toBe(18);
    const expected = 300 / 18;
    // 17 degrees of freedom: above 40.8 with probability 0.001
    expect(counts.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0)).toBeLessThan(40.8);
  });

  it('refuses half pixels and impossible angles', () => {
    const draw = { seed: 1, epoch: 0 };
    expect(() => augmentImages(images, large, { shift: 0.5, rotate: 0, flip: false }, draw)).toThrow(
      /got 0.5/,
    );
    expect(() => augmentImages(images, large, { shift: 0, rotate: 181, flip: false }, draw)).toThrow(
      /got 181/,
    );
  });
});

describe('pixelStatistics', () => {
  it('is the mean and population SD of byte / 255 over the images asked for', () => {
    const images = Uint8Array.of(0, 255, 9, 9, 0, 0);
    expect(pixelStatistics(images, 2, Uint32Array.of(0))).toEqual({ mean: 0.5, sd: 0.5 });
    const { mean, sd } = pixelStatistics(images, 2, Uint32Array.of(0, 2));
    expect(mean).toBeCloseTo(0.25, 15);
    expect(sd).toBeCloseTo(Math.sqrt(3) / 4, 15);
  });

  it('refuses images of one colour', () => {
    expect(() => pixelStatistics(Uint8Array.of(9, 9), 1)).toThrow(
      /not all of one colour, got only the value 9/,
    );
  });
});
