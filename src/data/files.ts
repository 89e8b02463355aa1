import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { DatasetError } from './errors.ts';

export function sha256Hex(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/**
 * The uncompressed bytes of a file. Whether it is gzip is read from its first bytes, not from its name:
 * browsers unpack some downloads and keep the `.gz`.
 * @throws DatasetError if it cannot be read or unpacked
 */
export function readUncompressed(file: string, remedy: string): Uint8Array {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    throw new DatasetError({ file, expected: 'a readable file', got: (error as Error).message, remedy });
  }
  return plain(gunzip(bytes, file, remedy));
}

/** Node's Buffer is a Uint8Array whose `slice` shares memory instead of copying: none may leave this folder. */
function plain(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** @throws DatasetError for gzip that is cut off or corrupted; bytes that are no gzip are given back as they are */
export function gunzip(bytes: Uint8Array, file: string, remedy: string): Uint8Array {
  if (bytes[0] !== 0x1f || bytes[1] !== 0x8b) return bytes;
  try {
    return gunzipSync(bytes);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const got = code === 'Z_BUF_ERROR' ? `a truncated one (${message})` : `a corrupted one (${message})`;
    throw new DatasetError({ file, expected: 'a whole gzip file', got, remedy });
  }
}
