import { describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../../src/engine/index.ts';
import { trainRun } from '../../../src/train/index.ts';
import { named } from '../../support/each-named.ts';
import { relativeError, smallData } from '../../support/small-networks.ts';
import { toyConfig, toyDataset } from '../../support/toy-dataset.ts';
import { BATCH_SIZE, COMBINATIONS } from './combinations.ts';

const range = (n: number) => Uint32Array.from({ length: n }, (_, i) => i);

/** One of each structure, with batch norm, whose running statistics are part of a snapshot. */
const MOVED = ['dense', 'max pooling', 'average pooling', 'trainable subsampling', 'projection'].map(
  (structure) =>
    COMBINATIONS.find(({ name }) => name.endsWith(structure) && name.includes('batch norm, dropout'))!,
);

export function snapshotSuite(engine: Engine): void {
  describe('snapshots', () => {
    it.each(named(MOVED))('move to the native engine and back: %s', async (_, { network, training }) => {
      const native = await openEngine('native');
      const data = smallData(network, 60);
      const order = range(3 * BATCH_SIZE);
      const open = [engine, native].map((each) => ({
        dataset: each.load(data.images, data.labels, network.input),
        model: each.build(network, training, 8),
      }));
      const [here, there] = open as [(typeof open)[0], (typeof open)[0]];
      expect(here.model.parameters).toEqual(there.model.parameters);
      await here.model.train(here.dataset, order, new Float32Array(3).fill(0.01));
      const weights = here.model.snapshot();
      there.model.restore(weights);
      expect(there.model.snapshot()).toEqual(weights);
      const [mine, theirs] = [
        await here.model.evaluate(here.dataset),
        await there.model.evaluate(there.dataset),
      ];
      expect(Math.abs(mine.loss - theirs.loss) / (1 + theirs.loss)).toBeLessThan(1e-6);
      expect(mine.correct).toEqual(theirs.correct);
      expect(mine.confusion).toEqual(theirs.confusion);
      await there.model.train(there.dataset, order, new Float32Array(3).fill(0.01));
      here.model.restore(there.model.snapshot());
      const [back, their] = [
        await here.model.predict(here.dataset, range(60)),
        await there.model.predict(there.dataset, range(60)),
      ];
      expect(relativeError(back, their)).toBeLessThan(1e-5);
      for (const each of open) {
        each.model.close();
        each.dataset.close();
      }
    });
  });

  describe('whole runs', () => {
    const dataset = toyDataset();
    const run = (on: Engine, monitor: 'validation/loss' | 'validation/accuracy') =>
      trainRun({
        config: toyConfig(dataset, {
          // overshoots: validation goes up and down, and the best epoch is not the last
          learningRate: 20,
          optimizer: 'momentum',
          momentum: 0.5,
          batchNorm: 'before',
          architecture: 'mlp',
          units: [8],
          dropout: 0.2,
          epochs: 15,
          earlyStopping: { monitor, patience: 3, minDelta: 0.001, restoreBest: true },
        }),
        engine: on,
        dataset,
        sink: { log: () => {}, flush: () => {}, artifact: () => {} },
        recording: {
          lossEverySteps: 0,
          telemetryEverySteps: 0,
          validationEverySteps: 0,
          probeSize: 30,
          predictions: 0,
          keepWeights: false,
          measures: [],
        },
      });

    it.each(['validation/loss', 'validation/accuracy'] as const)(
      'stop early at the same epoch by %s, and test the same weights',
      async (monitor) => {
        const got = await run(engine, monitor);
        const expected = await run(await openEngine('native'), monitor);
        const { status, stoppedEarly, epochs, bestEpoch, restoredEpoch, testAccuracy } = expected;
        expect({ status, stoppedEarly }).toEqual({ status: 'completed', stoppedEarly: true });
        expect(restoredEpoch).not.toBeNull();
        expect(got).toMatchObject({ status, stoppedEarly, epochs, bestEpoch, restoredEpoch, testAccuracy });
        expect(got.testLoss).toBeCloseTo(expected.testLoss!, 3);
      },
    );
  });
}
