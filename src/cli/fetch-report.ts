/** The download of datasets as it is shown: a line that changes on a terminal, one line a file elsewhere. */
import type { FetchProgress } from '../data/index.ts';
import type { Context } from './context.ts';
import { SilentExit } from './errors.ts';
import { bytesText } from './format.ts';

const REDRAW_MS = 100;

/** Downloads every dataset named; Ctrl-C ends it with exit code 130 and keeps what was received. */
export async function fetchAndReport(
  names: readonly string[],
  mirrors: readonly string[] | undefined,
  { output }: Context,
): Promise<void> {
  const { fetchDataset } = await import('../data/index.ts');
  const stop = new AbortController();
  const interrupt = () => stop.abort(new SilentExit(130));
  process.once('SIGINT', interrupt);
  const display = createDisplay(process.stderr);
  const reports: { name: string; folder: string; files: { file: string; state: string; bytes: number }[] }[] =
    [];
  try {
    for (const name of names) {
      const files = new Map<string, FetchProgress>();
      const folder = await fetchDataset(name, {
        ...(mirrors === undefined ? {} : { mirrors }),
        signal: stop.signal,
        onProgress(progress) {
          files.set(progress.file, progress);
          display.show(progress);
        },
      });
      reports.push({
        name,
        folder,
        files: [...files.values()].map(({ file, state, receivedBytes }) => ({
          ...{ file, state, bytes: receivedBytes },
        })),
      });
      output.line(`${output.colors.green('✓')} ${name} is complete and verified: ${folder}`);
    }
    output.data(reports);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    output.note('Stopped; the same command goes on from here.');
    throw stop.signal.reason;
  } finally {
    display.clear();
    process.removeListener('SIGINT', interrupt);
  }
}

function createDisplay(stream: NodeJS.WriteStream) {
  const live = stream.isTTY === true;
  let lastShown = 0;
  const clear = () => {
    if (live) stream.write('\r\u001b[K');
  };
  return {
    clear,
    show(progress: FetchProgress): void {
      const line = progressText(progress);
      if (progress.state !== 'downloading') {
        clear();
        stream.write(`${line}\n`);
      } else if (live && performance.now() - lastShown >= REDRAW_MS) {
        lastShown = performance.now();
        stream.write(`\r\u001b[K${line}`);
      }
    },
  };
}

/** `train-images-idx3-ubyte.gz  4.1 of 9.9 MB  41 %` */
export function progressText({ file, state, receivedBytes, totalBytes, problem }: FetchProgress): string {
  const received = bytesText(receivedBytes);
  switch (state) {
    case 'present':
      return `${file}  ${received}, there already`;
    case 'done':
      return `${file}  ${received}, verified`;
    case 'failed':
      return `${file}  ${problem}; ${received} kept`;
    case 'downloading': {
      if (totalBytes === null) return `${file}  ${received}`;
      const share = totalBytes === 0 ? 1 : receivedBytes / totalBytes;
      return `${file}  ${received} of ${bytesText(totalBytes)}  ${Math.floor(100 * share)} %`;
    }
    default:
      throw state satisfies never;
  }
}
