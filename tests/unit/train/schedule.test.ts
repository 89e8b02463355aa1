import { describe, expect, it } from 'vitest';
import { learningRateAt, learningRates } from '../../../src/train/schedule.ts';

const budget = { stepsPerEpoch: 10, totalSteps: 100 };

describe('learning rate schedules', () => {
  it('keeps a constant rate after a linear warm-up that ends at the full rate', () => {
    const rates = [0, 1, 3, 4, 99].map((step) =>
      learningRateAt({ kind: 'constant', warmupSteps: 4 }, 0.8, step, budget),
    );
    expect(rates).toEqual([0.2, 0.4, 0.8, 0.8, 0.8]);
  });

  it('multiplies by the factor after every so many epochs', () => {
    const schedule = { kind: 'step', everyEpochs: 2, factor: 0.1, warmupSteps: 0 } as const;
    const rates = [0, 19, 20, 39, 40].map((step) => learningRateAt(schedule, 1, step, budget));
    expect(rates[0]).toBe(1);
    expect(rates[1]).toBe(1);
    expect(rates[2]).toBe(0.1);
    expect(rates[3]).toBe(0.1);
    expect(rates[4]).toBeCloseTo(0.01, 15);
  });

  it('follows half a cosine from the full rate to zero after the last step', () => {
    const schedule = { kind: 'cosine', warmupSteps: 0 } as const;
    expect(learningRateAt(schedule, 2, 0, budget)).toBe(2);
    expect(learningRateAt(schedule, 2, 50, budget)).toBeCloseTo(1, 12);
    expect(learningRateAt(schedule, 2, 25, budget)).toBeCloseTo(1 + Math.SQRT1_2, 12);
    expect(learningRateAt(schedule, 2, 100, budget)).toBeCloseTo(0, 12);
  });

  it('begins the cosine where the warm-up ends', () => {
    const schedule = { kind: 'cosine', warmupSteps: 20 } as const;
    expect(learningRateAt(schedule, 1, 19, budget)).toBe(1);
    expect(learningRateAt(schedule, 1, 20, budget)).toBe(1);
    expect(learningRateAt(schedule, 1, 60, budget)).toBeCloseTo(0.5, 12);
  });

  it('gives the same rates whole and in pieces, rounded to float32', () => {
    const schedule = { kind: 'cosine', warmupSteps: 7 } as const;
    const whole = learningRates(schedule, 0.1, budget, 0, 100);
    const pieces = [
      [0, 13],
      [13, 14],
      [14, 100],
    ].flatMap(([from, to]) => [...learningRates(schedule, 0.1, budget, from!, to!)]);
    expect(pieces).toEqual([...whole]);
    expect(whole[30]).toBe(Math.fround(learningRateAt(schedule, 0.1, 30, budget)));
  });
});
