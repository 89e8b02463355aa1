/** Artifacts: named bytes of a run, kept as files by their SHA-256. */
import { readFileSync } from 'node:fs';
import { artifactPath } from '../artifact-files.ts';
import type { Database } from '../database.ts';
import { NotFoundError } from '../errors.ts';
import type { ArtifactRecord } from '../types.ts';

/** Of one run, by name and step. */
export function listArtifacts(db: Database, runId: string): ArtifactRecord[] {
  return db.client
    .prepare(
      `select runs.id as runId, artifacts.name, kind, step, sha256, bytes, mime, artifacts.created_at as createdAt
       from artifacts join runs on no = run_no where runs.id = ? order by artifacts.name, step`,
    )
    .all(runId) as ArtifactRecord[];
}

/** The artifact of that name; of several steps the last, unless `step` says which. null: there is none. */
export function findArtifact(
  db: Database,
  runId: string,
  name: string,
  step?: number,
): ArtifactRecord | null {
  const all = listArtifacts(db, runId).filter((one) => one.name === name);
  return (step === undefined ? all.at(-1) : all.find((one) => one.step === step)) ?? null;
}

/** Bytes of an artifact. @throws NotFoundError where it, or its file, is missing */
export function readArtifact(db: Database, runId: string, name: string, step?: number): Buffer {
  const found = findArtifact(db, runId, name, step);
  if (found === null) {
    const names = [...new Set(listArtifacts(db, runId).map((one) => one.name))].join(', ') || 'none';
    throw new NotFoundError(`run ${runId} has no artifact "${name}"; it has: ${names}`);
  }
  const file = artifactPath(db, found.sha256);
  try {
    return readFileSync(file);
  } catch {
    throw new NotFoundError(
      `the file of artifact "${name}" of run ${runId} is missing (${file}): copy the artifacts folder beside the ` +
        'database, or train the run again with --rerun',
    );
  }
}
