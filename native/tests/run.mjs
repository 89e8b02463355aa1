// Compiles every *_test.cpp for each instruction set of this machine, runs it, and compares the hashes that instruction
// sets of one numerics class print. `npm run test:native [-- NAME-PART]`. Exit code 1 if anything failed.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folder = dirname(fileURLToPath(import.meta.url));
const part = process.argv[2] ?? '';
const common = ['-std=c++17', '-O2', '-ffp-contract=off', '-fno-math-errno', '-w'];

/** name, compiler flags, numerics class */
function instructionSets() {
  if (process.arch === 'arm64') return [['neon', [], 'fma']];
  const cpu = process.platform === 'linux' ? readFileSync('/proc/cpuinfo', 'utf8') : '';
  const has = (...flags) => flags.every((flag) => new RegExp(`\\b${flag}\\b`).test(cpu));
  const wide = ['-mavx512f', '-mavx512bw', '-mavx512dq', '-mavx512vl', '-mavx2', '-mfma'];
  const sets = [['portable', [], 'nofma']];
  if (has('avx2', 'fma')) sets.push(['avx2', ['-mavx2', '-mfma'], 'fma']);
  if (has('avx512f', 'avx512bw', 'avx512dq', 'avx512vl')) sets.push(['avx512', wide, 'fma']);
  return sets;
}

const build = mkdtempSync(join(tmpdir(), 'descent-native-'));
let failures = 0;
const fail = (message) => {
  failures++;
  console.error(`FAIL ${message}`);
};

function runOne(test, [isa, flags, numerics], hashes) {
  const program = join(build, `${test}-${isa}`);
  const compiled = spawnSync('c++', [...common, ...flags, join(folder, `${test}.cpp`), '-o', program], {
    encoding: 'utf8',
  });
  if (compiled.status !== 0)
    return fail(`${test} on ${isa} does not compile:\n${compiled.error ?? compiled.stderr}`);
  const run = spawnSync(program, { encoding: 'utf8' });
  if (run.status !== 0) return fail(`${test} on ${isa}:\n${run.stdout}${run.stderr}`);
  console.log(`ok   ${test} on ${isa}: ${run.stdout.trim().split('\n').at(-1)}`);
  const found = (run.stdout.match(/\b[0-9a-f]{16}\b/g) ?? []).join(' ');
  const known = hashes.get(numerics);
  if (known !== undefined && known !== found)
    fail(`${test}: ${isa} does not give the same bits as the others of ${numerics}`);
  hashes.set(numerics, found);
}

try {
  const tests = readdirSync(folder).filter((name) => name.endsWith('_test.cpp') && name.includes(part));
  for (const name of tests.sort()) {
    const hashes = new Map();
    for (const set of instructionSets()) runOne(name.replace('.cpp', ''), set, hashes);
  }
} finally {
  rmSync(build, { recursive: true, force: true });
}
console.log(failures === 0 ? 'all native tests passed' : `${failures} native tests failed`);
process.exitCode = failures === 0 ? 0 : 1;
