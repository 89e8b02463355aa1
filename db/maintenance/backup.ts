/** A copy of a database that is in use. */
import { copyFileSync, existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { artifactPath } from '../artifact-files.ts';
import { artifactsFolder, type Database, openSnapshot } from '../database.ts';
import { DatabaseError } from '../errors.ts';

export interface BackupReport {
  readonly path: string;
  readonly artifactsCopied: number;
  /** SHA-256 of artifacts whose file was missing */
  readonly artifactsMissing: readonly string[];
}

/**
 * Copies database and artifacts to `target` while others write: the state at the call, by SQLite's online backup. Logs
 * stay behind. The database appears last: where it is there, its artifacts are too.
 * @throws DatabaseError where `target` exists
 */
export async function backupDatabase(db: Database, target: string): Promise<BackupReport> {
  const file = path.resolve(target);
  if (existsSync(file)) {
    throw new DatabaseError(
      `${file} exists: a backup never overwrites, so name a new file or delete that one`,
    );
  }
  mkdirSync(path.dirname(file), { recursive: true });
  const partial = `${file}.partial`;
  rmSync(partial, { force: true });
  // without one, SQLite begins anew whenever another process has written between two parts of the copy
  const snapshot = openSnapshot(db);
  try {
    await snapshot.client.backup(partial);
    const copied = copyArtifacts(db, { artifactsPath: artifactsFolder(file) }, referencedHashes(snapshot));
    renameSync(partial, file);
    return { path: file, ...copied };
  } finally {
    snapshot.close();
    rmSync(partial, { force: true });
  }
}

/** SHA-256 of every artifact that a run refers to, once each. */
export function referencedHashes(db: Database): string[] {
  return db.client.prepare('select distinct sha256 from artifacts order by sha256').pluck().all() as string[];
}

/** Copies the files that `to` lacks; each appears whole or not at all. */
export function copyArtifacts(
  from: Pick<Database, 'artifactsPath'>,
  to: Pick<Database, 'artifactsPath'>,
  hashes: Iterable<string>,
): { artifactsCopied: number; artifactsMissing: string[] } {
  let artifactsCopied = 0;
  const artifactsMissing: string[] = [];
  for (const sha256 of hashes) {
    const target = artifactPath(to, sha256);
    if (existsSync(target)) continue;
    const source = artifactPath(from, sha256);
    if (!existsSync(source)) {
      artifactsMissing.push(sha256);
      continue;
    }
    mkdirSync(path.dirname(target), { recursive: true });
    const partial = `${target}.${process.pid}.partial`;
    copyFileSync(source, partial);
    renameSync(partial, target);
    artifactsCopied += 1;
  }
  return { artifactsCopied, artifactsMissing };
}
