// Compilers, instruction sets and flags of the C++ tests. Programs and objects lie in one temporary folder.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const tests = dirname(fileURLToPath(import.meta.url));
const native = dirname(tests);

/** As in binding.gyp: what decides bits. */
const ALWAYS = ['-std=c++17', '-ffp-contract=off', '-fno-math-errno', '-w'];
const CORE = ['-fno-exceptions', '-fno-rtti', '-fPIC'];
const WIDE = ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mavx2', '-mfma'];
/** Address findings show null pointers too; the checks left out double the time of compilation. */
export const SANITIZERS = [
  '-fsanitize=address,undefined',
  '-fno-sanitize=null,object-size',
  '-fno-sanitize-recover=all',
  '-fno-omit-frame-pointer',
  '-g1',
];

/** The instruction sets of this machine, the last one the best. `runner`: what runs a program. */
export function hostSets() {
  const compiler = process.env.CXX ?? 'c++';
  const set = (isa, numerics, flags) => ({ isa, numerics, flags, compiler, runner: [] });
  if (process.arch === 'arm64') return [set('neon', 'fma', [])];
  const cpu = process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const has = (...names) => names.every((name) => new RegExp(`\\b${name}\\b`).test(cpu));
  const sets = [set('portable', 'nofma', [])];
  if (has('avx2', 'fma')) sets.push(set('avx2', 'fma', ['-mavx2', '-mfma']));
  if (has('avx512f', 'avx512bw', 'avx512dq', 'avx512vl')) sets.push(set('avx512', 'fma', WIDE));
  return sets;
}

/** NEON through a cross compiler and an emulator of the processor, or the reason why not. */
export function arm64Set() {
  const compiler = 'aarch64-linux-gnu-g++';
  const emulator = 'qemu-aarch64-static';
  const missing = [compiler, emulator].filter((tool) => spawnSync(tool, ['--version']).status !== 0);
  if (missing.length > 0) {
    const how = 'Debian: apt-get install g++-aarch64-linux-gnu qemu-user-static';
    return { missing: `${missing.join(' and ')} not found (${how})` };
  }
  return { isa: 'neon', numerics: 'fma', flags: [], compiler, runner: [emulator], link: ['-static'] };
}

/** Programs that are compiled with `-O2`, or for the sanitizers; the engine itself as it ships. */
export class Toolchain {
  folder = mkdtempSync(join(tmpdir(), 'descent-native-'));
  #engines = new Map();
  #sanitize;

  constructor({ sanitize = false } = {}) {
    this.#sanitize = sanitize ? ['-O1', ...SANITIZERS] : [];
  }

  /** null, or why this compiler cannot make a program with sanitizers */
  async sanitizersMissing(set) {
    const source = join(this.folder, 'empty.cpp');
    writeFileSync(source, 'int main() { return 0; }\n');
    const program = join(this.folder, 'empty');
    const compiled = await run(set.compiler, [...SANITIZERS, source, '-o', program]);
    const ran = compiled.status === 0 ? await run(program, []) : compiled;
    return ran.status === 0 ? null : ran.output.trim().split('\n').at(-1);
  }

  /** isa/isa.cpp compiled for a set, once. @returns path of the object */
  engine(set) {
    const known = this.#engines.get(set.isa);
    if (known) return known;
    const object = join(this.folder, `engine-${set.isa}.o`);
    const made = this.#compile(set, ['-O3', ...CORE], [join(native, 'isa/isa.cpp'), '-c'], object);
    this.#engines.set(set.isa, made);
    return made;
  }

  /** Whether `tests/<name>.cpp` calls the engine through its table: it includes the networks then. */
  needsEngine(name) {
    return readFileSync(join(tests, `${name}.cpp`), 'utf8').includes('"networks.hpp"');
  }

  /** @returns path of the program of `tests/<name>.cpp` */
  async program(set, name) {
    const linked = this.needsEngine(name) ? [await this.engine(set)] : [];
    const inputs = [join(tests, `${name}.cpp`), ...linked, ...(set.link ?? [])];
    return this.#compile(set, ['-O2'], inputs, join(this.folder, `${name}-${set.isa}`));
  }

  /** A shared library that Node loads: the addon over the engine of one set. */
  async addon(set, include) {
    const inputs = [join(native, 'addon/addon.cpp'), join(tests, 'other_sets.cpp'), await this.engine(set)];
    const flags = [
      '-O1',
      '-fPIC',
      '-shared',
      '-DNAPI_VERSION=8',
      '-DNODE_GYP_MODULE_NAME=descent',
      `-I${include}`,
    ];
    return this.#compile(set, flags, inputs, join(this.folder, 'descent.node'));
  }

  async #compile(set, flags, inputs, output) {
    const args = [...ALWAYS, ...flags, ...this.#sanitize, ...set.flags, ...inputs, '-o', output];
    const { status, output: text } = await run(set.compiler, args);
    if (status !== 0) throw new Error(`${set.compiler} ${args.join(' ')}\n${text}`);
    return output;
  }

  close() {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Exit status (null after a signal) and everything printed. */
export function run(command, args, env = process.env) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    child.on('error', (error) => resolve({ status: -1, output: error.message }));
    child.on('close', (status, signal) =>
      resolve({ status, output: signal ? `${output}ended by ${signal}` : output }),
    );
  });
}

/** Runs tasks, as many at a time as there are processors. */
export async function inParallel(tasks) {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}
