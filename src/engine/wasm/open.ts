import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../contract.ts';
import { WasmBinding } from './binding.ts';
import { wasmEngine } from './engine.ts';

/** From src/engine/wasm of a checkout, and from dist/src/engine/wasm of an installed package. */
const PLACES = ['../../../native/wasm/descent.wasm', '../../../../native/wasm/descent.wasm'];

let shared: WasmBinding | null = null;

/**
 * The C++ engine compiled to WebAssembly, in one worker thread a process.
 * @throws Error where the module is missing or this Node cannot run it
 */
export function openWasmEngine(): Engine {
  shared ??= new WasmBinding(loadModule());
  return wasmEngine(shared);
}

function loadModule(): WebAssembly.Module {
  const bytes = PLACES.map(read).find((content) => content !== null);
  if (!bytes)
    throw new Error('native/wasm/descent.wasm is missing; install descent again, or run npm run build:wasm');
  if (!WebAssembly.validate(bytes)) {
    throw new Error(
      `native/wasm/descent.wasm is damaged, or Node ${process.version} lacks WebAssembly's 128-bit SIMD; ` +
        'install descent again, or use Node 20.19 or newer',
    );
  }
  return new WebAssembly.Module(bytes);
}

function read(place: string): Uint8Array<ArrayBuffer> | null {
  try {
    return new Uint8Array(readFileSync(fileURLToPath(new URL(place, import.meta.url))));
  } catch {
    return null;
  }
}
