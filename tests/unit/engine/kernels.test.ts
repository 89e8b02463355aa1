/**
 * The C++ suite of the kernels, compiled for every instruction set of this machine, and for NEON in an emulator. What
 * needs the whole engine takes minutes to compile: `npm run test:native -- --arm64`; `npm run test:sanitize` has it too.
 */
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../../native/tests');
/** Each has a naive twin of its kernel, or float64 libm, as its oracle. */
const PROGRAMS = readdirSync(folder)
  .filter((name) => name.endsWith('_test.cpp'))
  .filter((name) => !readFileSync(path.join(folder, name), 'utf8').includes('"networks.hpp"'))
  .map((name) => name.replace('.cpp', ''))
  .sort();

interface Result {
  readonly test: string;
  readonly isa: string;
  readonly numerics: string;
  readonly ok: boolean;
  readonly hashes: readonly string[];
  readonly output?: string;
}

const compiler = process.env.CXX ?? 'c++';
const hasCompiler = spawnSync(compiler, ['--version']).status === 0;

// skipped where nothing can be compiled: then there is no native engine either
describe.skipIf(!hasCompiler)(`the kernels${hasCompiler ? '' : ` (skipped: no ${compiler})`}`, () => {
  const results: Result[] = [];
  let noEmulator: string | undefined;
  beforeAll(async () => {
    const args = [path.join(folder, 'run.mjs'), '--json', '--kernels', '--arm64'];
    // a failure ends it with 1; what failed stands in its lines
    const { stdout } = await promisify(execFile)(process.execPath, args).catch(
      (error: { readonly stdout: string }) => error,
    );
    for (const line of stdout.trim().split('\n')) {
      const found = JSON.parse(line) as Result | { readonly missing: string };
      if ('missing' in found) noEmulator = found.missing;
      else results.push(found);
    }
  }, 600_000);

  const programsOf = (isa: string) =>
    results
      .filter((result) => result.isa === isa)
      .map(({ test }) => test)
      .sort();

  it('agree with their naive twins, and exp, log, tanh and erf with libm, on every instruction set', () => {
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    const sets = new Set(results.map(({ isa }) => isa));
    for (const isa of sets) expect(programsOf(isa)).toEqual(PROGRAMS);
    expect(sets.size).toBeGreaterThan(noEmulator === undefined ? 1 : 0);
  });

  it('give the same bits on all that fuse multiply-adds', () => {
    for (const test of PROGRAMS) {
      const bits = results
        .filter((result) => result.test === test && result.numerics === 'fma')
        .map(({ hashes }) => hashes.join());
      expect(new Set(bits).size, test).toBeLessThanOrEqual(1);
    }
    const compared = results.filter(({ numerics, hashes }) => numerics === 'fma' && hashes.length > 0);
    expect(new Set(compared.map(({ test }) => test)).size).toBe(
      compared.length === 0 ? 0 : PROGRAMS.length - 1,
    );
  });

  it('do so on NEON, cross-compiled, in an emulator', ({ skip }) => {
    // skipped where Debian's cross compiler or qemu is missing, which its reason names
    if (noEmulator !== undefined) skip(noEmulator);
    expect(programsOf('neon')).toEqual(PROGRAMS);
  });
});
