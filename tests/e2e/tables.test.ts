import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { openDatabase, schemaVersion } from '../../db/index.ts';
import { createProgram } from '../../src/cli/main.ts';
import { runCli, runCliJson } from '../support/run-cli.ts';
import { createWorkplace, smallSweep, startCli, type Workplace } from '../support/sweep-process.ts';

type Row = Readonly<Record<string, unknown>>;

let place: Workplace;
let definition: string;
beforeAll(async () => {
  place = createWorkplace();
  definition = place.define(smallSweep());
  const { code } = await startCli(place, ['sweep', definition]).ended;
  expect(code).toBe(0);
});
afterAll(() => place.remove());

/** One query beside the commands, on the same file. */
function sql<T>(query: string, ...values: readonly unknown[]): T[] {
  const db = openDatabase(place.database, { create: false });
  try {
    return db.client.prepare(query).all(...values) as T[];
  } finally {
    db.close();
  }
}

const accuracies = () =>
  new Map(
    sql<{ id: string; value: number }>(
      `select runs.id, value from metrics join metric_keys on metric_keys.id = key_id
       join runs on runs.no = run_no where metric_keys.name = 'test/accuracy'`,
    ).map(({ id, value }) => [id, value]),
  );

describe('descent ls', () => {
  it('lists every run with its identity, its settings and what SQL finds of its metrics', async () => {
    const { rows } = await runCliJson<Row>(place, ['ls']);
    const measured = accuracies();
    expect(rows).toHaveLength(4);
    for (const row of rows) {
      expect(row).toMatchObject({
        status: 'completed',
        engine: 'native',
        architecture: 'mlp',
        trainSize: 300,
      });
      expect(row.configHash).toMatch(/^[0-9a-f]{64}$/);
      expect(row['test/accuracy']).toBe(measured.get(row.id as string));
    }
    expect(rows.map(({ optimizer, seed }) => `${optimizer} ${seed}`).sort()).toEqual([
      'momentum 0',
      'momentum 1',
      'sgd 0',
      'sgd 1',
    ]);
  });

  it('filters and sorts by the language that --filter speaks, and explains a mistake in it', async () => {
    const filter = 'optimizer = "momentum" order by test/accuracy desc';
    const { rows } = await runCliJson<Row>(place, ['ls', '--filter', filter]);
    const values = rows.map((row) => row['test/accuracy'] as number);
    expect(rows.every(({ optimizer }) => optimizer === 'momentum')).toBe(true);
    expect(values).toEqual([...values].sort((a, b) => b - a));
    const wrong = await runCli(place, ['ls', '--filter', 'optimiser = "adam"']);
    expect(wrong.code).toBe(2);
    expect(wrong.stderr).toContain('did you mean');
    expect(wrong.stderr).toContain('optimizer');
  });

  it('shows a table of one line a run, without colours in a pipe', async () => {
    const { stdout } = await runCli(place, ['ls', '--sweep', 'small', '--limit', '3']);
    expect(stdout.match(/✓ completed/g)).toHaveLength(3);
    expect(stdout).toContain('3 of 4 runs; --all shows them all');
    expect(stdout).not.toContain('\u001b');
  });
});

describe('descent show and diff', () => {
  it('shows settings, metrics, environment and artifacts of one run', async () => {
    const [{ id } = { id: '' }] = sql<{ id: string }>('select id from runs order by no limit 1');
    const { stdout, code } = await runCli(place, ['show', id]);
    expect(code).toBe(0);
    expect(stdout).toMatch(/numerics +fma-1|numerics +nofma-1/);
    expect(stdout).toContain(process.version);
    const accuracy = accuracies().get(id)!;
    expect(stdout).toMatch(new RegExp(`test/accuracy % +${(accuracy * 100).toFixed(2)} `));
    for (const name of ['confusion.json', 'correct.bits', 'predictions.json', 'weights.f32']) {
      expect(stdout).toContain(name);
    }
  });

  it('names the settings in which two runs differ, and the difference of every metric', async () => {
    const runs = sql<{ id: string; seed: number; optimizer: string }>(
      `select runs.id, seed, parameters.text as optimizer from runs
       join parameters on parameters.run_no = runs.no and parameters.key = 'optimizer' where seed = 0`,
    );
    const id = (name: string) => runs.find(({ optimizer }) => optimizer.includes(name))!.id;
    const { rows } = await runCliJson<Row>(place, ['diff', id('sgd'), id('momentum')]);
    const settings = rows.filter(({ kind }) => kind === 'setting');
    expect(settings.map(({ name }) => name)).toEqual(['optimizer', 'momentum']);
    expect(settings.map(({ b }) => b)).toEqual(['momentum', 0.9]);
    const measured = accuracies();
    const row = rows.find(({ name }) => name === 'test/accuracy')!;
    expect(row.difference).toBeCloseTo(measured.get(id('momentum'))! - measured.get(id('sgd'))!, 12);
  });

  it('says which run is meant where the name fits none', async () => {
    const { code, stderr } = await runCli(place, ['show', 'nosuchrun']);
    expect(code).toBe(1);
    expect(stderr).toContain('nosuchrun');
  });
});

describe('descent leaderboard and effects', () => {
  it('ranks by the mean over the seeds, with standard deviation and n', async () => {
    const { rows } = await runCliJson<Row>(place, ['leaderboard', 'small', '--by', 'optimizer']);
    const measured = accuracies();
    expect(rows).toHaveLength(2);
    for (const { runIds, mean, std, n } of rows) {
      const [a, b] = (runIds as string[]).map((id) => measured.get(id)!) as [number, number];
      expect(n).toBe(2);
      expect(mean).toBeCloseTo((a + b) / 2, 12);
      expect(std).toBeCloseTo(Math.abs(a - b) / Math.SQRT2, 12);
    }
    expect(rows[0]!.mean as number).toBeGreaterThan(rows[1]!.mean as number);
  });

  it('gives the effect as the mean of paired differences, and says that the learning rate is untuned', async () => {
    const { rows } = await runCliJson<Row>(place, ['effects', 'small']);
    const board = await runCliJson<Row>(place, ['leaderboard', 'small', '--by', 'optimizer']);
    const mean = (name: string) => board.rows.find(({ optimizer }) => optimizer === name)!.mean as number;
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ setting: 'optimizer', level: 'momentum', n: 2, learningRate: 'untuned' });
    expect(rows[0]!.effect).toBeCloseTo(mean('momentum') - mean('sgd'), 12);
    const { stdout } = await runCli(place, ['effects', 'small']);
    expect(stdout).toContain('learning rate untuned');
  });
});

describe('descent export', () => {
  it('writes as many points as SQL counts', async () => {
    const file = path.join(place.folder, 'm.csv');
    const { code } = await runCli(place, ['export', 'metrics', '--format', 'csv', '-o', file]);
    expect(code).toBe(0);
    const lines = readFileSync(file, 'utf8').trimEnd().split(/\r?\n/);
    expect(lines[0]).toBe('run,metric,step,value');
    expect(lines.length - 1).toBe(sql<{ n: number }>('select count(*) as n from metrics')[0]!.n);
  });
});

describe('descent doctor', () => {
  it('finds engine, datasets and database in order, and says what to do about what is not here', async () => {
    const { rows, code } = await runCliJson<Row>(place, ['doctor'], { DESCENT_DATA_DIR: place.folder });
    const found = new Map(rows.map((row) => [row.what, row]));
    expect(code).toBe(0);
    expect(found.get('engine in use')).toMatchObject({ state: 'ok' });
    expect(found.get('wasm engine')).toMatchObject({ state: 'ok', found: 'simd128, numerics nofma-1' });
    expect(found.get('dataset mnist10k')).toMatchObject({ state: 'ok', remedy: null });
    expect(found.get('database')!.found).toContain('4 runs, ');
  });

  it('reports everything where DESCENT_ISA names no instruction set of this processor, and ends with 1', async () => {
    const { rows, code } = await runCliJson<Row>(place, ['doctor'], { DESCENT_ISA: 'sse9' });
    expect(code).toBe(1);
    const found = new Map(rows.map((row) => [row.what, row]));
    for (const what of ['engine in use', 'native engine']) {
      expect(found.get(what)).toMatchObject({
        state: 'problem',
        remedy: expect.stringMatching(/^DESCENT_ISA must be one of .*, got "sse9"/),
      });
    }
    expect(found.get('wasm engine')).toMatchObject({ state: 'ok' });
    expect(found.get('database')).toMatchObject({ state: 'ok' });
  });

  it('says that a database is broken, and ends with 1', async () => {
    const broken = path.join(place.folder, 'broken.db');
    writeFileSync(broken, 'this is no database, however long it may be. '.repeat(50));
    const { stdout, code } = await runCli({ ...place, database: broken }, ['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/✕ +database/);
  });
});

describe('commands that only look', () => {
  const looks = () => [['doctor'], ['db', 'check'], ['sweep', definition, '--dry-run']];

  it('leave an empty file empty, and say that it is', async () => {
    const database = path.join(place.folder, 'empty.db');
    writeFileSync(database, '');
    for (const args of looks()) {
      const { code, stdout, stderr } = await runCli({ ...place, database }, args);
      expect(code, args[0]).toBe(1);
      expect(stdout + stderr).toContain(`${database} is empty, not a database yet`);
      expect(statSync(database).size).toBe(0);
    }
  });

  it('leave a database of an older schema as it is, and say how to bring it up to date', async () => {
    const database = path.join(place.folder, 'older.db');
    const older = openDatabase(database);
    older.client.pragma(`user_version = ${schemaVersion() - 1}`);
    older.close();
    const before = readFileSync(database);
    for (const args of looks()) {
      const { code, stdout, stderr } = await runCli({ ...place, database }, args);
      expect(code, args[0]).toBe(1);
      expect(stdout + stderr).toContain('open it once for writing (descent ls)');
      expect(readFileSync(database).equals(before)).toBe(true);
    }
  });

  it('make no database where there is none', async () => {
    const database = path.join(place.folder, 'missing.db');
    const codes: (number | null)[] = [];
    for (const args of looks()) codes.push((await runCli({ ...place, database }, args)).code);
    expect(codes).toEqual([0, 1, 0]);
    expect(existsSync(database)).toBe(false);
  });
});

describe('descent sweep --dry-run', () => {
  it('counts the optimizer grid: 672 configs, and the part that --set chooses', async () => {
    const grid = path.resolve('experiments/optimizer-grid.ts');
    const all = await runCliJson<never>(place, ['sweep', grid, '--dry-run']);
    expect(all.rows).toMatchObject({ counts: { runs: 672 }, estimate: { runs: 672, done: 0 } });
    const part = await runCliJson<never>(place, ['sweep', grid, '--dry-run', '--set', 'optimizer=adam,sgd']);
    expect(part.rows).toMatchObject({ counts: { runs: 192 } });
  });

  it('says what is done already, and trains nothing', async () => {
    const before = sql<{ n: number }>('select count(*) as n from runs')[0]!.n;
    const { rows } = await runCliJson<never>(place, ['sweep', definition, '--dry-run']);
    expect(rows).toMatchObject({ counts: { runs: 4 }, estimate: { done: 4, toTrain: 0 } });
    expect(sql<{ n: number }>('select count(*) as n from runs')[0]!.n).toBe(before);
  });

  it('names the path of a mistake in a definition before anything is trained', async () => {
    const wrong = place.define(smallSweep({ name: 'wrong', axes: { optimizer: [] } }));
    const { code, stderr } = await runCli(place, ['sweep', wrong]);
    expect(code).toBe(2);
    expect(stderr).toContain('axes.optimizer');
    expect(sql<{ n: number }>("select count(*) as n from sweeps where name = 'wrong'")[0]!.n).toBe(0);
  });
});

describe('every command', () => {
  it('has --help with examples', () => {
    const commands = createProgram().commands;
    expect(commands.map((command) => command.name())).toEqual(
      expect.arrayContaining(['run', 'sweep', 'export', 'verify', 'db']),
    );
    for (const command of commands) {
      const shown: string[] = [];
      command.configureOutput({ writeOut: (text) => shown.push(text) });
      command.outputHelp();
      expect(shown.join(''), command.name()).toContain(`descent ${command.name()}`);
      expect(shown.join(''), command.name()).toContain('Examples:');
    }
  });

  it('reads a YAML definition as it reads the same in JSON', async () => {
    const yaml = path.resolve('experiments/learning-rates.yaml');
    const { rows } = await runCliJson<never>(place, ['sweep', yaml, '--dry-run']);
    const json = place.define(parse(readFileSync(yaml, 'utf8')));
    const same = await runCliJson<never>(place, ['sweep', json, '--dry-run']);
    expect((same.rows as unknown as Row).axes).toEqual((rows as unknown as Row).axes);
    expect((same.rows as unknown as Row).counts).toEqual((rows as unknown as Row).counts);
  });
});
