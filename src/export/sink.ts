/** Where an export goes: a file that appears only when it is complete, or a stream. */
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  fsyncSync,
  mkdirSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';

export interface Sink {
  write(chunk: string | Uint8Array): Promise<void>;
  /** the result is complete */
  close(): void;
  /** throws the incomplete result away */
  abort(): void;
}

/**
 * Written beside the target under another name, renamed at the end: nobody ever reads half an export, and a file that
 * was there stays until then. A device or a named pipe is written as it is.
 * @throws Error, before anything is written, where the target is a folder or cannot be written
 */
export function fileSink(file: string): Sink {
  const place = path.resolve(file);
  const there = whatIsThere(place, file);
  if (there?.isDirectory()) {
    throw new Error(`${file} is a folder: expected the name of a file to write`);
  }
  if (there !== undefined && !there.isFile()) return deviceSink(place);
  // through a link to the file itself, so that the link stays one
  const target = there === undefined ? place : realpathSync(place);
  const temporary = `${target}.${randomBytes(4).toString('hex')}.partial`;
  const descriptor = openForWriting(temporary, file);
  const removeOnExit = () => rmSync(temporary, { force: true });
  process.once('exit', removeOnExit);
  let open = true;
  const shut = () => {
    if (open) closeSync(descriptor);
    open = false;
    process.removeListener('exit', removeOnExit);
  };
  return {
    write: (chunk) => writeAll(descriptor, chunk),
    close() {
      fsyncSync(descriptor);
      shut();
      renameSync(temporary, target);
    },
    abort() {
      shut();
      rmSync(temporary, { force: true });
    },
  };
}

function whatIsThere(place: string, file: string): Stats | undefined {
  try {
    return statSync(place, { throwIfNoEntry: false });
  } catch (error) {
    throw notWritable(file, error);
  }
}

function notWritable(file: string, error: unknown): Error {
  const why = (error as Error).message;
  return new Error(`${file} cannot be written (${why}): name a file in a folder that you may write to`, {
    cause: error,
  });
}

function deviceSink(place: string): Sink {
  const descriptor = openSync(place, 'w');
  return {
    write: (chunk) => writeAll(descriptor, chunk),
    close: () => closeSync(descriptor),
    abort: () => closeSync(descriptor),
  };
}

function openForWriting(temporary: string, file: string): number {
  try {
    mkdirSync(path.dirname(temporary), { recursive: true });
    return openSync(temporary, 'wx');
  } catch (error) {
    throw notWritable(file, error);
  }
}

async function writeAll(descriptor: number, chunk: string | Uint8Array): Promise<void> {
  const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
  for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
}

/** Waits where the reader is slower, so that memory stays flat. The stream itself is left open. */
export function streamSink(stream: NodeJS.WritableStream): Sink {
  return {
    write(chunk) {
      if (chunk.length === 0 || stream.write(chunk)) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const settle = (error?: Error) => {
          stream.removeListener('drain', onDrain);
          stream.removeListener('error', settle);
          stream.removeListener('close', onClose);
          if (error) reject(error);
          else resolve();
        };
        const onDrain = () => settle();
        // a reader that went away never drains
        const onClose = () => settle(new Error('the reader went away before the export was complete'));
        stream.once('drain', onDrain);
        stream.once('error', settle);
        stream.once('close', onClose);
      });
    },
    close() {},
    abort() {},
  };
}

/** Kept in memory: for tables that are read back at once. */
export function memorySink(): Sink & { bytes(): Buffer } {
  const chunks: Buffer[] = [];
  return {
    async write(chunk) {
      chunks.push(Buffer.from(chunk as Uint8Array));
    },
    close() {},
    abort() {
      chunks.length = 0;
    },
    bytes: () => Buffer.concat(chunks),
  };
}
