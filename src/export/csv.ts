/**
 * CSV by RFC 4180: comma, CRLF, a head, quotes where they are needed, quotes doubled inside.
 *
 * Unknown is an empty field, empty text is `""`. Numbers have all their digits, times are ISO 8601 in UTC. NaN is `nan`,
 * infinities are `Infinity` and `-Infinity`. No spelling suits everybody: pandas 2 takes a column with a number beyond
 * every double (`1e999`) for text, DuckDB one that begins with `Infinity` for dates or text unless it is told what to
 * expect. docs/export.md says what reads what.
 *
 * Text that a spreadsheet would run as a formula (it starts with = + - @, also full-width, a tab or a line break) gets
 * an apostrophe before it, as OWASP advises against CSV injection; numbers are never touched.
 * Source: https://owasp.org/www-community/attacks/CSV_Injection
 */
import { stringify } from 'csv-stringify/sync';
import type { CreateEncoder } from './format.ts';
import type { Cell, ExportColumn } from './table.ts';

const FORMULA = /^[=+\-@\t\r\n\uFF1D\uFF0B\uFF0D\uFF20]/;
/** what a number in a column of mixed types is written as: no formula */
const PLAIN_NUMBER = /^-\d+(\.\d+)?(e[+-]\d+)?$/;
const OPTIONS = { record_delimiter: 'windows' as const, quote_record_delimiter: true, quoted_match: /^$/ };

/** Rows that are text already, as `createCsvEncoder` wrote them once; null: unknown. */
export function csvText(rows: readonly (readonly (string | null)[])[]): string {
  return stringify(rows as (string | null)[][], OPTIONS);
}

export const createCsvEncoder: CreateEncoder = (columns) => {
  const formats = columns.map(formatter);
  return {
    start: () => csvText([columns.map(({ name }) => safeText(name))]),
    encode(batch) {
      const rows = new Array<(string | null)[]>(batch.length);
      for (let r = 0; r < batch.length; r += 1) {
        const row = new Array<string | null>(formats.length);
        for (let c = 0; c < formats.length; c += 1) row[c] = formats[c]!(batch.columns[c]![r]!);
        rows[r] = row;
      }
      return csvText(rows);
    },
    end: () => '',
  };
};

/** null: unknown */
function formatter({ type }: ExportColumn): (value: Cell) => string | null {
  if (type === 'time') return (value) => (value === null ? null : new Date(Number(value)).toISOString());
  return (value) => {
    if (value === null) return null;
    if (typeof value === 'number') return numberText(value);
    return typeof value === 'string' ? safeText(value) : String(value);
  };
}

function numberText(value: number): string {
  return Number.isNaN(value) ? 'nan' : String(value);
}

function safeText(text: string): string {
  return FORMULA.test(text) && !PLAIN_NUMBER.test(text) ? `'${text}` : text;
}
