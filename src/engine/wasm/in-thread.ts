/**
 * The WebAssembly engine in the thread that calls it: for a web worker, which has no other thread to wait for.
 * Knows nothing of Node: whoever calls has the module.
 */
import type { Engine } from '../contract.ts';
import type { Binding, DatasetHandle, ModelHandle } from '../native/binding.ts';
import { WasmCore } from './core.ts';
import { describeSimd128, selectSimd128, wasmEngine } from './engine.ts';

/** A number in the core, behind the handles of the binding. */
interface Handle {
  readonly id: number;
}
const idOf = (handle: ModelHandle | DatasetHandle) => (handle as unknown as Handle).id;
const handleOf = (id: number) => ({ id }) as unknown as ModelHandle & DatasetHandle;

/** Its promises are settled when they are given: a long call holds up the thread. */
class InThreadBinding implements Binding {
  readonly #core: WasmCore;
  select = selectSimd128;
  describe = describeSimd128;

  constructor(module: WebAssembly.Module) {
    this.#core = new WasmCore(module);
  }

  load(...args: Parameters<Binding['load']>): DatasetHandle {
    return handleOf(this.#core.load(...args));
  }

  build(_isa: string, ...args: Parameters<WasmCore['build']>): ModelHandle {
    return handleOf(this.#core.build(...args));
  }

  async train(model: ModelHandle, data: DatasetHandle, order: Uint32Array, learningRates: Float32Array) {
    return this.#core.train(idOf(model), idOf(data), order, learningRates);
  }

  async evaluate(model: ModelHandle, data: DatasetHandle, indices: Uint32Array | null) {
    return this.#core.evaluate(idOf(model), idOf(data), indices);
  }

  async predict(model: ModelHandle, data: DatasetHandle, indices: Uint32Array) {
    return this.#core.predict(idOf(model), idOf(data), indices);
  }

  async probe(model: ModelHandle, data: DatasetHandle, indices: Uint32Array) {
    return this.#core.probe(idOf(model), idOf(data), indices);
  }

  async inputGradient(model: ModelHandle, data: DatasetHandle, indices: Uint32Array) {
    return this.#core.inputGradient(idOf(model), idOf(data), indices);
  }

  async activations(model: ModelHandle, data: DatasetHandle, indices: Uint32Array, layer: number) {
    return this.#core.activations(idOf(model), idOf(data), indices, layer);
  }

  async pretrain(model: ModelHandle, data: DatasetHandle, order: Uint32Array, settings: Float64Array) {
    return this.#core.pretrain(idOf(model), idOf(data), order, settings);
  }

  snapshot(model: ModelHandle): Float32Array {
    return this.#core.snapshot(idOf(model));
  }

  restore(model: ModelHandle, weights: Float32Array): void {
    this.#core.restore(idOf(model), weights);
  }

  closeModel(model: ModelHandle): void {
    this.#core.closeModel(idOf(model));
  }

  closeDataset(data: DatasetHandle): void {
    this.#core.closeDataset(idOf(data));
  }
}

/** An engine with a memory of its own, on native/wasm/descent.wasm. */
export function openWasmInThread(module: WebAssembly.Module): Engine {
  return wasmEngine(new InThreadBinding(module));
}
