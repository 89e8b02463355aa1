/** Runs the WebAssembly engine in a thread of its own: a step must not hold up the event loop. */
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { WasmCore } from './core.ts';
import type { Reply, Request, Start } from './messages.ts';

const { module, replies, port } = workerData as Start & { readonly port: MessagePort };
const counter = new Int32Array(replies);
const core = new WasmCore(module);

port.on('message', (request: Request) => {
  const reply = answer(request);
  port.postMessage(reply, 'value' in reply ? buffersOf(reply.value) : []);
  Atomics.add(counter, 0, 1);
  Atomics.notify(counter, 0);
});
// the first count says that the module is running
Atomics.add(counter, 0, 1);
Atomics.notify(counter, 0);
parentPort?.unref();

function answer({ id, method, args }: Request): Reply {
  try {
    const call = core[method] as (...values: readonly unknown[]) => unknown;
    return { id, value: call.apply(core, args as unknown[]) };
  } catch (error) {
    return { id, error: error as Error };
  }
}

/** Results are copies already: their memory can move to the other thread. */
function buffersOf(value: unknown): ArrayBuffer[] {
  const values = ArrayBuffer.isView(value) ? [value] : Object.values((value as object | null) ?? {});
  return values.filter((item) => ArrayBuffer.isView(item)).map((item) => item.buffer as ArrayBuffer);
}
