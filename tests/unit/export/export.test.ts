import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { countPoints } from '../../../db/index.ts';
import { createCsvEncoder } from '../../../src/export/csv.ts';
import { exportTable, fileSink, type Sink, streamSink } from '../../../src/export/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { createFixture, type Fixture } from './fixture.ts';
import { query } from './readers.ts';

let fixture: Fixture;
beforeAll(() => {
  fixture = createFixture();
});
afterAll(() => fixture.close());

/** Collects what is written. */
function memorySink(): Sink & { text(): string } {
  const chunks: Buffer[] = [];
  return {
    async write(chunk) {
      chunks.push(Buffer.from(chunk));
    },
    close() {},
    abort() {},
    text: () => Buffer.concat(chunks).toString(),
  };
}

const partials = (folder: string) => readdirSync(folder).filter((name) => name.endsWith('.partial'));

describe('a CSV file', () => {
  it('is RFC 4180 to the byte', () => {
    const encoder = createCsvEncoder([
      { name: 'text, a', type: 'text' },
      { name: 'number', type: 'number' },
      { name: 'flag', type: 'boolean' },
      { name: 'time', type: 'time' },
    ]);
    const text =
      `${encoder.start()}` +
      encoder.encode({
        length: 4,
        columns: [
          ['say "hi"', '', null, 'a\rb'],
          [-0.5, Number.NaN, Infinity, -Infinity],
          [true, false, null, true],
          [0, 1.5e12, null, 1],
        ],
      }) +
      encoder.end();
    expect(text).toBe(
      '"text, a",number,flag,time\r\n' +
        '"say ""hi""",-0.5,true,1970-01-01T00:00:00.000Z\r\n' +
        '"",nan,false,2017-07-14T02:40:00.000Z\r\n' +
        ',Infinity,,\r\n' +
        '"a\rb",-Infinity,true,1970-01-01T00:00:00.001Z\r\n',
    );
  });

  it('disarms formulas in its head too, and leaves the numbers of a mixed column alone', () => {
    const encoder = createCsvEncoder([{ name: '=1+1', type: 'text' }]);
    const values = ['-5', '-1.5e-7', '-5+cmd', '\uFF1Dx', '\nx', 'a=b'];
    expect(encoder.start()).toBe("'=1+1\r\n");
    expect(encoder.encode({ length: values.length, columns: [values] })).toBe(
      "-5\r\n-1.5e-7\r\n'-5+cmd\r\n'\uFF1Dx\r\n\"'\nx\"\r\na=b\r\n",
    );
  });
});

describe('an export', () => {
  it('has the same columns in the same order every time', async () => {
    const head = async () => {
      const sink = memorySink();
      await exportTable(fixture.database, { table: 'runs', format: 'csv', sink });
      return sink.text().split('\r\n')[0]!;
    };
    const first = await head();
    expect(first).toBe(
      'id,name,project,status,configHash,seed,engine,engineVersion,numerics,isa,attempt,created,started,finished,' +
        'wallMs,samplesPerSecond,peakMemoryBytes,epochsDone,bestEpoch,divergedAtStep,error,tags,' +
        'flag,late,mixed,param(name),nothing,number,text,' +
        'odd/values,best(odd/values),train/loss,best(train/loss)',
    );
    expect(await head()).toBe(first);
  });

  it('takes the runs and the metrics that are asked for', async () => {
    const asked = { ids: fixture.ids.slice(3, 5), keys: ['train/loss'] };
    const points = memorySink();
    await exportTable(fixture.database, { table: 'metrics', format: 'jsonl', query: asked, sink: points });
    const rows = points
      .text()
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(rows.map(({ run, metric }) => `${run} ${metric}`)).toEqual(
      asked.ids.flatMap((id) => new Array(30).fill(`${id} train/loss`)),
    );
    const summary = memorySink();
    await exportTable(fixture.database, { table: 'summary', format: 'jsonl', query: asked, sink: summary });
    expect(summary.text().trimEnd().split('\n').length).toBe(2);
    const runs = memorySink();
    await exportTable(fixture.database, { table: 'runs', format: 'csv', query: asked, sink: runs });
    expect(runs.text()).not.toContain('odd/values');
    expect(runs.text().split('\r\n')[0]).toMatch(/train\/loss,best\(train\/loss\)$/);
  });

  it('is the database as it was at the start, whatever is written meanwhile', async () => {
    const other = createFixture();
    const writer = openTracker({ db: other.database.path });
    try {
      const before = countPoints(other.database);
      const sink = memorySink();
      let written = false;
      const rows = await exportTable(other.database, {
        table: 'metrics',
        format: 'csv',
        sink,
        onProgress(_, total) {
          expect(total).toBe(before);
          if (written) return;
          written = true;
          const run = writer.startRun({ name: 'late' });
          run.log({ 'train/loss': 1 }, 0);
          run.finish();
        },
      });
      expect(rows).toBe(before);
      expect(sink.text().trimEnd().split('\r\n').length).toBe(before + 1);
      expect(countPoints(other.database)).toBe(before + 1);
    } finally {
      writer.close();
      other.close();
    }
  });

  it('of many points is complete in several row groups, and its statistics lead no reader astray', async () => {
    const other = createFixture();
    const tracker = openTracker({ db: other.database });
    try {
      const run = tracker.startRun({ name: 'long' });
      const steps = Array.from({ length: 250_000 }, (_, i) => i);
      // NaN first: a minimum or maximum that starts with it stays NaN
      const values = steps.map((step) => (step % 1000 === 0 ? Number.NaN : Math.sin(step)));
      run.logSeries('long/series', steps, values);
      run.finish();
      const file = path.join(other.folder, 'long.parquet');
      const rows = await exportTable(other.database, {
        table: 'metrics',
        format: 'parquet',
        sink: fileSink(file),
      });
      expect(rows).toBe(countPoints(other.database));
      const [groups] = await query(
        `select count(distinct row_group_id) as n from parquet_metadata('${file}')`,
      );
      expect(groups!.n).toBe(3);
      const [read] = await query(
        `select count(*) as points, count(*) filter (isnan(value)) as nans, count(*) filter (not isnan(value) and value > 0.5) as high,
           sum(step) as steps from '${file}' where metric = 'long/series'`,
      );
      expect(read).toEqual({
        points: 250_000,
        nans: 250,
        high: values.filter((value) => value > 0.5).length,
        steps: (250_000 * 249_999) / 2,
      });
      // a condition that a reader may answer by the statistics of whole row groups
      const [low] = await query(
        `select count(*) as n from '${file}' where metric = 'long/series' and value < -0.5`,
      );
      expect(low!.n).toBe(values.filter((value) => value < -0.5).length);
      const [last] = await query(
        `select value from '${file}' where metric = 'long/series' and step = 249999`,
      );
      expect(last!.value).toBe(Math.sin(249_999));
    } finally {
      tracker.close();
      other.close();
    }
  });

  it('of nothing has a head and no rows', async () => {
    for (const format of ['csv', 'jsonl', 'parquet'] as const) {
      const file = path.join(fixture.folder, `nothing.${format}`);
      const rows = await exportTable(fixture.database, {
        ...{ table: 'metrics', format, query: { ids: [] } },
        sink: fileSink(file),
      });
      expect(rows).toBe(0);
      if (format === 'parquet') expect(await query(`select * from '${file}'`)).toEqual([]);
      else expect(readFileSync(file, 'utf8')).toBe(format === 'csv' ? 'run,metric,step,value\r\n' : '');
    }
  });
});

describe('a file', () => {
  it('appears when it is complete, and an earlier one stays until then', async () => {
    const folder = path.join(fixture.folder, 'atomic');
    const file = path.join(folder, 'deep', 'runs.csv');
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, 'before');
    const broken = exportTable(fixture.database, {
      table: 'metrics',
      format: 'csv',
      sink: fileSink(file),
      onProgress() {
        expect(readFileSync(file, 'utf8')).toBe('before');
        expect(partials(path.dirname(file)).length).toBe(1);
        throw new Error('the disk is full');
      },
    });
    await expect(broken).rejects.toThrow('the disk is full');
    expect(readFileSync(file, 'utf8')).toBe('before');
    expect(partials(path.dirname(file))).toEqual([]);
    await exportTable(fixture.database, { table: 'runs', format: 'csv', sink: fileSink(file) });
    expect(readFileSync(file, 'utf8')).toMatch(/^id,name/);
    expect(partials(path.dirname(file))).toEqual([]);
  });

  it('behind a link is replaced, the link stays', () => {
    const file = path.join(fixture.folder, 'real.csv');
    const link = path.join(fixture.folder, 'link.csv');
    writeFileSync(file, 'before');
    symlinkSync(file, link);
    const sink = fileSink(link);
    void sink.write('after');
    sink.close();
    expect(lstatSync(link).isSymbolicLink()).toBe(true);
    expect(readFileSync(file, 'utf8')).toBe('after');
  });

  it('cannot be a folder, and a device stays a device', () => {
    expect(() => fileSink(fixture.folder)).toThrow(/is a folder: expected the name of a file/);
    expect(() => fileSink(path.join(fixture.database.path, 'x.csv'))).toThrow(/cannot be written/);
    const sink = fileSink('/dev/null');
    void sink.write('gone');
    sink.close();
    expect(lstatSync('/dev/null').isCharacterDevice()).toBe(true);
    expect(existsSync('/dev/null')).toBe(true);
  });
});

describe('a stream', () => {
  it('is written as fast as it is read', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const sink = streamSink(stream);
    await sink.write('short');
    let done = false;
    const waiting = sink.write('longer than its buffer').then(() => {
      done = true;
    });
    await new Promise(setImmediate);
    expect(done).toBe(false);
    stream.resume();
    await waiting;
    expect(done).toBe(true);
  });

  it('whose reader goes away ends the export', async () => {
    const stream = new PassThrough({ highWaterMark: 10 });
    const exporting = exportTable(fixture.database, {
      table: 'metrics',
      format: 'csv',
      sink: streamSink(stream),
    });
    stream.destroy();
    await expect(exporting).rejects.toThrow(/reader went away|premature|destroyed/i);
  });
});
