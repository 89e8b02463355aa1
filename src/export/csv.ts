/**
 * CSV by RFC 4180: comma, CRLF, a head, quotes where they are needed, quotes doubled inside.
 *
 * Unknown is an empty field; NaN and infinities are `nan`, `inf`, `-inf`, which pandas and DuckDB read as numbers.
 * Numbers have all their digits. Times are ISO 8601 in UTC.
 *
 * Text that a spreadsheet would run as a formula (it starts with = + - @, a tab or a carriage return) gets an
 * apostrophe before it, as OWASP advises against CSV injection; numbers are never touched.
 */
import { stringify } from 'csv-stringify/sync';
import type { CreateEncoder } from './format.ts';
import type { Cell, ExportColumn } from './table.ts';

const FORMULA = /^[=+\-@\t\r]/;
// the library quotes only the whole delimiter, RFC 4180 asks for a single CR or LF too
const OPTIONS = { record_delimiter: 'windows' as const, quoted_match: /[\r\n]/ };

export const createCsvEncoder: CreateEncoder = (columns) => {
  const formats = columns.map(formatter);
  return {
    start: () => stringify([columns.map(({ name }) => safeText(name))], OPTIONS),
    encode(batch) {
      const rows = new Array<string[]>(batch.length);
      for (let r = 0; r < batch.length; r += 1) {
        const row = new Array<string>(formats.length);
        for (let c = 0; c < formats.length; c += 1) row[c] = formats[c]!(batch.columns[c]![r]!);
        rows[r] = row;
      }
      return stringify(rows, OPTIONS);
    },
    end: () => '',
  };
};

function formatter({ type }: ExportColumn): (value: Cell) => string {
  if (type === 'time') return (value) => (value === null ? '' : new Date(Number(value)).toISOString());
  return (value) => {
    if (value === null) return '';
    if (typeof value === 'number') return numberText(value);
    return typeof value === 'string' ? safeText(value) : String(value);
  };
}

export function numberText(value: number): string {
  if (Number.isFinite(value)) return String(value);
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'inf' : '-inf';
}

function safeText(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text;
}
