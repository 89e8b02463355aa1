/** The log of a run: its last lines for the page, and where the whole of it lies. */
import { closeSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { type Database, logPath } from '../../db/index.ts';
import { insideOf } from '../safety/attachment.ts';

/** The end of a log that a page shows; the rest is in the file. */
const TAIL_BYTES = 48 * 1024;

export interface LogTail {
  readonly text: string;
  /** bytes before it that are not shown */
  readonly left: number;
}

const RUN_ID = /^[a-z0-9]+$/;

/** null: this run has none (it waits, or a program logged it) */
export function logFile(db: Database, runId: string): string | null {
  return RUN_ID.test(runId) ? insideOf(db.artifactsPath, logPath(db, runId)) : null;
}

/** null: there is no log */
export function logTail(db: Database, runId: string): LogTail | null {
  const file = logFile(db, runId);
  if (file === null) return null;
  const handle = openSync(file, 'r');
  try {
    const { size } = fstatSync(handle);
    const buffer = Buffer.alloc(Math.min(size, TAIL_BYTES));
    const read = readSync(handle, buffer, 0, buffer.length, size - buffer.length);
    const text = buffer.subarray(0, read).toString('utf8');
    // begins with a whole line
    const from = size > TAIL_BYTES ? text.indexOf('\n') + 1 : 0;
    return {
      text: plain(text.slice(from)),
      left: size - buffer.length + Buffer.byteLength(text.slice(0, from)),
    };
  } finally {
    closeSync(handle);
  }
}

/** Changes whenever the log does: cheaper than reading it. */
export function logStamp(db: Database, runId: string): string {
  if (!RUN_ID.test(runId)) return '';
  try {
    const { size, mtimeMs } = statSync(logPath(db, runId));
    return `${size} ${mtimeMs}`;
  } catch {
    return '';
  }
}

/** Without the colours that programs write for terminals, and other characters that no page can show. */
function plain(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours begin with one
      .replaceAll(/\u001b\[[0-9;?]*[A-Za-z]/g, '')
      .replaceAll('\r\n', '\n')
      .replaceAll(/[^\P{Cc}\n\t]/gu, '\ufffd')
  );
}
