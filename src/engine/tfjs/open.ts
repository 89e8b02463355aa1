/** Opens the TensorFlow.js engine; its library, half a second to load, is loaded here and not before. */
import type { Engine } from '../contract.ts';
import { loadTfjs, type TfjsBackend } from './backend.ts';

/**
 * @param backend default: DESCENT_TFJS_BACKEND, or the fastest there is
 * @throws Error that says what is missing and what to do
 */
export async function openTfjsEngine(backend?: TfjsBackend): Promise<Engine> {
  const { backend: isa, version, numerics } = await loadTfjs(backend);
  const { TfjsEngine } = await import('./engine.ts');
  return new TfjsEngine({ name: 'tfjs', version, numerics, isa });
}
