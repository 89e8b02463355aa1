/** The log of a run: what the process prints while it trains, in a file that can be followed live. */
import { closeSync, openSync, writeSync } from 'node:fs';

export interface RunLog {
  /** one line, with the time */
  line(text: string): void;
  /** ends the redirection */
  close(): void;
}

/**
 * Sends stdout and stderr of this process to `file` until it is closed. Written at once, not buffered, so that
 * `tail -f` follows and a crash loses nothing. What native code writes to the descriptors themselves goes past
 * this; the parent of a worker collects it from the pipe.
 */
export function openRunLog(file: string): RunLog {
  const descriptor = openSync(file, 'a');
  const streams = [process.stdout, process.stderr];
  const originals = streams.map((stream) => stream.write);
  const write = (chunk: string | Uint8Array, encoding?: unknown, done?: unknown): boolean => {
    writeSync(descriptor, typeof chunk === 'string' ? Buffer.from(chunk) : chunk);
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') callback();
    return true;
  };
  for (const stream of streams) stream.write = write as typeof stream.write;
  return {
    line: (text) => {
      writeSync(descriptor, `${new Date().toISOString()}  ${text}\n`);
    },
    close() {
      streams.forEach((stream, i) => {
        stream.write = originals[i]!;
      });
      closeSync(descriptor);
    },
  };
}
