/** CSV as an answer, streamed, by the code of `descent export`: every row, never a sample. */
import { stream } from 'hono/streaming';
import type { Database, MetricQuery } from '../db/index.ts';
import { createCsvEncoder } from '../src/export/csv.ts';
import { type Cell, type ColumnType, exportTable, type TableName } from '../src/export/index.ts';
import { toBatch } from '../src/export/table.ts';
import type { PageContext } from './context.ts';
import { attachment } from './safety/attachment.ts';

/** A table that is made already. */
export function csvText(c: PageContext, text: string, filename: string): Response {
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', attachment(filename));
  return c.body(text);
}

export type CsvColumns = readonly (readonly [name: string, type: ColumnType])[];

/** Rows under typed columns; names that may look like numbers need a list, since a record puts those first. */
export function csvOf(
  columns: CsvColumns | Readonly<Record<string, ColumnType>>,
  rows: readonly (readonly Cell[])[],
): string {
  const list: CsvColumns = Array.isArray(columns) ? columns : Object.entries(columns);
  const typed = list.map(([name, type]) => ({ name, type }));
  const encoder = createCsvEncoder(typed);
  return `${encoder.start()}${encoder.encode(toBatch(rows, typed.length))}${encoder.end()}`;
}

export function csvAnswer(
  c: PageContext,
  db: Database,
  what: { readonly table: TableName; readonly query: MetricQuery; readonly filename: string },
): Response {
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', attachment(what.filename));
  return stream(c, async (out) => {
    await exportTable(db, {
      table: what.table,
      format: 'csv',
      query: what.query,
      sink: {
        write: async (chunk) => {
          await out.write(chunk);
        },
        close() {},
        abort() {},
      },
    });
  });
}
