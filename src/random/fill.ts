/** Whole arrays from one stream. Element i depends on i alone, never on the array's length. */
import { cosTurns, log, sinTurns } from './math.ts';
import { philoxBlock } from './philox.ts';
import { type StreamKey, type StreamPosition, uniformFromWord } from './stream.ts';

const ORIGIN: StreamPosition = [0, 0, 0];

/** out[i] = word i of the stream. */
export function fillWords(out: Uint32Array, key: StreamKey, position: StreamPosition = ORIGIN): Uint32Array {
  const [c1, c2, c3] = position;
  const whole = out.length & ~3;
  for (let i = 0; i < whole; i += 4) philoxBlock(i >>> 2, c1, c2, c3, key[0], key[1], out, i);
  if (whole < out.length) {
    const words = new Uint32Array(4);
    philoxBlock(whole >>> 2, c1, c2, c3, key[0], key[1], words);
    out.set(words.subarray(0, out.length - whole), whole);
  }
  return out;
}

/** out[i] = low + (high − low)·u, u uniform in (0, 1) from word i; computed in float64. */
export function fillUniform<T extends Float32Array | Float64Array>(
  out: T,
  key: StreamKey,
  low = 0,
  high = 1,
  position: StreamPosition = ORIGIN,
): T {
  const [c1, c2, c3] = position;
  const words = new Uint32Array(4);
  const range = high - low;
  for (let i = 0; i < out.length; i++) {
    if ((i & 3) === 0) philoxBlock(i >>> 2, c1, c2, c3, key[0], key[1], words);
    out[i] = low + range * uniformFromWord(words[i & 3]!);
  }
  return out;
}

/** Four standard normals from four words: Box–Muller on words (0, 1), then on (2, 3); cosine first. */
function normalBlock(words: Uint32Array, normals: Float64Array): void {
  for (let i = 0; i < 4; i += 2) {
    const radius = Math.sqrt(-2 * log(uniformFromWord(words[i]!)));
    const turns = uniformFromWord(words[i + 1]!);
    normals[i] = radius * cosTurns(turns);
    normals[i + 1] = radius * sinTurns(turns);
  }
}

/** out[i] = mean + sd·z, z standard normal: of words (i, i + 1) the cosine if i is even, of (i − 1, i) the sine if odd. */
export function fillNormal<T extends Float32Array | Float64Array>(
  out: T,
  key: StreamKey,
  mean = 0,
  sd = 1,
  position: StreamPosition = ORIGIN,
): T {
  const [c1, c2, c3] = position;
  const words = new Uint32Array(4);
  const normals = new Float64Array(4);
  for (let i = 0; i < out.length; i++) {
    if ((i & 3) === 0) {
      philoxBlock(i >>> 2, c1, c2, c3, key[0], key[1], words);
      normalBlock(words, normals);
    }
    out[i] = mean + sd * normals[i & 3]!;
  }
  return out;
}

/**
 * As `fillNormal`, cut at two standard deviations: element i is the first of the normals i at
 * (c1, c2, c3), (c1, c2, c3 + 1), … with |z| <= 2. The variance is not corrected: it is 0.7737 sd².
 */
export function fillTruncatedNormal<T extends Float32Array | Float64Array>(
  out: T,
  key: StreamKey,
  mean = 0,
  sd = 1,
  position: StreamPosition = ORIGIN,
): T {
  const [c1, c2, c3] = position;
  const words = new Uint32Array(4);
  const normals = new Float64Array(4);
  const again = new Float64Array(4);
  for (let i = 0; i < out.length; i++) {
    if ((i & 3) === 0) {
      philoxBlock(i >>> 2, c1, c2, c3, key[0], key[1], words);
      normalBlock(words, normals);
    }
    let z = normals[i & 3]!;
    for (let attempt = 1; Math.abs(z) > 2; attempt++) {
      philoxBlock(i >>> 2, c1, c2, c3 + attempt, key[0], key[1], words);
      normalBlock(words, again);
      z = again[i & 3]!;
    }
    out[i] = mean + sd * z;
  }
  return out;
}
