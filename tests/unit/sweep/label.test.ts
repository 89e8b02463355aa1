import { describe, expect, it } from 'vitest';
import { type RunConfigInput, resolveConfig } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { runLabel } from '../../../src/sweep/label.ts';

const label = (input: RunConfigInput, varied: readonly string[], withSeed = false) =>
  runLabel(resolveConfig({ epochs: 1, ...input }, datasetFacts), varied, withSeed);

describe('the label of a run', () => {
  it('names the values that vary, and the seed where there are several', () => {
    const input: RunConfigInput = { optimizer: 'adam', activation: 'tanh', learningRate: 0.01, seed: 3 };
    const varied = ['optimizer', 'activation', 'learningRate'];
    expect(label(input, varied)).toBe('adam · tanh · lr 0.01');
    expect(label(input, varied, true)).toBe('adam · tanh · lr 0.01 · seed 3');
  });

  it('leaves out what is off, and names what is on', () => {
    const varied = ['batchNorm', 'dropout', 'earlyStopping', 'weightDecay', 'augment', 'schedule'];
    expect(label({}, varied)).toBe('lenet5');
    const on: RunConfigInput = {
      batchNorm: 'before',
      dropout: 0.5,
      earlyStopping: { patience: 3 },
      weightDecay: 0.0005,
      augment: { shift: 2 },
      schedule: 'cosine',
    };
    expect(label(on, varied)).toBe(
      'batchNorm before · dropout 0.5 · earlyStopping · weightDecay 0.0005 · augment · schedule cosine',
    );
  });

  it('finds the options of an architecture', () => {
    expect(label({ architecture: 'mlp', units: [300, 100] }, ['units'])).toBe('units 300,100');
  });
});
