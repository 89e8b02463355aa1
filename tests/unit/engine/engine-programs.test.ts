/** The C++ programs that take the whole engine through its networks: minutes, most of them for the compiler. */
import { describe, expect, it } from 'vitest';
import { nativePrograms, nativeSuite, noCompiler } from '../../support/native-suite.ts';

const PROGRAMS = nativePrograms({ engine: true });

describe.skipIf(noCompiler !== null)(`the engine${noCompiler ? ` (skipped: ${noCompiler})` : ''}`, () => {
  const { results, noEmulator, programsOf, fusedBits } = nativeSuite('--engine');

  it('is tested by programs of its own', () => {
    expect(PROGRAMS).toEqual(['engine_test', 'fast_path_test']);
  });

  it('trains as its general path does, diverges, and refuses what is wrong, on every instruction set', () => {
    expect(results().filter(({ ok }) => !ok)).toEqual([]);
    for (const isa of new Set(results().map((result) => result.isa)))
      expect(programsOf(isa)).toEqual(PROGRAMS);
  });

  it('gives the same bits on all that fuse multiply-adds', () => {
    for (const test of PROGRAMS) {
      const bits = fusedBits(test);
      for (const hashes of bits) expect(hashes, test).not.toBe('');
      expect(new Set(bits).size, test).toBeLessThanOrEqual(1);
    }
  });

  it('does so on NEON, cross-compiled, in an emulator', ({ skip }) => {
    if (noEmulator() !== undefined) skip(noEmulator());
    expect(programsOf('neon')).toEqual(PROGRAMS);
  });
});
