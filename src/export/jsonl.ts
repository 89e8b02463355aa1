/**
 * One JSON object a line, keys in column order, every key in every line. JSON has no NaN: non-finite numbers are the
 * strings "NaN", "Infinity" and "-Infinity", which a cast to a float reads back (pandas, DuckDB, Python).
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
    return Number.isFinite(value) ? String(value) : `"${value}"`;
  }
  return JSON.stringify(value);
}
