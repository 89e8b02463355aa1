import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filter } from '../../../db/filter/ast.ts';
import { compileFilter } from '../../../db/filter/compile.ts';
import { databaseVocabulary } from '../../../db/filter/database-vocabulary.ts';
import { parseFilter, printFilter } from '../../../db/filter/index.ts';
import type { Database } from '../../../db/index.ts';
import { runs } from '../../../db/schema.ts';
import { storeRuns } from './database.ts';
import { evaluate } from './evaluate.ts';
import { METRICS, PARAMETERS, testFilter, testRun } from './generators.ts';

const SEED = 20261124;
const stored = fc.sample(testRun, { numRuns: 150, seed: SEED }).map((run, i) => ({
  ...run,
  fields: { ...run.fields, id: `run${i}` },
}));
let folder: string;
let database: Database;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'descent-filter-'));
  database = storeRuns(path.join(folder, 'runs.db'), stored);
});
afterAll(() => {
  database.close();
  rmSync(folder, { recursive: true, force: true });
});

function select(filter: Filter): string[] {
  const compiled = compileFilter(filter);
  const query = database.orm.select({ id: runs.id }).from(runs).where(compiled.where);
  return query
    .orderBy(...compiled.orderBy)
    .limit(compiled.limit ?? -1)
    .all()
    .map(({ id }) => id);
}

describe('compileFilter', () => {
  it('selects what the same tree means in memory, in the same order', () => {
    let selected = 0;
    fc.assert(
      fc.property(testFilter, (filter) => {
        const expected = evaluate(filter, stored).map((i) => `run${i}`);
        selected += expected.length;
        expect(select(filter)).toEqual(expected);
      }),
      { numRuns: 1500, seed: SEED },
    );
    // the filters must neither select everything nor nothing for this to mean something
    expect(selected).toBeGreaterThan(1500 * 5);
  });

  it('selects the same after printing and parsing with the names of the database', () => {
    const vocabulary = databaseVocabulary(database);
    fc.assert(
      fc.property(testFilter, (filter) => {
        expect(select(parseFilter(printFilter(filter), vocabulary))).toEqual(select(filter));
      }),
      { numRuns: 200, seed: SEED },
    );
  });

  it('binds every value and name that a user typed', () => {
    const attack = `x"; drop table runs; --`;
    const quoted = attack.replaceAll('"', '\\"');
    const filter = parseFilter(
      `param("${quoted}") = "${quoted}" or last("${quoted}") > 1 or tag ~ "${quoted}" or name like "${quoted}"`,
    );
    const compiled = compileFilter(filter);
    const { sql, params } = database.orm.select().from(runs).where(compiled.where).toSQL();
    expect(sql).not.toContain('drop table');
    expect(params.filter((value) => value === attack)).toHaveLength(5);
    expect(select(filter)).toEqual([]);
    expect(select(parseFilter(''))).toHaveLength(stored.length);
  });

  it('selects nothing more through texts made to break out of a quote', () => {
    for (const attack of [
      `' or 1=1 --`,
      `" or "1"="1`,
      `\\`,
      `%' escape '`,
      `') union select 1 --`,
      '?1',
      ':a',
    ]) {
      const literal = JSON.stringify(attack);
      expect(select(parseFilter(`optimizer = ${literal}`))).toEqual([]);
      expect(select(parseFilter(`name in (${literal})`))).toEqual([]);
    }
  });

  it('takes long lists and long chains', () => {
    const list = Array.from({ length: 1000 }, (_, i) => i).join(', ');
    expect(select(parseFilter(`attempt in (${list})`))).toHaveLength(stored.length);
    const chain = Array.from({ length: 500 }, (_, i) => `attempt = ${i}`).join(' or ');
    expect(select(parseFilter(chain))).toHaveLength(stored.length);
    const nested = `${'('.repeat(100)}attempt >= 0${')'.repeat(100)}`;
    expect(select(parseFilter(nested))).toHaveLength(stored.length);
    const nots = `${'not '.repeat(100)}attempt >= 0`;
    expect(select(parseFilter(nots))).toHaveLength(stored.length);
  });
});

describe('databaseVocabulary', () => {
  it('lists the parameters and metrics that occur, and those that every training has', () => {
    const vocabulary = databaseVocabulary(database, ['dataset']);
    expect([...vocabulary.parameters].sort()).toEqual(['dataset', ...PARAMETERS].sort());
    for (const metric of [...METRICS, 'validation/accuracy']) expect(vocabulary.metrics).toContain(metric);
  });
});
