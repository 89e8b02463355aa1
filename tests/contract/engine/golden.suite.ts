import { describe, expect, it } from 'vitest';
import type { Engine } from '../../../src/engine/index.ts';
import { named } from '../../support/each-named.ts';
import {
  GOLDEN_FILES,
  GOLDEN_STEPS,
  networkOf,
  pathError,
  ratesOf,
} from '../../support/golden-optimizers.ts';
import { sgd } from '../../support/small-networks.ts';

// float32 holds a weight near 1 to 6e-8, and the first step of a small rate goes 5e-4 far; largest seen: 5e-5
const TOLERANCE = 2e-4;

export function goldenSuite(engine: Engine): void {
  describe('a hundred steps of the optimizers of other libraries', () => {
    for (const { library, images, labels, start, trajectories } of GOLDEN_FILES) {
      it.each(named(trajectories))(`${library}: %s`, async (_, trajectory) => {
        const network = networkOf(trajectory);
        const { optimizer, weightDecay, weights: expected } = trajectory;
        const training = {
          ...sgd,
          batchSize: labels.length,
          optimizer,
          // PyTorch and Keras decay whatever they are given
          weightDecay: { ...weightDecay, includeBiases: true },
        };
        const dataset = engine.load(Uint8Array.from(images), Uint8Array.from(labels), network.input);
        const model = engine.build(network, training, 0);
        model.restore(Float32Array.from(start));
        const rates = ratesOf(trajectory);
        const batch = Array.from(labels, (_, i) => i);
        let taken = 0;
        for (const [steps, golden] of Object.entries(expected)) {
          const part = rates.subarray(taken, Number(steps));
          const order = Uint32Array.from({ length: part.length * batch.length }, (_, i) => i % batch.length);
          const { losses } = await model.train(dataset, order, part);
          if (taken === 0) expect(losses[0]).toBeCloseTo(trajectory.firstLoss, 6);
          taken += part.length;
          expect(pathError(model.snapshot(), golden, start), `after ${steps} steps`).toBeLessThan(TOLERANCE);
        }
        expect(taken).toBe(GOLDEN_STEPS);
        expect((await model.evaluate(dataset)).loss).toBeCloseTo(trajectory.lastLoss, 4);
        model.close();
        dataset.close();
      });
    }
  });
}
