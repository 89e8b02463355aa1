import { describe, expect, it } from 'vitest';
import { MEASURE_NAMES, type MeasureInput } from '../../../../src/config/index.ts';
import { trainMeasured } from '../../../support/measuring.ts';

const network = {
  layers: [
    'flatten',
    { type: 'dense', units: 8 },
    'batchNorm',
    'relu',
    { type: 'dropout', rate: 0.25 },
    { type: 'dense', units: 'classes' },
  ],
  optimizer: 'adam',
  learningRate: 0.01,
} as const;

const at = ['start', 3, 8, 11, 'end'] as const;
const everyMeasure: readonly MeasureInput[] = [
  { name: 'lossSlices', at, directions: 2, points: 3, surface: 2 },
  { name: 'saturatedStart', at },
  { name: 'outputSignal', at },
  { name: 'sharpness', at },
  { name: 'hessian', at, iterations: 3 },
  { name: 'gradientRatio', at },
  { name: 'landscape', at, steps: [0.1] },
  { name: 'scaleInvariance', at },
  { name: 'thinned', at, networks: [3] },
  { name: 'consistency', at, shifts: [1], angles: [30] },
  { name: 'robustness', at, noise: [0.2], fgsm: [0.1] },
  { name: 'generalization', at },
  { name: 'linearProbe', at, epochs: 2 },
];

describe('measures in a run', () => {
  it('leave every bit of the training as it was', async () => {
    const plain = await trainMeasured(network, []);
    const watched = await trainMeasured(network, everyMeasure);
    expect(watched.result.weightsSha256).toBe(plain.result.weightsSha256);
    for (const name of ['train/loss', 'train/batch_loss', 'validation/loss', 'test/loss']) {
      expect(watched.metrics.get(name), name).toEqual(plain.metrics.get(name));
    }
  });

  it('are taken at the start, at each step asked for and at the end, once each', async () => {
    const { metrics, artifacts, senses } = await trainMeasured(network, everyMeasure);
    expect(everyMeasure.map(({ name }) => name).sort()).toEqual([...MEASURE_NAMES].sort());
    for (const { name } of everyMeasure) {
      const [metric] = [...metrics.keys()].filter((key) => key.startsWith(`measure/${name}/`));
      expect([...metrics.get(metric!)!.keys()], name).toEqual([0, 3, 8, 11, 24]);
      expect(senses.has(metric!), name).toBe(true);
    }
    const slices = artifacts.filter(({ name }) => name.startsWith('measure-lossSlices'));
    expect(slices.map(({ name }) => name)).toEqual(
      [0, 3, 8, 11, 24].map((s) => `measure-lossSlices-${s}.json`),
    );
    const details = JSON.parse(new TextDecoder().decode(slices[0]!.bytes));
    expect(details.surface.losses).toHaveLength(2);
  });

  it('give at a step the same whatever else is measured', async () => {
    const alone = await trainMeasured(network, [{ name: 'outputSignal', at: 11 }]);
    const among = await trainMeasured(network, everyMeasure);
    const name = 'measure/outputSignal/output';
    expect(alone.metrics.get(name)!.get(11)).toBe(among.metrics.get(name)!.get(11));
  });

  it('are left out beyond the end of the run', async () => {
    const { metrics } = await trainMeasured({ ...network, steps: 10 }, [
      { name: 'outputSignal', at: [10, 100] },
    ]);
    expect([...metrics.get('measure/outputSignal/output')!.keys()]).toEqual([10]);
  });

  it('at the end look at the restored weights of the best epoch', async () => {
    const stopped = { ...network, epochs: 12, learningRate: 0.3, earlyStopping: { patience: 1 } };
    const { result, metrics } = await trainMeasured(stopped, [{ name: 'outputSignal', at: 'end' }]);
    expect(result.restoredEpoch).not.toBeNull();
    const steps = [...metrics.get('measure/outputSignal/output')!.keys()];
    expect(steps).toEqual([...metrics.get('test/loss')!.keys()]);
  });

  it('refuse before any training what they cannot measure', async () => {
    const wide = { architecture: 'mlp', units: [6000] } as const;
    const hessian = trainMeasured(wide, [{ name: 'hessian', at: 'end' }]);
    await expect(hessian).rejects.toThrow(
      'measure hessian: a network must have at most 100000 parameters, got 120003; measure a smaller one',
    );
    const saturated = trainMeasured({}, [{ name: 'saturatedStart', at: 'start', wrongClass: 3 }]);
    await expect(saturated).rejects.toThrow('wrongClass must be below 3, the classes of the dataset, got 3');
  });
});
