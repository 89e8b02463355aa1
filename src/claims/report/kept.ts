/**
 * What the folder of a report holds of claims that are not written anew, perhaps from another database: their pages, their
 * lines of the index, and their rows of the two CSV files.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'csv-parse/sync';

/** A row of a CSV by its columns; null: unknown. */
export type Row = Readonly<Record<string, string | null>>;

export interface KeptPage {
  readonly number: number;
  /** the claim's id */
  readonly id: string;
  /** its row of the index */
  readonly line: string;
  readonly hardware: string;
}

export interface Kept {
  readonly pages: readonly KeptPage[];
  readonly comparisons: readonly Row[];
  /** with the claims that a run stands behind in `claims`, separated by spaces */
  readonly runs: readonly Row[];
}

/** Of every page of the folder but those of `replaced`, by the ids of claims. */
export function readKept(folder: string, replaced: ReadonlySet<string>): Kept {
  const index = path.join(folder, 'README.md');
  const lines = existsSync(index) ? readFileSync(index, 'utf8').split('\n') : [];
  const pages = readdirSync(folder).flatMap((file): KeptPage[] => {
    const [, number, id] = /^(\d+)-(.+)\.md$/.exec(file) ?? [];
    const line = lines.find((one) => one.startsWith('| ') && one.includes(`](${file})`));
    if (id === undefined || replaced.has(id) || line === undefined) return [];
    const [, hardware] =
      / in all, on (.+); engine /.exec(readFileSync(path.join(folder, file), 'utf8')) ?? [];
    return [{ number: Number(number), id, line, hardware: hardware ?? 'an unknown machine' }];
  });
  const ids = new Set(pages.map(({ id }) => id));
  const runs = readRows(path.join(folder, 'runs.csv')).flatMap((row): Row[] => {
    const claims = (row.claims ?? '').split(' ').filter((id) => ids.has(id));
    return claims.length === 0 ? [] : [{ ...row, claims: claims.join(' ') }];
  });
  return {
    pages,
    comparisons: readRows(path.join(folder, 'claims.csv')).filter(({ claim }) => ids.has(claim ?? '')),
    runs,
  };
}

/** No file: no rows. */
function readRows(file: string): Row[] {
  return existsSync(file) ? parseRows(readFileSync(file)) : [];
}

export function parseRows(csv: Buffer): Row[] {
  return parse(csv, {
    columns: true,
    cast: (value, { quoting }) => (value === '' && !quoting ? null : value),
  });
}
