import { describe, expect, it } from 'vitest';
import {
  fillNormal,
  fillTruncatedNormal,
  fillUniform,
  fillWords,
  fnv1a32,
  philoxBlock,
  RandomStream,
  streamKey,
} from '../../../src/random/index.ts';

const moments = (values: ArrayLike<number>) => {
  let sum = 0;
  let squares = 0;
  for (let i = 0; i < values.length; i++) {
    sum += values[i]!;
    squares += values[i]! ** 2;
  }
  const mean = sum / values.length;
  return { mean, variance: squares / values.length - mean * mean };
};

describe('streamKey', () => {
  it('hashes names by FNV-1a, 32 bits', () => {
    // test vectors of the FNV reference code
    expect(fnv1a32('')).toBe(0x811c9dc5);
    expect(fnv1a32('a')).toBe(0xe40c292c);
    expect(fnv1a32('foobar')).toBe(0xbf9cf968);
  });

  it('takes all 53 bits of a seed', () => {
    expect(streamKey(5, 'foobar')).toEqual([5, 0xbf9cf968]);
    expect(streamKey(5 + 3 * 2 ** 32, 'foobar')).toEqual([5, (0xbf9cf968 ^ 3) >>> 0]);
    expect(streamKey(Number.MAX_SAFE_INTEGER, '')).toEqual([0xffffffff, (0x811c9dc5 ^ 0x1fffff) >>> 0]);
  });

  it.each([-1, 1.5, Number.NaN, 2 ** 53])('refuses the seed %s', (seed) => {
    expect(() => streamKey(seed, 'x')).toThrow(/seed must be an integer from 0 to 9007199254740991/);
  });
});

describe('RandomStream', () => {
  it('gives the words of consecutive blocks at its position', () => {
    const [k0, k1] = streamKey(7, 'shuffle');
    const expected = new Uint32Array(8);
    philoxBlock(0, 3, 4, 5, k0, k1, expected);
    philoxBlock(1, 3, 4, 5, k0, k1, expected, 4);
    const stream = new RandomStream(7, 'shuffle', 3, 4, 5);
    expect(Array.from(expected, () => stream.uint32())).toEqual([...expected]);
  });

  it('draws the same normals one by one as in an array', () => {
    const stream = new RandomStream(3, 'a', 1);
    const filled = fillNormal(new Float64Array(10), streamKey(3, 'a'), 0, 1, [1, 0, 0]);
    expect(Array.from(filled, () => stream.normal())).toEqual([...filled]);
  });

  it('draws integers of every value below the bound about equally often', () => {
    const stream = new RandomStream(1, 'integers');
    const counts = new Array<number>(7).fill(0);
    for (let i = 0; i < 70_000; i++) counts[stream.integer(7)]! += 1;
    const chiSquare = counts.reduce((sum, count) => sum + (count - 10_000) ** 2 / 10_000, 0);
    // 6 degrees of freedom: above 22.5 with probability 0.001
    expect(chiSquare).toBeLessThan(22.5);
    expect(stream.integer(1)).toBe(0);
    expect(stream.integer(2 ** 32 - 1)).toBeLessThan(2 ** 32 - 1);
  });

  it.each([0, -1, 1.5, 2 ** 32])('refuses the bound %s', (bound) => {
    expect(() => new RandomStream(1, 'x').integer(bound)).toThrow(/bound must be an integer from 1/);
  });

  it('shuffles to a permutation, another for each seed, name and position', () => {
    const shuffled = (seed: number, name: string, c1: number) =>
      new RandomStream(seed, name, c1).shuffle(Uint32Array.from({ length: 50 }, (_, i) => i)).join();
    const all = [shuffled(1, 'a', 0), shuffled(2, 'a', 0), shuffled(1, 'b', 0), shuffled(1, 'a', 1)];
    expect(new Set(all).size).toBe(4);
    expect(shuffled(1, 'a', 0)).toBe(all[0]);
    for (const order of all) {
      const sorted = order
        .split(',')
        .map(Number)
        .sort((a, b) => a - b);
      expect(sorted).toEqual(Array.from({ length: 50 }, (_, i) => i));
    }
  });

  it('shuffles three items to each of the six orders equally often', () => {
    const stream = new RandomStream(2, 'orders');
    const counts = new Map<string, number>();
    for (let i = 0; i < 12_000; i++) {
      const order = stream.shuffle(['a', 'b', 'c']).join('');
      counts.set(order, (counts.get(order) ?? 0) + 1);
    }
    expect(counts.size).toBe(6);
    const chiSquare = [...counts.values()].reduce((sum, n) => sum + (n - 2000) ** 2 / 2000, 0);
    expect(chiSquare).toBeLessThan(20.5); // 5 degrees of freedom, p 0.001
  });
});

describe('fills', () => {
  const key = streamKey(11, 'init/conv1');

  it('give each element by its index, whatever the length', () => {
    const words = fillWords(new Uint32Array(11), key);
    expect([...fillWords(new Uint32Array(6), key)]).toEqual([...words.subarray(0, 6)]);
    const normals = fillNormal(new Float64Array(9), key);
    expect([...fillNormal(new Float64Array(3), key)]).toEqual([...normals.subarray(0, 3)]);
    const cut = fillTruncatedNormal(new Float64Array(999), key);
    expect([...fillTruncatedNormal(new Float64Array(500), key)]).toEqual([...cut.subarray(0, 500)]);
  });

  it('make uniform numbers of 24 bits strictly inside their range', () => {
    const words = fillWords(new Uint32Array(1000), key);
    const uniform = fillUniform(new Float64Array(1000), key, -1, 3);
    for (const [i, word] of words.entries()) {
      expect(uniform[i]).toBe(-1 + 4 * ((Math.floor(word / 256) + 0.5) / 2 ** 24));
    }
    const { mean, variance } = moments(fillUniform(new Float64Array(100_000), key));
    expect(mean).toBeCloseTo(0.5, 2);
    expect(variance).toBeCloseTo(1 / 12, 2);
  });

  it('make normals by Box–Muller, cosine first', () => {
    const u = fillUniform(new Float64Array(4), key);
    const z = fillNormal(new Float64Array(4), key, 2, 3);
    const radius = Math.sqrt(-2 * Math.log(u[2]!));
    expect(z[2]).toBeCloseTo(2 + 3 * radius * Math.cos(2 * Math.PI * u[3]!), 12);
    expect(z[3]).toBeCloseTo(2 + 3 * radius * Math.sin(2 * Math.PI * u[3]!), 12);
    const { mean, variance } = moments(fillNormal(new Float64Array(200_000), key));
    expect(mean).toBeCloseTo(0, 2);
    expect(variance).toBeCloseTo(1, 1);
  });

  it('cut truncated normals at two standard deviations and keep the others as they are', () => {
    const plain = fillNormal(new Float64Array(100_000), key, 1, 0.5);
    const cut = fillTruncatedNormal(new Float64Array(100_000), key, 1, 0.5);
    expect(cut.every((value) => Math.abs(value - 1) <= 1)).toBe(true);
    expect(cut.every((value, i) => value === plain[i] || Math.abs(plain[i]! - 1) > 1)).toBe(true);
    const { mean, variance } = moments(cut);
    expect(mean).toBeCloseTo(1, 2);
    // 1 − 4φ(2)/(2Φ(2) − 1)
    expect(variance / 0.25).toBeCloseTo(0.7737, 2);
  });

  it('keep the bits of the first normals of a known stream', () => {
    const bits = new BigUint64Array(fillNormal(new Float64Array(4), streamKey(1, 'init/conv1')).buffer);
    expect([...bits].map((each) => each.toString(16))).toMatchInlineSnapshot(`
      [
        "40072431dcc634e8",
        "3ff194dfa49981d9",
        "bff26875b579325e",
        "3fec153fb1f2f601",
      ]
    `);
  });
});
