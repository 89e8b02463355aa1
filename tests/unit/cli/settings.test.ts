/** How listings show the settings that tell runs apart. */
import { describe, expect, it } from 'vitest';
import { openDatabase } from '../../../db/index.ts';
import { main } from '../../../src/cli/main.ts';
import { levelText } from '../../../src/cli/select.ts';
import { expand, type SweepDefinition } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { planRuns, storeSweep } from '../../../src/sweep/index.ts';
import { printedBy } from '../../support/printed-by.ts';
import { smallSweep, type Workplace } from '../../support/sweep-process.ts';
import { workplaceForEach } from '../../support/workplace.ts';

const ENGINE = { name: 'native', numerics: 'fma-1', version: '1', isa: 'portable' } as const;

let place: Workplace;
workplaceForEach((opened) => {
  place = opened.place;
});

/** The lines of a command about the waiting runs of a sweep. */
async function linesOf(definition: SweepDefinition, ...args: string[]): Promise<string[]> {
  const db = openDatabase(place.database);
  const expanded = expand(definition, datasetFacts);
  storeSweep(db, expanded, planRuns(expanded), ENGINE, { definition });
  db.close();
  return (await printedBy(() => main(['--db', place.database, ...args]))).split('\n');
}

describe('descent ls --sweep', () => {
  it('shows the axes in the order of the definition', async () => {
    const axes = { optimizer: ['sgd', 'adam'], activation: ['relu', 'tanh'] } as const;
    const [head] = await linesOf(smallSweep({ axes }), 'ls', '--sweep', 'small');
    expect(head!.trim().split(/\s{2,}/)).toEqual([
      'id',
      'status',
      'name',
      'optimizer',
      'activation',
      'seed',
      'created',
    ]);
  });
});

describe('a setting with parts', () => {
  const early = (patience: number) => ({ patience });

  it.each(['ls', 'leaderboard'])('is on or off in %s where it has one form', async (command) => {
    const axes = { earlyStopping: [false, early(2)] } as const;
    const lines = await linesOf(smallSweep({ axes, seeds: [0] }), command, '--sweep', 'small');
    expect(lines[0]).toContain('earlyStopping');
    expect(lines.filter((line) => / off\b/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => / on\b/.test(line))).toHaveLength(1);
    expect(lines.join('\n')).not.toContain('monitor');
  });

  it.each(['ls', 'leaderboard'])('says in %s what tells its forms apart', async (command) => {
    const axes = { earlyStopping: [false, early(2), early(5)] } as const;
    const lines = await linesOf(smallSweep({ axes, seeds: [0] }), command, '--sweep', 'small');
    for (const text of [' off', ' patience 2', ' patience 5']) {
      expect(lines.filter((line) => line.includes(text))).toHaveLength(1);
    }
    expect(lines.join('\n')).not.toContain('monitor');
  });

  it.each([
    [
      ['constant, warmupSteps 0', 'cosine, warmupSteps 0'],
      ['constant', 'cosine'],
    ],
    [
      ['constant, warmupSteps 0', 'step, warmupSteps 0, everyEpochs 2, factor 0.5'],
      ['constant', 'step, everyEpochs 2, factor 0.5'],
    ],
    [
      ['none', 'rbm, epochs 1, batchSize 10'],
      ['none', 'rbm'],
    ],
    [
      ['shift 0, flip false', 'shift 2, flip false'],
      ['shift 0', 'shift 2'],
    ],
    [['shift 2, flip true'], ['shift 2, flip true']],
    [
      [null, 'a 1, b 2', 'a 1'],
      ['–', 'b 2', 'on'],
    ],
    [
      ['norm1 a, act1 relu', 'act1 relu, norm1 a'],
      ['norm1 a, act1 relu', 'act1 relu, norm1 a'],
    ],
    [
      ['conv1 6@5x5/1 same, dense1 10', 'dense1 10'],
      ['conv1 6@5x5/1 same, dense1 10', 'dense1 10'],
    ],
    [
      [true, false],
      ['true', 'false'],
    ],
    [
      [0.1, 0.01],
      ['0.1', '0.01'],
    ],
  ])('%j reads %j', (levels, texts) => {
    expect(levels.map((level) => levelText(level, levels))).toEqual(texts);
  });
});
