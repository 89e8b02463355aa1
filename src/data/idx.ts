/**
 * The IDX format: two zero bytes, a type code, the number of dimensions, each dimension as a big-endian
 * uint32, then the elements, last dimension fastest. Only unsigned bytes (type 8) are images and labels here.
 * Source: the description of the file format on the MNIST page (LeCun, Cortes & Burges).
 */
import { DatasetError } from './errors.ts';

export interface IdxArray {
  readonly dimensions: readonly number[];
  /** a view of the file's bytes, prod(dimensions) of them */
  readonly values: Uint8Array;
}

const TYPE_NAMES: Readonly<Record<number, string>> = {
  8: 'unsigned bytes',
  9: 'signed bytes',
  11: 'int16',
  12: 'int32',
  13: 'float32',
  14: 'float64',
};
const hex = (bytes: Uint8Array) => [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');

/**
 * @param file name for messages
 * @param ranks how many dimensions are allowed
 * @param remedy how to get a good file
 * @throws DatasetError for a wrong magic number, another element type, another rank, too few or too many bytes
 */
export function parseIdx(
  bytes: Uint8Array,
  file: string,
  ranks: readonly number[],
  remedy: string,
): IdxArray {
  const refuse = (expected: string, got: string): never => {
    throw new DatasetError({ file, expected, got, remedy });
  };
  const magics = ranks.map((rank) => `00 00 08 ${rank.toString(16).padStart(2, '0')}`).join(' or ');
  if (bytes.length < 4) refuse(`an IDX file that starts with ${magics}`, `${bytes.length} bytes in all`);
  const [zero0, zero1, type, rank] = bytes as unknown as [number, number, number, number];
  if (zero0 !== 0 || zero1 !== 0 || TYPE_NAMES[type] === undefined) {
    refuse(`an IDX file that starts with ${magics}`, `${hex(bytes.subarray(0, 4))} (no IDX file)`);
  }
  if (type !== 8) refuse('IDX of unsigned bytes (type 8)', `${TYPE_NAMES[type]} (type ${type})`);
  if (!ranks.includes(rank)) refuse(`${ranks.join(' or ')} dimensions (magic ${magics})`, `${rank}`);
  const header = 4 + 4 * rank;
  if (bytes.length < header)
    refuse(`a header of ${header} bytes`, `${bytes.length} bytes in all (truncated)`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const dimensions = Array.from({ length: rank }, (_, index) => view.getUint32(4 + 4 * index));
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  const shape = dimensions.join(' x ');
  if (size === 0) refuse('at least one element', `dimensions ${shape}`);
  if (bytes.length !== header + size) {
    const verdict = bytes.length < header + size ? 'truncated' : 'too long';
    refuse(`${header + size} bytes for dimensions ${shape}`, `${bytes.length} bytes (${verdict})`);
  }
  return { dimensions, values: bytes.subarray(header) };
}

/** The bytes of an IDX file of unsigned bytes. */
export function encodeIdx(dimensions: readonly number[], values: Uint8Array): Uint8Array {
  const size = dimensions.reduce((product, dimension) => product * dimension, 1);
  if (size !== values.length) {
    throw new RangeError(`dimensions ${dimensions.join(' x ')} take ${size} values, got ${values.length}`);
  }
  const header = 4 + 4 * dimensions.length;
  const bytes = new Uint8Array(header + size);
  bytes.set([0, 0, 8, dimensions.length]);
  const view = new DataView(bytes.buffer);
  for (const [index, dimension] of dimensions.entries()) view.setUint32(4 + 4 * index, dimension);
  bytes.set(values, header);
  return bytes;
}
