/**
 * The bits of a numerics class. Runs of one numerics version share their identity in every database: where these change,
 * the version must.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { type Engine, openEngine } from '../../src/engine/index.ts';
import { openNativeEngine, supportedIsas } from '../../src/engine/native/addon.ts';
import { CASES, hashOf } from './numerics/cases.ts';

type Golden = Readonly<Record<string, Readonly<Record<string, string>>>>;
const golden: Golden = JSON.parse(readFileSync(new URL('./numerics/hashes.json', import.meta.url), 'utf8'));

const CHANGED =
  'results changed: raise the numerics version (kNumerics in native/core/engine.hpp, ISA in src/engine/wasm/engine.ts), ' +
  'then `npm run golden:numerics`';

function isas(): readonly string[] {
  try {
    return supportedIsas();
  } catch {
    return [];
  }
}

const engines: readonly (readonly [string, () => Promise<Engine>])[] = [
  ['wasm', () => openEngine('wasm')],
  ...isas().map((isa) => [`native, ${isa}`, async () => openNativeEngine(isa)] as const),
];

describe.each(engines)('%s', (_, open) => {
  it.each(Object.keys(CASES))('gives the bits of its numerics version: %s', async (name) => {
    const engine = await open();
    const pinned = golden[engine.info.numerics];
    expect(pinned, `no hashes of ${engine.info.numerics}: npm run golden:numerics`).toBeDefined();
    expect(await hashOf(engine, CASES[name]!), CHANGED).toBe(pinned![name]);
  });
});
