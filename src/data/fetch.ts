/** Downloads a built-in dataset into the cache folder: resumed where it stopped, checked, from the first mirror that works. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import path from 'node:path';
import { DatasetError } from './errors.ts';
import { readUncompressed } from './files.ts';
import { verify } from './load.ts';
import { cacheFolder, locateFiles } from './paths.ts';
import { BUILT_IN_NAMES, builtIn, DATA_FILES, type DataFile, FILE_NAMES } from './registry.ts';
import type { Environment } from './types.ts';

export interface FetchProgress {
  /** file name, with `.gz` */
  readonly file: string;
  readonly receivedBytes: number;
  /** null where the server does not say */
  readonly totalBytes: number | null;
  /** `present`: there and verified already; `failed`: this mirror is given up, `problem` says why */
  readonly state: 'present' | 'downloading' | 'done' | 'failed';
  readonly mirror: string | null;
  readonly problem: string | null;
}

export interface FetchOptions {
  /** folders that hold the `.gz` files, tried in order; default: `DESCENT_MIRROR` (comma-separated), else the known ones */
  readonly mirrors?: readonly string[];
  readonly onProgress?: (progress: FetchProgress) => void;
  readonly signal?: AbortSignal;
  /** a transfer that gives nothing for so long is broken off; default 30,000 */
  readonly stallTimeoutMs?: number;
  readonly env?: Environment;
}

/** A mirror that breaks off is asked again so often, resuming. */
const TRIES_PER_MIRROR = 3;

/**
 * Makes all four files present and verified in `<cache folder>/<name>/` and gives that folder. Files that are
 * there and right are left alone; a part file of an earlier, broken download is continued.
 *
 * @throws DatasetError for a name that cannot be downloaded, if another process is downloading it, and if no mirror
 *   gives the right bytes: the message lists what each said. @throws the signal's reason if it is aborted
 */
export async function fetchDataset(name: string, options: FetchOptions = {}): Promise<string> {
  const env = options.env ?? process.env;
  const known = builtIn(name);
  if (!known || known.mirrors.length === 0) {
    const names = BUILT_IN_NAMES.filter((each) => builtIn(each)!.mirrors.length > 0).join(' or ');
    const remedy = known ? `${name} is part of the package and needs no download.` : 'Check the name.';
    throw new DatasetError({ file: null, expected: names, got: JSON.stringify(name), remedy });
  }
  const fromEnvironment = env.DESCENT_MIRROR?.split(',').map((mirror) => mirror.trim());
  const mirrors = (options.mirrors ?? fromEnvironment ?? known.mirrors).filter((mirror) => mirror !== '');
  const folder = path.join(cacheFolder(env), name);
  await fetchFiles(folder, known.fileSha256, mirrors, options);
  return folder;
}

/** The work of `fetchDataset`: the four files, whose uncompressed bytes have these digests, into a folder. */
export async function fetchFiles(
  folder: string,
  fileSha256: Readonly<Record<DataFile, string>>,
  mirrors: readonly string[],
  options: Pick<FetchOptions, 'onProgress' | 'signal' | 'stallTimeoutMs'> = {},
): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const unlock = lock(path.join(folder, '.fetching'));
  try {
    for (const file of DATA_FILES) {
      const target = path.join(folder, `${FILE_NAMES[file][0]}.gz`);
      await fetchFile(target, fileSha256[file], locateFiles(folder)[file], mirrors, options);
    }
  } finally {
    unlock();
  }
}

async function fetchFile(
  target: string,
  sha256: string,
  present: string | null,
  mirrors: readonly string[],
  options: FetchOptions,
): Promise<void> {
  const file = path.basename(target);
  const report = (state: FetchProgress['state'], details: Partial<FetchProgress> = {}) =>
    options.onProgress?.({
      file,
      state,
      receivedBytes: 0,
      totalBytes: null,
      mirror: null,
      problem: null,
      ...details,
    });
  if (present !== null) {
    if (isVerified(present, sha256)) {
      const size = statSync(present).size;
      return report('present', { receivedBytes: size, totalBytes: size });
    }
    // a raw file would hide the good one from every reader
    rmSync(present);
  }
  const part = `${target}.part`;
  const problems: string[] = [];
  for (const mirror of mirrors) {
    const url = `${mirror.replace(/\/*$/, '/')}${file}`;
    for (let attempt = 1; attempt <= TRIES_PER_MIRROR; attempt++) {
      const resumed = partSize(part) > 0;
      try {
        await transfer(url, part, options, (receivedBytes, totalBytes) =>
          report('downloading', { receivedBytes, totalBytes, mirror }),
        );
        verify(readUncompressed(part, ''), sha256, part, '');
        renameSync(part, target);
        const size = statSync(target).size;
        return report('done', { receivedBytes: size, totalBytes: size, mirror });
      } catch (error) {
        options.signal?.throwIfAborted();
        const problem = describe(error);
        problems.push(`${url}: ${problem}`);
        report('failed', { receivedBytes: partSize(part), mirror, problem });
        const wrongBytes = error instanceof DatasetError;
        if (wrongBytes) rmSync(part, { force: true });
        // an answer other than the file will not change; what was put together from two downloads may
        if (error instanceof HttpStatusError || (wrongBytes && !resumed)) break;
      }
    }
  }
  throw new DatasetError({
    file,
    expected: `a file with SHA-256 ${sha256} (uncompressed) from one of ${mirrors.length} mirrors`,
    got: problems.length === 0 ? 'no mirror to ask' : problems.join('; '),
    remedy: `Try again later (what was received is kept), set DESCENT_MIRROR to another server, or put ${file} into ${path.dirname(target)}.`,
  });
}

class HttpStatusError extends Error {}

function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // fetch says only "fetch failed"; the cause says why
  return error.cause instanceof Error ? `${error.message} (${error.cause.message})` : error.message;
}

function isVerified(file: string, sha256: string): boolean {
  try {
    verify(readUncompressed(file, ''), sha256, file, '');
    return true;
  } catch {
    return false;
  }
}

function partSize(part: string): number {
  return statSync(part, { throwIfNoEntry: false })?.size ?? 0;
}

/** Appends to the part file what is missing of it; from the start where the server cannot resume. */
async function transfer(
  url: string,
  part: string,
  options: FetchOptions,
  onBytes: (received: number, total: number | null) => void,
): Promise<void> {
  const stallTimeoutMs = options.stallTimeoutMs ?? 30_000;
  const stalled = new AbortController();
  const stall = () => stalled.abort(new Error(`no data for ${stallTimeoutMs / 1000} s`));
  let timer = setTimeout(stall, stallTimeoutMs);
  const signal = options.signal ? AbortSignal.any([options.signal, stalled.signal]) : stalled.signal;
  try {
    let received = partSize(part);
    const headers: Record<string, string> = { 'accept-encoding': 'identity' };
    if (received > 0) headers.range = `bytes=${received}-`;
    const response = await fetch(url, { headers, signal });
    // the part file has all bytes already, or too many: its checksum tells
    if (response.status === 416 && received > 0) {
      await response.body?.cancel();
      return;
    }
    if (response.status !== 200 && response.status !== 206) {
      await response.body?.cancel();
      throw new HttpStatusError(`HTTP ${response.status} ${response.statusText}`.trim());
    }
    const start = Number(/^bytes (\d+)-/.exec(response.headers.get('content-range') ?? '')?.[1] ?? -1);
    if (response.status === 200) received = 0;
    else if (start !== received) {
      await response.body?.cancel();
      rmSync(part, { force: true });
      throw new Error(`asked for bytes from ${received} on, got them from ${start} on`);
    }
    const length = response.headers.get('content-length');
    const total = length === null ? null : received + Number(length);
    const descriptor = openSync(part, received > 0 ? 'a' : 'w');
    try {
      onBytes(received, total);
      for await (const chunk of response.body ?? []) {
        clearTimeout(timer);
        timer = setTimeout(stall, stallTimeoutMs);
        const bytes = chunk as Uint8Array;
        for (let written = 0; written < bytes.length; ) written += writeSync(descriptor, bytes, written);
        received += bytes.length;
        onBytes(received, total);
      }
    } finally {
      closeSync(descriptor);
    }
    if (total !== null && received < total) throw new Error(`cut off at ${received} of ${total} bytes`);
  } finally {
    clearTimeout(timer);
  }
}

/** One download of a dataset at a time: two would write into the same part files. */
function lock(file: string): () => void {
  for (let attempt = 0; attempt < 2; attempt++) {
    try {
      writeFileSync(file, `${process.pid}`, { flag: 'wx' });
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      const owner = Number(readFileSync(file, 'utf8'));
      if (owner !== process.pid && !isAlive(owner)) {
        rmSync(file, { force: true });
        continue;
      }
      throw new DatasetError({
        file,
        expected: 'one download of a dataset at a time',
        got: `one by process ${owner}`,
        remedy: 'Wait for it to end; if no such process is downloading, delete this file.',
      });
    }
  }
  throw new DatasetError({
    file,
    expected: 'to lock the folder',
    got: 'another process that was faster',
    remedy: 'Try again.',
  });
}

function isAlive(pid: number): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
