/**
 * The C++ suite of the kernels, compiled for every instruction set of this machine, and for NEON in an emulator. What
 * needs the whole engine is in engine-programs.test.ts.
 */
import { describe, expect, it } from 'vitest';
import { nativePrograms, nativeSuite, noCompiler } from '../../support/native-suite.ts';

/** Each has a naive twin of its kernel, or float64 libm, as its oracle. */
const PROGRAMS = nativePrograms({ engine: false });

describe.skipIf(noCompiler !== null)(`the kernels${noCompiler ? ` (skipped: ${noCompiler})` : ''}`, () => {
  const { results, noEmulator, programsOf, fusedBits } = nativeSuite('--kernels');

  it('agree with their naive twins, and exp, log, tanh and erf with libm, on every instruction set', () => {
    expect(results().filter(({ ok }) => !ok)).toEqual([]);
    const sets = new Set(results().map(({ isa }) => isa));
    for (const isa of sets) expect(programsOf(isa)).toEqual(PROGRAMS);
    expect(sets.size).toBeGreaterThan(noEmulator() === undefined ? 1 : 0);
  });

  it('give the same bits on all that fuse multiply-adds', () => {
    for (const test of PROGRAMS) {
      const bits = fusedBits(test);
      expect(new Set(bits).size, test).toBeLessThanOrEqual(1);
    }
    const compared = results().filter(({ numerics, hashes }) => numerics === 'fma' && hashes.length > 0);
    expect(new Set(compared.map(({ test }) => test)).size).toBe(
      compared.length === 0 ? 0 : PROGRAMS.length - 1,
    );
  });

  it('do so on NEON, cross-compiled, in an emulator', ({ skip }) => {
    // skipped where Debian's cross compiler or qemu is missing, which its reason names
    if (noEmulator() !== undefined) skip(noEmulator());
    expect(programsOf('neon')).toEqual(PROGRAMS);
  });
});
