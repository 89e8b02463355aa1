/** The C++ programs that take the whole engine through its networks: minutes, most of them for the compiler. */
import { beforeAll, describe, expect, it } from 'vitest';
import {
  type NativeResult,
  nativePrograms,
  noCompiler,
  runNativePrograms,
} from '../../support/native-suite.ts';

const PROGRAMS = nativePrograms({ engine: true });

describe.skipIf(noCompiler !== null)(`the engine${noCompiler ? ` (skipped: ${noCompiler})` : ''}`, () => {
  let results: readonly NativeResult[] = [];
  let noEmulator: string | undefined;
  beforeAll(async () => {
    ({ results, noEmulator } = await runNativePrograms('--engine'));
  }, 1_800_000);

  const programsOf = (isa: string) =>
    results
      .filter((result) => result.isa === isa)
      .map(({ test }) => test)
      .sort();

  it('is tested by programs of its own', () => {
    expect(PROGRAMS).toEqual(['engine_test', 'fast_path_test']);
  });

  it('trains as its general path does, diverges, and refuses what is wrong, on every instruction set', () => {
    expect(results.filter(({ ok }) => !ok)).toEqual([]);
    for (const isa of new Set(results.map((result) => result.isa))) expect(programsOf(isa)).toEqual(PROGRAMS);
  });

  it('gives the same bits on all that fuse multiply-adds', () => {
    for (const test of PROGRAMS) {
      const bits = results
        .filter((result) => result.test === test && result.numerics === 'fma')
        .map(({ hashes }) => hashes.join());
      for (const hashes of bits) expect(hashes, test).not.toBe('');
      expect(new Set(bits).size, test).toBeLessThanOrEqual(1);
    }
  });

  it('does so on NEON, cross-compiled, in an emulator', ({ skip }) => {
    if (noEmulator !== undefined) skip(noEmulator);
    expect(programsOf('neon')).toEqual(PROGRAMS);
  });
});
