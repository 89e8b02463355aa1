/**
 * The C++ engine as a WebAssembly module, called synchronously. Arrays come and go as copies.
 * Knows nothing of Node: a page can run it in a worker of its own.
 */
import { Heap } from './heap.ts';

/** Of native/wasm/module.cpp; addresses are byte offsets in `memory`. */
interface Exports {
  readonly memory: WebAssembly.Memory;
  descent_heap_base(): number;
  descent_measure(...args: number[]): number;
  descent_build(...args: number[]): number;
  descent_snapshot_size(arena: number): number;
  descent_signals(arena: number): number;
  descent_snapshot(arena: number, out: number): void;
  descent_restore(arena: number, weights: number): void;
  descent_train(...args: number[]): number;
  descent_evaluate(...args: number[]): number;
  descent_predict(...args: number[]): number;
  descent_probe(...args: number[]): number;
  descent_units(arena: number, layer: number): number;
  descent_input_gradient(...args: number[]): number;
  descent_activations(...args: number[]): number;
  descent_pretrain_bytes(arena: number, layer: number, batch: number): number;
  descent_pretrain(...args: number[]): number;
}

interface Images {
  readonly images: number;
  readonly labels: number;
  readonly table: number;
  readonly count: number;
  readonly values: number;
}

interface Network {
  readonly arena: number;
  readonly spec: Int32Array;
  readonly reals: Float64Array;
  readonly snapshotSize: number;
  readonly signals: number;
  readonly classes: number;
  readonly values: number;
  readonly batch: number;
}

type Numbers = Uint8Array | Int32Array | Uint32Array | Float32Array | Float64Array;
type NumbersType<T extends Numbers> = {
  new (buffer: ArrayBufferLike, at: number, length: number): T;
  readonly BYTES_PER_ELEMENT: number;
};

/** float64 values a layer that `probe` gives */
const SIGNALS = 5;

/** native/api.h */
const INSPECTING = 2;

/** core/spec.hpp */
const ERRORS: Readonly<Record<number, string>> = {
  [-1]: 'a size, kind or count of the network is out of its range',
  [-2]: 'a layer does not fit the one before it',
  [-3]: 'the network is too large for 32-bit memory; use the native engine, a smaller batch or network',
  [-4]: 'a model or an array is missing',
  [-5]: 'an image index is beyond the dataset, or a label is not below the number of classes',
  [-6]: 'a count does not fit: steps and images, or more images than a batch takes',
};

export class WasmCore {
  readonly #exports: Exports;
  readonly #heap: Heap;
  readonly #datasets = new Map<number, Images>();
  readonly #models = new Map<number, Network>();
  #next = 1;

  constructor(module: WebAssembly.Module) {
    this.#exports = new WebAssembly.Instance(module, {}).exports as unknown as Exports;
    this.#heap = new Heap(this.#exports.memory, this.#exports.descent_heap_base() >>> 0);
  }

  get usedBytes(): number {
    return this.#heap.usedBytes;
  }

  /** images (n · values) bytes, labels (n) bytes, table: the value of each of 256 bytes. Returns a handle. */
  load(images: Uint8Array, labels: Uint8Array, values: number, table: Float32Array): number {
    const count = labels.length;
    if (table.length !== 256 || count === 0 || images.length !== count * values) {
      throw new RangeError(
        `images must hold ${count} × ${values} bytes and the table 256 values, got ${images.length} and ${table.length}`,
      );
    }
    return this.#keeping((keep) => {
      const data = {
        images: keep(images),
        labels: keep(labels),
        table: keep(table),
        count,
        values,
      };
      const handle = this.#next++;
      this.#datasets.set(handle, data);
      return handle;
    });
  }

  /** spec and reals as core/spec.hpp reads them; signals: layers with weights; capacity: samples of the largest batch */
  build(spec: Int32Array, reals: Float64Array, signals: number, capacity: number): number {
    return this.#scoped((put) => {
      const specArgs = [put(spec), spec.length, put(reals), reals.length, capacity, 0];
      const bytes = check(this.#exports.descent_measure(...specArgs));
      const arena = this.#heap.allocate(bytes);
      try {
        this.#view(Uint8Array, arena, bytes).fill(0);
        check(this.#exports.descent_build(arena, bytes, ...specArgs));
        const [, height = 0, width = 0, channels = 0, classes = 0, , batch = 0] = spec;
        if (batch > capacity || this.#exports.descent_signals(arena) !== signals) throw failure(-6);
        const handle = this.#next++;
        this.#models.set(handle, {
          arena,
          spec: spec.slice(),
          reals: reals.slice(),
          snapshotSize: this.#exports.descent_snapshot_size(arena),
          signals,
          classes,
          values: height * width * channels,
          batch,
        });
        return handle;
      } catch (error) {
        this.#heap.free(arena);
        throw error;
      }
    });
  }

  train(model: number, data: number, order: Uint32Array, learningRates: Float32Array) {
    const { network, images } = this.#pair(model, data);
    const steps = learningRates.length;
    if (Math.ceil(order.length / network.batch) !== steps) throw failure(-6);
    return this.#scoped((put, room) => {
      const losses = room(4 * steps);
      const penalties = room(4 * steps);
      const correct = room(4 * steps);
      const inputs = [put(order), order.length, put(learningRates), steps];
      const done = check(
        this.#exports.descent_train(network.arena, ...images, ...inputs, losses, penalties, correct),
      );
      return {
        losses: this.#copy(Float32Array, losses, steps),
        penalties: this.#copy(Float32Array, penalties, steps),
        correct: this.#copy(Uint32Array, correct, steps),
        divergedAt: done === steps ? null : done,
      };
    });
  }

  evaluate(model: number, data: number, indices: Uint32Array | null) {
    const { network, images, count } = this.#pair(model, data);
    const n = indices?.length ?? count;
    return this.#scoped((put, room) => {
      const loss = room(8);
      const correct = room(n);
      const confusion = room(4 * network.classes ** 2);
      const inputs = [indices === null ? 0 : put(indices), n];
      check(this.#exports.descent_evaluate(network.arena, ...images, ...inputs, loss, correct, confusion));
      return {
        lossSum: this.#copy(Float64Array, loss, 1)[0]!,
        correct: this.#copy(Uint8Array, correct, n),
        confusion: this.#copy(Uint32Array, confusion, network.classes ** 2),
      };
    });
  }

  predict(model: number, data: number, indices: Uint32Array) {
    const { network, images } = this.#pair(model, data);
    return this.#scoped((put, room) => {
      const size = indices.length * network.classes;
      const out = room(4 * size);
      check(this.#exports.descent_predict(network.arena, ...images, put(indices), indices.length, out));
      return { outputs: this.#copy(Float32Array, out, size) };
    });
  }

  /** ∂(mean loss)/∂pixel, (n, values an image). */
  inputGradient(model: number, data: number, indices: Uint32Array) {
    const { network, images } = this.#pair(model, data);
    return this.#inspect(network, indices, network.values, (arena, at, out) =>
      this.#exports.descent_input_gradient(arena, ...images, at, indices.length, out),
    );
  }

  /** Output of the layer with that index, (n, units). */
  activations(model: number, data: number, indices: Uint32Array, layer: number) {
    const { network, images } = this.#pair(model, data);
    const units = check(this.#exports.descent_units(network.arena, layer));
    return this.#inspect(network, indices, units, (arena, at, out) =>
      this.#exports.descent_activations(arena, ...images, at, indices.length, layer, out),
    );
  }

  /** settings: layer, batch size, learning rate, momentum. Returns the error of each batch. */
  pretrain(model: number, data: number, order: Uint32Array, settings: Float64Array) {
    const { network, images } = this.#pair(model, data);
    const [layer, batch, ...rates] = settings as unknown as [number, number, number, number];
    const bytes = check(this.#exports.descent_pretrain_bytes(network.arena, layer, batch));
    const steps = Math.ceil(order.length / batch);
    return this.#scoped((put, room) => {
      const scratch = room(bytes);
      const errors = room(4 * steps);
      const inputs = [put(order), order.length, layer, batch, ...rates];
      check(this.#exports.descent_pretrain(network.arena, ...images, ...inputs, scratch, bytes, errors));
      return { errors: this.#copy(Float32Array, errors, steps) };
    });
  }

  /** Calls `look` on a plan of its own, which takes images in groups of 16 whatever its capacity. */
  #inspect(
    network: Network,
    indices: Uint32Array,
    values: number,
    look: (arena: number, indices: number, out: number) => number,
  ) {
    return this.#scoped((put, room) => {
      const { spec, reals, snapshotSize } = network;
      const specArgs = [put(spec), spec.length, put(reals), reals.length, 1, INSPECTING];
      const bytes = check(this.#exports.descent_measure(...specArgs));
      const arena = room(bytes);
      const weights = room(4 * snapshotSize);
      const size = indices.length * values;
      const out = room(4 * size);
      check(this.#exports.descent_build(arena, bytes, ...specArgs));
      this.#exports.descent_snapshot(network.arena, weights);
      this.#exports.descent_restore(arena, weights);
      check(look(arena, put(indices), out));
      return { outputs: this.#copy(Float32Array, out, size) };
    });
  }

  /** On a plan of its own, which keeps every layer's output. */
  probe(model: number, data: number, indices: Uint32Array) {
    const { network, images } = this.#pair(model, data);
    return this.#scoped((put, room) => {
      const { spec, reals, snapshotSize, signals } = network;
      const specArgs = [put(spec), spec.length, put(reals), reals.length, indices.length, 1];
      const bytes = check(this.#exports.descent_measure(...specArgs));
      const arena = room(bytes);
      const weights = room(4 * snapshotSize);
      const outputs = {
        loss: room(8),
        gradients: room(4 * snapshotSize),
        signals: room(8 * SIGNALS * signals),
      };
      check(this.#exports.descent_build(arena, bytes, ...specArgs));
      this.#exports.descent_snapshot(network.arena, weights);
      this.#exports.descent_restore(arena, weights);
      const places = [outputs.loss, outputs.gradients, outputs.signals];
      check(this.#exports.descent_probe(arena, ...images, put(indices), indices.length, ...places));
      return {
        loss: this.#copy(Float64Array, outputs.loss, 1)[0]!,
        gradients: this.#copy(Float32Array, outputs.gradients, snapshotSize),
        signals: this.#copy(Float64Array, outputs.signals, SIGNALS * signals),
      };
    });
  }

  snapshot(model: number): Float32Array {
    const { arena, snapshotSize } = this.#network(model);
    return this.#scoped((_, room) => {
      const out = room(4 * snapshotSize);
      this.#exports.descent_snapshot(arena, out);
      return this.#copy(Float32Array, out, snapshotSize);
    });
  }

  restore(model: number, weights: Float32Array): void {
    const { arena, snapshotSize } = this.#network(model);
    if (weights.length !== snapshotSize) {
      throw new RangeError(`weights must have ${snapshotSize} values, got ${weights.length}`);
    }
    this.#scoped((put) => this.#exports.descent_restore(arena, put(weights)));
  }

  /** Closing twice does nothing. */
  closeModel(model: number): void {
    const network = this.#models.get(model);
    if (network === undefined) return;
    this.#models.delete(model);
    this.#heap.free(network.arena);
  }

  closeDataset(data: number): void {
    const images = this.#datasets.get(data);
    if (images === undefined) return;
    this.#datasets.delete(data);
    for (const at of [images.images, images.labels, images.table]) this.#heap.free(at);
  }

  #network(handle: number): Network {
    const network = this.#models.get(handle);
    if (network === undefined) throw new Error('wasm engine: this model is closed; build a new one');
    return network;
  }

  /** A model with the leading arguments of a call on `data`. */
  #pair(model: number, data: number) {
    const network = this.#network(model);
    const dataset = this.#datasets.get(data);
    if (dataset === undefined) throw new Error('wasm engine: this dataset is closed; load it again');
    if (dataset.values !== network.values) {
      throw new RangeError(
        `the network takes ${network.values} values an image, the dataset has ${dataset.values}`,
      );
    }
    const images = [dataset.images, dataset.labels, dataset.count, dataset.table];
    return { network, images, count: dataset.count };
  }

  /** Runs `work` with copies of arrays (`put`) and zeroed room (`room`) in the module's memory, all freed at its end. */
  #scoped<R>(work: (put: (values: Numbers) => number, room: (bytes: number) => number) => R): R {
    const taken: number[] = [];
    const room = (bytes: number) => {
      const at = this.#heap.allocate(bytes);
      taken.push(at);
      this.#view(Uint8Array, at, bytes).fill(0);
      return at;
    };
    try {
      return work((values) => this.#write(values, taken), room);
    } finally {
      for (const at of taken) this.#heap.free(at);
    }
  }

  /** Like `#scoped`, but what was written stays when `work` succeeds. */
  #keeping<R>(work: (keep: (values: Numbers) => number) => R): R {
    const taken: number[] = [];
    try {
      return work((values) => this.#write(values, taken));
    } catch (error) {
      for (const at of taken) this.#heap.free(at);
      throw error;
    }
  }

  #write(values: Numbers, taken: number[]): number {
    const at = this.#heap.allocate(values.byteLength);
    taken.push(at);
    const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
    this.#view(Uint8Array, at, values.byteLength).set(bytes);
    return at;
  }

  /** Only until the next allocation, which may move the buffer. */
  #view<T extends Numbers>(type: NumbersType<T>, at: number, length: number): T {
    return new type(this.#exports.memory.buffer, at, length);
  }

  #copy<T extends Numbers>(type: NumbersType<T>, at: number, length: number): T {
    return this.#view(type, at, length).slice() as T;
  }
}

/** @throws Error for a negative code */
function check(result: number): number {
  if (result < 0) throw failure(result);
  return result;
}

function failure(code: number): Error {
  return new RangeError(`wasm engine: ${ERRORS[code] ?? `error ${code}`}`);
}
