import { describe, expect, it } from 'vitest';
import { atBestOf, type TunableObservation } from '../../../src/stats/index.ts';

function runs(
  optimizer: string,
  learningRate: number,
  accuracies: (number | null)[],
  loss = 1,
): TunableObservation[] {
  return accuracies.map((validationAccuracy, seed) => ({
    levels: { optimizer, learningRate },
    seed,
    // the test score is made to disagree with validation: it must not matter
    response: validationAccuracy === null ? null : 1 - validationAccuracy,
    validationAccuracy,
    validationLoss: validationAccuracy === null ? null : loss,
  }));
}

describe('atBestOf', () => {
  it('keeps each optimizer at the rate with the best mean validation accuracy', () => {
    const kept = atBestOf(
      [
        ...runs('sgd', 0.01, [0.9, 0.91]),
        ...runs('sgd', 0.1, [0.95, 0.93]),
        ...runs('adam', 0.001, [0.97, 0.99]),
        ...runs('adam', 0.01, [0.99, 0.9]),
      ],
      ['learningRate'],
    );
    expect(kept).toEqual([
      { levels: { optimizer: 'sgd' }, seed: 0, response: 1 - 0.95 },
      { levels: { optimizer: 'sgd' }, seed: 1, response: 1 - 0.93 },
      { levels: { optimizer: 'adam' }, seed: 0, response: 1 - 0.97 },
      { levels: { optimizer: 'adam' }, seed: 1, response: 1 - 0.99 },
    ]);
  });

  it('breaks ties by the lower validation loss', () => {
    const kept = atBestOf([...runs('sgd', 0.1, [0.5], 2), ...runs('sgd', 0.2, [0.5], 1.5)], ['learningRate']);
    expect(kept).toHaveLength(1);
    const both = [...runs('sgd', 0.1, [0.5], 2), ...runs('sgd', 0.2, [0.5], 1.5)];
    both[1] = { ...both[1]!, response: 0.125 };
    expect(atBestOf(both, ['learningRate'])[0]!.response).toBe(0.125);
  });

  it('never chooses a rate that diverged on some seed over one that did not', () => {
    const kept = atBestOf(
      [...runs('sgd', 1, [0.99, null]), ...runs('sgd', 0.1, [0.8, 0.8])],
      ['learningRate'],
    );
    expect(kept.map(({ response }) => response)).toEqual([1 - 0.8, 1 - 0.8]);
  });

  it('keeps the runs of a setting where every rate diverged, so that they are counted', () => {
    const kept = atBestOf([...runs('sgd', 1, [null]), ...runs('sgd', 2, [null])], ['learningRate']);
    expect(kept.map(({ response }) => response)).toEqual([null, null]);
  });
});
