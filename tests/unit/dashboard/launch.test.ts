/** What the launch form makes of a run that exists. */
import { describe, expect, test } from 'vitest';
import { cloneWithTelemetry } from '../../../dashboard/launch/clone.ts';
import { formQuery, parseForm } from '../../../dashboard/launch/form.ts';
import { planLaunch } from '../../../dashboard/launch/plan.ts';
import { configHash, type RunConfigInput, resolveConfig } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';

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
