import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canonicalJson,
  configHash,
  type RunConfig,
  type RunConfigInput,
  resolveConfig,
  stableJson,
} from '../../../src/config/index.ts';
import { digitFacts } from './facts.ts';

const resolve = (input: RunConfigInput) => resolveConfig(input, digitFacts);
const shuffledKeys = (value: unknown, order: (keys: string[]) => string[]): unknown => {
  if (Array.isArray(value)) return value.map((item) => shuffledKeys(item, order));
  if (typeof value !== 'object' || value === null) return value;
  const record = value as Record<string, unknown>;
  return Object.fromEntries(order(Object.keys(record)).map((key) => [key, shuffledKeys(record[key], order)]));
};
const inputs = fc.record(
  {
    optimizer: fc.constantFrom('sgd', 'adam', 'rmsprop', 'lion'),
    learningRate: fc.double({ min: 1e-6, max: 10, noNaN: true }),
    batchSize: fc.integer({ min: 2, max: 512 }),
    activation: fc.constantFrom('relu', 'tanh', 'gelu'),
    dropout: fc.constantFrom(0, 0.25, 0.5),
    weightDecay: fc.constantFrom(0, 1e-4),
    earlyStopping: fc.boolean(),
    epochs: fc.integer({ min: 1, max: 9 }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<RunConfigInput>;

describe('configHash', () => {
  it('does not depend on the order of keys', () => {
    fc.assert(
      fc.property(inputs, fc.infiniteStream(fc.nat()), (input, random) => {
        const config = resolve(input);
        const order = (keys: string[]) =>
          keys
            .map((key) => [random.next().value as number, key] as const)
            .sort(([a], [b]) => a - b)
            .map(([, key]) => key);
        expect(configHash(shuffledKeys(config, order) as RunConfig)).toBe(configHash(config));
      }),
    );
  });

  it('is the same for the same canonical JSON only', () => {
    fc.assert(
      fc.property(inputs, inputs, (a, b) => {
        const [first, second] = [resolve(a), resolve(b)];
        expect(configHash(first) === configHash(second)).toBe(canonicalJson(first) === canonicalJson(second));
      }),
    );
  });

  it('does not depend on the seed, nor on the shorthand that made the layers', () => {
    fc.assert(
      fc.property(inputs, fc.nat(), (input, seed) => {
        expect(configHash(resolve({ ...input, seed }))).toBe(configHash(resolve(input)));
      }),
    );
    expect(configHash(resolve({ architecture: 'deep', depth: 2, width: 50 }))).toBe(
      configHash(resolve({ architecture: 'mlp', units: [50, 50] })),
    );
    expect(configHash(resolve({ kernel: 5 }))).toBe(configHash(resolve({})));
  });

  it('takes an alias for what it stands for', () => {
    expect(configHash(resolve({ optimizer: 'adamw' }))).toBe(
      configHash(resolve({ weightDecay: 0.004, weightDecayMode: 'decoupled' })),
    );
    expect(configHash(resolve({ optimizer: 'adamw' }))).not.toBe(configHash(resolve({ weightDecay: 0.004 })));
  });

  it('stays when the same data lies under another name', () => {
    const base = resolve({});
    expect(configHash({ ...base, dataset: 'copies/digits' })).toBe(configHash(base));
  });

  it('changes with every key that decides a training', () => {
    const base = resolve({ optimizer: 'rmsprop' });
    const other: { [K in keyof RunConfig]?: unknown } = {
      dataSha256: 'x',
      trainSize: 1,
      validationSize: 1,
      standardize: true,
      augment: { shift: 1, rotate: 0, flip: false },
      epochs: 9,
      steps: 9,
      batchSize: 9,
      lastBatch: 'drop',
      shuffle: 'frozen',
      layers: [],
      head: 'softmax+mse',
      initializer: 'heNormal',
      initializerScale: 2,
      initializerSd: 0.3,
      optimizer: 'adam',
      learningRate: 0.5,
      momentum: 0.5,
      beta1: 0.5,
      beta2: 0.5,
      rho: 0.5,
      epsilon: 0.5,
      epsilonPlacement: 'outside',
      epsilonForm: 'hat',
      centered: true,
      biasCorrection: true,
      initialAccumulator: 0.5,
      scheduleDecay: 0.5,
      schedule: { kind: 'cosine', warmupSteps: 0 },
      clipNorm: 1,
      weightDecay: 0.5,
      weightDecayMode: 'l2',
      decayBiases: true,
      earlyStopping: { patience: 1 },
    };
    const ignored = [
      'seed',
      'dataset',
      'architecture',
      'activation',
      'pool',
      'batchNorm',
      'dropout',
      'architectureOptions',
    ];
    expect([...Object.keys(other), ...ignored].sort()).toEqual(Object.keys(base).sort());
    const hashes = Object.entries(other).map(([key, value]) =>
      configHash({ ...base, [key]: value } as RunConfig),
    );
    expect(new Set([configHash(base), ...hashes]).size).toBe(hashes.length + 1);
    for (const key of ignored)
      expect(configHash({ ...base, [key]: 'x' } as unknown as RunConfig)).toBe(configHash(base));
  });

  // recorded runs are found again by these: a new value here means that old databases train everything anew
  it.each([
    [{}, '94e16d909d1602d91b1e74a08b6bd6ecdf90c285d6c69b00262ac99356ef8295'],
    [
      { optimizer: 'adamw', learningRate: 3e-4 },
      'c39e2eddeb622f5ca88cbb35df4a9d12e02752b48f6aff6fa03c8b9e68404656',
    ],
    [
      { architecture: '2c2d', optimizer: 'momentum', schedule: 'cosine', steps: 1000, earlyStopping: true },
      '1d45c33f3df5fae3646c82154b1309921e53aa55cb30047f3976a4f012ed9074',
    ],
    [
      {
        architecture: 'lenet5-1998',
        batchNorm: 'after',
        dropout: 0.1,
        head: 'sigmoid+mse',
        augment: { rotate: 7.5 },
      },
      'c5b52144ea6e7cf73e98c54e2ab5dbd0f2c199aec258daec2eedf71c1c8a2bec',
    ],
  ] as [RunConfigInput, string][])('of %j stays what it was', (input, hash) => {
    expect(configHash(resolve(input))).toBe(hash);
  });
});

describe('stableJson', () => {
  it('sorts keys at every depth, keeps lists in order and spells numbers in their shortest form', () => {
    expect(stableJson({ b: [3, 1, { d: null, c: 'x' }], a: 1e-7, z: -0, y: 0.1 + 0.2 })).toBe(
      '{"a":1e-7,"b":[3,1,{"c":"x","d":null}],"y":0.30000000000000004,"z":0}',
    );
  });

  it('refuses what JSON cannot hold', () => {
    expect(() => stableJson({ a: Number.NaN })).toThrow('a config holds finite numbers only, got NaN');
    expect(() => stableJson({ a: undefined })).toThrow('a config holds plain data only, got undefined');
  });
});
