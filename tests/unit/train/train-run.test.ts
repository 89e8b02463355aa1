import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { Recording, RunConfigInput } from '../../../src/config/index.ts';
import { splitTraining } from '../../../src/data/index.ts';
import { type TrainArtifact, type TrainOptions, trainRun, unpackBits } from '../../../src/train/index.ts';
import { createLogregEngine } from '../../support/logreg-engine.ts';
import { toyConfig, toyDataset } from '../../support/toy-dataset.ts';

const dataset = toyDataset();
const recording: Recording = {
  lossEverySteps: 1,
  telemetryEverySteps: 0,
  validationEverySteps: 0,
  probeSize: 30,
  predictions: 6,
  keepWeights: true,
  measures: [],
};

async function train(
  input: RunConfigInput = {},
  options: Partial<Omit<TrainOptions, 'recording'>> & { recording?: Partial<Recording> } = {},
) {
  const { engine, calls } = createLogregEngine();
  const points = new Map<string, Map<number, number>>();
  const artifacts: TrainArtifact[] = [];
  const flushes: number[] = [];
  const result = await trainRun({
    config: toyConfig(dataset, input),
    engine,
    dataset,
    sink: {
      log(step, values) {
        for (const [key, value] of Object.entries(values)) {
          const series = points.get(key) ?? new Map<number, number>();
          expect(series.has(step), `${key} is logged once at step ${step}`).toBe(false);
          points.set(key, series.set(step, value));
        }
      },
      flush: (epochs) => {
        flushes.push(epochs);
      },
      artifact: (artifact) => {
        artifacts.push(artifact);
      },
    },
    ...options,
    recording: { ...recording, ...options.recording },
  });
  const series = (key: string) => [...(points.get(key) ?? [])];
  return { result, points, series, artifacts, flushes, calls };
}

describe('trainRun', () => {
  it('records every epoch at its number of steps, and learns', async () => {
    const { result, series, flushes } = await train();
    expect(result).toMatchObject({
      status: 'completed',
      steps: 24,
      epochs: 3,
      samples: 450,
      stoppedEarly: false,
    });
    expect(series('validation/accuracy').map(([step]) => step)).toEqual([8, 16, 24]);
    expect(series('epoch')).toEqual([
      [8, 1],
      [16, 2],
      [24, 3],
    ]);
    const losses = series('train/loss').map(([, value]) => value);
    expect(losses[2]).toBeLessThan(losses[0]!);
    expect(flushes).toEqual([1, 2, 3, 3]);
  });

  it("gives an epoch's loss as the mean over its samples, the smaller last batch weighted as such", async () => {
    const { series } = await train({ epochs: 1 });
    const batches = series('train/batch_loss').map(([, value]) => value);
    expect(batches).toHaveLength(8);
    const mean = batches.reduce((sum, value, i) => sum + value * (i === 7 ? 10 : 20), 0) / 150;
    expect(series('train/loss')[0]![1]).toBeCloseTo(mean, 6);
  });

  it('takes the loss of every so many steps', async () => {
    const { series } = await train({}, { recording: { lossEverySteps: 5 } });
    expect(series('train/batch_loss').map(([step]) => step)).toEqual([0, 5, 10, 15, 20]);
  });

  it('ends a budget in steps within an epoch, and evaluates there', async () => {
    const { result, series } = await train({ steps: 11 });
    expect(result).toMatchObject({ status: 'completed', steps: 11, epochs: 2, samples: 210 });
    expect(series('validation/loss').map(([step]) => step)).toEqual([8, 11]);
  });

  it('scores the test part once, at the end', async () => {
    const { result, series, calls } = await train();
    const test = calls.loaded[1];
    expect(calls.evaluated.filter((data) => data === test)).toHaveLength(1);
    expect(calls.evaluated.at(-1)).toBe(test);
    expect(series('test/accuracy')).toEqual([[24, result.testAccuracy]]);
  });

  it('changes nothing of the training when telemetry and losses are taken more often', async () => {
    const plain = await train({ weightDecay: 0.01 }, { recording: { lossEverySteps: 0 } });
    const watched = await train({ weightDecay: 0.01 }, { recording: { telemetryEverySteps: 3 } });
    expect(watched.calls.probes).toBe(8);
    expect(watched.result.weightsSha256).toBe(plain.result.weightsSha256);
    for (const key of ['train/loss', 'train/accuracy', 'train/penalty', 'validation/loss']) {
      expect(watched.series(key), key).toEqual(plain.series(key));
    }
  });

  it('measures telemetry at its cadence, with the ratio of the update that follows', async () => {
    const { series } = await train({}, { recording: { telemetryEverySteps: 10 } });
    for (const key of ['gradient_rms', 'weight_rms', 'signal_rms', 'update_ratio']) {
      expect(
        series(`${key}/dense1`).map(([step]) => step),
        key,
      ).toEqual([0, 10, 20]);
    }
    expect(series('update_ratio/dense1').every(([, ratio]) => ratio > 0 && ratio < 10)).toBe(true);
    expect(series('dead_fraction/dense1')).toEqual([]);
  });

  it('validates between the ends of epochs where asked, each step once, and trains the same weights', async () => {
    const plain = await train();
    const watched = await train({}, { recording: { validationEverySteps: 4 } });
    expect(watched.series('validation/accuracy').map(([step]) => step)).toEqual([0, 4, 8, 12, 16, 20, 24]);
    expect(watched.series('validation/loss').filter(([step]) => step % 8 === 0 && step > 0)).toEqual(
      plain.series('validation/loss'),
    );
    expect(watched.result.weightsSha256).toBe(plain.result.weightsSha256);
  });

  it('gives the same weights again, and others for another seed', async () => {
    const [a, b, c] = await Promise.all([train(), train(), train({ seed: 6 })]);
    expect(b!.result.weightsSha256).toBe(a!.result.weightsSha256);
    expect(c!.result.weightsSha256).not.toBe(a!.result.weightsSha256);
  });

  it('tests the best weights where early stopping restores them', async () => {
    // A rate that overshoots makes validation go up and down, so that the best epoch is not the last.
    const input: RunConfigInput = { learningRate: 40, epochs: 12 };
    const rule = { monitor: 'validation/loss', patience: 2, minDelta: 0, restoreBest: true } as const;
    const { result, series, artifacts } = await train({ ...input, earlyStopping: rule });
    const losses = series('validation/loss').map(([, value]) => value);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(result).toMatchObject({
      status: 'completed',
      stoppedEarly: true,
      bestEpoch: best,
      restoredEpoch: best,
    });
    expect(result.epochs).toBe(best + 2);
    const cut = await train({ ...input, epochs: best });
    expect(result.weightsSha256).toBe(cut.result.weightsSha256);
    // The test engine computes in float64; what is restored went through float32.
    expect(result.testLoss).toBeCloseTo(cut.result.testLoss!, 5);
    expect(series('test/loss')).toEqual([[best * 8, result.testLoss]]);
    const weights = artifacts.find(({ kind }) => kind === 'weights')!;
    expect(createHash('sha256').update(weights.bytes).digest('hex')).toBe(result.weightsSha256);
  });

  it('tests the last weights where they are not restored', async () => {
    const input: RunConfigInput = { learningRate: 40, epochs: 12 };
    const rule = { monitor: 'validation/loss', patience: 2, minDelta: 0, restoreBest: false } as const;
    const { result } = await train({ ...input, earlyStopping: rule });
    expect(result.restoredEpoch).toBeNull();
    const cut = await train({ ...input, epochs: result.epochs });
    expect(result.weightsSha256).toBe(cut.result.weightsSha256);
  });

  it('ends a diverged run at its step, with nothing recorded from there on', async () => {
    // Each step multiplies the weights by about 1e5, until the logits overflow.
    const { result, points, artifacts } = await train({ learningRate: 1e6, weightDecay: 1e300, epochs: 5 });
    expect(result.status).toBe('diverged');
    const at = result.divergedAtStep!;
    expect(at).toBeGreaterThan(0);
    expect(result).toMatchObject({ steps: at, testLoss: null, testAccuracy: null, weightsSha256: null });
    expect(artifacts).toEqual([]);
    for (const [key, series] of points) {
      for (const [step, value] of series) {
        expect(step, key).toBeLessThanOrEqual(at);
        expect(Number.isFinite(value), key).toBe(true);
      }
    }
  });

  it('keeps the confusion matrix, the correct flags and a sample of predictions', async () => {
    const { result, artifacts } = await train();
    const json = (kind: string) =>
      JSON.parse(new TextDecoder().decode(artifacts.find((artifact) => artifact.kind === kind)!.bytes));
    const { matrix } = json('confusion') as { matrix: number[][] };
    expect(matrix.map((row) => row.reduce((a, b) => a + b, 0))).toEqual([20, 20, 20]);
    const right = matrix.reduce((sum, row, i) => sum + row[i]!, 0);
    const flags = unpackBits(artifacts.find(({ kind }) => kind === 'correct')!.bytes, 60);
    expect(flags.reduce((a, b) => a + b, 0)).toBe(right);
    expect(result.testAccuracy).toBeCloseTo(right / 60, 12);
    const predictions = json('predictions') as {
      index: number;
      label: number;
      answer: number;
      probabilities: number[];
    }[];
    expect(predictions.map(({ index }) => index)).toEqual([0, 10, 20, 30, 40, 50]);
    for (const { index, label, answer, probabilities } of predictions) {
      expect(label).toBe(index % 3);
      expect(probabilities.reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
      expect(answer === label ? 1 : 0).toBe(flags[index]);
    }
  });

  it('stops at once when its signal says so, without an epoch that was not finished', async () => {
    const stop = new AbortController();
    const { result, series } = await train(
      { batchSize: 2 },
      {
        signal: stop.signal,
        onProgress: ({ step }) => {
          if (step > 0) stop.abort();
        },
      },
    );
    expect(result).toMatchObject({ status: 'stopped', epochs: 0, testLoss: null });
    expect(result.steps).toBeGreaterThan(0);
    expect(result.steps).toBeLessThan(75);
    expect(series('validation/loss')).toEqual([]);
  });

  it('finishes the running epoch when it is asked to stop after it', async () => {
    const stop = new AbortController();
    stop.abort();
    const { result, series } = await train({}, { stopAfterEpoch: stop.signal });
    expect(result).toMatchObject({ status: 'stopped', epochs: 1, steps: 8 });
    expect(series('validation/loss')).toHaveLength(1);
  });

  it('completes a run whose last epoch is running when it is asked to stop after it', async () => {
    const stop = new AbortController();
    stop.abort();
    const { result } = await train({ epochs: 1 }, { stopAfterEpoch: stop.signal });
    expect(result.status).toBe('completed');
  });

  it('normalizes by the training images alone', async () => {
    const config = toyConfig(dataset, { standardize: true });
    const { calls } = await train({ standardize: true });
    const { train: indices } = splitTraining(dataset.train.labels, config);
    const pixels = [...indices].flatMap((i) => [...dataset.train.images.subarray(i * 16, i * 16 + 16)]);
    const mean = pixels.reduce((a, b) => a + b, 0) / pixels.length / 255;
    const { normalization } = calls.loaded[0] as unknown as { normalization: { mean: number } };
    expect(normalization.mean).toBeCloseTo(mean, 12);
  });

  it('loads new images for each epoch under augmentation, and validates on the originals', async () => {
    const { calls, result } = await train({ augment: { shift: 1 } });
    expect(result.status).toBe('completed');
    expect(calls.loaded).toHaveLength(2 + 3);
    const [original, , ...epochs] = calls.loaded as unknown as { images: Uint8Array }[];
    expect(new Set(epochs.map(({ images }) => Buffer.from(images).toString('hex'))).size).toBe(3);
    expect(original!.images).toBe(dataset.train.images);
    expect(calls.evaluated.slice(0, 3)).toEqual([original, original, original]);
  });

  it('frees every dataset and model, also when the sink throws', async () => {
    const { calls } = await train({ augment: { shift: 1 } });
    expect(calls.open).toBe(0);
    const { engine, calls: broken } = createLogregEngine();
    const sink = {
      log: () => {},
      artifact: () => {},
      flush: () => {
        throw new Error('disk full');
      },
    };
    await expect(trainRun({ config: toyConfig(dataset), recording, engine, dataset, sink })).rejects.toThrow(
      'disk full',
    );
    expect(broken.open).toBe(0);
  });

  it('refuses a dataset with other bytes than the run was defined on', async () => {
    const other = { ...toyConfig(dataset), dataSha256: '0'.repeat(64) };
    await expect(train({}, { config: other })).rejects.toThrow(/SHA-256 0{64}, but the files found/);
  });
});
