import { describe, expect, it } from 'vitest';
import { initialState, regularizedStep } from '../../src/optimizers/index.ts';
import { named } from '../support/each-named.ts';
import { GOLDEN_FILES, networkOf, pathError, ratesOf } from '../support/golden-optimizers.ts';
import { tensor } from '../support/reference-layers.ts';
import { referenceNetwork } from '../support/reference-network.ts';

describe.each(GOLDEN_FILES.map((file) => [file.library, file] as const))(
  'the float64 twins follow %s',
  (_, file) => {
    const pixels = tensor(
      8,
      3,
      3,
      1,
      Float64Array.from(file.images, (byte) => byte / 255),
    );

    // the same arithmetic in float64, in another order: 100 steps of 1e-16, grown where a rule divides by small numbers
    it.each(named(file.trajectories))('%s', (_name, trajectory) => {
      const { optimizer, weightDecay, weights: expected } = trajectory;
      const network = networkOf(trajectory);
      let weights = Float64Array.from(file.start);
      let state = initialState(optimizer, weights.length);
      const lossAt = (w: Float64Array) => referenceNetwork(network, w, pixels, file.labels);
      expect(lossAt(weights).loss).toBeCloseTo(trajectory.firstLoss, 13);
      ratesOf(trajectory).forEach((rate, t) => {
        const { gradients } = lossAt(weights);
        const next = regularizedStep(
          optimizer,
          { clipNorm: null, weightDecay },
          state,
          weights,
          gradients,
          rate,
        );
        state = next.state;
        weights = Float64Array.from(next.parameters);
        const golden = expected[String(t + 1)];
        if (golden) expect(pathError(weights, golden, file.start), `step ${t + 1}`).toBeLessThan(1e-10);
      });
      expect(lossAt(weights).loss).toBeCloseTo(trajectory.lastLoss, 11);
      expect(Object.keys(expected)).toEqual(['1', '2', '3', '10', '30', '100']);
    });
  },
);

it('the golden files hold every optimizer', () => {
  const names = new Set(
    GOLDEN_FILES.flatMap(({ trajectories }) => trajectories.map(({ optimizer }) => optimizer.name)),
  );
  expect([...names].sort()).toEqual([
    'adadelta',
    'adagrad',
    'adam',
    'adamax',
    'amsgrad',
    'lion',
    'momentum',
    'nadam',
    'nesterov',
    'rmsprop',
    'sgd',
  ]);
});
