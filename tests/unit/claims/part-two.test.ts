import { describe, expect, it } from 'vitest';
import { loadClaims, planClaim } from '../../../src/claims/index.ts';
import { networkSize } from '../../../src/index.ts';
import { factsOf } from './support.ts';

const claims = await loadClaims();
const claim = (id: string) => claims.find((one) => one.id === id)!;
const standard = (id: string) => planClaim(claim(id), 'standard', factsOf);
const configOf = (id: string, key: string) =>
  standard(id).arms.find((arm) => arm.key === key)!.candidates[0]!.config;

describe('the claim on batch normalisation', () => {
  it('compares networks that differ in batch norm alone, before or after every activation', () => {
    const [none, before, after] = ['none', 'before', 'after'].map((arm) =>
      configOf('batch-norm', `relu/${arm}`),
    );
    const kinds = (config: typeof none) => config!.layers.map(({ type }) => type);
    expect(kinds(before).filter((type) => type !== 'batchNorm')).toEqual(kinds(none));
    const pairs = (config: typeof none) => kinds(config).map((type, i, all) => `${type} ${all[i + 1]}`);
    expect(pairs(before).filter((pair) => pair === 'batchNorm activation')).toHaveLength(4);
    expect(pairs(after).filter((pair) => pair === 'activation batchNorm')).toHaveLength(4);
    expect({ ...before, layers: [], batchNorm: null }).toEqual({ ...none, layers: [], batchNorm: null });
  });

  it('looks at batches of 8, 32 and 128, at few images, and at initial weights from far too small to far too large', () => {
    const sizes = ['relu', 'batch32', 'batch8'].map((s) => configOf('batch-norm', `${s}/before`).batchSize);
    expect(sizes).toEqual([128, 32, 8]);
    expect(configOf('batch-norm', 'small/before').trainSize).toBe(1000);
    expect(configOf('batch-norm', 'sigmoid/before').activation).toBe('sigmoid');
    const full = planClaim(claim('batch-norm'), 'full', factsOf).arms;
    const scales = full
      .filter(({ arm }) => arm === 'beforeGrid')
      .map(({ candidates }) => candidates[0]!.config);
    expect(scales.map(({ initializerScale }) => initializerScale)).toEqual([0.1, 0.3, 1, 3, 10]);
  });
});

describe('the claim on overfitting', () => {
  it('reads thinned networks from the runs of dropout: none is trained twice', () => {
    const { arms } = standard('overfitting');
    const hashes = (arm: string) =>
      arms.find(({ key }) => key === `n500/${arm}`)!.candidates.map(({ hash }) => hash);
    for (const arm of ['thinned1', 'thinned10', 'thinned100']) expect(hashes(arm)).toEqual(hashes('half'));
  });

  it('tests each remedy by accuracy and by the gap, with strengths tuned over as many trials', () => {
    const ids = claim('overfitting').hypotheses.map(({ id }) => id);
    for (const arm of ['dropout', 'l2', 'decoupled', 'stopLoss', 'stopAccuracy']) {
      expect(ids).toEqual(expect.arrayContaining([`${arm}-accuracy`, `${arm}-gap`]));
    }
    const sizes = ['n500', 'n5000', 'all'].map((s) => configOf('overfitting', `${s}/none`).trainSize);
    expect(sizes).toEqual([500, 5000, 59_000]);
    expect(configOf('overfitting', 'n500/stopAccuracy').earlyStopping!.monitor).toBe('validation/accuracy');
    expect(configOf('overfitting', 'n500/l2').weightDecayMode).toBe('l2');
    expect(configOf('overfitting', 'n500/decoupled').weightDecayMode).toBe('decoupled');
  });
});

describe('the claim on convolution', () => {
  it('has MLPs of as many parameters, and of as many multiply-adds, within one percent', () => {
    const sized = (arm: string, by: 'parameters' | 'multiplyAdds') => {
      const { architecture, units } = claim('cnn').arms[arm]!.settings;
      return networkSize({ architecture: architecture!, ...(units && { units }) }, by);
    };
    expect(Math.abs(sized('mlpParameters', 'parameters') / sized('cnn', 'parameters') - 1)).toBeLessThan(
      0.01,
    );
    expect(
      Math.abs(sized('mlpMultiplyAdds', 'multiplyAdds') / sized('cnn', 'multiplyAdds') - 1),
    ).toBeLessThan(0.01);
  });

  it('moves training images in the augmented arms alone', () => {
    expect(configOf('cnn', 'mnist/cnnMoved').augment).toEqual({ shift: 3, rotate: 30, flip: false });
    expect(configOf('cnn', 'mnist/cnn').augment).toEqual({ shift: 0, rotate: 0, flip: false });
  });
});

describe('the claim on depth and pooling', () => {
  const depths = [
    ['plain2', 2, false],
    ['plain4', 4, false],
    ['plain8', 8, false],
    ['plain16', 16, false],
    ['plain32', 32, false],
    ['residual8', 8, true],
    ['residual16', 16, true],
    ['residual32', 32, true],
  ] as const;

  it.each(depths)('%s has %i hidden layers, as many parameters as the others', (arm, depth, residual) => {
    const { width, residual: across } = claim('depth-pooling').arms[arm]!.settings;
    expect(across).toBe(residual);
    const sizeOf = (layers: number, units: number, shortcuts: boolean) =>
      networkSize(
        { architecture: 'deep', depth: layers, width: units, residual: shortcuts, batchNorm: 'before' },
        'parameters',
      );
    expect(Math.abs(sizeOf(depth, width!, residual) / sizeOf(2, 64, false) - 1)).toBeLessThan(0.05);
    const { layers } = configOf('depth-pooling', `dense/${arm}`);
    expect(layers.filter(({ type }) => type === 'dense')).toHaveLength(depth + 1);
    expect(layers.filter(({ type }) => type === 'batchNorm')).toHaveLength(depth);
    expect(layers.some(({ type }) => type === 'residualBegin')).toBe(residual);
  });

  it('leaves as many numbers to the dense layers under a stride as under pooling', () => {
    const dense = (arm: string) => {
      const { pool } = claim('depth-pooling').arms[arm]!.settings;
      return networkSize({ architecture: 'lenet5', ...(pool && { pool }) }, 'parameters');
    };
    expect(dense('strided')).toBe(dense('max'));
    expect(dense('average')).toBe(dense('max'));
    expect(dense('unpooled')).toBeGreaterThan(15 * dense('max'));
  });
});
