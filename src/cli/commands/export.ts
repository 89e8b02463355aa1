import { statSync } from 'node:fs';
import { extname } from 'node:path';
import { type Command, Option } from 'commander';
import { closest } from 'fastest-levenshtein';
import { type Database, listMetricDefinitions } from '../../../db/index.ts';
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

/** `descent export runs|metrics|summary|claims`: everything, never a sample. */
export function addExport(program: Command): void {
  const command = program
    .command('export')
    .description('write runs, all metric points, metric summaries, or the evidence of claims to a file')
    .argument('<table>', TABLES.join(', '))
    .addOption(new Option('--format <format>', 'default: by the extension of the file').choices(FORMATS))
    .option('-o, --output <file>', '- is standard output', '-')
    .option('-m, --metric <names...>', 'only these metrics')
    .action(async (table: string, options: ExportOptions, self: Command) =>
      run(table, options, contextOf(self)),
    );
  addSelection(command).addHelpText(
    'after',
    `
Tables: runs (one row a run: settings and last and best values), metrics (one row a point: run, metric, step, value),
summary (one row a run and metric), claims (one row a comparison, of all claims and presets; effects of ratios are
logarithms). Every row is written. CSV is RFC 4180; NaN is nan and
infinity Infinity (docs/export.md says what reads them); text that a spreadsheet would run as a formula (= + - @ at its
start) gets an apostrophe before it, numbers are never changed.

Examples:
  descent export metrics --format csv -o metrics.csv
  descent export runs --sweep quickstart -o quickstart.parquet
  descent export claims --format csv -o claims.csv
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
  const toFile = target !== '-';
  if (!toFile && format === 'parquet' && process.stdout.isTTY) {
    throw new UsageError(`parquet is not for a terminal: name a file like ${table}.parquet with -o`);
  }
  await withDatabase(context, async (database) => {
    checkMetrics(database, options.metric);
    const query = { ...selectionOf(database, options), keys: options.metric };
    const { exportTable, fileSink, streamSink } = await import('../../export/index.ts');
    const progress = createProgress(toFile && process.stderr.isTTY === true && !context.output.json);
    const release = exitOnSignals();
    const rows = await exportTable(database, {
      table: table as TableName,
      format,
      query,
      sink: toFile ? fileSink(target) : streamSink(process.stdout),
      onProgress: progress.show,
    }).finally(() => {
      progress.clear();
      release();
    });
    if (!toFile) return;
    const bytes = statSync(target).size;
    if (context.output.json) context.output.data({ file: target, table, format, rows, bytes });
    else context.output.note(`${count(rows)} rows, ${bytesText(bytes)}: ${target}`);
  });
}

/** A mistyped name would give a file without rows. */
function checkMetrics(database: Database, names: readonly string[] = []): void {
  const known = listMetricDefinitions(database).map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const nearest = known.length === 0 ? null : closest(name, known);
    const hint = nearest === null ? 'there is none yet' : `did you mean "${nearest}"?`;
    throw new UsageError(`no run has logged a metric "${name}" (${hint})`);
  }
}

function createProgress(enabled: boolean) {
  let lastShown = 0;
  return {
    show(done: number, total: number | null): void {
      if (!enabled || performance.now() - lastShown < 100) return;
      lastShown = performance.now();
      const share = total === null || total === 0 ? '' : `  ${Math.floor((100 * done) / total)} %`;
      process.stderr.write(`\r\u001b[K${count(done)} rows${share}`);
    },
    clear(): void {
      if (enabled) process.stderr.write('\r\u001b[K');
    },
  };
}

/** An ordinary exit, so that the unfinished file goes. */
function exitOnSignals(): () => void {
  const signals = { SIGINT: 130, SIGTERM: 143 } as const;
  const removals = Object.entries(signals).map(([signal, code]) => {
    const exit = () => process.exit(code);
    process.once(signal, exit);
    return () => process.removeListener(signal, exit);
  });
  return () => {
    for (const remove of removals) remove();
  };
}
