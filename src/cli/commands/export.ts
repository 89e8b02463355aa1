import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { FORMATS, type Format, TABLES, type TableName } from '../../export/index.ts';
import { type Context, contextOf } from '../context.ts';
import { UsageError } from '../errors.ts';
import { bytesText, count } from '../format.ts';
import { addSelection, selectionOf, withDatabase } from '../select.ts';

interface ExportOptions {
  readonly sweep?: string;
  readonly filter?: string;
  readonly format?: Format;
  readonly output?: string;
  readonly metric?: readonly string[];
}

const EXTENSIONS: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.parquet': 'parquet',
};

/** `descent export runs|metrics|summary`: everything, never a sample. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write runs, all metric points, or metric summaries to a file')
    .argument('<table>', TABLES.join(', '))
    .addOption(new Option('--format <format>', 'default: by the extension of the file').choices(FORMATS))
    .option('-o, --output <file>', '- is standard output', '-')
    .option('-m, --metric <names...>', 'only these metrics (table metrics)')
    .action(async (table: string, options: ExportOptions, self: Command) =>
      run(table, options, contextOf(self)),
    );
  addSelection(command).addHelpText(
    'after',
    `
Tables: runs (one row a run: settings and last and best values), metrics (one row a point: run, metric, step, value),
summary (one row a run and metric). Every row is written. CSV is RFC 4180 with nan, inf and -inf; text that a
spreadsheet would run as a formula (= + - @ at its start) gets an apostrophe before it, numbers are never changed.

Examples:
  descent export metrics --format csv -o metrics.csv
  descent export runs --sweep quickstart -o quickstart.parquet
  descent export summary --filter 'test/accuracy > 0.98' --format jsonl -o - | head`,
  );
}

async function run(table: string, options: ExportOptions, context: Context): Promise<void> {
  if (!(TABLES as readonly string[]).includes(table)) {
    throw new UsageError(`no table "${table}" to export; expected one of ${TABLES.join(', ')}`);
  }
  const target = options.output ?? '-';
  const format = options.format ?? EXTENSIONS[extname(target).toLowerCase()];
  if (format === undefined) {
    throw new UsageError(
      `which format? add --format ${FORMATS.join('|')}, or name a file like ${table}.csv with -o`,
    );
  }
  const { exportTable, fileSink, streamSink } = await import('../../export/index.ts');
  await withDatabase(context, async (database) => {
    const query = { ...selectionOf(database, options), keys: options.metric };
    const toFile = target !== '-';
    const showsProgress = toFile && process.stderr.isTTY === true && !context.output.json;
    let lastShown = 0;
    const rows = await exportTable(database, {
      table: table as TableName,
      format,
      query,
      sink: toFile ? fileSink(target) : streamSink(process.stdout),
      onProgress(done, total) {
        if (!showsProgress || performance.now() - lastShown < 100) return;
        lastShown = performance.now();
        const share = total === null || total === 0 ? '' : `  ${Math.floor((100 * done) / total)} %`;
        process.stderr.write(`\r\u001b[K${count(done)} rows${share}`);
      },
    });
    if (showsProgress) process.stderr.write('\r\u001b[K');
    if (!toFile) return;
    const { statSync } = await import('node:fs');
    const bytes = statSync(target).size;
    if (context.output.json) context.output.data({ file: target, table, format, rows, bytes });
    else context.output.note(`${count(rows)} rows, ${bytesText(bytes)}: ${target}`);
  });
}
