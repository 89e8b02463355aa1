#!/usr/bin/env node
// Builds native/wasm/descent.wasm from the engine's C++ source with clang's wasm32 target: no emscripten, no imports.
//   npm run build:wasm   builds, and records compiler and sources in native/wasm/descent.wasm.json
//   npm run check:wasm   builds again and compares byte for byte, where the recorded clang is there
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const native = fileURLToPath(new URL('../native/', import.meta.url));
const module = join(native, 'wasm/descent.wasm');
const record = `${module}.json`;

const FLAGS = [
  '--target=wasm32',
  '-std=c++17',
  '-O3',
  '-msimd128',
  '-mbulk-memory',
  '-ffp-contract=off',
  '-fno-exceptions',
  '-fno-rtti',
  '-fno-threadsafe-statics',
  '-ffreestanding',
  '-fvisibility=hidden',
  '-nostdlib',
  '-Wall',
  '-Wextra',
  '-Wl,--no-entry',
  '-Wl,-z,stack-size=1048576',
  '-Wl,--stack-first', // an overflow of the stack traps instead of overwriting constants
  '-Wl,--strip-all',
];

process.exitCode = process.argv.includes('--check') ? check() : build();

function build() {
  const compiler = clang();
  if (compiler === null) {
    console.error(`${missing()}\nnative/wasm/descent.wasm was not built.`);
    return 1;
  }
  const bytes = compile(compiler.command);
  if (bytes === null) return 1;
  writeWhole(module, bytes);
  const facts = {
    clang: compiler.version,
    flags: FLAGS,
    bytes: bytes.length,
    sha256: sha256(bytes),
    sources: sources(),
  };
  writeWhole(record, `${JSON.stringify(facts, null, 2)}\n`);
  console.log(`native/wasm/descent.wasm: ${bytes.length} bytes, ${compiler.version}`);
  return 0;
}

function check() {
  const recorded = JSON.parse(readFileSync(record, 'utf8'));
  const committed = readFileSync(module);
  if (sha256(committed) !== recorded.sha256) {
    console.error(
      'native/wasm/descent.wasm is not the file that descent.wasm.json records: run npm run build:wasm',
    );
    return 1;
  }
  if (sources() !== recorded.sources) {
    console.error('the sources in native/ changed after descent.wasm was built: run npm run build:wasm');
    return 1;
  }
  const compiler = clang();
  if (compiler === null || compiler.version !== recorded.clang) {
    const reason = compiler === null ? missing() : `this clang is "${compiler.version}"`;
    console.log(`rebuild of descent.wasm skipped, it needs "${recorded.clang}": ${reason}`);
    return 0;
  }
  const rebuilt = compile(compiler.command);
  if (rebuilt === null) return 1;
  if (!rebuilt.equals(committed)) {
    console.error(
      `the sources give another module (${rebuilt.length} bytes) than native/wasm/descent.wasm ` +
        `(${committed.length} bytes): run npm run build:wasm`,
    );
    return 1;
  }
  console.log(`descent.wasm is byte for byte what its sources give (${recorded.clang})`);
  return 0;
}

/** clang with a wasm32 back end and a linker for it; its first line of --version without the vendor's build number. */
function clang() {
  const command = process.env.CLANG ?? 'clang++';
  const version = spawnSync(command, ['--version'], { encoding: 'utf8' });
  if (version.status !== 0) return null;
  const linker = spawnSync('wasm-ld', ['--version']);
  if (linker.status !== 0) return null;
  return { command, version: /clang version \d+\.\d+\.\d+/.exec(version.stdout)?.[0] ?? 'unknown clang' };
}

function missing() {
  return 'clang++ and wasm-ld were not found (Debian: apt-get install clang lld; or name another by CLANG=…).';
}

function compile(command) {
  const folder = mkdtempSync(join(native, 'wasm/.build-'));
  try {
    const output = join(folder, 'descent.wasm');
    // relative paths: nothing of this machine's folders may reach the module
    const { status, error } = spawnSync(command, [...FLAGS, '-o', output, 'wasm/module.cpp'], {
      cwd: native,
      stdio: ['ignore', 'inherit', 'inherit'],
    });
    if (status === 0) return readFileSync(output);
    console.error(`clang failed: ${error?.message ?? `exit status ${status}`}`);
    return null;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** One hash over the name and content of every file that the module may be made of. */
function sources() {
  const files = ['core', 'kernels', 'simd']
    .flatMap((folder) =>
      readdirSync(join(native, folder), { recursive: true }).map((file) => `${folder}/${file}`),
    )
    .filter((file) => file.endsWith('.hpp'));
  files.push('api.h', 'simd.hpp', 'wasm/module.cpp');
  const hash = createHash('sha256');
  for (const file of files.sort()) hash.update(`${file}\n${sha256(readFileSync(join(native, file)))}\n`);
  return hash.digest('hex');
}

function sha256(bytes) {
  return createHash('sha256').update(bytes).digest('hex');
}

function writeWhole(path, content) {
  writeFileSync(`${path}.part`, content);
  renameSync(`${path}.part`, path);
}
