/** Where an export goes: a file that appears only when it is complete, or standard output. */
import { closeSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';

export interface Sink {
  write(chunk: string | Uint8Array): Promise<void>;
  /** the result is complete */
  close(): void;
  /** throws the incomplete result away */
  abort(): void;
}

/** Written beside the target under another name, renamed at the end: nobody ever reads half an export. */
export function fileSink(file: string): Sink {
  const target = path.resolve(file);
  mkdirSync(path.dirname(target), { recursive: true });
  const temporary = `${target}.${process.pid}.partial`;
  const descriptor = openSync(temporary, 'w');
  const removeOnExit = () => rmSync(temporary, { force: true });
  process.once('exit', removeOnExit);
  let open = true;
  const shut = () => {
    if (open) closeSync(descriptor);
    open = false;
    process.removeListener('exit', removeOnExit);
  };
  return {
    async write(chunk) {
      const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      for (let at = 0; at < bytes.length; ) at += writeSync(descriptor, bytes, at);
    },
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

/** Waits where the reader is slower, so that memory stays flat. */
export function streamSink(stream: NodeJS.WritableStream): Sink {
  return {
    write(chunk) {
      if (chunk.length === 0 || stream.write(chunk)) return Promise.resolve();
      return new Promise((resolve, reject) => {
        const settle = (error?: Error) => {
          stream.removeListener('drain', settle);
          stream.removeListener('error', settle);
          if (error) reject(error);
          else resolve();
        };
        stream.once('drain', settle);
        stream.once('error', settle);
      });
    },
    close() {},
    abort() {},
  };
}
