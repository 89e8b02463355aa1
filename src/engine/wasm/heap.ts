/** The memory of a WebAssembly module, handed out in blocks. Knows nothing of Node or of workers. */

/** Blocks start at multiples of this: a cache line, and what the engine's arenas ask for. */
const ALIGNMENT = 64;
const PAGE = 65536;
/** WebAssembly's own limit: 2^16 pages, 4 GiB. */
const MAX_BYTES = 2 ** 32;

interface Block {
  readonly at: number;
  readonly size: number;
}

/** First fit, neighbours merged when freed. Memory grows and is reused, but never shrinks: WebAssembly cannot. */
export class Heap {
  readonly #memory: WebAssembly.Memory;
  /** by address */
  readonly #free: Block[] = [];
  readonly #used = new Map<number, number>();
  #end: number;

  /** `base`: first byte behind the module's stack and constants */
  constructor(memory: WebAssembly.Memory, base: number) {
    this.#memory = memory;
    this.#end = roundUp(base, ALIGNMENT);
  }

  /** bytes in blocks that are not freed */
  get usedBytes(): number {
    return [...this.#used.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Address of a new block; its content is whatever was there. @throws RangeError when memory is exhausted */
  allocate(bytes: number): number {
    const size = roundUp(Math.max(bytes, 1), ALIGNMENT);
    const fit = this.#free.findIndex((block) => block.size >= size);
    const at = fit >= 0 ? this.#take(fit, size) : this.#extend(size);
    this.#used.set(at, size);
    return at;
  }

  /** @throws RangeError for an address that `allocate` did not give, or that is free already */
  free(at: number): void {
    const size = this.#used.get(at);
    if (size === undefined) throw new RangeError(`no block of this heap starts at ${at}`);
    this.#used.delete(at);
    const next = this.#free.findIndex((block) => block.at > at);
    const index = next < 0 ? this.#free.length : next;
    this.#free.splice(index, 0, { at, size });
    this.#merge(index);
    this.#merge(index - 1);
  }

  #take(index: number, size: number): number {
    const block = this.#free[index]!;
    const rest = { at: block.at + size, size: block.size - size };
    this.#free.splice(index, 1, ...(rest.size > 0 ? [rest] : []));
    return block.at;
  }

  #extend(size: number): number {
    // a free block at the very end is part of the new one
    const last = this.#free.at(-1);
    const at = last !== undefined && last.at + last.size === this.#end ? last.at : this.#end;
    const needed = at + size;
    const present = this.#memory.buffer.byteLength;
    if (needed > MAX_BYTES) throw outOfMemory(size);
    if (needed > present) {
      try {
        this.#memory.grow(Math.ceil((needed - present) / PAGE));
      } catch {
        throw outOfMemory(size);
      }
    }
    if (at !== this.#end) this.#free.pop();
    this.#end = needed;
    return at;
  }

  /** Joins block `index` with the one behind it where they touch. */
  #merge(index: number): void {
    const block = this.#free[index];
    const next = this.#free[index + 1];
    if (block === undefined || next === undefined || block.at + block.size !== next.at) return;
    this.#free.splice(index, 2, { at: block.at, size: block.size + next.size });
  }
}

function roundUp(value: number, multiple: number): number {
  return Math.ceil(value / multiple) * multiple;
}

function outOfMemory(size: number): RangeError {
  return new RangeError(
    `the wasm engine has no ${(size / 2 ** 20).toFixed(1)} MiB left of its 4 GiB; ` +
      'use a smaller dataset, batch or network, or the native engine',
  );
}
