/** CSV as an answer, streamed, by the code of `descent export`: every row, never a sample. */
import { stream } from 'hono/streaming';
import type { Database, MetricQuery } from '../db/index.ts';
import { exportTable, type TableName } from '../src/export/index.ts';
import type { PageContext } from './context.ts';
import { attachment } from './safety/attachment.ts';

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
