/** Named streams of random numbers: every draw is decided by (seed, stream name, position). */
import { cosTurns, log, sinTurns } from './math.ts';
import { philoxBlock } from './philox.ts';

/** Two uint32, the key of Philox4x32. */
export type StreamKey = readonly [number, number];
/** Counter words 1 to 3; what they count is the stream's business (an epoch, an image, a step). */
export type StreamPosition = readonly [c1: number, c2: number, c3: number];

/** FNV-1a, 32 bits, of the UTF-8 bytes. */
export function fnv1a32(text: string): number {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) hash = Math.imul(hash ^ byte, 0x01000193);
  return hash >>> 0;
}

/**
 * The key of a stream: [seed mod 2^32, FNV-1a-32(name) xor floor(seed / 2^32)].
 * @throws RangeError unless seed is an integer in 0 .. 2^53 − 1
 */
export function streamKey(seed: number, stream: string): StreamKey {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new RangeError(`seed must be an integer from 0 to ${Number.MAX_SAFE_INTEGER}, got ${seed}`);
  }
  return [seed >>> 0, (fnv1a32(stream) ^ Math.floor(seed / 2 ** 32)) >>> 0];
}

/** Uniform float in (0, 1) from one word: 24 bits, at the middle of their cell. */
export function uniformFromWord(word: number): number {
  return (word >>> 8) * 2 ** -24 + 2 ** -25;
}

/**
 * A sequence of draws from one stream at one position. Word i is element i of the stream:
 * counter [i >>> 2, c1, c2, c3], output word i & 3.
 */
export class RandomStream {
  readonly #key: StreamKey;
  readonly #position: StreamPosition;
  readonly #words = new Uint32Array(4);
  #block = 0;
  #next = 4;
  #spare: number | null = null;

  /** @throws RangeError for a seed that `streamKey` refuses */
  constructor(seed: number, stream: string, c1 = 0, c2 = 0, c3 = 0) {
    this.#key = streamKey(seed, stream);
    this.#position = [c1, c2, c3];
  }

  /** The next word, an integer in 0 .. 2^32 − 1. */
  uint32(): number {
    if (this.#next === 4) {
      const [c1, c2, c3] = this.#position;
      philoxBlock(this.#block++, c1, c2, c3, this.#key[0], this.#key[1], this.#words);
      this.#next = 0;
    }
    return this.#words[this.#next++]!;
  }

  /** Uniform in (0, 1), or in (low, high); one word. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * uniformFromWord(this.uint32());
  }

  /** Standard normal by Box–Muller: two words give two draws, cosine first; |z| < 5.9. */
  normal(): number {
    if (this.#spare !== null) {
      const spare = this.#spare;
      this.#spare = null;
      return spare;
    }
    const radius = Math.sqrt(-2 * log(uniformFromWord(this.uint32())));
    const turns = uniformFromWord(this.uint32());
    this.#spare = radius * sinTurns(turns);
    return radius * cosTurns(turns);
  }

  /**
   * Unbiased integer in 0 .. bound − 1: words under 2^32 mod bound are thrown away.
   * @throws RangeError unless bound is an integer in 1 .. 2^32 − 1
   */
  integer(bound: number): number {
    if (bound >>> 0 !== bound || bound === 0) {
      throw new RangeError(`bound must be an integer from 1 to 4294967295, got ${bound}`);
    }
    const threshold = (-bound >>> 0) % bound;
    let word = this.uint32();
    while (word < threshold) word = this.uint32();
    return word % bound;
  }

  /** Shuffles in place (Fisher–Yates, from the end) and returns its argument. */
  shuffle<T extends Uint32Array | Float64Array | unknown[]>(items: T): T {
    const list = items as unknown[];
    for (let i = list.length - 1; i > 0; i--) {
      const j = this.integer(i + 1);
      const kept = list[i];
      list[i] = list[j];
      list[j] = kept;
    }
    return items;
  }
}
