/** The CSV files of a report: rows of the claims that are written anew, among those that the folder keeps of others. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../../../db/index.ts';
import { csvText, evidenceCsv, exportTable, memorySink } from '../../export/index.ts';
import type { ClaimDefinition } from '../definition.ts';
import type { ClaimEvidence } from '../evidence.ts';
import { runIdsOf } from '../totals.ts';
import { type Kept, parseRows, type Row } from './kept.ts';

export interface ReportEntry {
  readonly claim: ClaimDefinition;
  readonly evidence: ClaimEvidence;
}

/** Of the many metrics of a run those that tables are made of; the rest is in the database. */
const CSV_METRICS = ['validation/accuracy', 'validation/loss', 'test/accuracy', 'test/loss', 'train/loss'];

/** `claims.csv`, in the order of the claims. @returns its rows */
export function writeComparisons(entries: readonly ReportEntry[], kept: Kept, folder: string): Row[] {
  const numbers = new Map(
    [...entries.map(({ claim }) => claim), ...kept.pages].map(({ id, number }) => [id, number]),
  );
  const fresh = parseRows(evidenceCsv(entries.map(({ evidence }) => evidence)));
  const rows = [...fresh, ...kept.comparisons].sort(
    (a, b) => numbers.get(a.claim!)! - numbers.get(b.claim!)!,
  );
  writeRows(path.join(folder, 'claims.csv'), rows);
  return rows;
}

/** `runs.csv`, ordered by id, which is by time; `claims` says which ones a run stands behind. @returns its rows */
export async function writeRuns(
  db: Database,
  entries: readonly ReportEntry[],
  kept: Kept,
  folder: string,
): Promise<Row[]> {
  const claims = new Map<string, string[]>();
  for (const { claim, evidence } of entries) {
    for (const id of runIdsOf(evidence)) claims.set(id, [...(claims.get(id) ?? []), claim.id]);
  }
  const sink = memorySink();
  const query = { ids: [...claims.keys()], keys: CSV_METRICS };
  await exportTable(db, { table: 'runs', format: 'csv', query, sink });
  const rows = new Map(kept.runs.map((row) => [row.id!, row]));
  for (const row of parseRows(sink.bytes())) {
    const others = rows.get(row.id!)?.claims?.split(' ') ?? [];
    rows.set(row.id!, { ...row, claims: [...others, ...claims.get(row.id!)!].sort().join(' ') });
  }
  const sorted = [...rows.values()].sort((a, b) => (a.id! < b.id! ? -1 : 1));
  writeRows(path.join(folder, 'runs.csv'), sorted);
  return sorted;
}

/** Columns in the order in which rows bring them. */
function writeRows(file: string, rows: readonly Row[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  writeFileSync(file, csvText([columns, ...rows.map((row) => columns.map((name) => row[name] ?? null))]));
}
