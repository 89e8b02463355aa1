import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  ConfigError,
  configHash,
  expand,
  gridRows,
  logSpace,
  type SweepDefinition,
} from '../../../src/config/index.ts';
import { digitFacts } from './facts.ts';

const run = (definition: Partial<SweepDefinition>, overrides: string[] = []) =>
  expand({ name: 'test', ...definition }, digitFacts, { overrides });
/** the values of some keys, run by run */
const table = (definition: Partial<SweepDefinition>, keys: string[], overrides: string[] = []) =>
  run(definition, overrides).runs.map((config) =>
    keys.map((key) => (config as unknown as Record<string, unknown>)[key]),
  );

describe('expand', () => {
  it('makes every combination, the last axis fastest and the seeds outermost', () => {
    const definition = {
      axes: { optimizer: ['sgd', 'adam'], batchSize: [32, 64] },
      seeds: { count: 2, from: 5 },
    } as const;
    expect(table(definition, ['seed', 'optimizer', 'batchSize'])).toEqual([
      [5, 'sgd', 32],
      [5, 'sgd', 64],
      [5, 'adam', 32],
      [5, 'adam', 64],
      [6, 'sgd', 32],
      [6, 'sgd', 64],
      [6, 'adam', 32],
      [6, 'adam', 64],
    ]);
  });

  it('asks once for the facts of each dataset, however many points it has', () => {
    const asked: string[] = [];
    const factsOf = (name: string) => {
      asked.push(name);
      return digitFacts(name);
    };
    const axes = {
      dataset: ['./mine', './yours'],
      batchSize: [16, 32, 64],
      optimizer: ['sgd', 'adam'],
    } as const;
    expect(expand({ name: 'test', axes }, factsOf).counts.points).toBe(12);
    expect(asked).toEqual(['./mine', './yours']);
  });

  it('counts the product of its axes', () => {
    const sizes = fc.record({
      a: fc.integer({ min: 1, max: 5 }),
      b: fc.integer({ min: 1, max: 5 }),
      c: fc.integer({ min: 1, max: 4 }),
      seeds: fc.integer({ min: 1, max: 3 }),
    });
    fc.assert(
      fc.property(sizes, ({ a, b, c, seeds }) => {
        const range = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
        const sweep = run({
          axes: { batchSize: range(a), epochs: range(b) },
          zip: { learningRate: range(c), clipNorm: range(c) },
          seeds: { count: seeds },
        });
        expect(sweep.counts).toEqual({
          points: a * b * c,
          excluded: 0,
          duplicates: 0,
          configs: a * b * c,
          runs: a * b * c * seeds,
        });
        expect(new Set(sweep.runs.map((config) => `${configHash(config)} ${config.seed}`)).size).toBe(
          a * b * c * seeds,
        );
      }),
      { numRuns: 30 },
    );
  });

  it('gives the same runs every time and leaves the definition as it was', () => {
    const definition: SweepDefinition = {
      name: 'x',
      axes: { optimizer: ['sgd', 'adam'] },
      sample: { trials: 3, axes: { dropout: { uniform: [0, 0.5] } } },
    };
    const before = structuredClone(definition);
    expect(expand(definition, digitFacts)).toEqual(expand(definition, digitFacts));
    expand(definition, digitFacts, { overrides: ['optimizer=lion', 'dropout=0.1'] });
    expect(definition).toEqual(before);
  });

  it('applies a conditional axis only where its condition holds', () => {
    const definition = {
      axes: {
        optimizer: ['sgd', 'momentum'],
        momentum: { values: [0.5, 0.9], when: { optimizer: ['momentum', 'nesterov'] } },
      },
    } as const;
    expect(table(definition, ['optimizer', 'momentum'])).toEqual([
      ['sgd', null],
      ['momentum', 0.5],
      ['momentum', 0.9],
    ]);
  });

  it('takes the first case that holds, and may ask a function', () => {
    const definition: Partial<SweepDefinition> = {
      axes: {
        optimizer: ['sgd', 'adam', 'lion'],
        learningRate: {
          cases: [
            { when: { optimizer: 'sgd' }, values: logSpace(0.1, 1, { count: 2 }) },
            { when: (point) => point.optimizer === 'adam', values: [0.002] },
          ],
        },
      },
    };
    expect(table(definition, ['optimizer', 'learningRate'])).toEqual([
      ['sgd', 0.1],
      ['sgd', 1],
      ['adam', 0.002],
      ['lion', 0.0001],
    ]);
  });

  it('varies zipped columns row by row', () => {
    expect(
      table({ zip: { optimizer: ['sgd', 'adam'], learningRate: [0.1, 0.001] } }, [
        'optimizer',
        'learningRate',
      ]),
    ).toEqual([
      ['sgd', 0.1],
      ['adam', 0.001],
    ]);
  });

  it('leaves out what an exclusion matches, partly or by a function', () => {
    const axes = { optimizer: ['sgd', 'adam'], batchSize: [1, 32, 64] } as const;
    const sweep = run({
      axes,
      exclude: [
        { optimizer: 'sgd', batchSize: [1, 32] },
        (point) => point.batchSize === 64 && point.optimizer === 'adam',
      ],
    });
    expect(sweep.counts).toMatchObject({ points: 6, excluded: 3, configs: 3 });
  });

  it('spaces learning rates by decades, half decades or a count', () => {
    const rates = (axis: NonNullable<SweepDefinition['axes']>['learningRate']) =>
      run({ axes: { learningRate: axis! } }).runs.map((config) => config.learningRate);
    expect(rates(logSpace(1e-4, 1e-1, { perDecade: 1 }))).toEqual([1e-4, 1e-3, 1e-2, 1e-1]);
    expect(rates(logSpace(1e-3, 1e-2, { perDecade: 2 }))).toEqual([0.001, 0.00316228, 0.01]);
    expect(rates({ logSpace: [1e-4, 5e-3], perDecade: 1 })).toEqual([1e-4, 1e-3]);
    expect(rates(logSpace(1, 8, { count: 4 }))).toEqual([1, 2, 4, 8]);
  });

  it('drops points that give the same identity and says how many', () => {
    const sweep = run({ axes: { weightDecay: [0, 0.1], weightDecayMode: ['l2', 'decoupled'] } });
    expect(sweep.counts).toEqual({ points: 4, excluded: 0, duplicates: 1, configs: 3, runs: 3 });
  });

  it('lists its axes as the rows of a table, and the keys that vary', () => {
    const sweep = run({
      fixed: { epochs: 1 },
      axes: { optimizer: ['sgd', 'adam'], batchSize: [64] },
      seeds: [3],
    });
    expect(gridRows(sweep)).toEqual([
      { axis: 'optimizer', kind: 'grid', count: 2, values: 'sgd, adam' },
      { axis: 'batchSize', kind: 'grid', count: 1, values: '64' },
      { axis: 'seed', kind: 'seeds', count: 1, values: '3' },
    ]);
    expect(sweep.varied).toEqual(['optimizer']);
  });

  it.each([
    [{ axis: {} }, 'axis is no part of a definition (did you mean "axes"?)'],
    [{ name: 'two words' }, 'name must be a name of letters'],
    [{ axes: { optimizer: [] } }, 'axes.optimizer must be a list with at least one value, got []'],
    [{ axes: { optimizer: 'adam' } }, 'axes.optimizer must be a list of values'],
    [{ axes: { optimizer: ['sgd', 'adam', 'admm'] } }, 'axes.optimizer[2] must be one of'],
    [{ axes: { batchSize: [1, 2, 1] } }, 'axes.batchSize[2] must differ from axes.batchSize[0], got 1 twice'],
    [{ axes: { earlyStopping: [true, {}] } }, 'axes.earlyStopping[1] must differ from axes.earlyStopping[0]'],
    [{ axes: { optimiser: ['sgd'] } }, 'axes.optimiser is no known key (did you mean "optimizer"?)'],
    [{ fixed: { epochs: 0 } }, 'fixed.epochs must be an integer >= 1, got 0'],
    [
      { fixed: { epochs: 1 }, axes: { epochs: [1, 2] } },
      'axes.epochs is set twice, here and in fixed.epochs',
    ],
    [{ axes: { seed: [1, 2] } }, 'axes.seed is no axis of a definition; give `seeds'],
    [
      { axes: { optimizer: ['sgd', 'adam'], momentum: [0.9] } },
      'axes.momentum[0] is no hyper-parameter of sgd',
    ],
    [
      { axes: { optimizer: ['sgd', 'adam'] }, fixed: { momentum: 0.9 } },
      'fixed.momentum is no hyper-parameter of sgd (it has: none), got 0.9; leave it out, or set it only `when` the optimizer is one of momentum, nesterov, rmsprop (at the point optimizer sgd)',
    ],
    [
      { axes: { optimizer: ['sgd'], momentum: { values: [0.9], when: { optimizer: 'momentum' } } } },
      'axes.momentum must apply to at least one point',
    ],
    [
      { axes: { momentum: { values: [0.9], when: { optimizer: 'momentum' } } } },
      'axes.momentum.when.optimizer is not set by this definition',
    ],
    [
      { axes: { momentum: { values: [], when: {} } } },
      'axes.momentum.values must be a list with at least one value',
    ],
    [
      { axes: { learningRate: { logSpace: [1, 0.1], perDecade: 2 } } },
      'axes.learningRate.logSpace must be a pair [low, high]',
    ],
    [{ axes: { learningRate: { logspace: [0.1, 1], perDecade: 2 } } }, 'axes.learningRate'],
    [
      { zip: { optimizer: ['sgd', 'adam'], learningRate: [1] } },
      'zip.learningRate must have as many values as zip.optimizer (2), got 1',
    ],
    [{ zip: [{ optimizer: ['sgd', 'sgd'] }] }, 'zip[0][1] must differ from zip[0][0]'],
    [{ exclude: [{ optimizer: 'sgd' }] }, 'exclude[0].optimizer is not set by this definition'],
    [
      { fixed: { epochs: 1 }, exclude: [{ epochs: 1 }] },
      'exclude must leave at least one of the 1 points, got none left',
    ],
    [{ seeds: [] }, 'seeds must have at least one seed'],
    [{ seeds: [1, 1] }, 'seeds[1] must differ from the others, got 1 twice'],
    [{ seeds: [-1] }, 'seeds[0] must be an integer >= 0, got -1'],
    [{ seeds: 3 }, 'seeds must be a list of integers >= 0, or { count, from }, got 3'],
    [{ recording: { predictions: -1 } }, 'recording.predictions must be an integer >= 0, got -1'],
    [{ sample: { trials: 0, axes: {} } }, 'sample.trials must be an integer from 1 to 100000, got 0'],
    [
      { sample: { trials: 1, axes: { dropout: { normal: [0, 1] } } } },
      'sample.axes.dropout must be one of { uniform }',
    ],
    [
      { sample: { trials: 5, axes: { dropout: { uniform: [2, 3] } } } },
      'sample.axes.dropout must be a number >= 0 and < 1',
    ],
  ])('refuses %j', (definition, message) => {
    expect(() => run(definition as Partial<SweepDefinition>)).toThrow(ConfigError);
    expect(() => run(definition as Partial<SweepDefinition>)).toThrow(message);
  });
});

describe('overrides', () => {
  const axes = {
    optimizer: ['sgd', 'momentum', 'adam'],
    momentum: { values: [0.5, 0.9], when: { optimizer: 'momentum' } },
  } as const;

  it.each([
    [
      ['optimizer=adam,sgd'],
      [
        ['adam', null],
        ['sgd', null],
      ],
    ],
    [['optimizer=momentum', 'momentum=0.7'], [['momentum', 0.7]]],
    [
      ['momentum=0.7'],
      [
        ['sgd', null],
        ['momentum', 0.7],
        ['adam', null],
      ],
    ],
  ])('restricts or replaces an axis and keeps its condition: %j', (overrides, rows) => {
    expect(table({ axes }, ['optimizer', 'momentum'], overrides)).toEqual(rows);
  });

  it('fixes one value, makes an axis of several, and replaces the seeds', () => {
    const definition = { fixed: { epochs: 3 }, seeds: [0, 1] };
    expect(
      table(definition, ['seed', 'epochs', 'batchSize'], ['epochs=1', 'batchSize=32,64', 'seed=7']),
    ).toEqual([
      [7, 1, 32],
      [7, 1, 64],
    ]);
    expect(table(definition, ['seed', 'epochs'], ['seeds=3'])).toEqual([
      [0, 3],
      [1, 3],
      [2, 3],
    ]);
  });

  it('restricts a zip by its first column and replaces any other', () => {
    const zip = { optimizer: ['sgd', 'adam'], learningRate: [0.1, 0.001] } as const;
    const keys = ['optimizer', 'learningRate'];
    expect(table({ zip }, keys, ['optimizer=adam'])).toEqual([['adam', 0.001]]);
    expect(table({ zip }, keys, ['learningRate=0.001'])).toEqual([
      ['sgd', 0.001],
      ['adam', 0.001],
    ]);
    expect(table({ zip }, keys, ['optimizer=lion', 'learningRate=0.01'])).toEqual([['lion', 0.01]]);
    expect(() => run({ zip }, ['optimizer=lion'])).toThrow(
      '--set optimizer must be among the values zipped with learningRate (sgd, adam), got lion; choose one of them, or also give --set learningRate=…',
    );
  });

  it('replaces a sampled key', () => {
    const sample = {
      trials: 3,
      axes: { dropout: { uniform: [0, 0.5] }, learningRate: { logUniform: [1e-4, 1e-1] } },
    } as const;
    const rows = table({ sample }, ['dropout', 'learningRate'], ['dropout=0.25']);
    expect(rows.map(([dropout]) => dropout)).toEqual([0.25, 0.25, 0.25]);
    expect(run({ sample }, ['dropout=0.25', 'learningRate=1']).counts.runs).toBe(1);
  });

  it('sets one part of an object and keeps the others', () => {
    const [config] = run({ fixed: { earlyStopping: { minDelta: 0.01 } } }, ['earlyStopping.patience=3']).runs;
    expect(config!.earlyStopping).toMatchObject({ minDelta: 0.01, patience: 3 });
    expect(run({}, ['recording.telemetryEverySteps=0']).recording.telemetryEverySteps).toBe(0);
  });

  it('reads lists, objects and words by the key they are for', () => {
    expect(table({}, ['architecture'], ['architecture=2c2d'])).toEqual([['2c2d']]);
    expect(run({}, ['units=[30,20],[120,84]']).counts.runs).toBe(2);
    expect(run({}, ['schedule={"kind":"cosine","warmupSteps":5}']).runs[0]!.schedule).toEqual({
      kind: 'cosine',
      warmupSteps: 5,
    });
    expect(table({}, ['dataset'], ['dataset=2'])).toEqual([['2']]);
  });

  it.each([
    ['optimizer', '--set must be given as key=value, got "optimizer"; for example --set optimizer=adam,sgd'],
    ['optimizer=', '--set must be given as key=value'],
    ['optimzer=adam', '--set optimzer is no known key (did you mean "optimizer"?)'],
    ['epochs=many', '--set epochs must be an integer >= 1, got "many"'],
    ['units=30,20', '--set units must be a list of integers >= 1, got 30; write a list as --set units=[30]'],
  ])('refuses %s', (override, message) => {
    expect(() => run({}, [override])).toThrow(message);
  });
});
