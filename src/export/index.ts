/** Complete, streaming export of runs, points and summaries: csv, jsonl, parquet. */
import type { Database, MetricQuery } from '../../db/index.ts';
import { createCsvEncoder } from './csv.ts';
import type { CreateEncoder } from './format.ts';
import { createJsonlEncoder } from './jsonl.ts';
import { metricsTable } from './metrics.ts';
import { createParquetEncoder } from './parquet.ts';
import { runsTable, summaryTable } from './runs.ts';
import type { Sink } from './sink.ts';
import type { ExportTable } from './table.ts';

export { flattenRun } from './record.ts';
export { fileSink, type Sink, streamSink } from './sink.ts';
export type { Batch, Cell, ColumnType, ExportColumn, ExportTable } from './table.ts';

export const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export const TABLES = ['runs', 'metrics', 'summary'] as const;
export type TableName = (typeof TABLES)[number];

const ENCODERS: Readonly<Record<Format, CreateEncoder>> = {
  csv: createCsvEncoder,
  jsonl: createJsonlEncoder,
  parquet: createParquetEncoder,
};

const SOURCES: Readonly<Record<TableName, (database: Database, query: MetricQuery) => ExportTable>> = {
  runs: runsTable,
  metrics: metricsTable,
  summary: summaryTable,
};

export interface ExportOptions {
  readonly table: TableName;
  readonly format: Format;
  /** which runs, and for `metrics` which keys */
  readonly query?: MetricQuery;
  readonly sink: Sink;
  /** called after every batch; `total` is null where it is not known */
  readonly onProgress?: (rows: number, total: number | null) => void;
}

/**
 * Writes every row that the query means, never a sample, and closes the sink; where it fails, the sink is aborted.
 * @returns rows written
 */
export async function exportTable(database: Database, options: ExportOptions): Promise<number> {
  const { sink } = options;
  let rows = 0;
  try {
    const source = SOURCES[options.table](database, options.query ?? {});
    const encoder = ENCODERS[options.format](source.columns);
    await sink.write(encoder.start());
    for (const batch of source.batches()) {
      await sink.write(encoder.encode(batch));
      rows += batch.length;
      options.onProgress?.(rows, source.total);
    }
    await sink.write(encoder.end());
  } catch (error) {
    sink.abort();
    throw error;
  }
  sink.close();
  return rows;
}
