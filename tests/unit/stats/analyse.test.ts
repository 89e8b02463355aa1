import { describe, expect, it } from 'vitest';
import {
  type AnalysedRun,
  analyseEffects,
  type Levels,
  learningRateTuning,
} from '../../../src/stats/index.ts';

function run(levels: Levels, seed: number, value: number | null): AnalysedRun {
  return {
    levels,
    seed,
    response: value,
    validationAccuracy: value,
    validationLoss: value === null ? null : 1 - value,
    diverged: value === null,
  };
}

/** optimizer × activation × seed; each optimizer at a rate of its own */
const zipped = ['sgd', 'adam'].flatMap((optimizer) =>
  ['tanh', 'relu'].flatMap((activation) =>
    [0, 1].map((seed) =>
      run(
        { learningRate: optimizer === 'sgd' ? 0.1 : 0.001, optimizer, activation },
        seed,
        0.5 + (optimizer === 'adam' ? 0.25 : 0) + (activation === 'relu' ? 0.125 : 0) + seed / 64,
      ),
    ),
  ),
);

/** adam is best at 0.001, sgd at 0.1; the wrong rate costs a quarter, and sgd diverges at 1 */
const gridded = ['sgd', 'adam'].flatMap((optimizer) =>
  [0.001, 0.1, 1].flatMap((learningRate) =>
    [0, 1].map((seed) => {
      const best = learningRate === (optimizer === 'sgd' ? 0.1 : 0.001);
      const diverges = optimizer === 'sgd' && learningRate === 1;
      const value = (optimizer === 'adam' ? 0.75 : 0.5) - (best ? 0 : 0.25);
      return run({ optimizer, learningRate }, seed, diverges ? null : value);
    }),
  ),
);

describe('learningRateTuning', () => {
  it('is untuned where one rate serves all, or the rate goes with another setting', () => {
    expect(learningRateTuning([{ learningRate: 0.1, optimizer: 'sgd' }])).toBe('untuned');
    expect(learningRateTuning(zipped.map(({ levels }) => levels))).toBe('untuned');
  });

  it('tells a rate tried for every setting from one tried for some', () => {
    const rows = gridded.map(({ levels }) => levels);
    expect(learningRateTuning(rows)).toBe('tuned');
    expect(learningRateTuning([...rows, { optimizer: 'lion', learningRate: 0.1 }])).toBe('partly');
  });
});

describe('analyseEffects', () => {
  it('compares the optimizers, not their rates, where the two go together, in whichever order they are defined', () => {
    for (const order of [
      ['learningRate', 'optimizer', 'activation'],
      ['optimizer', 'learningRate', 'activation'],
    ]) {
      const { factors, dependent, learningRate, tuned, main } = analyseEffects(zipped, { order });
      expect(factors.map(({ name }) => name)).toEqual(['optimizer', 'activation']);
      expect(dependent).toEqual([{ name: 'learningRate', of: 'optimizer' }]);
      expect({ learningRate, tuned }).toEqual({ learningRate: 'untuned', tuned: [] });
      expect(main.map(({ factor, level, effect, n }) => [factor, level, effect, n])).toEqual([
        ['optimizer', 'adam', 0.25, 4],
        ['activation', 'relu', 0.125, 4],
      ]);
    }
  });

  it('takes each setting at its best learning rate where there are several, and counts what diverged', () => {
    const analysis = analyseEffects(gridded);
    expect(analysis).toMatchObject({
      learningRate: 'tuned',
      tuned: ['learningRate'],
      runs: 12,
      valued: 10,
      diverged: 2,
      compared: 4,
    });
    // the means over all rates would differ by another amount: 0.583 and 0.375
    expect(analysis.main).toMatchObject([{ factor: 'optimizer', level: 'adam', effect: 0.25, n: 2 }]);
    expect(analysis.factors[0]!.summaries).toEqual([
      { level: 'sgd', mean: 0.5, n: 2, runs: 6, diverged: 2 },
      { level: 'adam', mean: 0.75, n: 2, runs: 6, diverged: 0 },
    ]);
  });

  it('compares learning rates like any setting where nothing is to be tuned, without the pairs that diverged', () => {
    const { main, factors } = analyseEffects(gridded, { tune: [] });
    expect(factors.map(({ name }) => name)).toEqual(['optimizer', 'learningRate']);
    expect(main.map(({ factor, level, effect, n, missing }) => [factor, level, effect, n, missing])).toEqual([
      ['optimizer', 'adam', (0.5 + 0) / 2, 4, 2],
      ['learningRate', 0.1, 0, 4, 0],
      ['learningRate', 1, -0.25, 2, 2],
    ]);
  });

  it('tunes what was drawn, and what was drawn with it', () => {
    const drawn = ['sgd', 'adam'].flatMap((optimizer) =>
      [0.02, 0.3, 0.001].map((learningRate, trial) =>
        run(
          { optimizer, weightDecay: learningRate / 7, learningRate },
          0,
          (optimizer === 'adam' ? 0.25 : 0) + trial / 8,
        ),
      ),
    );
    const { tuned, compared, main } = analyseEffects(drawn, { sampled: ['weightDecay', 'learningRate'] });
    expect({ tuned, compared }).toEqual({ tuned: ['weightDecay'], compared: 2 });
    expect(main).toMatchObject([{ factor: 'optimizer', effect: 0.25, n: 1, interval: null }]);
  });

  it('measures a setting among the runs that have it', () => {
    const runs = [
      run({ optimizer: 'sgd', momentum: null }, 0, 0.5),
      run({ optimizer: 'momentum', momentum: 0.5 }, 0, 0.625),
      run({ optimizer: 'momentum', momentum: 0.9 }, 0, 0.75),
    ];
    const { main, factors } = analyseEffects(runs);
    expect(factors.find(({ name }) => name === 'momentum')!.reference).toBe(0.5);
    expect(main.find(({ level }) => level === 0.9)).toMatchObject({ effect: 0.125, n: 1 });
    const atBest = analyseEffects(runs, { tune: ['momentum'] });
    expect(atBest.main).toMatchObject([{ factor: 'optimizer', level: 'momentum', effect: 0.25, n: 1 }]);
  });

  it('refuses a reference or a setting to tune that is not compared', () => {
    expect(() => analyseEffects(zipped, { tune: ['dropout'] })).toThrow(
      '"dropout" cannot be tuned, since it does not vary on its own; what does: optimizer, activation',
    );
    expect(() => analyseEffects(zipped, { references: { head: 'softmax+ce' } })).toThrow(
      'no reference can be set for "head"; compared are: optimizer, activation',
    );
    expect(() => analyseEffects(zipped, { references: { optimizer: 'lion' } })).toThrow('"lion" is no level');
  });

  it('has nothing to say about runs with equal settings, or none', () => {
    expect(analyseEffects([])).toMatchObject({ factors: [], main: [], interactions: [], runs: 0 });
    const equal = [0, 1].map((seed) => run({ optimizer: 'sgd' }, seed, 0.5));
    expect(analyseEffects(equal)).toMatchObject({ factors: [], main: [], valued: 2 });
  });
});
