/** Rows of artifacts; their bytes are written first (artifact-files.ts). */
import { storeBytes, storeFile } from '../artifact-files.ts';
import type { Database } from '../database.ts';
import { type Holding, heartbeat } from '../queue/claim.ts';
import { statement } from '../statement.ts';

export interface ArtifactInput {
  readonly name: string;
  readonly kind: string;
  readonly mime: string;
  readonly step: number | null;
  readonly content: { readonly bytes: Uint8Array } | { readonly file: string };
}

/** Stores bytes or a file for a run that this process holds; the same name and step replaces. @throws RunLostError */
export function storeArtifact(db: Database, run: Holding, input: ArtifactInput): void {
  const { content, name, step } = input;
  const { sha256, bytes } = 'bytes' in content ? storeBytes(db, content.bytes) : storeFile(db, content.file);
  db.transaction(() => {
    heartbeat(db, run);
    statement(db, 'delete from artifacts where run_no = ? and name = ? and step is ?').run(
      run.no,
      name,
      step,
    );
    statement(
      db,
      'insert into artifacts (run_no, name, kind, step, sha256, bytes, mime, created_at) values (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(run.no, name, input.kind, step, sha256, bytes, input.mime, Date.now());
  });
}
