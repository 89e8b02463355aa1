// Builds the native engine at install time. Never fails the install: without an addon the WebAssembly build of the
// same source is used. `--force` builds again, `--strict` fails where the build fails (for development and CI).
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { nodeApiHeaders } from './headers.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const require = createRequire(import.meta.url);
const addon = join(root, 'build', 'Release', 'descent.node');
const stampFile = join(root, 'build', 'Release', 'descent.stamp');
const force = process.argv.includes('--force');
const strict = process.argv.includes('--strict');

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return entry.name === 'tests' || entry.name === 'wasm' ? [] : sources(path);
    return /\.(h|hpp|cpp)$/.test(entry.name) ? [path] : [];
  });
}

/** What the built addon depends on: the sources, their flags, the machine's architecture. */
function stamp() {
  const hash = createHash('sha256').update(`${process.platform} ${process.arch}\n`);
  for (const path of [join(root, 'binding.gyp'), ...sources(join(root, 'native')).sort()]) {
    hash.update(`${relative(root, path)}\n`).update(readFileSync(path));
  }
  return hash.digest('hex');
}

function build() {
  const gyp = join(dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js');
  const nodedir = nodeApiHeaders(root);
  const env = { ...process.env };
  // a development folder of the user's own must not replace these headers
  for (const name of ['npm_config_nodedir', 'npm_package_config_node_gyp_nodedir']) delete env[name];
  const result = spawnSync(
    process.execPath,
    [gyp, 'configure', 'build', `--nodedir=${nodedir}`, '--jobs=2', '--silent'],
    {
      cwd: root,
      env,
      encoding: 'utf8',
    },
  );
  if (result.error) throw result.error;
  const output = `${result.stdout}\n${result.stderr}`;
  if (result.status !== 0 || !existsSync(addon)) throw new Error(causeOf(output));
  // a compiler's warnings are for those who develop, not for those who install
  const warnings = new Set(output.split('\n').filter((line) => line.includes('warning:')));
  if (strict) for (const warning of [...warnings].slice(0, 10)) console.warn(warning);
}

/** The line of a build's output that says why it failed. */
function causeOf(output) {
  const lines = output.split('\n').map((line) => line.trim());
  const cause =
    lines.find((line) => /(fatal error|error:|not found|Could not find|No such file)/i.test(line)) ??
    lines.filter(Boolean).at(-1);
  return cause ?? 'node-gyp gave no output';
}

/** Two installs in one folder must not build at once: the second waits, and then finds the work done. */
async function withLock(work) {
  const lock = join(
    tmpdir(),
    `descent-build-${createHash('sha256').update(root).digest('hex').slice(0, 16)}.lock`,
  );
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    if (!isAlive(lock)) rmSync(lock, { force: true });
    else await new Promise((resolve) => setTimeout(resolve, 200));
  }
  try {
    return work();
  } finally {
    rmSync(lock, { force: true });
  }
}

function isAlive(lock) {
  try {
    process.kill(Number(readFileSync(lock, 'utf8')), 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function isBuilt(wanted) {
  return existsSync(addon) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === wanted;
}

try {
  await withLock(() => {
    const wanted = stamp();
    if (isBuilt(wanted) && !force) return;
    const start = performance.now();
    build();
    // loading it proves that it runs here
    require(addon);
    writeFileSync(stampFile, wanted);
    console.log(`descent: native engine built in ${((performance.now() - start) / 1000).toFixed(0)} s`);
  });
} catch (error) {
  rmSync(addon, { force: true });
  console.warn(
    `descent: the native engine was not built (${error.message}); the WebAssembly engine will be used, which is slower. ` +
      'To build it: install a C++17 compiler, make and Python 3, then run `npm run build:native`.',
  );
  if (strict) process.exitCode = 1;
}
