/** What the WebAssembly engine says of itself, in whatever thread it runs. Knows nothing of Node. */
import type { Engine } from '../contract.ts';
import type { Binding } from '../native/binding.ts';
import { NativeEngine } from '../native/engine.ts';

/** Of the C++ source; its numerics are versioned separately. */
const VERSION = '0.1.0';
const ISA = { isa: 'simd128', numerics: 'nofma-1' } as const;

export const selectSimd128: Binding['select'] = (isa) => (isa === '' || isa === ISA.isa ? ISA : null);
export const describeSimd128: Binding['describe'] = () => ({ supported: [ISA.isa] });

/** The engine behind a binding of the WebAssembly module. */
export function wasmEngine(binding: Binding): Engine {
  return new NativeEngine(binding, { name: 'wasm', version: VERSION, ...ISA });
}
