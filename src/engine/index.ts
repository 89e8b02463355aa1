/** The training engines. Everything above this folder knows the contract only. */
import type { Engine, EngineName } from './contract.ts';
import { addonPath, type NativeOptions, openNativeEngine } from './native/addon.ts';
import { openTfjsEngine } from './tfjs/open.ts';
import { openWasmEngine } from './wasm/open.ts';

export type * from './contract.ts';
export { initialWeights } from './initial-weights.ts';
export { supportedIsas } from './native/addon.ts';
export { parameterLayout } from './parameters.ts';
export { describeTfjsBackend, type TfjsBackendInfo } from './tfjs/backend.ts';

export const ENGINES = ['auto', 'native', 'wasm', 'tfjs'] as const;

/**
 * `auto`: native where its addon was built, WebAssembly otherwise.
 * @param options of the native engine
 * @throws Error that says what is missing and what to do
 */
export async function openEngine(
  name: 'auto' | EngineName = 'auto',
  options: NativeOptions = {},
): Promise<Engine> {
  switch (name) {
    case 'auto':
      return openEngine(addonPath() === null ? 'wasm' : 'native', options);
    case 'native':
      return openNativeEngine(undefined, options);
    case 'wasm':
      return openWasmEngine();
    case 'tfjs':
      return openTfjsEngine();
    default:
      name satisfies never;
      throw new RangeError(`engine must be one of ${ENGINES.join(', ')}, got ${JSON.stringify(name)}`);
  }
}
