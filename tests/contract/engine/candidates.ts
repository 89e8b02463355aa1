/** The engines that the contract suite runs on: each test file opens one, in a process of its own. */
import { describe } from 'vitest';
import { type Engine, openEngine } from '../../../src/engine/index.ts';
import { openTfjsEngine } from '../../../src/engine/tfjs/open.ts';

export const CANDIDATES = {
  native: () => openEngine('native'),
  wasm: () => openEngine('wasm'),
  'tfjs-cpu': () => openTfjsEngine('cpu'),
  'tfjs-tensorflow': () => openTfjsEngine('tensorflow'),
} as const;
export type Candidate = keyof typeof CANDIDATES;

/** Only this one may be missing: its library is 600 MB and not everywhere to be had. */
const OPTIONAL: readonly Candidate[] = ['tfjs-tensorflow'];

/** All combinations, in `npm run test:contract` and for the fast engines; a fifth of them for tfjs in `npm test`. */
export function isThorough(name: Candidate): boolean {
  return process.env.DESCENT_CONTRACT === 'all' || !name.startsWith('tfjs');
}

/** Runs `suite` on an engine, under its name; where it may be missing and is, one skipped test says why. */
export async function onEngine(
  name: Candidate,
  suite: (engine: Engine, thorough: boolean) => void,
): Promise<void> {
  let engine: Engine;
  try {
    engine = await CANDIDATES[name]();
  } catch (error) {
    if (!OPTIONAL.includes(name)) throw error;
    const reason = (error as Error).message;
    process.stderr.write(`${name}: skipped, ${reason}\n`);
    // skipped since TensorFlow's library (600 MB) is missing here; the same suite runs on three other engines
    describe.skip(name, () => {
      // skipped for the reason in its name, which is printed with every test: a suite is shown by its tests only
      describe.skip(`skipped: ${reason}`, () => suite(NO_ENGINE, isThorough(name)));
    });
    return;
  }
  describe(name, () => suite(engine, isThorough(name)));
}

/** Stands where skipped tests are only counted; every use of it is an error. */
const NO_ENGINE = new Proxy({} as Engine, {
  get(_, key) {
    throw new Error(`there is no engine to ask for ${String(key)}`);
  },
});
