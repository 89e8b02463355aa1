import { describe, expect, it } from 'vitest';
import { configHash, flattenConfig, type RunConfigInput, resolveConfig } from '../../../src/config/index.ts';
import { inputFromOverrides } from '../../../src/config/overrides.ts';
import { digitFacts } from './facts.ts';

const sigmoid = { architecture: 'mlp', activation: 'sigmoid' } as const;
const rbm = (input: RunConfigInput) => resolveConfig({ pretraining: 'rbm', ...input }, digitFacts);

describe('pretraining', () => {
  it('fills in the practice of 2006 and 2010', () => {
    expect(rbm(sigmoid).pretraining).toEqual({
      kind: 'rbm',
      epochs: 10,
      batchSize: 100,
      learningRate: 0.1,
      momentum: 0.5,
      weightSd: 0.01,
    });
    expect(rbm({ ...sigmoid, pretraining: { epochs: 3 } }).pretraining).toMatchObject({
      epochs: 3,
      batchSize: 100,
    });
  });

  it('is no part of a config without it, whose hash stays, and decides that of one with it', () => {
    const without = resolveConfig(sigmoid, digitFacts);
    expect(Object.keys(without)).not.toContain('pretraining');
    expect(configHash(resolveConfig({ ...sigmoid, pretraining: 'none' }, digitFacts))).toBe(
      configHash(without),
    );
    expect(configHash(rbm(sigmoid))).not.toBe(configHash(without));
    expect(configHash(rbm({ ...sigmoid, pretraining: { epochs: 9 } }))).not.toBe(configHash(rbm(sigmoid)));
  });

  it('has columns of its own', () => {
    expect(flattenConfig(rbm(sigmoid))).toMatchObject({ pretraining: 'rbm', 'pretraining.epochs': 10 });
    expect(flattenConfig(resolveConfig(sigmoid, digitFacts))).toMatchObject({
      pretraining: 'none',
      'pretraining.epochs': null,
    });
  });

  it('is set part by part on the command line', () => {
    const input = inputFromOverrides(['pretraining.epochs=2', 'pretraining.learningRate=0.05']);
    expect(rbm({ ...sigmoid, ...input }).pretraining).toMatchObject({ epochs: 2, learningRate: 0.05 });
  });

  const unless = 'pretraining must be "none" unless all hidden layers are dense and sigmoid, got "rbm" with';
  it.each([
    [{}, `${unless} conv1; use architecture "mlp" or "deep" with activation "sigmoid"`],
    [{ architecture: 'mlp' }, `${unless} relu`],
    [{ ...sigmoid, batchNorm: 'before' }, `${unless} dense1`],
    [{ ...sigmoid, batchNorm: 'after' }, `${unless} batchNorm1`],
    [{ architecture: 'deep', activation: 'sigmoid', residual: true }, `${unless} residual1-begin`],
    [{ architecture: 'logreg' }, `${unless} no hidden layer`],
    [{ ...sigmoid, standardize: true }, 'standardize must be false where pretraining is "rbm"'],
    [{ ...sigmoid, pretraining: { epochs: 0 } }, 'pretraining.epochs must be an integer >= 1, got 0'],
    [{ ...sigmoid, pretraining: 'dbn' }, 'pretraining must be "none", "rbm", or {'],
  ] as [RunConfigInput, string][])('is refused where it cannot be: %j', (input, message) => {
    expect(() => rbm(input)).toThrow(message);
  });
});
