import { chmodSync, cpSync, existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { expand } from '../../../src/config/index.ts';
import { encodeIdx } from '../../../src/data/idx.ts';
import {
  cacheFolder,
  DatasetError,
  datasetFacts,
  listDatasets,
  loadDataset,
} from '../../../src/data/index.ts';
import { classCounts } from '../../../src/data/split.ts';
import { NAMES, type SmallDataset, smallDataset, temporaryFolder, writeDataset } from './helpers.ts';

const failure = async (name: string, env: Record<string, string>): Promise<DatasetError> => {
  const error = await loadDataset(name, env).then(
    () => null,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DatasetError);
  return error as DatasetError;
};

describe('mnist10k', () => {
  it('is 8,000 and 2,000 digits, stratified, the bytes of its facts, cached after the first read', async () => {
    const env = { DESCENT_CACHE_DIR: temporaryFolder() };
    const first = await loadDataset('mnist10k', env);
    const { train, test, ...rest } = first;
    expect(rest).toEqual({
      name: 'mnist10k',
      shape: { height: 28, width: 28, channels: 1 },
      classes: 10,
      sha256: '9eaf64477918d24f512272d0fe6aeb46d0076191632eada67381fa5f57ad0ab3',
      classNames: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
    });
    // the package's 1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978 digits, a fifth of each
    expect(classCounts(test.labels)).toEqual([200, 225, 198, 206, 196, 173, 203, 214, 189, 196]);
    expect(classCounts(train.labels)).toEqual([801, 902, 793, 826, 784, 690, 811, 856, 755, 782]);
    expect([train.images.length, test.images.length]).toEqual([8000 * 784, 2000 * 784]);
    // classes are mixed: any hundred later on have all ten (the very first images lack classes whose test part filled last)
    expect(new Set(train.labels.subarray(1000, 1100)).size).toBe(10);
    expect(datasetFacts('mnist10k', {})).toEqual({
      sha256: rest.sha256,
      shape: rest.shape,
      classes: 10,
      trainCount: 8000,
      testCount: 2000,
    });

    const cached = readdirSync(path.join(env.DESCENT_CACHE_DIR, 'mnist10k')).sort();
    expect(cached).toEqual(Object.values(NAMES).sort());
    const again = await loadDataset('mnist10k', env);
    expect(Buffer.compare(again.train.images, train.images)).toBe(0);
    expect(Buffer.compare(again.test.labels, test.labels)).toBe(0);
  });

  it('comes as plain bytes, made or cached: a slice of them is a copy', async () => {
    const env = { DESCENT_CACHE_DIR: temporaryFolder() };
    for (const _ of ['made', 'cached']) {
      const { train, test } = await loadDataset('mnist10k', env);
      for (const bytes of [train.images, train.labels, test.images, test.labels]) {
        expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
      }
    }
  });

  it('is made again where the cache was damaged', async () => {
    const env = { DESCENT_CACHE_DIR: temporaryFolder() };
    await loadDataset('mnist10k', env);
    const file = path.join(env.DESCENT_CACHE_DIR, 'mnist10k', NAMES.trainImages);
    const whole = readFileSync(file);
    writeFileSync(file, whole.subarray(0, 1000));
    expect((await loadDataset('mnist10k', env)).train.labels.length).toBe(8000);
    expect(Buffer.compare(readFileSync(file), whole)).toBe(0);
  });

  it('works where nothing can be cached', async () => {
    const folder = temporaryFolder();
    // a file where the cache folder should be: nobody, root included, can write into it
    const env = { DESCENT_CACHE_DIR: path.join(folder, 'file') };
    writeFileSync(env.DESCENT_CACHE_DIR, '');
    expect((await loadDataset('mnist10k', env)).test.labels.length).toBe(2000);
    chmodSync(folder, 0o700);
  });
});

describe('a dataset of one’s own', () => {
  it.each([false, true])('is read from a folder (gzip: %s)', async (gzip) => {
    const folder = writeDataset(temporaryFolder(), smallDataset(), gzip);
    const dataset = await loadDataset(folder, {});
    expect(dataset.shape).toEqual({ height: 2, width: 3, channels: 1 });
    expect(dataset.classes).toBe(3);
    expect(dataset.classNames).toEqual(['0', '1', '2']);
    expect([...dataset.train.labels]).toEqual([0, 1, 2, 0, 1, 2]);
    expect([...dataset.test.labels]).toEqual([2, 1, 0, 0]);
    expect([...dataset.train.images.subarray(0, 4)]).toEqual([0, 7, 14, 21]);
    expect(datasetFacts(folder, {})).toEqual({
      // the digest of the digests, by sha256sum
      sha256: dataset.sha256,
      shape: dataset.shape,
      classes: 3,
      trainCount: 6,
      testCount: 4,
    });
  });

  it('has one digest, raw or gzipped, and another when a byte changes', async () => {
    const raw = await loadDataset(writeDataset(temporaryFolder(), smallDataset()), {});
    const packed = await loadDataset(writeDataset(temporaryFolder(), smallDataset(), true), {});
    const changed = smallDataset();
    changed.testImages[20]! ^= 1;
    const other = await loadDataset(writeDataset(temporaryFolder(), changed), {});
    expect(packed.sha256).toBe(raw.sha256);
    expect(other.sha256).not.toBe(raw.sha256);
  });

  it('may have channels, as a fourth dimension', async () => {
    const folder = writeDataset(temporaryFolder(), smallDataset(3));
    const { shape, train } = await loadDataset(folder, {});
    expect(shape).toEqual({ height: 2, width: 3, channels: 3 });
    expect(train.images.length).toBe(6 * 2 * 3 * 3);
  });

  it('is found by its name under DESCENT_DATA_DIR, and listed', async () => {
    const root = temporaryFolder();
    const env = { DESCENT_DATA_DIR: root, DESCENT_CACHE_DIR: path.join(root, 'cache') };
    const folder = writeDataset(path.join(root, 'shapes'), smallDataset());
    expect((await loadDataset('shapes', env)).name).toBe('shapes');
    const statuses = listDatasets(env);
    expect(statuses.map(({ name, present, verified }) => [name, present, verified])).toEqual([
      ['mnist10k', true, true],
      ['mnist', false, null],
      ['fashion-mnist', false, null],
      ['shapes', true, true],
    ]);
    const bytes = Object.values(NAMES).reduce((sum, name) => sum + statSync(path.join(folder, name)).size, 0);
    expect(statuses[3]).toMatchObject({ where: folder, bytes, trainCount: 6, testCount: 4, classes: 3 });
    expect(statuses[1]!.problem).toMatch(/descent data fetch mnist/);
  });
});

describe('a bad file', () => {
  const labels = (...values: number[]) => encodeIdx([values.length], Uint8Array.from(values));
  const withMagic = (magic: number[]) => {
    const bytes = smallDataset().trainImages.slice();
    bytes.set(magic);
    return bytes;
  };
  const CASES: [string, Partial<SmallDataset>, keyof SmallDataset, RegExp][] = [
    [
      'is cut off',
      { trainImages: smallDataset().trainImages.subarray(0, 40) },
      'trainImages',
      /expected 52 bytes for dimensions 6 x 2 x 3, got 40 bytes \(truncated\)/,
    ],
    ['is cut off in its header', { testImages: Uint8Array.of(0, 0, 8, 3, 0) }, 'testImages', /header of 16/],
    ['is empty', { testLabels: new Uint8Array(0) }, 'testLabels', /starts with 00 00 08 01, got 0 bytes/],
    [
      'is too long',
      { trainLabels: Uint8Array.of(...smallDataset().trainLabels, 1) },
      'trainLabels',
      /expected 14 bytes.*got 15 bytes \(too long\)/,
    ],
    [
      'is no IDX',
      { trainImages: withMagic([80, 75, 3, 4]) },
      'trainImages',
      /got 50 4b 03 04 \(no IDX file\)/,
    ],
    ['holds float32', { trainImages: withMagic([0, 0, 13, 3]) }, 'trainImages', /got float32 \(type 13\)/],
    [
      'holds labels where images belong',
      { testImages: labels(1, 2) },
      'testImages',
      /3 or 4 dimensions.*got 1/,
    ],
    ['has too few labels', { trainLabels: labels(0, 1, 2) }, 'trainLabels', /expected 6 labels.*got 3/],
    [
      'has a test label that training does not know',
      { testLabels: labels(0, 1, 2, 3) },
      'testLabels',
      /labels from 0 to 2.*got label 3 at index 3/,
    ],
    ['has labels of one class only', { trainLabels: labels(0, 0, 0, 0, 0, 0) }, 'trainLabels', /two classes/],
    [
      'has test images of another size',
      { testImages: encodeIdx([4, 3, 2], new Uint8Array(24)) },
      'testImages',
      /expected images of 2 x 3 x 1 .*got 3 x 2 x 1/,
    ],
  ];

  it.each(CASES)('that %s is refused with its name', async (_, files, culprit, message) => {
    const folder = writeDataset(temporaryFolder(), { ...smallDataset(), ...files });
    const error = await failure(folder, {});
    expect(error.file).toBe(path.join(folder, NAMES[culprit]));
    expect(error.message).toContain(path.join(folder, NAMES[culprit]));
    expect(error.message).toMatch(message);
    // one's own data cannot be downloaded
    expect(error.message).toMatch(/Write the file again from its source\.$/);
  });

  it.each([
    ['truncated', (gz: Buffer) => gz.subarray(0, gz.length - 12), /got a truncated one/],
    [
      'corrupted',
      (gz: Buffer) => {
        const bad = Buffer.from(gz);
        bad[bad.length - 6]! ^= 0xff;
        return bad;
      },
      /got a corrupted one/,
    ],
  ])('of %s gzip is refused with its name', async (_, damage, message) => {
    const folder = writeDataset(temporaryFolder(), smallDataset(), true);
    const file = path.join(folder, `${NAMES.trainImages}.gz`);
    writeFileSync(file, damage(gzipSync(smallDataset().trainImages)));
    const error = await failure(folder, {});
    expect(error.file).toBe(file);
    expect(error.message).toMatch(/expected a whole gzip file/);
    expect(error.message).toMatch(message);
    expect(error.message).toMatch(/Write the file again from its source\.$/);
  });

  it('that is missing is named, with what holds the others', async () => {
    const { testLabels: _, ...others } = smallDataset();
    const folder = writeDataset(temporaryFolder(), others);
    const error = await failure(folder, {});
    expect(error.message).toContain(path.join(folder, NAMES.testLabels));
  });

  it('of mnist with the wrong bytes is refused by its SHA-256, and the way to a good one is told', async () => {
    const root = temporaryFolder();
    const folder = writeDataset(path.join(root, 'mnist'), smallDataset(), true);
    const env = { DESCENT_DATA_DIR: root, DESCENT_CACHE_DIR: path.join(root, 'cache') };
    const error = await failure('mnist', env);
    expect(error.file).toBe(path.join(folder, `${NAMES.trainImages}.gz`));
    expect(error.message).toMatch(/expected SHA-256 ba891046.*got [0-9a-f]{64}.*descent data fetch mnist/);
    expect(listDatasets(env)[1]).toMatchObject({ present: true, verified: false, where: folder });
  });

  it('of mnist that is a file of another dataset is called by its name', async () => {
    const root = temporaryFolder();
    const cache = path.join(root, 'cache');
    const env = { DESCENT_DATA_DIR: root, DESCENT_CACHE_DIR: cache };
    await loadDataset('mnist10k', env);
    // the digits of another dataset under the names of mnist
    cpSync(path.join(cache, 'mnist10k'), path.join(root, 'mnist'), { recursive: true });
    const { message } = await failure('mnist', env);
    expect(message).toMatch(
      /expected SHA-256 ba891046.*got 8f89d0a5\w+, which is train-images-idx3-ubyte of mnist10k\. Delete it and get/,
    );
  });

  it('is refused before anything is trained or recorded', async () => {
    const folder = writeDataset(temporaryFolder(), { ...smallDataset(), trainLabels: labels(0, 1) });
    const definition = { name: 'bad', fixed: { dataset: folder } };
    expect(() => expand(definition, (name) => datasetFacts(name, {}))).toThrow(DatasetError);
  });

  it('of a dataset that is nowhere: the folders that were looked at, and how to get it', async () => {
    const root = temporaryFolder();
    const env = { DESCENT_DATA_DIR: root, DESCENT_CACHE_DIR: path.join(root, 'cache') };
    const message = (await failure('mnist', env)).message;
    expect(message).toContain(`${path.join(root, 'mnist')} or ${path.join(root, 'cache', 'mnist')}`);
    expect(message).toContain('descent data fetch mnist');
    expect((await failure('mnits', env)).message).toMatch(/mnist10k, mnist, fashion-mnist, or a folder/);
  });
});

describe('cacheFolder', () => {
  it.each([
    [{ DESCENT_CACHE_DIR: '/c', XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux', '/c'],
    [{ XDG_CACHE_HOME: '/x', HOME: '/h' }, 'linux', '/x/descent'],
    [{ XDG_CACHE_HOME: 'relative', HOME: '/h' }, 'linux', '/h/.cache/descent'],
    [{ HOME: '/h' }, 'darwin', '/h/Library/Caches/descent'],
    [{ LOCALAPPDATA: '/l', USERPROFILE: '/u' }, 'win32', '/l/descent'],
  ])('of %o on %s is %s', (env, platform, expected) => {
    expect(cacheFolder(env, platform)).toBe(path.normalize(expected));
  });
});

// the real files are large and not part of the project
const real = process.env.DESCENT_DATA_DIR;
for (const name of ['mnist', 'fashion-mnist']) {
  const there = real !== undefined && existsSync(path.join(real, name));
  describe.skipIf(!there)(`${name}${there ? '' : ' (skipped: not in DESCENT_DATA_DIR)'}`, () => {
    it('matches its facts', async () => {
      const { sha256, shape, classes, train, test } = await loadDataset(name);
      expect({
        sha256,
        shape,
        classes,
        trainCount: train.labels.length,
        testCount: test.labels.length,
      }).toEqual(datasetFacts(name));
      const tenth = new Array(10).fill(name === 'mnist' ? expect.any(Number) : 6000);
      expect(classCounts(train.labels)).toEqual(tenth);
    });
  });
}
