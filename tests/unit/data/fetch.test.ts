import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, it } from 'vitest';
import { type FetchProgress, fetchFiles } from '../../../src/data/fetch.ts';
import { sha256Hex } from '../../../src/data/files.ts';
import { DatasetError, fetchDataset, loadDataset } from '../../../src/data/index.ts';
import { eachFile } from '../../../src/data/load.ts';
import { NAMES, smallDataset, temporaryFolder, writeDataset } from './helpers.ts';

const files = smallDataset();
const digests = eachFile((file) => sha256Hex(files[file]));
const packed = Object.fromEntries(
  Object.entries(NAMES).map(([file, name]) => [`/${name}.gz`, gzipSync(files[file as keyof typeof files])]),
);
const FIRST = `${NAMES.trainImages}.gz`;

type Handler = (request: IncomingMessage, response: ServerResponse) => void;
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

/** A mirror on this machine: its address with a slash, and what it was asked for. */
async function mirror(handle: Handler): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.url} ${request.headers.range ?? ''}`.trim());
    handle(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  closing.push(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, asked };
}

/** Serves the files, from the middle where a range asks for it. */
const serve: Handler = (request, response) => {
  const bytes = packed[request.url!];
  if (bytes === undefined) {
    response.writeHead(404).end();
    return;
  }
  const start = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  if (start >= bytes.length) {
    response.writeHead(416).end();
    return;
  }
  const range = start > 0 ? { 'content-range': `bytes ${start}-${bytes.length - 1}/${bytes.length}` } : {};
  response.writeHead(start > 0 ? 206 : 200, { 'content-length': bytes.length - start, ...range });
  response.end(bytes.subarray(start));
};

const missing: Handler = (_, response) => {
  response.writeHead(404).end();
};

async function complete(folder: string): Promise<void> {
  const dataset = await loadDataset(folder, {});
  expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
  expect(readdirSync(folder).sort()).toEqual(
    Object.values(NAMES)
      .map((name) => `${name}.gz`)
      .sort(),
  );
}

async function refusal(promise: Promise<unknown>): Promise<DatasetError> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatasetError);
  return error as DatasetError;
}

describe('a download', () => {
  it('gets the four files, tells how far it is, and leaves them alone the next time', async () => {
    const { url, asked } = await mirror(serve);
    const folder = path.join(temporaryFolder(), 'digits');
    const told: FetchProgress[] = [];
    await fetchFiles(folder, digests, [url], { onProgress: (progress) => told.push(progress) });
    await complete(folder);
    expect(asked).toEqual(Object.values(NAMES).map((name) => `/${name}.gz`));
    const size = packed[`/${FIRST}`]!.length;
    const ofFirst = told.filter(({ file }) => file === FIRST);
    expect(ofFirst[0]).toMatchObject({
      state: 'downloading',
      receivedBytes: 0,
      totalBytes: size,
      mirror: url,
    });
    expect(ofFirst.at(-2)).toMatchObject({ state: 'downloading', receivedBytes: size, totalBytes: size });
    expect(ofFirst.at(-1)).toMatchObject({ state: 'done', receivedBytes: size, problem: null });

    told.length = 0;
    await fetchFiles(folder, digests, [url], { onProgress: (progress) => told.push(progress) });
    expect(told.map(({ state }) => state)).toEqual(['present', 'present', 'present', 'present']);
    expect(asked.length).toBe(4);
  });

  it('goes on after a cut, from the byte where it stopped', async () => {
    const bytes = packed[`/${FIRST}`]!;
    let cuts = 1;
    const { url, asked } = await mirror((request, response) => {
      if (request.url !== `/${FIRST}` || cuts-- <= 0) return serve(request, response);
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 20), () => response.destroy());
    });
    const folder = path.join(temporaryFolder(), 'digits');
    const told: FetchProgress[] = [];
    await fetchFiles(folder, digests, [url], { onProgress: (progress) => told.push(progress) });
    await complete(folder);
    expect(asked.slice(0, 2)).toEqual([`/${FIRST}`, `/${FIRST} bytes=20-`]);
    expect(told.find(({ state }) => state === 'failed')).toMatchObject({ file: FIRST, receivedBytes: 20 });
  });

  it('that was stopped keeps what it has, and the next one goes on from there', async () => {
    const folder = path.join(temporaryFolder(), 'digits');
    const stop = new AbortController();
    const bytes = packed[`/${FIRST}`]!;
    const slow = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': bytes.length });
      response.write(bytes.subarray(0, 15));
    });
    const stopped = fetchFiles(folder, digests, [slow.url], {
      signal: stop.signal,
      onProgress: ({ receivedBytes }) => {
        if (receivedBytes === 15) stop.abort(new Error('stopped by the user'));
      },
    });
    await expect(stopped).rejects.toThrow('stopped by the user');
    expect(readFileSync(path.join(folder, `${FIRST}.part`)).length).toBe(15);
    const { url, asked } = await mirror(serve);
    await fetchFiles(folder, digests, [url]);
    expect(asked[0]).toBe(`/${FIRST} bytes=15-`);
    await complete(folder);
  });

  it('starts over where the server cannot go on from the middle', async () => {
    const folder = writePart(packed[`/${FIRST}`]!.subarray(0, 10));
    const { url } = await mirror((request, response) => {
      request.headers.range = '';
      serve(request, response);
    });
    await fetchFiles(folder, digests, [url]);
    await complete(folder);
  });

  it('starts over where the part it had was of another file', async () => {
    const folder = writePart(Buffer.from('something else'));
    const { url, asked } = await mirror(serve);
    await fetchFiles(folder, digests, [url]);
    expect(asked.slice(0, 2)).toEqual([`/${FIRST} bytes=14-`, `/${FIRST}`]);
    await complete(folder);
  });

  it('takes a whole file that was only not renamed', async () => {
    const folder = writePart(packed[`/${FIRST}`]!);
    const { url } = await mirror(serve);
    await fetchFiles(folder, digests, [url]);
    await complete(folder);
  });

  it('asks the second mirror where the first has nothing, and remembers no wrong mirror', async () => {
    const [first, second] = [await mirror(missing), await mirror(serve)];
    const folder = path.join(temporaryFolder(), 'digits');
    const told: FetchProgress[] = [];
    await fetchFiles(folder, digests, [first.url, second.url], {
      onProgress: (progress) => told.push(progress),
    });
    await complete(folder);
    expect(first.asked.length).toBe(4);
    expect(told.filter(({ state }) => state === 'failed').map(({ problem }) => problem)).toEqual(
      new Array(4).fill('HTTP 404 Not Found'),
    );
    expect(
      told.filter(({ state }) => state === 'done').every(({ mirror: from }) => from === second.url),
    ).toBe(true);
  });

  it('refuses wrong bytes, keeps none of them, and asks the next mirror', async () => {
    const wrong = files.trainImages.slice();
    wrong[30]! ^= 1;
    const liar = await mirror((_, response) => response.end(gzipSync(wrong)));
    const folder = path.join(temporaryFolder(), 'digits');
    const error = await refusal(fetchFiles(folder, digests, [liar.url]));
    expect(error.message).toContain(FIRST);
    expect(error.message).toContain(`expected a file with SHA-256 ${digests.trainImages}`);
    expect(error.message).toContain(`got ${sha256Hex(wrong)}`);
    expect(error.message).toContain('set DESCENT_MIRROR to another server');
    expect(readdirSync(folder)).toEqual([]);
    const honest = await mirror(serve);
    await fetchFiles(folder, digests, [liar.url, honest.url]);
    await complete(folder);
  });

  it('replaces a damaged file that is there', async () => {
    const folder = writeDataset(path.join(temporaryFolder(), 'digits'), {
      ...files,
      testLabels: files.testLabels.subarray(0, 9),
    });
    const { url, asked } = await mirror(serve);
    await fetchFiles(folder, digests, [url]);
    expect(asked).toEqual([`/${NAMES.testLabels}.gz`]);
    expect(existsSync(path.join(folder, NAMES.testLabels))).toBe(false);
    expect(gunzipSync(readFileSync(path.join(folder, `${NAMES.testLabels}.gz`)))).toEqual(
      Buffer.from(files.testLabels),
    );
  });

  it('gives up a server that says nothing any more', async () => {
    const silent = await mirror((_, response) => {
      response.writeHead(200, { 'content-length': 1000 });
      response.write('x');
    });
    const folder = path.join(temporaryFolder(), 'digits');
    const error = await refusal(fetchFiles(folder, digests, [silent.url], { stallTimeoutMs: 50 }));
    expect(error.message).toContain('no data for 0.05 s');
  });

  it('of one dataset runs once at a time', async () => {
    const folder = path.join(temporaryFolder(), 'digits');
    let goOn = () => {};
    const waiting = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const { url } = await mirror(async (request, response) => {
      await waiting;
      serve(request, response);
    });
    const first = fetchFiles(folder, digests, [url]);
    const second = await refusal(fetchFiles(folder, digests, [url]));
    expect(second.message).toContain(`got one by process ${process.pid}`);
    goOn();
    await first;
    await complete(folder);
  });

  it('takes over the lock of a process that is gone', async () => {
    const folder = path.join(temporaryFolder(), 'digits');
    mkdirSync(folder);
    // above every pid that Linux and macOS give
    writeFileSync(path.join(folder, '.fetching'), '99999999');
    const { url } = await mirror(serve);
    await fetchFiles(folder, digests, [url]);
    await complete(folder);
  });
});

describe('fetchDataset', () => {
  it('asks the mirrors that are given, else those of DESCENT_MIRROR, and no other', async () => {
    const [given, configured, other] = [await mirror(missing), await mirror(missing), await mirror(missing)];
    const env = {
      DESCENT_CACHE_DIR: temporaryFolder(),
      DESCENT_MIRROR: `${configured.url}, ${other.url}some/folder`,
    };
    const error = await refusal(fetchDataset('mnist', { env, mirrors: [given.url] }));
    expect(error.message).toContain('from one of 1 mirrors');
    expect([given, configured, other].map(({ asked }) => asked.length)).toEqual([1, 0, 0]);
    await refusal(fetchDataset('mnist', { env }));
    expect([given, configured, other].map(({ asked }) => asked)).toEqual([
      [`/${FIRST}`],
      [`/${FIRST}`],
      [`/some/folder/${FIRST}`],
    ]);
  });

  it('checks against the digests of the real files', async () => {
    const { url } = await mirror(serve);
    const env = { DESCENT_CACHE_DIR: temporaryFolder() };
    const error = await refusal(fetchDataset('fashion-mnist', { env, mirrors: [url] }));
    expect(error.message).toContain('c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888');
    expect(error.message).toContain(sha256Hex(files.trainImages));
  });

  it.each([
    ['mnist10k', 'mnist10k is part of the package and needs no download'],
    ['emnist', 'expected mnist or fashion-mnist, got "emnist"'],
  ])('refuses %s', async (name, message) => {
    const error = await refusal(fetchDataset(name, { env: { DESCENT_CACHE_DIR: temporaryFolder() } }));
    expect(error.message).toContain(message);
  });
});

/** A folder with a part of the first file, as a broken download leaves it. */
function writePart(bytes: Uint8Array): string {
  const folder = path.join(temporaryFolder(), 'digits');
  mkdirSync(folder);
  writeFileSync(path.join(folder, `${FIRST}.part`), bytes);
  return folder;
}
