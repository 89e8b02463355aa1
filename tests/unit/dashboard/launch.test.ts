/** What the launch form makes of a run that exists, what it says of a plan, and what earlier runs say of it. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { adviceFor } from '../../../dashboard/launch/advice.ts';
import { cloneWithTelemetry } from '../../../dashboard/launch/clone.ts';
import { formQuery, parseForm } from '../../../dashboard/launch/form.ts';
import { planLaunch } from '../../../dashboard/launch/plan.ts';
import { conditionsInWords } from '../../../dashboard/launch/words.ts';
import { type Database, openDatabase } from '../../../db/index.ts';
import {
  configHash,
  expand,
  type RunConfigInput,
  resolveConfig,
  type SweepDefinition,
} from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

describe('a run that is cloned with telemetry', () => {
  test.each<[string, RunConfigInput]>([
    ['of defaults', {}],
    ['with an optimizer of its own', { optimizer: 'nadam', learningRate: 0.003, beta1: 0.8, seed: 17 }],
    [
      'with layers of its own',
      {
        architecture: 'custom',
        layers: [
          { type: 'flatten' },
          { type: 'dense', units: 20 },
          { type: 'activation', activation: 'tanh' },
          { type: 'dense', units: 'classes' },
        ],
        seed: 3,
      } as RunConfigInput,
    ],
    [
      'that stops early',
      {
        earlyStopping: { monitor: 'validation/loss', patience: 2 },
        units: [32, 16],
        architecture: 'mlp',
      } as RunConfigInput,
    ],
  ])('%s is the same training, address and all, recorded more closely', (_, input) => {
    const config = resolveConfig({ dataset: 'mnist10k', epochs: 2, ...input }, datasetFacts);
    const form = parseForm(formQuery(cloneWithTelemetry({ name: 'adam · seed 3', config }, 50)!));
    const { expanded, problems } = planLaunch(form);
    expect(problems).toEqual([]);
    expect(expanded!.runs.map((run) => [configHash(run), run.seed])).toEqual([
      [configHash(config), config.seed],
    ]);
    expect(expanded!.recording.telemetryEverySteps).toBe(50);
    // it is in the database: without this nothing would be trained
    expect(form.rerun).toBe('yes');
  });

  test('is not offered where no settings give its config', () => {
    const config = resolveConfig({ dataset: 'mnist10k' }, datasetFacts);
    expect(cloneWithTelemetry({ name: 'old', config: { ...config, dataSha256: 'another' } }, 50)).toBeNull();
    expect(cloneWithTelemetry({ name: 'logged', config: null }, 50)).toBeNull();
  });
});

describe('advice from earlier runs', () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-advice-'));
  let db: Database;
  /** Of rmsprop 3 of 3 diverge at 0.1, 9 of 10 at 0.03, 1 of 10 at 0.01; of sgd none; of adagrad 2 of 2 only. */
  beforeAll(() => {
    db = openDatabase(path.join(folder, 'runs.db'));
    const tracker = openTracker({ db });
    const ended = (optimizer: string, learningRate: number, diverged: number, all: number) => {
      for (let seed = 0; seed < all; seed++) {
        const params = { architecture: 'lenet5', optimizer, learningRate };
        const run = tracker.startRun({ name: `${optimizer} ${learningRate}`, params, seed });
        if (seed < diverged) run.diverge(3);
        else run.finish();
      }
    };
    ended('rmsprop', 0.1, 3, 3);
    ended('rmsprop', 0.03, 9, 10);
    ended('rmsprop', 0.01, 1, 10);
    ended('sgd', 0.1, 0, 10);
    ended('adagrad', 0.1, 2, 2);
    tracker.close();
  });
  afterAll(() => {
    db.close();
    rmSync(folder, { recursive: true, force: true });
  });

  const axes = { optimizer: ['rmsprop', 'sgd', 'adagrad'], learningRate: [0.01, 0.03, 0.1] } as const;
  const plan = (change: Partial<SweepDefinition> = {}) => {
    const fixed = { dataset: 'mnist10k', architecture: 'lenet5' } as const;
    const definition: SweepDefinition = { name: 'plan', fixed, axes, seeds: { count: 2 }, ...change };
    return { definition, expanded: expand(definition, datasetFacts) };
  };

  test('names the rate from which an optimizer nearly always diverged, and leaves those runs out', () => {
    const { definition, expanded } = plan();
    const advice = adviceFor(db, definition, expanded);
    expect(advice).toEqual([
      {
        text: '12 of 13 runs at rmsprop ≥ 0.03 diverged',
        runs: 4,
        exclude: { optimizer: 'rmsprop', learningRate: [0.03, 0.1] },
      },
    ]);
    const left = plan({ exclude: [advice[0]!.exclude!] }).expanded.runs;
    expect(left).toHaveLength(expanded.runs.length - 4);
    expect(left.filter(({ optimizer }) => optimizer === 'rmsprop').map((run) => run.learningRate)).toEqual([
      0.01, 0.01,
    ]);
  });

  test('excludes nothing where nothing would be left, and says nothing of another network', () => {
    const all = plan({ axes: { optimizer: ['rmsprop'], learningRate: [0.1] } });
    expect(adviceFor(db, all.definition, all.expanded)).toEqual([
      { text: '12 of 13 runs at rmsprop ≥ 0.03 diverged', runs: 2, exclude: null },
    ]);
    const other = plan({ fixed: { dataset: 'mnist10k', architecture: 'mlp' } });
    expect(adviceFor(db, other.definition, other.expanded)).toEqual([]);
  });
});

test('conditions are said in words', () => {
  expect(
    conditionsInWords({
      name: 'words',
      axes: {
        optimizer: ['sgd', 'momentum', 'nesterov'],
        momentum: { values: [0.9, 0.99], when: { optimizer: ['momentum', 'nesterov'] } },
      },
      zip: { batchSize: [32, 128], epochs: [1, 4] },
      sample: { trials: 20, axes: { learningRate: { logUniform: [0.001, 0.1] } } },
      exclude: [{ optimizer: 'sgd', learningRate: 0.3 }],
    } as SweepDefinition),
  ).toEqual([
    'momentum 0.9 or 0.99 only where optimizer is momentum or nesterov',
    'batchSize and epochs vary together',
    'learningRate drawn at random, 20 times',
    'not where optimizer is sgd and learningRate is 0.3',
  ]);
});
