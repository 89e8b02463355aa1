import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  flattenConfig,
  type RunConfigInput,
  resolveConfig,
  toEngineTraining,
} from '../../../src/config/index.ts';
import { digitFacts, factsWith } from './facts.ts';

const resolve = (input: RunConfigInput) => resolveConfig(input, digitFacts);

describe('resolveConfig', () => {
  it('fills in the documented defaults', () => {
    const { layers, dataSha256, ...rest } = resolve({});
    expect(rest).toEqual({
      dataset: 'mnist10k',
      trainSize: 7000,
      validationSize: 1000,
      standardize: false,
      augment: { shift: 0, rotate: 0, flip: false },
      epochs: 5,
      steps: null,
      batchSize: 128,
      lastBatch: 'keep',
      shuffle: 'reshuffle',
      architecture: 'lenet5',
      activation: 'relu',
      pool: 'max',
      batchNorm: 'none',
      dropout: 0,
      architectureOptions: {},
      head: 'softmax+ce',
      initializer: 'glorotUniform',
      initializerScale: 1,
      initializerSd: null,
      optimizer: 'adam',
      learningRate: 0.001,
      momentum: null,
      beta1: 0.9,
      beta2: 0.999,
      rho: null,
      epsilon: 1e-7,
      epsilonPlacement: null,
      epsilonForm: 'plain',
      centered: null,
      biasCorrection: null,
      initialAccumulator: null,
      scheduleDecay: null,
      schedule: { kind: 'constant', warmupSteps: 0 },
      clipNorm: null,
      weightDecay: 0,
      weightDecayMode: null,
      decayBiases: false,
      earlyStopping: null,
      seed: 0,
    });
    expect(layers).toHaveLength(12);
    expect(dataSha256).toHaveLength(64);
  });

  it('holds out 5,000 validation images of 60,000, an eighth of a smaller dataset', () => {
    expect(resolveConfig({}, factsWith({ trainCount: 60_000 }))).toMatchObject({
      trainSize: 55_000,
      validationSize: 5000,
    });
    expect(resolveConfig({}, factsWith({ trainCount: 800 }))).toMatchObject({
      trainSize: 700,
      validationSize: 100,
    });
  });

  it.each([
    ['sgd', { learningRate: 0.01 }, { name: 'sgd' }],
    ['momentum', { learningRate: 0.01 }, { name: 'momentum', momentum: 0.9 }],
    ['nesterov', { learningRate: 0.01 }, { name: 'nesterov', momentum: 0.9 }],
    [
      'adagrad',
      { learningRate: 0.001 },
      { name: 'adagrad', epsilon: 1e-7, initialAccumulator: 0.1, epsilonPlacement: 'inside' },
    ],
    ['adadelta', { learningRate: 0.001 }, { name: 'adadelta', rho: 0.95, epsilon: 1e-7 }],
    [
      'rmsprop',
      { learningRate: 0.001 },
      {
        name: 'rmsprop',
        rho: 0.9,
        momentum: 0,
        epsilon: 1e-7,
        epsilonPlacement: 'inside',
        centered: false,
        biasCorrection: false,
      },
    ],
    [
      'adam',
      { learningRate: 0.001 },
      { name: 'adam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, epsilonForm: 'plain' },
    ],
    ['adamax', { learningRate: 0.001 }, { name: 'adamax', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    ['amsgrad', { learningRate: 0.001 }, { name: 'amsgrad', beta1: 0.9, beta2: 0.999, epsilon: 1e-7 }],
    [
      'nadam',
      { learningRate: 0.001 },
      { name: 'nadam', beta1: 0.9, beta2: 0.999, epsilon: 1e-7, scheduleDecay: 0.004 },
    ],
    ['lion', { learningRate: 0.0001 }, { name: 'lion', beta1: 0.9, beta2: 0.99 }],
  ] as const)('gives %s its own hyper-parameters', (optimizer, rate, engine) => {
    const config = resolve({ optimizer });
    expect(config).toMatchObject(rate);
    expect(toEngineTraining(config).optimizer).toEqual(engine);
  });

  it('normalises adamw to adam with decoupled decay', () => {
    expect(resolve({ optimizer: 'adamw' })).toEqual(
      resolve({ optimizer: 'adam', weightDecay: 0.004, weightDecayMode: 'decoupled' }),
    );
    expect(resolve({ optimizer: 'adamw', weightDecay: 0 })).toEqual(resolve({ optimizer: 'adam' }));
  });

  it('couples weight decay by default, and forgets mode and reach where it is off', () => {
    expect(resolve({ weightDecay: 0.01 })).toMatchObject({ weightDecayMode: 'l2', decayBiases: false });
    expect(resolve({ weightDecay: 0, weightDecayMode: 'decoupled', decayBiases: true })).toEqual(resolve({}));
    expect(toEngineTraining(resolve({ weightDecay: 0.01 })).weightDecay).toEqual({
      mode: 'l2',
      lambda: 0.01,
      includeBiases: false,
    });
  });

  it('spells shorthands out', () => {
    expect(resolve({ earlyStopping: true }).earlyStopping).toEqual({
      monitor: 'validation/loss',
      patience: 5,
      minDelta: 0,
      restoreBest: true,
    });
    expect(resolve({ earlyStopping: false }).earlyStopping).toBeNull();
    expect(resolve({ schedule: 'cosine' }).schedule).toEqual({ kind: 'cosine', warmupSteps: 0 });
    expect(resolve({ schedule: { kind: 'step', everyEpochs: 2 } }).schedule).toEqual({
      kind: 'step',
      everyEpochs: 2,
      factor: 0.1,
      warmupSteps: 0,
    });
    expect(resolve({ augment: { shift: 2 } }).augment).toEqual({ shift: 2, rotate: 0, flip: false });
    expect(resolve({ initializer: 'truncatedNormal' }).initializerSd).toBe(0.1);
    expect(resolve({ steps: 100 })).toMatchObject({ epochs: null, steps: 100 });
  });

  it.each([
    [{ optimizr: 'adam' }, 'optimizr is no known key (did you mean "optimizer"?)'],
    [{ lr: 0.1 }, 'lr is no known key (did you mean "learningRate"?)'],
    [{ zzzzzz: 1 }, 'zzzzzz is no known key; the keys are listed in docs/definitions.md'],
    [{ optimizer: 'admm' }, 'got "admm" (did you mean "adam"?)'],
    [
      { optimizer: 'adam', momentum: 0.9 },
      'momentum is no hyper-parameter of adam (it has: beta1, beta2, epsilon, epsilonForm), got 0.9',
    ],
    [{ optimizer: 'adamw', weightDecayMode: 'l2' }, 'weightDecayMode must be "decoupled" for adamw'],
    [{ epochs: 1, steps: 10 }, 'steps must be left out where epochs is given, got epochs 1 and steps 10'],
    [{ batchSize: 0 }, 'batchSize must be an integer >= 1, got 0'],
    [{ batchSize: 1.5 }, 'batchSize must be an integer >= 1, got 1.5'],
    [{ learningRate: '0.1' }, 'learningRate must be a number > 0, got "0.1"'],
    [{ learningRate: Number.NaN }, 'learningRate must be a number > 0, got NaN'],
    [{ dropout: 1 }, 'dropout must be a number >= 0 and < 1, got 1'],
    [
      { trainSize: 7500 },
      'trainSize + validationSize must be at most 8000, the training images of mnist10k, got 7500 + 1000',
    ],
    [{ validationSize: 8000 }, 'validationSize must leave at least one of the 8000 training images'],
    [
      { batchNorm: 'before', batchSize: 1 },
      'batchSize must be at least 2 before the batch norm "batchNorm3"',
    ],
    [
      { batchNorm: 'before', trainSize: 129 },
      'lastBatch must not leave a batch of one image before the batch norm "batchNorm3"',
    ],
    [
      { lastBatch: 'drop', trainSize: 100 },
      'batchSize must be at most trainSize (100) where lastBatch is "drop", got 128',
    ],
    [{ initializerSd: 0.1 }, 'initializerSd belongs to truncatedNormal'],
    [{ initializer: 'rbm' }, 'initializer must be one of glorotUniform,'],
    [
      { residual: true },
      'residual is no option of lenet5 (it has activation, pool, batchNorm, kernel, stride, padding, filters, dropout, units), got true',
    ],
    [{ architecture: 'custom' }, 'layers must be given where architecture is "custom"'],
    [{ earlyStopping: { patience: 0 } }, 'earlyStopping.patience must be an integer >= 1, got 0'],
    [{ earlyStopping: { patienc: 1 } }, 'earlyStopping.patienc is no known key'],
    [{ schedule: 'linear' }, 'schedule.kind must be one of constant, step, cosine, got "linear"'],
    [
      { schedule: { kind: 'cosine', warmupSteps: 300 } },
      'schedule.warmupSteps must be less than the budget of 275 steps, got 300',
    ],
  ])('refuses %j', (input, message) => {
    expect(() => resolve(input as RunConfigInput)).toThrow(ConfigError);
    expect(() => resolve(input as RunConfigInput)).toThrow(message);
  });

  it('allows a batch of one image where no batch norm sees a single value', () => {
    const layers: RunConfigInput['layers'] = [
      { type: 'conv', filters: 2, kernel: 3 },
      'batchNorm',
      'flatten',
      { type: 'dense', units: 'classes' },
    ];
    expect(resolve({ layers, batchSize: 1 }).batchSize).toBe(1);
  });
});

describe('flattenConfig', () => {
  it('has the same keys in the same order whatever the config', () => {
    const plain = Object.keys(flattenConfig(resolve({})));
    const other = resolve({
      architecture: 'deep',
      depth: 3,
      earlyStopping: true,
      schedule: { kind: 'step', everyEpochs: 1 },
      optimizer: 'rmsprop',
    });
    expect(Object.keys(flattenConfig(other))).toEqual(plain);
  });

  it('gives plain values by the names of --set', () => {
    const flat = flattenConfig(
      resolve({ kernel: [3, 5], earlyStopping: { patience: 3 }, schedule: 'cosine' }),
    );
    expect(flat).toMatchObject({
      kernel: '3,5',
      filters: null,
      earlyStopping: true,
      'earlyStopping.patience': 3,
      schedule: 'cosine',
      'schedule.factor': null,
      momentum: null,
      'augment.shift': 0,
      optimizer: 'adam',
    });
    expect(flat.layers).toMatch(/^conv1 6@3x3\/1 same, activation1 relu, pool1 max 2x2\/2 valid, /);
    for (const value of Object.values(flat)) expect(value === null || typeof value !== 'object').toBe(true);
  });
});
