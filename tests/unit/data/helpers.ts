import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach } from 'vitest';
import { encodeIdx } from '../../../src/data/idx.ts';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, gone after the test. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'descent-data-'));
  made.push(folder);
  return folder;
}

export interface SmallDataset {
  trainImages: Uint8Array;
  trainLabels: Uint8Array;
  testImages: Uint8Array;
  testLabels: Uint8Array;
}

export const NAMES: Record<keyof SmallDataset, string> = {
  trainImages: 'train-images-idx3-ubyte',
  trainLabels: 'train-labels-idx1-ubyte',
  testImages: 't10k-images-idx3-ubyte',
  testLabels: 't10k-labels-idx1-ubyte',
};

/** IDX files of 6 + 4 images, 2 x 3 pixels (or 2 x 3 x channels), 3 classes. */
export function smallDataset(channels?: number): SmallDataset {
  const dimensions = (n: number) => (channels === undefined ? [n, 2, 3] : [n, 2, 3, channels]);
  const pixels = (n: number) => Uint8Array.from({ length: n * 6 * (channels ?? 1) }, (_, i) => (i * 7) % 256);
  return {
    trainImages: encodeIdx(dimensions(6), pixels(6)),
    trainLabels: encodeIdx([6], Uint8Array.of(0, 1, 2, 0, 1, 2)),
    testImages: encodeIdx(dimensions(4), pixels(4)),
    testLabels: encodeIdx([4], Uint8Array.of(2, 1, 0, 0)),
  };
}

/** Writes the files, gzipped if asked, and gives the folder. */
export function writeDataset(folder: string, files: Partial<SmallDataset>, gzip = false): string {
  mkdirSync(folder, { recursive: true });
  for (const [file, bytes] of Object.entries(files)) {
    const name = NAMES[file as keyof SmallDataset];
    if (gzip) writeFileSync(path.join(folder, `${name}.gz`), gzipSync(bytes));
    else writeFileSync(path.join(folder, name), bytes);
  }
  return folder;
}
