/** Sweeps and how far they are. */
import type { Database } from '../database.ts';
import { NotFoundError } from '../errors.ts';
import { RUN_STATUSES } from '../schema.ts';
import type { StatusCounts, SweepRecord } from '../types.ts';

/** Runs by status: of one sweep, or of the whole database. */
export function countRuns(db: Database, sweepId?: string): StatusCounts {
  const rows = db.client
    .prepare(
      sweepId === undefined
        ? 'select status, count(*) as n from runs group by status'
        : 'select status, count(*) as n from sweep_runs join runs on no = run_no where sweep_id = ? group by status',
    )
    .all(...(sweepId === undefined ? [] : [sweepId])) as { status: string; n: number }[];
  const counts: Record<string, number> = { total: 0 };
  for (const status of RUN_STATUSES) counts[status] = 0;
  for (const { status, n } of rows) {
    counts[status] = n;
    counts.total! += n;
  }
  return counts as unknown as StatusCounts;
}

interface Row {
  id: string;
  name: string;
  hash: string;
  definition: string;
  recording: string | null;
  source: string | null;
  created_at: number;
}

function record(db: Database, row: Row): SweepRecord {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    definition: JSON.parse(row.definition),
    recording: row.recording === null ? null : JSON.parse(row.recording),
    source: row.source,
    createdAt: row.created_at,
    counts: countRuns(db, row.id),
  };
}

/** Newest first. */
export function listSweeps(db: Database): SweepRecord[] {
  const rows = db.client.prepare('select * from sweeps order by id desc').all() as Row[];
  return rows.map((row) => record(db, row));
}

/** By id, by name (the newest of that name), or by an unambiguous start or end of the id. null: there is none. */
export function findSweep(db: Database, reference: string): SweepRecord | null {
  const exact = db.client
    .prepare('select * from sweeps where id = ? or name = ? order by id = ? desc, id desc limit 1')
    .get(reference, reference, reference) as Row | undefined;
  if (exact !== undefined) return record(db, exact);
  if (reference === '') return null;
  const part = reference.toLowerCase();
  const rows = db.client
    .prepare(
      'select * from sweeps where substr(id, 1, length(@part)) = @part or substr(id, -length(@part)) = @part limit 2',
    )
    .all({ part }) as Row[];
  return rows.length === 1 ? record(db, rows[0]!) : null;
}

/** @throws NotFoundError with the names that there are */
export function getSweep(db: Database, reference: string): SweepRecord {
  const found = findSweep(db, reference);
  if (found !== null) return found;
  const names = db.client
    .prepare('select distinct name from sweeps order by name limit 10')
    .pluck()
    .all() as string[];
  const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
  throw new NotFoundError(`no sweep "${reference}" in ${db.path}: ${known}`);
}
