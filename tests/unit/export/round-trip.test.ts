import { writeFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCsvEncoder } from '../../../src/export/csv.ts';
import { exportTable, FORMATS, type Format, fileSink, type TableName } from '../../../src/export/index.ts';
import { createFixture, type Fixture } from './fixture.ts';
import { hasPython, query, readWithPython } from './readers.ts';

let fixture: Fixture;
beforeAll(() => {
  fixture = createFixture();
});
afterAll(() => fixture.close());

/** As docs/export.md has it: DuckDB takes a CSV column that begins with an infinity for dates, unless it knows none. */
const READERS: Record<Format, (file: string) => string> = {
  csv: (file) => `read_csv('${file}', auto_type_candidates = ['BOOLEAN', 'BIGINT', 'DOUBLE', 'VARCHAR'])`,
  jsonl: (file) => `read_json_auto('${file}')`,
  parquet: (file) => `read_parquet('${file}')`,
};

async function written(table: TableName, format: Format): Promise<{ file: string; rows: number }> {
  const file = path.join(fixture.folder, `${table}.${format}`);
  const rows = await exportTable(fixture.database, { table, format, sink: fileSink(file) });
  return { file, rows };
}

function sql<Row extends unknown[]>(statement: string): Row[] {
  return fixture.database.client.prepare(statement).raw().all() as Row[];
}

/** what a spreadsheet must not run has an apostrophe in CSV */
const safe = (text: string, format: Format) =>
  format === 'csv' && /^[=+\-@\t]/.test(text) ? `'${text}` : text;

describe.each(FORMATS)('%s, read back by DuckDB', (format) => {
  it('has every point, bit for bit, with the types of the columns', async () => {
    const { file, rows } = await written('metrics', format);
    const expected = sql<[string, string, number, number | null]>(
      `select r.id, k.name, m.step, m.value from metrics m join runs r on r.no = m.run_no
       join metric_keys k on k.id = m.key_id order by r.no, k.name, m.step`,
    );
    expect(rows).toBe(expected.length);
    const read = await query(
      `select run, metric, step, value::double as value from ${READERS[format](file)}`,
    );
    // SQLite keeps NaN as NULL, and a point is never NULL
    expect(read.map(({ run, metric, step, value }) => [run, metric, step, value])).toEqual(
      expected.map(([run, metric, step, value]) => [run, metric, step, value ?? Number.NaN]),
    );
    const types = await query(`describe select step, value from ${READERS[format](file)}`);
    // a column of JSON numbers and of "NaN" is text to DuckDB until it is cast
    expect(types.map(({ column_type }) => column_type)).toEqual([
      'BIGINT',
      format === 'jsonl' ? expect.stringMatching(/VARCHAR|JSON/) : 'DOUBLE',
    ]);
  });

  it('has every run with its names, settings, results and times', async () => {
    const { file, rows } = await written('runs', format);
    const expected = sql<[string, string, string, number, number, number]>(
      'select id, name, status, seed, created_at, started_at from runs order by no',
    );
    expect(rows).toBe(expected.length);
    const read = await query(`select * from ${READERS[format](file)}`);
    expect(
      read.map(({ id, name, status, seed, created, started }) => [
        id,
        name,
        status,
        seed,
        new Date(created as string).getTime(),
        new Date(started as string).getTime(),
      ]),
    ).toEqual(expected.map(([id, name, ...rest]) => [id, safe(name, format), ...rest]));
    const parameters = (key: string) =>
      sql<[string | null, number | null]>(
        `select text, number from runs left join parameters on run_no = no and key = '${key}' order by no`,
      );
    expect(read.map(({ text }) => text ?? '')).toEqual(
      // an empty field is read as NULL from CSV
      parameters('text').map(([text]) => safe(text ?? '', format)),
    );
    expect(read.map(({ number }) => number)).toEqual(parameters('number').map(([, number]) => number));
    expect(read.map(({ late }) => late)).toEqual(parameters('late').map(([, number]) => number));
    expect(read.map(({ flag }) => flag)).toEqual(read.map((_, i) => i % 2 === 0));
    expect(read.map(({ mixed }) => mixed)).toEqual(read.map((_, i) => (i === 0 ? 'auto' : String(i))));
    expect(read.map((row) => row['param(name)'])).toEqual(read.map((_, i) => `param ${i}`));
    const summary = (column: string, key: string) =>
      sql<[number | null]>(
        `select run_summary.${column} from runs join run_summary on run_no = no join metric_keys on metric_keys.id = key_id
         where metric_keys.name = '${key}' order by no`,
      ).map(([value]) => value);
    expect(read.map((row) => row['train/loss'])).toEqual(summary('last', 'train/loss'));
    expect(read.map((row) => row['best(train/loss)'])).toEqual(summary('best', 'train/loss'));
    expect(read.map((row) => row['odd/values'])).toEqual(read.map(() => Number.NEGATIVE_INFINITY));
    expect(read[0]!.tags).toBe('best,first');
    expect(read[1]!.tags).toBeNull();
  });

  it('has every summary', async () => {
    const { file, rows } = await written('summary', format);
    const expected = sql(
      `select r.id, k.name, s.count, s.nan_count, s.last, s.last_step, s.min, s.min_step, s.max, s.max_step
       from run_summary s join runs r on r.no = s.run_no join metric_keys k on k.id = s.key_id order by r.no, k.name`,
    );
    expect(rows).toBe(expected.length);
    const columns = 'run metric count nanCount last lastStep min minStep max maxStep'.split(' ');
    const read = await query(`select * from ${READERS[format](file)}`);
    expect(read.map((row) => columns.map((name) => row[name]))).toEqual(expected);
  });
});

describe('csv, as DuckDB takes it without a word about types', () => {
  it('has every point, bit for bit, where a column does not begin with an infinity', async () => {
    const { file } = await written('metrics', 'csv');
    const read = await query(`select run, metric, step, value from read_csv('${file}')`);
    const expected = sql<[string, string, number, number | null]>(
      `select r.id, k.name, m.step, m.value from metrics m join runs r on r.no = m.run_no
       join metric_keys k on k.id = m.key_id order by r.no, k.name, m.step`,
    );
    expect(read.map((row) => Object.values(row))).toEqual(
      expected.map(([run, metric, step, value]) => [run, metric, step, value ?? Number.NaN]),
    );
  });

  it('has an infinite date where a column has nothing but infinities', async () => {
    const { file } = await written('runs', 'csv');
    const plain = `describe select "odd/values" from read_csv('${file}')`;
    expect((await query(plain))[0]!.column_type).toBe('DATE');
  });
});

const python = describe.skipIf(!hasPython);
if (!hasPython) console.warn('the tests with Python’s csv module are skipped: no python3 on the PATH');

python('csv, read back by Python', () => {
  it('has every point, bit for bit', async () => {
    const { file } = await written('metrics', 'csv');
    const [head, ...rows] = readWithPython(file);
    expect(head).toEqual(['run', 'metric', 'step', 'value']);
    const expected = sql<[string, string, number, number | null]>(
      `select r.id, k.name, m.step, m.value from metrics m join runs r on r.no = m.run_no
       join metric_keys k on k.id = m.key_id order by r.no, k.name, m.step`,
    );
    expect(rows.map(([run, metric, step, value]) => [run, metric, Number(step), Number(value)])).toEqual(
      expected.map(([run, metric, step, value]) => [run, metric, step, value ?? Number.NaN]),
    );
  });

  it('has the names of the runs with commas, quotes, line breaks and formulas disarmed', async () => {
    const { file } = await written('runs', 'csv');
    const [head, ...rows] = readWithPython(file);
    expect(new Set(rows.map((row) => row.length))).toEqual(new Set([head!.length]));
    const at = head!.indexOf('name');
    expect(rows.map((row) => row[at])).toEqual([
      'plain',
      'with, comma',
      'with "quotes"',
      'two\nlines',
      'ünïcödé 漢字 🙂',
      "'=SUM(A1:A9)",
      "'+1",
      "'-1 below",
      "'@cmd",
      "'\ttab",
      "it's",
      'empty',
    ]);
  });

  it('gives back any text', () => {
    const texts = fc.sample(
      fc.array(fc.string({ unit: fc.constantFrom(...'ab",\'\r\n\t =+-@;|\\é漢🙂\uFF1D') }), {
        minLength: 3,
        maxLength: 3,
      }),
      { numRuns: 500, seed: 1 },
    );
    const encoder = createCsvEncoder(['a', 'b', 'c'].map((name) => ({ name, type: 'text' })));
    const columns = [0, 1, 2].map((c) => texts.map((row) => row[c]!));
    const file = path.join(fixture.folder, 'any.csv');
    writeFileSync(file, `${encoder.start()}${encoder.encode({ length: texts.length, columns })}`);
    const [head, ...rows] = readWithPython(file);
    expect(head).toEqual(['a', 'b', 'c']);
    const number = /^-\d+$/;
    expect(rows).toEqual(
      texts.map((row) =>
        row.map((text) => (/^[=+\-@\t\r\n\uFF1D]/.test(text) && !number.test(text) ? `'${text}` : text)),
      ),
    );
  });
});
