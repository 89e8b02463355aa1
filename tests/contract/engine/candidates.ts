/** The engines that the contract suite runs on: each test file opens one, in a process of its own. */
import { beforeEach, describe } from 'vitest';
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

/** Runs `suite` on an engine, under its name; where it may be missing and is, every test says why it did not run. */
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
    describe(name, () => {
      describe(`skipped: ${reason}`, () => {
        // vitest prints the reason beside each test
        beforeEach(({ skip }) => skip(reason));
        suite(NO_ENGINE, isThorough(name));
      });
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
