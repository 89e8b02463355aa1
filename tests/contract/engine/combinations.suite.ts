import { describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../../src/engine/index.ts';
import { missingPairs } from '../../support/covering-array.ts';
import { named } from '../../support/each-named.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { referenceTraining } from '../../support/reference-training.ts';
import { pick, relativeError, smallData } from '../../support/small-networks.ts';
import { BATCH_SIZE, COMBINATIONS, type Combination, FACTORS, ROWS } from './combinations.ts';

const SEED = 2 ** 33 + 5;
const STEPS = 20;
const IMAGES = 90;
/** the last batch is smaller */
const ORDER = Uint32Array.from({ length: (STEPS - 1) * BATCH_SIZE + 5 }, (_, i) => (i * 7) % IMAGES);

// float32 against float64 over 20 steps, relative to 1 + loss; largest seen on any engine: 2e-6
const LOSS_TOLERANCE = 1e-5;
// of the largest gradient; rounding grows with batch norm's division by a small deviation; largest seen: 3e-6
const GRADIENT_TOLERANCE = 2e-5;
// of the longest way that a weight has gone; rules that divide by √v carry rounding of tiny gradients; largest seen: 3.5e-4
const WEIGHT_TOLERANCE = 2e-3;

async function train(engine: Engine, { network, training, learningRate }: Combination) {
  const data = smallData(network, IMAGES);
  const dataset = engine.load(data.images, data.labels, network.input);
  const model = engine.build(network, training, SEED);
  const start = model.snapshot();
  const probe = await model.probe(dataset, ORDER.subarray(0, BATCH_SIZE));
  const trained = await model.train(dataset, ORDER, new Float32Array(STEPS).fill(learningRate));
  const weights = model.snapshot();
  const { parameters } = model;
  model.close();
  dataset.close();
  return { start, probe, ...trained, weights, parameters };
}

const lossError = (losses: ArrayLike<number>, expected: ArrayLike<number>) =>
  Math.max(...Array.from(expected, (loss, i) => Math.abs(losses[i]! - loss) / (1 + Math.abs(loss))));

const travelled = (weights: ArrayLike<number>, start: Float32Array) =>
  Float64Array.from(start, (w, i) => weights[i]! - w);

export function combinationSuite(engine: Engine, thorough: boolean): void {
  describe('combinations', () => {
    it('are a covering array: 135 rows, no fewer than 15 optimizers × 9 activations, in which every pair is met', () => {
      expect(ROWS).toHaveLength(135);
      expect(FACTORS.optimizer.length * FACTORS.activation.length).toBe(135);
      expect(missingPairs(FACTORS, ROWS)).toEqual([]);
    });

    const chosen = thorough ? COMBINATIONS : COMBINATIONS.filter((_, i) => i % 5 === 0);
    it.each(named(chosen))('%s', async (_, combination) => {
      const { network, training, learningRate } = combination;
      const got = await train(engine, combination);
      expect(got.divergedAt).toBeNull();
      const data = smallData(network, IMAGES);

      const first = pick(data, ORDER.subarray(0, BATCH_SIZE));
      const { gradients } = referenceNetwork(network, got.start, first.pixels, first.labels);
      const largest = gradients.reduce((top, g) => Math.max(top, Math.abs(g)), 0);
      for (const { layer, name, offset, size } of got.parameters) {
        const layerError = relativeError(
          got.probe.gradients.subarray(offset, offset + size),
          gradients.subarray(offset, offset + size),
          largest,
        );
        expect(layerError, `gradient of ${layer}.${name}`).toBeLessThan(GRADIENT_TOLERANCE);
      }

      const rates = new Float32Array(STEPS).fill(learningRate);
      const expected = referenceTraining(network, training, SEED, got.start, data, ORDER, rates);
      expect(lossError(got.losses, expected.losses), 'losses').toBeLessThan(LOSS_TOLERANCE);
      const way = travelled(expected.weights, got.start);
      expect(Math.max(...way.map(Math.abs)), 'the longest way of a weight').toBeGreaterThan(1e-3);
      expect(relativeError(travelled(got.weights, got.start), way), 'weights').toBeLessThan(WEIGHT_TOLERANCE);

      if (engine.info.name === 'native') return;
      const native = await train(await openEngine('native'), combination);
      expect(got.start, 'initial weights').toEqual(native.start);
      expect(relativeError(got.probe.gradients, native.probe.gradients), 'gradients').toBeLessThan(
        GRADIENT_TOLERANCE,
      );
      expect(lossError(got.losses, native.losses), "the native engine's losses").toBeLessThan(LOSS_TOLERANCE);
      expect(lossError(got.penalties, native.penalties), 'penalties').toBeLessThan(LOSS_TOLERANCE);
      expect(got.correct, 'correct answers').toEqual(native.correct);
    });
  });
}
