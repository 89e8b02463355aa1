import { beforeAll, describe, expect, it } from 'vitest';
import { type RunConfigInput, resolveRecording } from '../../../src/config/index.ts';
import { type Engine, openEngine } from '../../../src/engine/index.ts';
import { trainRun } from '../../../src/train/index.ts';
import { toyConfig, toyDataset } from '../../support/toy-dataset.ts';

const dataset = toyDataset();
let engine: Engine;
beforeAll(async () => {
  engine = await openEngine('auto');
});

const sigmoid = {
  architecture: 'mlp',
  activation: 'sigmoid',
  units: [12, 9],
  optimizer: 'sgd',
  learningRate: 0.1,
  epochs: 1,
} as const;

async function train(input: RunConfigInput, telemetryEverySteps = 0) {
  const config = toyConfig(dataset, { ...sigmoid, ...input });
  const points = new Map<string, [step: number, value: number][]>();
  const result = await trainRun({
    config,
    engine,
    dataset,
    recording: resolveRecording({ telemetryEverySteps, probeSize: 30, keepWeights: false, predictions: 0 }),
    sink: {
      log(step, values) {
        for (const [key, value] of Object.entries(values))
          points.set(key, [...(points.get(key) ?? []), [step, value]]);
      },
      flush: () => {},
      artifact: () => {},
    },
  });
  return { config, result, series: (key: string) => points.get(key) ?? [] };
}

describe('a run with RBM pre-training', () => {
  const pretraining = { epochs: 20, batchSize: 40, learningRate: 0.5 };

  it('records the reconstruction error of each hidden layer, epoch by epoch, at its updates', async () => {
    const { config, series } = await train({ pretraining });
    for (const layer of ['dense1', 'dense2']) {
      const errors = series(`pretraining/reconstruction_error/${layer}`);
      const updates = Array.from({ length: 20 }, (_, i) => Math.ceil(((i + 1) * config.trainSize) / 40));
      expect(errors.map(([step]) => step)).toEqual(updates);
      expect(errors.at(-1)![1]).toBeLessThan(errors[0]![1]);
    }
    expect(series('pretraining/reconstruction_error/dense3')).toEqual([]);
  });

  it('counts the images that it took, for each layer, beside those of the training', async () => {
    const [plain, pretrained] = [await train({}), await train({ pretraining })];
    const { trainSize } = pretrained.config;
    expect(pretrained.result.samples - plain.result.samples).toBe(2 * 20 * trainSize);
    expect(pretrained.result.steps).toBe(plain.result.steps);
    expect(pretrained.result.status).toBe('completed');
  });

  it('starts from the weights of the RBMs: small where it takes no step, grown where it does', async () => {
    const start = async (epochs: number, learningRate: number) => {
      const { series } = await train({ pretraining: { epochs, learningRate } }, 1);
      return ['dense1', 'dense2', 'dense3'].map((layer) => series(`weight_rms/${layer}`)[0]![1]);
    };
    const [drawn, grown] = [await start(1, 1e-9), await start(20, 0.5)] as [number[], number[]];
    for (const layer of [0, 1]) {
      expect(drawn[layer]).toBeGreaterThan(0.007);
      expect(drawn[layer]).toBeLessThan(0.013);
      expect(grown[layer]).toBeGreaterThan(2 * drawn[layer]!);
    }
    expect(grown[2], 'the last layer is as its initialisation drew it').toBe(drawn[2]);
  });

  it('repeats bit for bit, telemetry or not', async () => {
    const [first, again] = [await train({ pretraining }), await train({ pretraining }, 3)];
    expect(again.result.weightsSha256).toBe(first.result.weightsSha256);
    expect(again.series('pretraining/reconstruction_error/dense2')).toEqual(
      first.series('pretraining/reconstruction_error/dense2'),
    );
    const other = await train({ pretraining: { ...pretraining, momentum: 0.6 } });
    expect(other.result.weightsSha256).not.toBe(first.result.weightsSha256);
  });
});
