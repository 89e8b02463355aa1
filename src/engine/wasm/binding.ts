/** The WebAssembly engine in a worker thread, behind the same binding as the addon. */
import { fileURLToPath } from 'node:url';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import type { Binding, DatasetHandle, ModelHandle } from '../native/binding.ts';
import { describeSimd128, selectSimd128 } from './engine.ts';
import type { Method, Reply, Request, Start } from './messages.ts';

const START_LIMIT_MS = 60_000;
/** Far beyond the longest call: a thread that has died in the middle of one cannot be told from a busy one otherwise. */
const REPLY_LIMIT_MS = 600_000;

interface Pending {
  resolve(value: unknown): void;
  reject(error: Error): void;
}

/** A number in the worker's core. */
class Handle {
  readonly id: number;
  busy = 0;
  closed = false;

  constructor(id: number) {
    this.id = id;
  }
}

export class WasmBinding implements Binding {
  readonly #worker: Worker;
  readonly #port: MessagePort;
  readonly #replies: Int32Array;
  readonly #pending = new Map<number, Pending>();
  readonly #forgotten: FinalizationRegistry<{ method: 'closeModel' | 'closeDataset'; id: number }>;
  #next = 1;
  /** why the worker answers nothing any more */
  #over: Error | null = null;

  /** @throws Error when the worker does not start */
  constructor(module: WebAssembly.Module) {
    const { port1, port2 } = new MessageChannel();
    const replies = new SharedArrayBuffer(4);
    const source = import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js';
    const start: Start & { port: MessagePort } = { module, replies, port: port2 };
    this.#worker = new Worker(new URL(source, import.meta.url), {
      workerData: start,
      transferList: [port2],
      // a TypeScript source needs its loader in this thread too
      execArgv: source.endsWith('.ts')
        ? ['--import', new URL('../../../bin/register.mjs', import.meta.url).href]
        : [],
    });
    this.#port = port1;
    this.#replies = new Int32Array(replies);
    this.#forgotten = new FinalizationRegistry(({ method, id }) => this.#post(method, [id]));
    this.#port.on('message', (reply: Reply) => this.#settle(reply));
    this.#worker.on('error', (error) =>
      this.#fail(new Error(`the wasm engine's worker ended: ${error.message}`)),
    );
    this.#worker.on('exit', (code) =>
      this.#fail(new Error(`the wasm engine's worker ended with code ${code}`)),
    );
    this.#idle();
    if (Atomics.wait(this.#replies, 0, 0, START_LIMIT_MS) === 'timed-out') {
      void this.#worker.terminate();
      throw new Error(
        `the wasm engine's worker ${fileURLToPath(new URL(source, import.meta.url))} did not start ` +
          `within ${START_LIMIT_MS / 1000} s`,
      );
    }
  }

  select = selectSimd128;
  describe = describeSimd128;

  load(images: Uint8Array, labels: Uint8Array, values: number, table: Float32Array): DatasetHandle {
    return this.#handle('closeDataset', this.#call('load', [images, labels, values, table]) as number);
  }

  build(_isa: string, spec: Int32Array, reals: Float64Array, signals: number, capacity: number): ModelHandle {
    return this.#handle('closeModel', this.#call('build', [spec, reals, signals, capacity]) as number);
  }

  train(
    model: ModelHandle,
    data: DatasetHandle,
    order: Uint32Array,
    learningRates: Float32Array,
  ): ReturnType<Binding['train']> {
    return this.#work('train', model, data, [order, learningRates]) as ReturnType<Binding['train']>;
  }

  evaluate(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array | null,
  ): ReturnType<Binding['evaluate']> {
    return this.#work('evaluate', model, data, [indices]) as ReturnType<Binding['evaluate']>;
  }

  predict(model: ModelHandle, data: DatasetHandle, indices: Uint32Array): ReturnType<Binding['predict']> {
    return this.#work('predict', model, data, [indices]) as ReturnType<Binding['predict']>;
  }

  probe(model: ModelHandle, data: DatasetHandle, indices: Uint32Array): ReturnType<Binding['probe']> {
    return this.#work('probe', model, data, [indices]) as ReturnType<Binding['probe']>;
  }

  inputGradient(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array,
  ): ReturnType<Binding['inputGradient']> {
    return this.#work('inputGradient', model, data, [indices]) as ReturnType<Binding['inputGradient']>;
  }

  activations(
    model: ModelHandle,
    data: DatasetHandle,
    indices: Uint32Array,
    layer: number,
  ): ReturnType<Binding['activations']> {
    return this.#work('activations', model, data, [indices, layer]) as ReturnType<Binding['activations']>;
  }

  pretrain(
    model: ModelHandle,
    data: DatasetHandle,
    order: Uint32Array,
    settings: Float64Array,
  ): ReturnType<Binding['pretrain']> {
    return this.#work('pretrain', model, data, [order, settings]) as ReturnType<Binding['pretrain']>;
  }

  snapshot(model: ModelHandle): Float32Array {
    return this.#call('snapshot', [this.#free(model, 'model').id]) as Float32Array;
  }

  restore(model: ModelHandle, weights: Float32Array): void {
    this.#call('restore', [this.#free(model, 'model').id, weights]);
  }

  closeModel(model: ModelHandle): void {
    this.#close('closeModel', model, 'this model is still at work; await its last call before close()');
  }

  closeDataset(data: DatasetHandle): void {
    this.#close('closeDataset', data, "this dataset is in use; await the model's last call before close()");
  }

  #close(method: 'closeModel' | 'closeDataset', value: object, whileBusy: string): void {
    const handle = value as Handle;
    if (handle.closed) return;
    if (handle.busy > 0) throw new Error(`wasm engine: ${whileBusy}`);
    handle.closed = true;
    this.#forgotten.unregister(handle);
    // the memory of a worker that has ended is gone with it
    if (this.#over === null) this.#call(method, [handle.id]);
  }

  /** A call that gives a promise; the model can do one at a time. */
  async #work(method: Method, model: object, data: object, args: readonly unknown[]): Promise<unknown> {
    const one = this.#free(model, 'model');
    const other = data as Handle;
    if (other.closed) throw new Error('wasm engine: this dataset is closed; load it again');
    if (this.#over !== null) throw this.#over;
    one.busy++;
    other.busy++;
    try {
      return await new Promise((resolve, reject) => {
        const id = this.#post(method, [one.id, other.id, ...args]);
        this.#pending.set(id, { resolve, reject });
        this.#port.ref();
        this.#worker.ref();
      });
    } finally {
      one.busy--;
      other.busy--;
      if (this.#pending.size === 0) this.#idle();
    }
  }

  /** Sleeps until the worker has answered. Other answers that come first are given to those who await them. */
  #call(method: Method, args: readonly unknown[]): unknown {
    if (this.#over !== null) throw this.#over;
    const id = this.#post(method, args);
    for (;;) {
      const seen = Atomics.load(this.#replies, 0);
      for (let got = receiveMessageOnPort(this.#port); got; got = receiveMessageOnPort(this.#port)) {
        const reply = got.message as Reply;
        if (reply.id !== id) this.#settle(reply);
        else if ('error' in reply) throw reply.error;
        else return reply.value;
      }
      if (Atomics.wait(this.#replies, 0, seen, REPLY_LIMIT_MS) === 'timed-out') {
        void this.#worker.terminate();
        this.#fail(
          new Error(
            `the wasm engine's worker has not answered "${method}" within ${REPLY_LIMIT_MS / 60_000} minutes; ` +
              'start the program again',
          ),
        );
        throw this.#over;
      }
    }
  }

  #post(method: Method, args: readonly unknown[]): number {
    const request: Request = { id: this.#next++, method, args };
    this.#port.postMessage(request);
    return request.id;
  }

  #settle(reply: Reply): void {
    const pending = this.#pending.get(reply.id);
    this.#pending.delete(reply.id);
    if ('error' in reply) pending?.reject(reply.error);
    else pending?.resolve(reply.value);
  }

  #fail(error: Error): void {
    this.#over ??= error;
    const pending = [...this.#pending.values()];
    this.#pending.clear();
    for (const { reject } of pending) reject(error);
  }

  /** Nothing under way: the worker keeps no process alive. */
  #idle(): void {
    this.#port.unref();
    this.#worker.unref();
  }

  #handle(method: 'closeModel' | 'closeDataset', id: number): object {
    const handle = new Handle(id);
    this.#forgotten.register(handle, { method, id }, handle);
    return handle;
  }

  #free(value: object, what: string): Handle {
    const handle = value as Handle;
    if (handle.closed) throw new Error(`wasm engine: this ${what} is closed; build a new one`);
    if (handle.busy > 0) {
      throw new Error(`wasm engine: this ${what} is still at work; await its last call before the next one`);
    }
    return handle;
  }
}
