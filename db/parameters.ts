/** Parameters: flat, filterable key-value pairs. A RunConfig is flattened by src/config/flatten.ts, others here. */
import type { Database } from './database.ts';
import type { ParameterValue } from './types.ts';

/** Nested objects become dotted keys, arrays JSON text. @throws TypeError for a value that is none of these. */
export function flattenParameters(value: object): Record<string, ParameterValue> {
  const flat: Record<string, ParameterValue> = {};
  for (const [key, entry] of Object.entries(value)) {
    flatten(key, entry, flat);
  }
  return flat;
}

function flatten(key: string, value: unknown, flat: Record<string, ParameterValue>): void {
  if (value === undefined) return;
  if (
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean' ||
    typeof value === 'number'
  ) {
    flat[key] = value;
  } else if (Array.isArray(value) || ArrayBuffer.isView(value)) {
    flat[key] = JSON.stringify(
      Array.isArray(value) ? value : Array.from(value as unknown as ArrayLike<unknown>),
    );
  } else if (typeof value === 'object') {
    for (const [inner, entry] of Object.entries(value)) flatten(`${key}.${inner}`, entry, flat);
  } else {
    throw new TypeError(
      `parameter ${key} must be a string, number, boolean, null, array or object of these, got ${typeof value}`,
    );
  }
}

/**
 * A number is stored in `number`, a string in `text`, a boolean in both (text `true`, number 1), null in neither;
 * NaN and ±Infinity as text of that name, for SQLite takes NaN for NULL.
 */
export function storeParameters(db: Database, runNo: number, values: Record<string, ParameterValue>): void {
  const insert = db.client.prepare(
    `insert into parameters (run_no, key, text, number) values (?, ?, ?, ?)
     on conflict (run_no, key) do update set text = excluded.text, number = excluded.number`,
  );
  for (const [key, value] of Object.entries(values)) insert.run(runNo, key, ...encodeParameter(value));
}

function encodeParameter(value: ParameterValue): [string | null, number | null] {
  if (value === null) return [null, null];
  if (typeof value === 'boolean') return [String(value), Number(value)];
  if (typeof value === 'string') return [value, null];
  return Number.isFinite(value) ? [null, value] : [String(value), null];
}

/** The inverse of how a parameter is stored. */
export function decodeParameter(text: string | null, number: number | null): ParameterValue {
  if (number === null) return text;
  return text === null ? number : number === 1;
}
