/** What the two threads say to each other. */
import type { WasmCore } from './core.ts';

export type Method = {
  [Name in keyof WasmCore]: WasmCore[Name] extends (...args: never[]) => unknown ? Name : never;
}[keyof WasmCore];

export interface Request {
  readonly id: number;
  readonly method: Method;
  readonly args: readonly unknown[];
}

export type Reply = { readonly id: number } & ({ readonly value: unknown } | { readonly error: Error });

/** Given to the worker at its start. */
export interface Start {
  readonly module: WebAssembly.Module;
  /** one int32, shared: counts replies, so that a thread can sleep until the next */
  readonly replies: SharedArrayBuffer;
}
