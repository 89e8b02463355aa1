/** Whether a database is sound. */
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { artifactPath, hashFile } from '../artifact-files.ts';
import type { Database } from '../database.ts';
import { referencedHashes } from './backup.ts';

export type ProblemKind =
  | 'integrity'
  | 'foreign-key'
  | 'summary'
  | 'stray-points'
  | 'artifact-missing'
  | 'artifact-damaged'
  | 'artifact-unreferenced';

export interface Problem {
  readonly kind: ProblemKind;
  /** what was found */
  readonly message: string;
  /** the way out */
  readonly fix: string;
}

export interface CheckReport {
  /** no problems; files that nothing refers to only take up space and do not count */
  readonly ok: boolean;
  readonly runs: number;
  readonly points: number;
  readonly artifacts: number;
  readonly problems: readonly Problem[];
}

/** Reads everything, changes nothing. `hashes`: also reads every artifact and compares its SHA-256 (default true). */
export function checkDatabase(db: Database, options: { readonly hashes?: boolean } = {}): CheckReport {
  const problems = [
    ...integrity(db),
    ...foreignKeys(db),
    ...strayPoints(db),
    ...summaries(db),
    ...artifactFiles(db, options.hashes !== false),
  ];
  const count = (sql: string): number => db.client.prepare(sql).pluck().get() as number;
  return {
    ok: problems.every(({ kind }) => kind === 'artifact-unreferenced'),
    runs: count('select count(*) from runs'),
    points: count('select count(*) from metrics'),
    artifacts: count('select count(*) from artifacts'),
    problems,
  };
}

function integrity(db: Database): Problem[] {
  const lines = (db.client.pragma('integrity_check') as { integrity_check: string }[]).map(
    (row) => row.integrity_check,
  );
  return lines
    .filter((line) => line !== 'ok')
    .map((message) => ({
      kind: 'integrity' as const,
      message,
      fix: 'restore a backup, or save what is readable with the sqlite3 shell: .recover',
    }));
}

function foreignKeys(db: Database): Problem[] {
  const rows = db.client.pragma('foreign_key_check') as {
    table: string;
    rowid: number | null;
    parent: string;
  }[];
  return rows.map(({ table, rowid, parent }) => ({
    kind: 'foreign-key' as const,
    message: `row ${rowid ?? '?'} of ${table} refers to a row of ${parent} that does not exist`,
    fix: 'restore a backup: descent never writes such rows',
  }));
}

function strayPoints(db: Database): Problem[] {
  const rows = db.client
    .prepare(
      `select run_no as runNo, key_id as keyId from (select distinct run_no, key_id from metrics)
       where run_no not in (select no from runs) or key_id not in (select id from metric_keys)`,
    )
    .all() as { runNo: number; keyId: number }[];
  return rows.map(({ runNo, keyId }) => ({
    kind: 'stray-points' as const,
    message: `points of run number ${runNo}, metric number ${keyId}, of which one does not exist`,
    fix: 'restore a backup: descent never writes such points',
  }));
}

/** Compares every summary with its points, in SQL: one pass over the table. */
function summaries(db: Database): Problem[] {
  const rows = db.client
    .prepare(
      `with points as (
         select run_no, key_id, count(*) as count, count(*) - count(value) as nan_count, min(value) as min,
           max(value) as max, max(step) as last_step from metrics group by run_no, key_id),
       expected as (
         select p.*, (select value from metrics m where m.run_no = p.run_no and m.key_id = p.key_id
                        and m.step = p.last_step) as last,
           (select min(step) from metrics m where m.run_no = p.run_no and m.key_id = p.key_id and m.value = p.min) as min_step,
           (select min(step) from metrics m where m.run_no = p.run_no and m.key_id = p.key_id and m.value = p.max) as max_step
         from points p),
       wrong as (
         select e.run_no, e.key_id from expected e left join run_summary s using (run_no, key_id)
           left join metric_keys k on k.id = e.key_id
         where s.count is not e.count or s.nan_count is not e.nan_count or s.min is not e.min or s.max is not e.max
           or s.last is not e.last or s.last_step is not e.last_step or s.min_step is not e.min_step
           or s.max_step is not e.max_step
           or s.best is not case k.direction when 'min' then e.min when 'max' then e.max end
           or s.best_step is not case k.direction when 'min' then e.min_step when 'max' then e.max_step end
         union
         select s.run_no, s.key_id from run_summary s left join points p using (run_no, key_id) where p.count is null)
       select coalesce(r.id, wrong.run_no) as run, coalesce(k.name, wrong.key_id) as metric
       from wrong left join runs r on r.no = run_no left join metric_keys k on k.id = key_id`,
    )
    .all() as { run: string; metric: string }[];
  return rows.map(({ run, metric }) => ({
    kind: 'summary' as const,
    message: `the summary of ${metric} of run ${run} does not agree with its points`,
    fix: 'restore a backup, or remove the run (descent rm) and train it again',
  }));
}

function artifactFiles(db: Database, hashes: boolean): Problem[] {
  const problems: Problem[] = [];
  const referenced = new Set(referencedHashes(db));
  for (const sha256 of referenced) {
    const file = artifactPath(db, sha256);
    if (!existsSync(file)) {
      problems.push({
        kind: 'artifact-missing',
        message: `artifact file ${file} is missing`,
        fix: 'copy it from a backup (the folder beside the database belongs to it)',
      });
    } else if (hashes && hashFile(file) !== sha256) {
      problems.push({
        kind: 'artifact-damaged',
        message: `artifact file ${file} does not have the SHA-256 of its name`,
        fix: 'delete it and copy it from a backup',
      });
    }
  }
  for (const file of storedFiles(db)) {
    if (referenced.has(path.basename(file))) continue;
    problems.push({
      kind: 'artifact-unreferenced',
      message: `no run refers to artifact file ${file}`,
      fix: 'descent gc deletes it',
    });
  }
  return problems;
}

/** Absolute paths of all artifact files; logs and temporary files are none. */
export function storedFiles(db: Pick<Database, 'artifactsPath'>): string[] {
  if (!existsSync(db.artifactsPath)) return [];
  const folders = readdirSync(db.artifactsPath).filter((name) => /^[0-9a-f]{2}$/.test(name));
  return folders.flatMap((name) => {
    const folder = path.join(db.artifactsPath, name);
    return readdirSync(folder).map((file) => path.join(folder, file));
  });
}
