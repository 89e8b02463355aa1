import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { expand, loadDefinition } from '../../../src/config/index.ts';
import { digitFacts } from './facts.ts';

const experiment = (name: string) => join(import.meta.dirname, '../../../experiments', name);

describe('loadDefinition', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'descent-definition-'));
  });
  afterEach(() => rm(folder, { recursive: true }));
  const written = async (name: string, content: string) => {
    const file = join(folder, name);
    await writeFile(file, content);
    return file;
  };

  it('loads the quickstart, 63 runs: every optimizer with every activation and seed', async () => {
    const { counts, runs } = expand(await loadDefinition(experiment('quickstart.ts')), digitFacts);
    expect(counts).toMatchObject({ configs: 21, runs: 63, duplicates: 0 });
    expect(
      new Set(runs.map(({ optimizer, activation, seed }) => `${optimizer} ${activation} ${seed}`)).size,
    ).toBe(63);
  });

  it('loads the optimizer grid, 672 configs', async () => {
    const definition = await loadDefinition(experiment('optimizer-grid.ts'));
    expect(expand(definition, digitFacts).counts).toMatchObject({ configs: 672, runs: 672, duplicates: 0 });
    expect(expand(definition, digitFacts, { overrides: ['optimizer=adam,sgd'] }).counts.runs).toBe(192);
  });

  it('loads the YAML example with its conditional axes and exclusion', async () => {
    const { counts, runs } = expand(await loadDefinition(experiment('learning-rates.yaml')), digitFacts);
    // (5 sgd + 5·2 momentum + 5 adam) × 2 batch sizes, less one combination of each batch size, × 2 seeds
    expect(counts).toEqual({ points: 40, excluded: 2, duplicates: 0, configs: 38, runs: 76 });
    expect(runs.some(({ momentum, learningRate }) => momentum === 0.9 && learningRate === 1)).toBe(false);
  });

  it('reads the same definition from JSON, YAML and a module', async () => {
    const definition = {
      name: 'same',
      fixed: { epochs: 1 },
      axes: { optimizer: ['sgd', 'adam'] },
      seeds: [1],
    };
    const text = JSON.stringify(definition);
    expect(await loadDefinition(await written('a.json', text))).toEqual(definition);
    expect(
      await loadDefinition(
        await written(
          'b.yaml',
          'name: same\nfixed: { epochs: 1 }\naxes: { optimizer: [sgd, adam] }\nseeds: [1]\n',
        ),
      ),
    ).toEqual(definition);
    expect(await loadDefinition(await written('c.mjs', `export default ${text};`))).toEqual(definition);
  });

  it.each([
    ['a.json', '{ "name": ', 'must be JSON: '],
    ['a.yaml', 'name: [', 'must be YAML: '],
    ['a.toml', '', 'must be a .ts, .js, .json or .yaml file, got ".toml"'],
    [
      'a.mjs',
      'export const x = 1;',
      'must have a default export, got none; write `export default defineSweep({ … })`',
    ],
    ['b.mjs', 'throw new Error("broken");', 'cannot be imported: broken'],
    [
      'a.yml',
      'name: x\naxes: { optimiser: [sgd] }',
      'a.yml: axes.optimiser is no known key (did you mean "optimizer"?)',
    ],
    ['b.json', '[]', 'a definition must be an object such as { name, fixed, axes, seeds }, got []'],
  ])('refuses %s with %j', async (name, content, message) => {
    await expect(loadDefinition(await written(name, content))).rejects.toThrow(message);
  });

  it('says that a file is not there', async () => {
    await expect(loadDefinition(join(folder, 'none.ts'))).rejects.toThrow(
      'none.ts cannot be read: no such file',
    );
  });
});
