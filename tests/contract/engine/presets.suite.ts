import { describe, expect, it } from 'vitest';
import { ARCHITECTURES } from '../../../src/config/fields.ts';
import { resolveConfig, toEngineNetwork, toEngineTraining } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import type { Engine } from '../../../src/engine/index.ts';
import { referenceNetwork } from '../../support/reference-network.ts';
import { referenceTraining } from '../../support/reference-training.ts';
import { pick, relativeError, smallData } from '../../support/small-networks.ts';

const SEED = 11;
const BATCH_SIZE = 2;
const STEPS = 2;
const RATE = 0.02;

// float32 against float64, of the largest gradient of the layer; sums of up to 3,136 products; largest seen: 4e-6
const GRADIENT_TOLERANCE = 5e-5;
// relative to 1 + loss; largest seen: 2e-7
const LOSS_TOLERANCE = 5e-6;

/** Of more than half a million parameters: a step of two images takes seconds in pure JavaScript. */
const LARGE = ['article', '2c2d'];

/** Every named architecture as it is trained by default, on images of MNIST's shape. */
export function presetSuite(engine: Engine, thorough: boolean): void {
  describe('named architectures', { timeout: 300_000 }, () => {
    const names = ARCHITECTURES.filter((name) => name !== 'custom' && (thorough || !LARGE.includes(name)));
    it.each(names)('%s: gradients of every layer, then two steps', async (architecture) => {
      const config = resolveConfig(
        { dataset: 'mnist10k', architecture, epochs: 1, batchSize: BATCH_SIZE, optimizer: 'sgd', seed: SEED },
        datasetFacts,
      );
      const { shape, classes } = datasetFacts('mnist10k');
      const network = toEngineNetwork(config, shape, classes);
      const training = toEngineTraining(config);
      const data = smallData(network, BATCH_SIZE * STEPS);
      const order = Uint32Array.from({ length: BATCH_SIZE * STEPS }, (_, i) => i);
      const rates = new Float32Array(STEPS).fill(RATE);

      const dataset = engine.load(data.images, data.labels, shape);
      const model = engine.build(network, training, SEED);
      const start = model.snapshot();
      const batch = order.subarray(0, BATCH_SIZE);
      const probe = await model.probe(dataset, batch);
      const { losses } = await model.train(dataset, order, rates);
      const weights = model.snapshot();
      const { parameters } = model;
      model.close();
      dataset.close();

      const first = pick(data, batch);
      const { gradients } = referenceNetwork(network, start, first.pixels, first.labels);
      for (const { layer, name, offset, size } of parameters) {
        const own = gradients.subarray(offset, offset + size);
        const error = relativeError(probe.gradients.subarray(offset, offset + size), own);
        expect(error, `gradient of ${layer}.${name}`).toBeLessThan(GRADIENT_TOLERANCE);
      }
      const expected = referenceTraining(network, training, SEED, start, data, order, rates);
      expected.losses.forEach((loss, step) => {
        expect(Math.abs(losses[step]! - loss) / (1 + loss), `loss ${step}`).toBeLessThan(LOSS_TOLERANCE);
      });
      const way = (to: ArrayLike<number>) => Float64Array.from(start, (w, i) => to[i]! - w);
      expect(relativeError(way(weights), way(expected.weights)), 'weights').toBeLessThan(1e-4);
    });
  });
}
