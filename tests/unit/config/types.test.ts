import { describe, expect, it } from 'vitest';
import { expand } from '../../../src/config/index.ts';
import { ConfigError, defineSweep, logSpace, type SweepDefinition } from '../../../src/index.ts';
import { digitFacts } from './facts.ts';

/** Each comment below fails the type check if the compiler accepts the line after it; the same is refused at run time. */
describe('defineSweep', () => {
  const refused = (definition: SweepDefinition) =>
    expect(() => expand(definition, digitFacts)).toThrow(ConfigError);

  it('types keys, values and conditions, and refuses the same at run time', () => {
    // @ts-expect-error: no such key
    refused(defineSweep({ name: 'x', axes: { optimiser: ['sgd'] } }));
    // @ts-expect-error: no such optimizer
    refused(defineSweep({ name: 'x', axes: { optimizer: ['sdg'] } }));
    // @ts-expect-error: a text where a number belongs
    refused(defineSweep({ name: 'x', fixed: { epochs: '5' } }));
    // @ts-expect-error: seeds have their own part
    refused(defineSweep({ name: 'x', fixed: { seed: 1 } }));
    // @ts-expect-error: no such part
    refused(defineSweep({ name: 'x', axis: {} }));
    // @ts-expect-error: no such value in a condition
    refused(defineSweep({ name: 'x', axes: { optimizer: ['sgd'] }, exclude: [{ optimizer: 'sdg' }] }));
    // @ts-expect-error: a definition has a name
    refused(defineSweep({ axes: { optimizer: ['sgd'] } }));
  });

  it('accepts every form of axis', () => {
    const definition = defineSweep({
      name: 'forms',
      axes: {
        optimizer: ['sgd', 'momentum', 'adamw'],
        learningRate: logSpace(1e-3, 1e-1, { perDecade: 1 }),
        momentum: { values: [0.5], when: (point) => point.optimizer === 'momentum' },
        clipNorm: { cases: [{ when: { optimizer: ['sgd', 'momentum'] }, values: [1, null] }] },
      },
      zip: [{ epochs: [1, 2], batchSize: [32, 64] }],
      exclude: [{ optimizer: 'sgd', epochs: [2] }],
      seeds: { count: 2, from: 1 },
    });
    // 3 rates × 2 zipped rows × (sgd 2 + momentum 2 + adamw 1), less sgd in the second row: 3 × 2
    expect(expand(definition, digitFacts).counts).toMatchObject({
      points: 30,
      excluded: 6,
      configs: 24,
      runs: 48,
    });
  });

  it('knows no key that every object inherits', () => {
    refused({ name: 'x', fixed: JSON.parse('{ "constructor": 1 }') });
    refused({ name: 'x', sample: { trials: 1, axes: { dropout: JSON.parse('{ "constructor": [0, 1] }') } } });
  });
});
