import { describe, expect, it } from 'vitest';
import {
  choiceStability,
  chooseCandidate,
  extendGrids,
  halfDecades,
  type TuningScore,
} from '../../../src/stats/index.ts';

function scores(accuracies: readonly (number | null)[], loss = 1): TuningScore[] {
  return accuracies.map((accuracy) => ({ accuracy, loss: accuracy === null ? null : loss }));
}

describe('chooseCandidate', () => {
  it('takes the highest mean accuracy over the tuning seeds', () => {
    expect(
      chooseCandidate([scores([0.9, 0.9, 0.9]), scores([0.95, 0.99, 0.8]), scores([0.99, 0.7, 0.9])]),
    ).toBe(1);
  });

  it('breaks ties by the lower mean loss, also where equal means are summed in another order', () => {
    const first = scores([0.1, 0.2, 0.3], 2);
    const second = scores([0.3, 0.2, 0.1], 1);
    expect(0.1 + 0.2 + 0.3).not.toBe(0.3 + 0.2 + 0.1);
    expect(chooseCandidate([first, second])).toBe(1);
    expect(chooseCandidate([second, first])).toBe(0);
  });

  it('never takes one that diverged on a seed over one that did not', () => {
    expect(chooseCandidate([scores([0.99, null, 0.99]), scores([0.2, 0.1, 0.1])])).toBe(1);
    expect(chooseCandidate([scores([null, null]), scores([0.3, null])])).toBe(1);
  });

  it('takes the middle one where no candidate has an accuracy', () => {
    const nothing = scores([null, null]);
    expect(chooseCandidate([nothing, nothing, nothing, nothing, nothing])).toBe(2);
    expect(choiceStability([nothing, nothing, nothing])).toEqual({ chosen: 1, shares: [0, 1, 0], kept: [1] });
  });

  it('has nothing to choose from without candidates', () => {
    expect(() => chooseCandidate([])).toThrow('no candidate');
  });
});

describe('choiceStability', () => {
  it('gives the shares that all 27 resamples of three seeds have', () => {
    // the other wins by -3, +1, +1 on the three seeds: its mean is lower, a resample prefers it if it has no -3 (8 of 27)
    const stability = choiceStability([scores([0.5, 0.5, 0.5]), scores([0.2, 0.6, 0.6])], {
      resamples: 20_000,
    });
    expect(stability.chosen).toBe(0);
    // 5 standard errors of 20,000 resamples
    expect(Math.abs(stability.shares[1]! - 8 / 27)).toBeLessThan(
      5 * Math.sqrt(((8 / 27) * (19 / 27)) / 20_000),
    );
    expect(stability.shares[0]! + stability.shares[1]!).toBeCloseTo(1, 12);
  });

  it('stretches the resamples, as three of three vary too little', () => {
    // wins by 10, 1, -4.8, sum 6.2; a resample turns the choice if its sum is below 6.2 (1 - 1/√1.5) = 1.14. The 27
    // have 7 sums below 0, and 3 of 10 - 4.8 - 4.8 = 0.4, which the plain bootstrap would leave with the winner.
    const wins = [10, 1, -4.8].map((win) => 0.5 + win / 1000);
    const { shares, chosen } = choiceStability([scores([0.5, 0.5, 0.5]), scores(wins)], {
      resamples: 20_000,
    });
    expect(chosen).toBe(1);
    expect(Math.abs(shares[0]! - 10 / 27)).toBeLessThan(5 * Math.sqrt(((10 / 27) * (17 / 27)) / 20_000));
  });

  it('never chooses a candidate that another beats on every seed, however far one of its seeds fell', () => {
    // without its 0.11 the stretched mean of the other is above 1
    const collapsed = scores([0.11, 0.98, 0.988]);
    const stability = choiceStability([scores([0.99, 0.989, 0.992]), collapsed]);
    expect(stability).toEqual({ chosen: 0, shares: [1, 0], kept: [0] });
    const diverged = scores([null, 0.98, 0.988]);
    expect(choiceStability([scores([0.99, 0.989, 0.992]), diverged]).shares).toEqual([1, 0]);
    // better on one seed: a resample of that seed alone does prefer it
    expect(choiceStability([scores([0.99, 0.989, 0.98]), collapsed]).kept).toEqual([0, 1]);
  });

  it('keeps the chosen candidate and those with a share of 5 % or more', () => {
    const stability = choiceStability([
      scores([0.5, 0.5, 0.5]),
      scores([0.2, 0.6, 0.6]),
      scores([0.1, 0.1, 0.1]),
    ]);
    expect(stability.kept).toEqual([0, 1]);
    expect(stability.shares[2]).toBe(0);
  });

  it('gives the same shares for the same seed and others for another', () => {
    const candidates = [scores([0.5, 0.5, 0.5]), scores([0.2, 0.6, 0.6])];
    expect(choiceStability(candidates, { seed: 3 })).toEqual(choiceStability(candidates, { seed: 3 }));
    expect(choiceStability(candidates, { seed: 3 }).shares).not.toEqual(
      choiceStability(candidates, { seed: 5 }).shares,
    );
  });

  it('is certain with one candidate or one tuning seed, and refuses unequal seeds', () => {
    expect(choiceStability([scores([0.4, 0.5])])).toEqual({ chosen: 0, shares: [1], kept: [0] });
    expect(choiceStability([scores([0.4]), scores([0.5])]).shares).toEqual([0, 1]);
    expect(() => choiceStability([scores([0.4, 0.5]), scores([0.5])])).toThrow(
      'every candidate needs the same 2 tuning seeds, candidate 1 has 1',
    );
  });
});

describe('grids', () => {
  it('has half decades as tables print them', () => {
    expect(halfDecades(-6, -2)).toEqual([0.001, 0.003162, 0.01, 0.03162, 0.1]);
    expect(() => halfDecades(0, -1)).toThrow('got 0 to -1');
  });

  it('leaves grids alone whose best lies inside', () => {
    const grid = { rates: halfDecades(-6, -2), chosen: 2 };
    expect(extendGrids([{ arm: 'sgd', ...grid }])).toEqual([{ arm: 'sgd', rates: [] }]);
  });

  it('grows beyond the edge, and every other grid by as many points beyond its nearer edge', () => {
    const rates = halfDecades(-6, -2);
    expect(
      extendGrids(
        [
          { arm: 'sgd', rates, chosen: 4 },
          { arm: 'adam', rates, chosen: 1 },
          { arm: 'lion', rates, chosen: 0 },
          { arm: 'momentum', rates, chosen: 2 },
        ],
        2,
      ),
    ).toEqual([
      { arm: 'sgd', rates: [0.3162, 1] },
      { arm: 'adam', rates: [0.0001, 0.0003162] },
      { arm: 'lion', rates: [0.0001, 0.0003162] },
      { arm: 'momentum', rates: [0.3162, 1] },
    ]);
  });

  it('grows a grid in which nothing learnt at its upper and its lower end in turn', () => {
    let rates = halfDecades(-6, -2);
    for (let growth = 0; growth < 4; growth++) {
      const [grown] = extendGrids([{ arm: 'sgd', rates, chosen: null }]);
      rates = [...rates, ...grown!.rates].sort((a, b) => a - b);
    }
    expect(rates).toEqual(halfDecades(-8, 0));
  });
});
