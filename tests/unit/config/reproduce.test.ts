import { describe, expect, it } from 'vitest';
import {
  inputFromOverrides,
  overridesFor,
  type RunConfigInput,
  resolveConfig,
} from '../../../src/config/index.ts';
import { digitFacts } from './facts.ts';

const resolve = (input: RunConfigInput) => resolveConfig(input, digitFacts);

describe('overridesFor', () => {
  const inputs: readonly RunConfigInput[] = [
    { optimizer: 'adamw', seed: 3 },
    { architecture: 'article', kernel: [3, 3], batchNorm: 'before', dropout: 0.5 },
    { schedule: { kind: 'step', everyEpochs: 2 }, earlyStopping: true, augment: { shift: 2 } },
    { steps: 100, clipNorm: 1, weightDecay: 0.001, optimizer: 'sgd', learningRate: 3 },
    {
      layers: [
        { type: 'conv', filters: 4, kernel: 3 },
        'batchNorm',
        'relu',
        'flatten',
        { type: 'dense', units: 'classes' },
      ],
    },
    { initializer: 'truncatedNormal', initializerSd: 0.1, head: 'sigmoid+mse' },
  ];

  it.each(inputs)('gives texts that resolve to the same config: %j', (input) => {
    const config = resolve(input);
    const texts = overridesFor(config, digitFacts)!;
    expect(resolve(inputFromOverrides(texts))).toEqual(config);
  });

  it('leaves out what is at its default', () => {
    expect(overridesFor(resolve({}), digitFacts)).toEqual([]);
    expect(overridesFor(resolve({ optimizer: 'sgd', seed: 7 }), digitFacts)).toEqual([
      'optimizer=sgd',
      'seed=7',
    ]);
  });

  it('is null where the data are others now', () => {
    const config = { ...resolve({}), dataSha256: '0'.repeat(64) };
    expect(overridesFor(config, digitFacts)).toBeNull();
  });
});
