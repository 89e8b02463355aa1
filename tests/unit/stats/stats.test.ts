import { describe, expect, it } from 'vitest';
import {
  describe as describeValues,
  estimateEffects,
  findFactors,
  meanInterval,
  type Observation,
  rankGroups,
  studentQuantile,
  studentTwoSidedP,
  welchTest,
} from '../../../src/stats/index.ts';
import { expectClose, goldenStats } from '../../support/golden.ts';

/** Reference values of scipy, written by tests/golden/stats/generate.py. */
const golden = goldenStats('scipy');

describe('Student t', () => {
  it('has the quantiles of scipy', () => {
    for (const [p, df, t] of golden.quantiles) expectClose(studentQuantile(p, df), t);
  });

  it('has the tail probabilities of scipy', () => {
    for (const [t, df, p] of golden.tails) expectClose(studentTwoSidedP(t, df), p, 1e-12);
  });

  it('refuses what is no probability and no degree of freedom', () => {
    expect(() => studentQuantile(1, 3)).toThrow('probability must lie between 0 and 1, got 1');
    expect(() => studentQuantile(0.5, 0)).toThrow('degreesOfFreedom must be > 0, got 0');
  });
});

describe('describe', () => {
  it('gives the mean, spread and intervals of scipy, also with a large common part', () => {
    for (const sample of golden.described) {
      const got = describeValues(sample.values);
      expectClose(got.mean, sample.mean, 1e-14);
      expectClose(got.std, sample.std, 1e-12);
      expectClose(got.standardError, sample.standardError, 1e-12);
      expectClose(got.median, sample.median, 0);
      for (const [confidence, expected] of [
        [0.95, sample.interval95],
        [0.99, sample.interval99],
      ]) {
        const interval = meanInterval(sample.values, confidence);
        expectClose(interval?.low, expected.low);
        expectClose(interval?.high, expected.high);
        expect(interval).toMatchObject({ n: expected.n, degreesOfFreedom: expected.degreesOfFreedom });
      }
    }
  });

  it('says null, not 0, for what it cannot know', () => {
    expect(describeValues([])).toEqual({
      ...{ n: 0, mean: null, std: null, standardError: null, min: null, median: null, max: null },
    });
    expect(describeValues([3])).toMatchObject({ n: 1, mean: 3, std: null, standardError: null, median: 3 });
    expect(meanInterval([3])).toBeNull();
    expect(() => describeValues([1, Number.NaN])).toThrow('values must be finite, got NaN');
  });
});

describe('welchTest', () => {
  it('agrees with scipy', () => {
    for (const { a, b, ...expected } of golden.welch) {
      const test = welchTest(a, b);
      for (const key of ['difference', 't', 'degreesOfFreedom', 'p'] as const) {
        expectClose(test?.[key], expected[key]);
      }
    }
  });

  it('decides samples without spread by their means, and nothing with one value', () => {
    expect(welchTest([1, 1], [1, 1, 1])).toMatchObject({ difference: 0, p: 1 });
    expect(welchTest([1, 1], [2, 2])).toMatchObject({ difference: -1, p: 0 });
    expect(welchTest([1], [2, 3])).toBeNull();
  });
});

describe('estimateEffects', () => {
  const observations: Observation[] = golden.effects.observations;
  const factors = [
    { name: 'optimizer', levels: ['sgd', 'adam', 'nadam'] },
    { name: 'activation', levels: ['relu', 'tanh'] },
    { name: 'dropout', levels: [0, 0.5] },
  ];

  it('gives the paired contrasts of numpy, with a missing run left out of its pairs only', () => {
    const { main, interactions } = estimateEffects(observations, factors);
    expect(main.map(({ factor, level }) => [factor, level])).toEqual(
      golden.effects.main.map((m: { factor: string; level: unknown }) => [m.factor, m.level]),
    );
    expect(interactions.map(({ levels }) => levels)).toEqual(
      golden.effects.interactions.map((i: { levels: unknown }) => i.levels),
    );
    for (const [got, expected] of [
      ...main.map((effect, i) => [effect, golden.effects.main[i]] as const),
      ...interactions.map((effect, i) => [effect, golden.effects.interactions[i]] as const),
    ]) {
      expect(got).toMatchObject({ n: expected.n, missing: expected.missing });
      expectClose(got.effect, expected.effect, 1e-12);
      expectClose(got.interval?.low, expected.interval.low);
      expectClose(got.interval?.high, expected.interval.high);
    }
  });

  it('finds an effect that is there and no other', () => {
    // y = 1 + 0.3 [adam] + 0.2 [adam and tanh], the seed adds to all of its runs alike
    const exact = observations.map(({ levels, seed }) => ({
      levels,
      seed,
      response:
        1 +
        (levels.optimizer === 'adam' ? 0.3 : 0) +
        (levels.optimizer === 'adam' && levels.activation === 'tanh' ? 0.2 : 0) +
        (seed ?? 0) * 5,
    }));
    const { main, interactions } = estimateEffects(exact, factors);
    expect(main.map(({ effect }) => Number(effect?.toFixed(12)))).toEqual(
      [0.4, 0, 0.2 / 3, 0].map((e) => Number(e.toFixed(12))),
    );
    expect(interactions.map(({ effect }) => Number(effect?.toFixed(12)))).toEqual([0.2, 0, 0, 0, 0]);
    expect(main[0]).toMatchObject({ clear: true, n: 8 });
    expectClose(main[0]!.levelMean! - main[0]!.referenceMean!, 0.4, 1e-12);
  });

  it('turns the sign with the reference', () => {
    const { main } = estimateEffects(observations, factors, { references: { optimizer: 'adam' } });
    expect(main[0]).toMatchObject({ level: 'sgd', reference: 'adam' });
    expectClose(main[0]!.effect, -golden.effects.main[0].effect, 1e-12);
    expect(() => estimateEffects(observations, factors, { references: { optimizer: 'lion' } })).toThrow(
      '"lion" is no level of optimizer; expected one of "sgd", "adam", "nadam"',
    );
  });

  it('has no interval from a single pair and no effect without one', () => {
    const two = [
      { levels: { a: 1, b: 1 }, seed: 0, response: 1 },
      { levels: { a: 2, b: 1 }, seed: 0, response: 3 },
      { levels: { a: 3, b: 2 }, seed: 0, response: 9 },
    ];
    const { main } = estimateEffects(two, [
      { name: 'a', levels: [1, 2, 3] },
      { name: 'b', levels: [1, 2] },
    ]);
    expect(main[0]).toMatchObject({ level: 2, n: 1, effect: 2, interval: null, clear: false });
    expect(main[1]).toMatchObject({ level: 3, n: 0, effect: null, interval: null });
    expect(main[2]).toMatchObject({ factor: 'b', n: 0, effect: null });
  });
});

describe('findFactors', () => {
  it('keeps what varies on its own and names what only follows', () => {
    const rows = ['sgd', 'momentum', 'adam'].flatMap((optimizer) =>
      ['relu', 'tanh'].map((activation) => ({
        dataset: 'mnist10k',
        epsilon: optimizer === 'adam' ? 1e-7 : null,
        learningRate: optimizer === 'adam' ? 0.001 : 0.01,
        momentum: optimizer === 'momentum' ? 0.9 : null,
        optimizer,
        activation,
      })),
    );
    const { factors, dependent } = findFactors(rows, ['optimizer', 'activation']);
    expect(factors).toEqual([
      { name: 'optimizer', levels: ['sgd', 'momentum', 'adam'] },
      { name: 'activation', levels: ['relu', 'tanh'] },
    ]);
    expect(dependent.map(({ name, of }) => `${name} of ${of}`)).toEqual([
      'epsilon of optimizer',
      'learningRate of optimizer',
      'momentum of optimizer',
    ]);
  });

  it('does not take a sampled value, different in every run, for the cause of all others', () => {
    const rows = [0.1, 0.02, 0.003, 0.4].map((learningRate, i) => ({
      learningRate,
      optimizer: i % 2 ? 'adam' : 'sgd',
    }));
    expect(findFactors(rows, ['optimizer', 'learningRate']).factors.map(({ name }) => name)).toEqual([
      'optimizer',
      'learningRate',
    ]);
  });

  it('takes a missing setting for null and has no factor where nothing varies', () => {
    expect(findFactors([{ a: 1, b: null }, { a: 1 }]).factors).toEqual([]);
    expect(findFactors([{ a: 1, b: 2 }, { a: 1 }]).factors).toEqual([{ name: 'b', levels: [2, null] }]);
  });
});

describe('rankGroups', () => {
  const run = (id: string, optimizer: string, value: number | null, status = 'completed') => ({
    id,
    levels: { optimizer, activation: 'relu' },
    value,
    status,
  });
  const runs = [
    run('a', 'sgd', 0.915),
    run('b', 'sgd', 0.92),
    run('c', 'adam', 0.98),
    run('d', 'adam', 0.975),
    run('e', 'nadam', 0.974),
    run('f', 'nadam', 0.98),
    run('g', 'lion', null, 'diverged'),
    run('h', 'lion', null, 'failed'),
    run('i', 'nadam', null, 'diverged'),
  ];

  it('ranks by the mean over seeds and counts diverged runs beside it', () => {
    const rows = rankGroups(runs, ['optimizer'], 'max');
    expect(
      rows.map(({ levels, rank, summary, runs: n, diverged }) => [
        levels.optimizer,
        rank,
        summary.n,
        n,
        diverged,
      ]),
    ).toEqual([
      ['adam', 1, 2, 2, 0],
      ['nadam', 2, 2, 3, 1],
      ['sgd', 3, 2, 2, 0],
      ['lion', null, 0, 2, 1],
    ]);
    expectClose(rows[0]!.summary.mean, 0.9775, 1e-15);
    expectClose(rows[0]!.summary.std, 0.0025 * Math.SQRT2, 1e-12);
    expect(rows[1]!.runIds).toEqual(['e', 'f', 'i']);
  });

  it('marks the groups that a test cannot tell from the best', () => {
    expect(rankGroups(runs, ['optimizer'], 'max').map(({ likeBest }) => likeBest)).toEqual([
      true,
      true,
      false,
      null,
    ]);
  });

  it('ranks losses the other way and a single group alone', () => {
    expect(rankGroups(runs, ['optimizer'], 'min').map(({ levels }) => levels.optimizer)).toEqual([
      'sgd',
      'nadam',
      'adam',
      'lion',
    ]);
    const [all] = rankGroups(runs, [], 'max');
    expect(all).toMatchObject({ rank: 1, levels: {}, runs: 9, diverged: 2, likeBest: true });
  });
});
