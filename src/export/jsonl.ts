/**
 * One JSON object a line, keys in column order, every key in every line. Infinities are the numbers 1e999 and -1e999,
 * which every reader takes for infinite. JSON has no NaN: it is the string "NaN", which pandas reads as a number, and
 * DuckDB and Python after a cast.
 */
import type { CreateEncoder } from './format.ts';
import type { Cell } from './table.ts';

export const createJsonlEncoder: CreateEncoder = (columns) => {
  const keys = columns.map(({ name }, i) => `${i === 0 ? '{' : ','}${JSON.stringify(name)}:`);
  return {
    start: () => '',
    encode(batch) {
      let text = '';
      for (let r = 0; r < batch.length; r += 1) {
        for (let c = 0; c < keys.length; c += 1) {
          text += keys[c]! + cellText(batch.columns[c]![r]!, columns[c]!.type === 'time');
        }
        text += '}\n';
      }
      return text;
    },
    end: () => '',
  };
};

function cellText(value: Cell, isTime: boolean): string {
  if (typeof value === 'number') {
    if (isTime) return `"${new Date(value).toISOString()}"`;
    if (Number.isFinite(value)) return String(value);
    if (Number.isNaN(value)) return '"NaN"';
    return value > 0 ? '1e999' : '-1e999';
  }
  return JSON.stringify(value);
}
