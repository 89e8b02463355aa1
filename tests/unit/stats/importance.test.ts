import { describe, expect, test } from 'vitest';
import { RandomStream } from '../../../src/random/index.ts';
import { parameterImportance } from '../../../src/stats/index.ts';

const LEVELS = [0, 1, 2, 3];

/** Every combination of two settings of four levels, `seeds` times. */
function grid(value: (a: number, b: number, seed: number) => number, seeds = 3) {
  return LEVELS.flatMap((a) =>
    LEVELS.flatMap((b) =>
      Array.from({ length: seeds }, (_, seed) => ({
        levels: { a, b: `word ${b}`, seed },
        value: value(a, b, seed),
      })),
    ),
  );
}

const shareOf = (shares: ReturnType<typeof parameterImportance>, ...names: string[]) =>
  shares.find((one) => one.names.join() === names.join())!.share;

describe('parameter importance', () => {
  test('is all of the one setting that decides', () => {
    const shares = parameterImportance(
      grid((a) => a * a),
      ['a', 'b', 'seed'],
    );
    expect(shares[0]!.names).toEqual(['a']);
    expect(shares[0]!.share).toBeCloseTo(1, 10);
    expect(shareOf(shares, 'b')).toBeCloseTo(0, 10);
  });

  test('splits an additive result as the analysis of variance does', () => {
    // variances of 0..3 and of 2·(0..3): 1.25 and 5, one fifth and four fifths
    const shares = parameterImportance(
      grid((a, b) => a + 2 * b),
      ['a', 'b'],
      { trees: 64 },
    );
    // a bootstrap sample misses some cells, so the trees only come near
    expect(Math.abs(shareOf(shares, 'a') - 0.2)).toBeLessThan(0.04);
    expect(Math.abs(shareOf(shares, 'b') - 0.8)).toBeLessThan(0.04);
  });

  test('finds what two settings do only together', () => {
    const shares = parameterImportance(
      grid((a, b) => (a < 2 === b < 2 ? 1 : 0)),
      ['a', 'b'],
    );
    expect(shares[0]!.names).toEqual(['a', 'b']);
    expect(shares[0]!.share).toBeGreaterThan(0.9);
  });

  test('cuts a drawn setting into bins', () => {
    const stream = new RandomStream(3, 'test');
    const runs = Array.from({ length: 200 }, () => {
      const [rate, other] = [stream.uniform(), stream.uniform()];
      return { levels: { rate, other }, value: rate };
    });
    const shares = parameterImportance(runs, ['rate', 'other']);
    expect(shares[0]!.names).toEqual(['rate']);
    expect(shares[0]!.share).toBeGreaterThan(0.95);
  });

  test('is the same each time, and shares sum to at most one', () => {
    const runs = grid((a, b, seed) => a * b + Math.sin(7 * seed + a));
    const shares = parameterImportance(runs, ['a', 'b', 'seed']);
    expect(parameterImportance(runs, ['a', 'b', 'seed'])).toEqual(shares);
    expect(shares.reduce((sum, { share }) => sum + share, 0)).toBeLessThanOrEqual(1 + 1e-9);
  });

  test.each([
    ['no runs', []],
    ['one run', [{ levels: { a: 1 }, value: 1 }]],
    ['equal values', grid(() => 0.5)],
    ['nothing that varies', [1, 2].map((value) => ({ levels: { a: 1 }, value }))],
  ])('has nothing to say of %s', (_, runs) => {
    expect(parameterImportance(runs, ['a', 'b'])).toEqual([]);
  });
});
