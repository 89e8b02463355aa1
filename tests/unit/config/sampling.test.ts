import { describe, expect, it } from 'vitest';
import { expand, type Sampling } from '../../../src/config/index.ts';
import { sobolPoints } from '../../../src/config/sobol.ts';
import { digitFacts } from './facts.ts';

const sampled = (sample: Sampling) => expand({ name: 'test', sample }, digitFacts).runs;

describe('sobolPoints', () => {
  // scipy 1.17.1: scipy.stats.qmc.Sobol(16, scramble=False, bits=32)
  it.each([
    [1, [0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5]],
    [
      37,
      [
        0.921875, 0.640625, 0.578125, 0.921875, 0.765625, 0.296875, 0.171875, 0.796875, 0.609375, 0.171875,
        0.015625, 0.078125, 0.578125, 0.859375, 0.109375, 0.484375,
      ],
    ],
    [
      4095,
      [
        0.000244140625, 0.941162109375, 0.334228515625, 0.901611328125, 0.940185546875, 0.078857421875,
        0.949462890625, 0.390869140625, 0.191650390625, 0.246337890625, 0.569580078125, 0.321533203125,
        0.368896484375, 0.519775390625, 0.551025390625, 0.416748046875,
      ],
    ],
  ])('gives point %i as scipy does', (index, point) => {
    expect(sobolPoints(index + 1, 16)[index]).toEqual(point);
  });

  it('puts one of 64 points in each 64th of every axis, shifted or not', () => {
    for (const shift of [undefined, [0x9e3779b9, 0x7f4a7c15, 0xdeadbeef, 1]]) {
      const points = sobolPoints(64, 4, shift);
      for (let axis = 0; axis < 4; axis++) {
        expect(new Set(points.map((point) => Math.floor(point[axis]! * 64))).size).toBe(64);
      }
    }
  });

  it('refuses more dimensions than it has direction numbers for', () => {
    expect(() => sobolPoints(1, 17)).toThrow('dimensions must be an integer from 1 to 16, got 17');
  });
});

describe('sample', () => {
  const axes = {
    learningRate: { logUniform: [1e-4, 1e-1] },
    dropout: { uniform: [0.1, 0.5] },
    batchSize: { integer: [16, 18] },
    optimizer: { choice: ['sgd', 'adam'] },
  } as const;

  it.each(['random', 'sobol'] as const)('draws %s values inside their ranges, evenly', (method) => {
    const runs = sampled({ trials: 256, method, axes });
    expect(runs).toHaveLength(256);
    for (const { learningRate, dropout } of runs) {
      expect(learningRate).toBeGreaterThanOrEqual(1e-4);
      expect(learningRate).toBeLessThanOrEqual(1e-1);
      expect(dropout).toBeGreaterThanOrEqual(0.1);
      expect(dropout).toBeLessThanOrEqual(0.5);
    }
    expect(new Set(runs.map(({ batchSize }) => batchSize))).toEqual(new Set([16, 17, 18]));
    // half of the log scale lies below 10^-2.5; 4 binomial standard deviations are 32
    const low = runs.filter(({ learningRate }) => learningRate < 10 ** -2.5).length;
    expect(Math.abs(low - 128)).toBeLessThanOrEqual(method === 'sobol' ? 0 : 32);
    const adam = runs.filter(({ optimizer }) => optimizer === 'adam').length;
    expect(Math.abs(adam - 128)).toBeLessThanOrEqual(method === 'sobol' ? 0 : 32);
  });

  it('depends on its seed alone', () => {
    const rates = (seed: number, method: 'random' | 'sobol') =>
      sampled({ trials: 8, seed, method, axes }).map(({ learningRate }) => learningRate);
    for (const method of ['random', 'sobol'] as const) {
      expect(rates(1, method)).toEqual(rates(1, method));
      expect(rates(1, method)).not.toEqual(rates(2, method));
    }
  });

  it('draws the same values for an axis whatever axes stand beside it', () => {
    const alone = sampled({ trials: 8, axes: { dropout: axes.dropout } }).map(({ dropout }) => dropout);
    expect(sampled({ trials: 8, axes }).map(({ dropout }) => dropout)).toEqual(alone);
  });

  it('refuses more Sobol axes than there are direction numbers', () => {
    const keys = [
      'momentum',
      'beta1',
      'beta2',
      'rho',
      'epsilon',
      'dropout',
      'learningRate',
      'clipNorm',
      'weightDecay',
      'scheduleDecay',
      'initialAccumulator',
      'initializerSd',
      'initializerScale',
    ];
    const unit = { uniform: [0.1, 0.2] } as const;
    const whole = { integer: [1, 9] } as const;
    const many = Object.fromEntries([
      ...keys.map((key) => [key, unit]),
      ...['epochs', 'batchSize', 'depth', 'width'].map((key) => [key, whole]),
    ]);
    expect(() => sampled({ trials: 2, method: 'sobol', axes: many })).toThrow(
      'sample.axes must have at most 16 axes under "sobol", got 17',
    );
  });
});
