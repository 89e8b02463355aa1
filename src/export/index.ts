/** Complete, streaming export of runs, points and summaries: csv, jsonl, parquet. */
import { setImmediate as nextTick } from 'node:timers/promises';
import { type Database, type MetricQuery, openSnapshot } from '../../db/index.ts';
import type { ClaimEvidence } from '../claims/evidence.ts';
import { claimsTable, evidenceTable } from './claims.ts';
import { createCsvEncoder } from './csv.ts';
import type { CreateEncoder } from './format.ts';
import { createJsonlEncoder } from './jsonl.ts';
import { metricsTable } from './metrics.ts';
import { createParquetEncoder } from './parquet.ts';
import { runsTable, summaryTable } from './runs.ts';
import type { Sink } from './sink.ts';
import type { ExportTable } from './table.ts';

export { csvText } from './csv.ts';
export { flattenRun } from './record.ts';
export { fileSink, memorySink, type Sink, streamSink } from './sink.ts';
export {
  type Batch,
  type Cell,
  type ColumnType,
  type ExportColumn,
  type ExportTable,
  toBatch,
} from './table.ts';

export const FORMATS = ['csv', 'jsonl', 'parquet'] as const;
export type Format = (typeof FORMATS)[number];

export const TABLES = ['runs', 'metrics', 'summary', 'claims'] as const;
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
  claims: claimsTable,
};

/** The table `claims` of this evidence, as a whole: one row a comparison. */
export function evidenceCsv(evidence: readonly ClaimEvidence[]): Buffer {
  return tableCsv(evidenceTable(evidence));
}

/** A small table as a whole. */
export function tableCsv({ columns, batches }: ExportTable): Buffer {
  const encoder = createCsvEncoder(columns);
  const parts = [encoder.start(), ...[...batches()].map((batch) => encoder.encode(batch)), encoder.end()];
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

export interface ExportOptions {
  readonly table: TableName;
  readonly format: Format;
  /** which runs, and which metrics of them */
  readonly query?: MetricQuery;
  readonly sink: Sink;
  /** called after every batch; `total` is null where it is not known */
  readonly onProgress?: (rows: number, total: number | null) => void;
}

/** An export leaves the event loop to others (signals, other requests) at least so often. */
const YIELD_AFTER_MS = 50;

/**
 * Writes every row that the query means, never a sample, as the database is at the start, and closes the sink; where it
 * fails, the sink is aborted.
 * @returns rows written
 */
export async function exportTable(database: Pick<Database, 'path'>, options: ExportOptions): Promise<number> {
  const { sink } = options;
  let rows = 0;
  try {
    const snapshot = openSnapshot(database);
    try {
      const source = SOURCES[options.table](snapshot, options.query ?? {});
      const encoder = ENCODERS[options.format](source.columns);
      await sink.write(encoder.start());
      let yielded = performance.now();
      for (const batch of source.batches()) {
        await sink.write(encoder.encode(batch));
        rows += batch.length;
        options.onProgress?.(rows, source.total);
        if (performance.now() - yielded < YIELD_AFTER_MS) continue;
        await nextTick();
        yielded = performance.now();
      }
      await sink.write(encoder.end());
    } finally {
      snapshot.close();
    }
  } catch (error) {
    sink.abort();
    throw error;
  }
  sink.close();
  return rows;
}
