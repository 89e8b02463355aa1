/** Files beside the database: artifacts named by SHA-256, logs named by run. */
import { createHash, randomUUID } from 'node:crypto';
import {
  close,
  closeSync,
  fsync,
  mkdirSync,
  open,
  openSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Database } from './database.ts';

/** `<artifacts>/ab/abcdef…`: 256 folders, since some file systems slow down with many entries in one. */
export function artifactPath(db: Pick<Database, 'artifactsPath'>, sha256: string): string {
  return path.join(db.artifactsPath, sha256.slice(0, 2), sha256);
}

/** Text log of a run; the folder is made. */
export function logPath(db: Pick<Database, 'artifactsPath'>, runId: string): string {
  const folder = path.join(db.artifactsPath, 'logs');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${runId}.log`);
}

/** What the processes printed that the dashboard has started for a sweep; the folder is made. */
export function sweepLogPath(db: Pick<Database, 'artifactsPath'>, sweepId: string): string {
  const folder = path.join(db.artifactsPath, 'sweep-logs');
  mkdirSync(folder, { recursive: true });
  return path.join(folder, `${sweepId}.log`);
}

/** Writes bytes under their SHA-256, or finds them there. */
export function storeBytes(db: Database, bytes: Uint8Array): { sha256: string; bytes: number } {
  return store(db, function* () {
    yield bytes;
  });
}

/** Copies a file of any size under its SHA-256, or finds it there. */
export function storeFile(
  db: Pick<Database, 'artifactsPath'>,
  file: string,
): { sha256: string; bytes: number } {
  return store(db, () => chunks(file));
}

/** SHA-256 of a file, hexadecimal. */
export function hashFile(file: string): string {
  const hash = createHash('sha256');
  for (const chunk of chunks(file)) hash.update(chunk);
  return hash.digest('hex');
}

function* chunks(file: string): Generator<Uint8Array> {
  const handle = openSync(file, 'r');
  try {
    const buffer = Buffer.allocUnsafe(1 << 20);
    for (let n = readSync(handle, buffer); n > 0; n = readSync(handle, buffer)) yield buffer.subarray(0, n);
  } finally {
    closeSync(handle);
  }
}

/** Written whole or not at all: to a temporary file, then renamed. */
function store(
  db: Pick<Database, 'artifactsPath'>,
  source: () => Iterable<Uint8Array>,
): { sha256: string; bytes: number } {
  const temporary = path.join(db.artifactsPath, 'tmp', randomUUID());
  mkdirSync(path.dirname(temporary), { recursive: true });
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    const handle = openSync(temporary, 'wx');
    try {
      for (const chunk of source()) {
        hash.update(chunk);
        for (let at = 0; at < chunk.length; ) at += writeSync(handle, chunk, at);
        bytes += chunk.length;
      }
    } finally {
      closeSync(handle);
    }
    const sha256 = hash.digest('hex');
    const file = artifactPath(db, sha256);
    if (!isThere(file, bytes)) {
      mkdirSync(path.dirname(file), { recursive: true });
      renameSync(temporary, file);
      syncLater(file);
      syncLater(path.dirname(file));
    }
    return { sha256, bytes };
  } finally {
    rmSync(temporary, { force: true });
  }
}

/**
 * Whether the file has its whole content; after a power cut it may have lost that. It becomes young again, so that a
 * collection of garbage leaves it until the row that names it is written.
 */
function isThere(file: string, bytes: number): boolean {
  try {
    if (statSync(file).size !== bytes) return false;
    const now = new Date();
    utimesSync(file, now, now);
    return true;
  } catch {
    // Not there, or another user's: written anew in either case.
    return false;
  }
}

/**
 * To the disk, in the background: the commit that names the file is no sooner there (WAL, synchronous NORMAL), and
 * waiting for eight of these would cost a run of half a second a tenth of its time. A rename is durable only when its
 * folder is.
 */
function syncLater(fileOrFolder: string): void {
  open(fileOrFolder, 'r', (error, handle) => {
    // A file that is gone again needs no sync; Windows has none for folders.
    if (!error) fsync(handle, () => close(handle, () => {}));
  });
}
