/** Finds and loads the compiled addon. */
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { setImmediate } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Engine } from '../contract.ts';
import type { Binding } from './binding.ts';
import { NativeEngine } from './engine.ts';

/** Of the C++ engine; its numerics are versioned separately. */
const VERSION = '0.1.0';

/** From src/engine/native of a checkout, and from dist/src/engine/native of an installed package. */
const PLACES = ['../../../build/Release/descent.node', '../../../../build/Release/descent.node'];

const require = createRequire(import.meta.url);

/** Path of the addon, null where none was built. */
export function addonPath(): string | null {
  const paths = PLACES.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  return paths.find((path) => existsSync(path)) ?? null;
}

export interface NativeOptions {
  /**
   * Training and evaluation hold up the calling thread, which gets a turn after each call: for a process that does nothing
   * else. Handing work from thread to thread costs up to a tenth where every core has such a process.
   */
  readonly blocking?: boolean;
}

/**
 * The engine on the best instruction set of this processor, or on the one that `isa` (or DESCENT_ISA) names.
 * @throws Error where no addon was built, it does not load, or the processor lacks the instruction set
 */
export function openNativeEngine(
  isa: string = process.env.DESCENT_ISA ?? '',
  { blocking = false }: NativeOptions = {},
): Engine {
  const binding = loadBinding();
  const selected = binding.select(isa);
  if (selected === null) {
    throw new Error(
      `DESCENT_ISA must be one of ${binding.describe().supported.join(', ')} on this processor, got "${isa}"; ` +
        'unset it to use the best one',
    );
  }
  const info = { name: 'native', version: VERSION, ...selected } as const;
  return new NativeEngine(binding, info, blocking ? setImmediate : null);
}

/** Instruction sets that the addon can use on this processor. @throws Error as openNativeEngine */
export function supportedIsas(): readonly string[] {
  return loadBinding().describe().supported;
}

function loadBinding(): Binding {
  const path = addonPath();
  if (path === null) {
    throw new Error(
      'the native engine is not built; run `npm run build:native` (it needs a C++17 compiler, make and Python 3), ' +
        'or use --engine wasm',
    );
  }
  try {
    return require(path) as Binding;
  } catch (error) {
    throw new Error(
      `the native engine does not load; run \`npm run build:native\`: ${(error as Error).message}`,
      {
        cause: error,
      },
    );
  }
}
