/**
 * `npm run golden:numerics`: adds the hashes of a numerics version to hashes.json. Those of a version that is there are
 * never changed: take them out by hand only where its cases changed, not its results.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { openEngine } from '../../../src/engine/index.ts';
import { CASES, hashOf } from './cases.ts';

const file = new URL('./hashes.json', import.meta.url);
const golden: Record<string, Record<string, string>> = JSON.parse(readFileSync(file, 'utf8'));
for (const name of ['native', 'wasm'] as const) {
  const engine = await openEngine(name);
  const { numerics } = engine.info;
  if (numerics in golden) {
    console.log(`${numerics}: kept`);
    continue;
  }
  golden[numerics] = {};
  for (const [key, one] of Object.entries(CASES)) golden[numerics][key] = await hashOf(engine, one);
  console.log(`${numerics}: ${Object.keys(CASES).length} hashes, from ${name} (${engine.info.isa})`);
}
writeFileSync(file, `${JSON.stringify(golden, null, 2)}\n`);
process.exit(0);
