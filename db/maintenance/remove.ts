/** Deleting runs and sweeps, and what is left behind of them. */
import { existsSync, readdirSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from '../database.ts';
import { DatabaseError, NotFoundError } from '../errors.ts';
import { resolveRunNumber } from '../queries/runs.ts';
import { referencedHashes } from './backup.ts';
import { storedFiles } from './check.ts';
import { runsOnlyOf } from './removal.ts';

/**
 * Deletes runs with their points, parameters, tags, notes and logs; artifact files go at the next `collectGarbage`.
 * @throws NotFoundError, or DatabaseError where one is running (cancel it first); then nothing is deleted
 */
export function removeRuns(
  db: Database,
  references: readonly string[],
): { readonly removed: readonly string[] } {
  const removed = db.transaction(() => {
    const numbers = references.map((reference) => resolveRunNumber(db, reference));
    return [...new Set(numbers)].map((no) => {
      const { id, status } = db.client.prepare('select id, status from runs where no = ?').get(no) as {
        id: string;
        status: string;
      };
      if (status === 'running') {
        throw new DatabaseError(
          `run ${id} is running and cannot be removed: \`descent cancel ${id}\` first. Nothing was removed`,
        );
      }
      db.client.prepare('delete from runs where no = ?').run(no);
      return id;
    });
  });
  for (const id of removed) rmSync(path.join(db.artifactsPath, 'logs', `${id}.log`), { force: true });
  return { removed };
}

/** Deletes a sweep; with `runs`, also its runs that no other sweep has. @throws as removeRuns */
export function removeSweep(
  db: Database,
  sweepId: string,
  options: { readonly runs?: boolean } = {},
): { readonly removed: readonly string[] } {
  let removed: readonly string[] = [];
  db.transaction(() => {
    if (db.client.prepare('select 1 from sweeps where id = ?').get(sweepId) === undefined) {
      throw new NotFoundError(`no sweep ${sweepId} in ${db.path}`);
    }
    if (options.runs) {
      removed = removeRuns(db, runsOnlyOf(db, [sweepId])).removed;
    }
    db.client.prepare('delete from sweeps where id = ?').run(sweepId);
  });
  rmSync(path.join(db.artifactsPath, 'sweep-logs', `${sweepId}.log`), { force: true });
  return { removed };
}

export interface GarbageOptions {
  /** only says what would go */
  readonly dryRun?: boolean;
  /** cancelled runs that ended longer ago than this go too; default: none */
  readonly cancelledOlderThanMs?: number;
  /** younger files are left: their run may be about to refer to them; default one hour */
  readonly filesOlderThanMs?: number;
  /** gives freed pages back to the file system (needs the database for itself for a while); default false */
  readonly vacuum?: boolean;
}

export interface GarbageReport {
  readonly runs: readonly string[];
  /** artifact, temporary and log files */
  readonly files: number;
  readonly bytes: number;
  /** files left because they are too young */
  readonly young: number;
}

/** Deletes old cancelled runs (if asked), files that nothing refers to and environments without runs. */
export function collectGarbage(db: Database, options: GarbageOptions = {}): GarbageReport {
  const { dryRun = false, cancelledOlderThanMs, filesOlderThanMs = 3_600_000 } = options;
  const runs =
    cancelledOlderThanMs === undefined
      ? []
      : (db.client
          .prepare(
            `select id from runs where status = 'cancelled' and coalesce(finished_at, created_at) <= ? order by no`,
          )
          .pluck()
          .all(Date.now() - cancelledOlderThanMs) as string[]);
  if (!dryRun) {
    removeRuns(db, runs);
    db.client.exec(
      'delete from environment where hash not in (select environment_hash from runs where environment_hash is not null)',
    );
  }
  let files = 0;
  let bytes = 0;
  let young = 0;
  const before = Date.now() - filesOlderThanMs;
  for (const file of unreferencedFiles(db)) {
    const stats = statSync(file, { throwIfNoEntry: false });
    // a running sweep has moved or deleted it since it was listed
    if (stats === undefined) continue;
    if (stats.mtimeMs > before) {
      young += 1;
      continue;
    }
    if (!dryRun) rmSync(file, { force: true });
    files += 1;
    bytes += stats.size;
  }
  if (!dryRun && options.vacuum) {
    db.client.exec('vacuum');
    // until then the file keeps its size and the log holds a second copy
    db.client.pragma('wal_checkpoint(TRUNCATE)');
  }
  return { runs, files, bytes, young };
}

function unreferencedFiles(db: Database): string[] {
  const referenced = new Set(referencedHashes(db));
  const ids = new Set(db.client.prepare('select id from runs').pluck().all() as string[]);
  const sweeps = new Set(db.client.prepare('select id from sweeps').pluck().all() as string[]);
  const inside = (folder: string): string[] => {
    const place = path.join(db.artifactsPath, folder);
    return existsSync(place) ? readdirSync(place).map((name) => path.join(place, name)) : [];
  };
  return [
    ...storedFiles(db).filter((file) => !referenced.has(path.basename(file))),
    ...inside('tmp'),
    ...inside('logs').filter((file) => !ids.has(path.parse(file).name)),
    ...inside('sweep-logs').filter((file) => !sweeps.has(path.parse(file).name)),
  ];
}
