/** The digits that the page trains on, as one run of bytes. Written by the server, read in the page's worker. */

export interface Digits {
  /** (n, 28, 28) bytes and (n) labels */
  readonly train: LabelledDigits;
  readonly test: LabelledDigits;
}

export interface LabelledDigits {
  readonly images: Uint8Array;
  readonly labels: Uint8Array;
}

export const SIDE = 28;
export const PIXELS = SIDE * SIDE;
export const CLASSES = 10;
const HEADER_BYTES = 8;

/** Two uint32 (little-endian): how many train and test; then train images, train labels, test images, test labels. */
export function encodeDigits({ train, test }: Digits): Uint8Array<ArrayBuffer> {
  const parts = [train.images, train.labels, test.images, test.labels];
  const bytes = new Uint8Array(HEADER_BYTES + parts.reduce((sum, part) => sum + part.length, 0));
  const header = new DataView(bytes.buffer);
  header.setUint32(0, train.labels.length, true);
  header.setUint32(4, test.labels.length, true);
  let at = HEADER_BYTES;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** @throws RangeError where bytes are missing or too many */
export function decodeDigits(buffer: ArrayBuffer): Digits {
  const header = new DataView(buffer);
  const counts =
    buffer.byteLength < HEADER_BYTES ? [0, 0] : [header.getUint32(0, true), header.getUint32(4, true)];
  const expected = HEADER_BYTES + counts.reduce((sum, n) => sum + n * (PIXELS + 1), 0);
  if (buffer.byteLength !== expected || counts.includes(0)) {
    throw new RangeError(`expected ${expected} bytes of digits, got ${buffer.byteLength}: reload the page`);
  }
  let at = HEADER_BYTES;
  const take = (length: number) => {
    at += length;
    return new Uint8Array(buffer, at - length, length);
  };
  const [train, test] = counts.map((n) => ({ images: take(n * PIXELS), labels: take(n) }));
  return { train: train!, test: test! };
}
