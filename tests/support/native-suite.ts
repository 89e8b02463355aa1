/** The C++ programs of native/tests, compiled and run by native/tests/run.mjs. */
import { execFile, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { beforeAll } from 'vitest';

const folder = path.resolve(import.meta.dirname, '../../native/tests');

const compiler = process.env.CXX ?? 'c++';
/** null, or why nothing can be compiled: then there is no native engine either */
export const noCompiler = spawnSync(compiler, ['--version']).status === 0 ? null : `no ${compiler}`;

/** Names of those that need the whole engine, or of the others. */
export function nativePrograms({ engine }: { readonly engine: boolean }): readonly string[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('_test.cpp'))
    .filter((name) => readFileSync(path.join(folder, name), 'utf8').includes('"networks.hpp"') === engine)
    .map((name) => name.replace('.cpp', ''))
    .sort();
}

export interface NativeResult {
  readonly test: string;
  readonly isa: string;
  readonly numerics: string;
  readonly ok: boolean;
  readonly hashes: readonly string[];
  readonly output?: string;
}

/** On every instruction set of this machine, and for NEON in an emulator; `noEmulator`: why not there. */
async function runNativePrograms(
  option: '--kernels' | '--engine',
): Promise<{ readonly results: readonly NativeResult[]; readonly noEmulator: string | undefined }> {
  const args = [path.join(folder, 'run.mjs'), '--json', option, '--arm64'];
  // a failure ends it with 1; what failed stands in its lines
  const { stdout } = await promisify(execFile)(process.execPath, args).catch(
    (error: { readonly stdout: string }) => error,
  );
  const results: NativeResult[] = [];
  let noEmulator: string | undefined;
  for (const line of stdout.trim().split('\n')) {
    const found = JSON.parse(line) as NativeResult | { readonly missing: string };
    if ('missing' in found) noEmulator = found.missing;
    else results.push(found);
  }
  return { results, noEmulator };
}

export interface NativeSuite {
  readonly results: () => readonly NativeResult[];
  /** why nothing runs on NEON; undefined where it does */
  readonly noEmulator: () => string | undefined;
  /** names of the programs that ran on an instruction set */
  readonly programsOf: (isa: string) => readonly string[];
  /** of one program, what each instruction set that fuses multiply-adds has printed */
  readonly fusedBits: (test: string) => readonly string[];
}

/** Compiles and runs them before the tests of a suite: minutes. */
export function nativeSuite(option: '--kernels' | '--engine'): NativeSuite {
  let results: readonly NativeResult[] = [];
  let noEmulator: string | undefined;
  beforeAll(async () => {
    ({ results, noEmulator } = await runNativePrograms(option));
  }, 1_800_000);
  return {
    results: () => results,
    noEmulator: () => noEmulator,
    programsOf: (isa) =>
      results
        .filter((result) => result.isa === isa)
        .map(({ test }) => test)
        .sort(),
    fusedBits: (test) =>
      results
        .filter((result) => result.test === test && result.numerics === 'fma')
        .map(({ hashes }) => hashes.join()),
  };
}
