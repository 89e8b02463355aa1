#!/usr/bin/env node
// Makes @tensorflow/tfjs-node work where its own install script cannot download TensorFlow's C library: takes library
// and headers from a TensorFlow wheel (PyPI, or a file) and compiles the package's addon from its source.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeApiHeaders } from '../native/headers.mjs';

const HELP = `usage: npm run tfjs:provision [-- --wheel FILE [--sha256 HEX] | --force | --check]

Makes @tensorflow/tfjs-node work where TensorFlow's C library cannot be downloaded by its install script: takes the
library from the wheel tensorflow-cpu of PyPI (207 MB, through pip) and compiles the addon. Doing it again does nothing.

  --wheel FILE   a wheel that is here already, instead of PyPI's
  --sha256 HEX   its hash, where it is another one than tensorflow-cpu 2.15.1 for Linux on x86-64
  --force        build again
  --check        only say whether the addon loads (exit code 0: it does)
  --help         this text

Needs python3 with pip, make and a C++ compiler.
`;

const WHEEL = {
  requirement: 'tensorflow-cpu==2.15.1',
  sha256: '54660c074d7241a503e81edfd9f5ef5af88f64051b72e2945f26318c790f2d26',
  pipPlatform: ['--python-version', '3.11', '--implementation', 'cp', '--abi', 'cp311'],
  pipTag: 'manylinux_2_17_x86_64',
};
const PACKAGE = '@tensorflow/tfjs-node';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, '.cache', 'tensorflow');
const home = join(root, 'node_modules', PACKAGE);
const require = createRequire(join(root, 'package.json'));

process.exitCode = await main();

async function main() {
  const { values } = parseArgs({
    options: {
      wheel: { type: 'string' },
      sha256: { type: 'string' },
      force: { type: 'boolean' },
      check: { type: 'boolean' },
      help: { type: 'boolean', short: 'h' },
    },
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  const now = load();
  if (values.check || (now.works && !values.force)) {
    console.log(now.works ? `${now.text}: works, nothing to do` : `${PACKAGE} does not load: ${now.text}`);
    return now.works ? 0 : 1;
  }
  try {
    const sha256 = values.sha256 ?? WHEEL.sha256;
    const unpacked = await unpackedWheel(values.wheel, sha256);
    bringPackageBack();
    linkLibrary(unpacked);
    compile();
  } catch (error) {
    console.error(`tfjs:provision: ${error.message}`);
    return 1;
  }
  const after = load();
  if (!after.works) {
    console.error(`tfjs:provision: the addon was built but does not load: ${after.text}`);
    return 1;
  }
  console.log(`${after.text}: works`);
  return 0;
}

/** Loads the addon in a process of its own: a library that cannot be loaded may end it. */
function load() {
  const script = `
    const util = require('util');
    util.isNullOrUndefined ??= (x) => x === null || x === undefined;
    util.isArray ??= Array.isArray;
    const tf = require(${JSON.stringify(PACKAGE)});
    const sum = tf.tidy(() => tf.matMul([[1, 2]], [[3], [4]]).dataSync()[0]);
    if (sum !== 11) throw new Error('1·3 + 2·4 gave ' + sum);
    console.log('tfjs-node ' + tf.version['tfjs-node'] + ' on TensorFlow ' + tf.backend().binding.TF_Version);
  `;
  const env = { ...process.env, TF_CPP_MIN_LOG_LEVEL: '2' };
  const result = spawnSync(process.execPath, ['-e', script], { cwd: root, env, encoding: 'utf8' });
  if (result.status === 0) return { works: true, text: result.stdout.trim().split('\n').at(-1) };
  const lines = result.stderr.split('\n').filter((line) => /Error/.test(line));
  return { works: false, text: lines[0]?.trim() ?? `it ended with ${result.signal ?? result.status}` };
}

/** Folder with lib/ and include/ of the wheel with this hash; kept under .cache, so that a second time needs no wheel. */
async function unpackedWheel(wheel, sha256) {
  const folder = join(cache, sha256.slice(0, 16));
  if (existsSync(folder)) {
    console.log('TensorFlow: unpacked already, in .cache/tensorflow');
    return folder;
  }
  mkdirSync(cache, { recursive: true });
  const partial = `${folder}.${process.pid}.part`;
  try {
    const file = wheel ?? download(join(partial, 'wheel'));
    if (!existsSync(file)) throw new Error(`--wheel must name a file, got "${file}"`);
    const found = await hashOf(file);
    if (found !== sha256) {
      throw new Error(
        `the wheel must have SHA-256 ${sha256}, got ${found}; ` +
          'give --sha256 with the hash of another wheel that you trust',
      );
    }
    console.log('TensorFlow: hash of the wheel is right; unpacking library and headers (620 MB)');
    const target = join(partial, 'tensorflow');
    run(
      'python3',
      [join(root, 'scripts', 'unpack-tensorflow.py'), file, target],
      'the wheel cannot be unpacked',
    );
    renameSync(target, folder);
    return folder;
  } finally {
    rmSync(partial, { recursive: true, force: true });
  }
}

function download(folder) {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(
      `the wheel known here is for Linux on x64, this is ${process.platform} on ${process.arch}; ` +
        'run `npm rebuild @tensorflow/tfjs-node`, or give --wheel FILE --sha256 HEX of a wheel for this machine',
    );
  }
  console.log(`TensorFlow: pip downloads ${WHEEL.requirement} (207 MB)`);
  const where = ['-d', folder, '--platform', WHEEL.pipTag, ...WHEEL.pipPlatform];
  const quiet = ['--quiet', '--disable-pip-version-check', '--no-deps', '--only-binary=:all:'];
  // where the index cannot be reached this is said in seconds, not minutes
  const patience = ['--retries', '2', '--timeout', '20'];
  run(
    'python3',
    ['-m', 'pip', 'download', ...quiet, ...patience, ...where, WHEEL.requirement],
    'pip cannot download the wheel',
  );
  return join(folder, readdirSync(folder)[0]);
}

async function hashOf(file) {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}

/** npm drops an optional package whose install script fails: brings it back without running that script. */
function bringPackageBack() {
  const wanted = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).optionalDependencies[PACKAGE];
  const manifest = join(home, 'package.json');
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, 'utf8')).version === wanted) return;
  console.log(`npm: bringing ${PACKAGE} ${wanted} back, without its install script`);
  const options = ['--no-save', '--ignore-scripts', '--no-audit', '--no-fund', '--silent'];
  run('npm', ['install', ...options, `${PACKAGE}@${wanted}`], `npm cannot install ${PACKAGE}`);
}

/** Lays the library out as the package's binding.gyp expects it. */
function linkLibrary(unpacked) {
  const deps = join(home, 'deps');
  rmSync(deps, { recursive: true, force: true });
  mkdirSync(join(deps, 'lib'), { recursive: true });
  for (const [name, alias] of [
    ['libtensorflow_cc.so.2', 'libtensorflow.so'],
    ['libtensorflow_framework.so.2', 'libtensorflow_framework.so'],
  ]) {
    // hard links: no second 600 MB, and the package works on when .cache is emptied
    linkSync(join(unpacked, 'lib', name), join(deps, 'lib', name));
    symlinkSync(name, join(deps, 'lib', alias));
  }
  symlinkSync(join(unpacked, 'include'), join(deps, 'include'));
}

function compile() {
  console.log('addon: compiling');
  const preGyp = require.resolve('@mapbox/node-pre-gyp/bin/node-pre-gyp');
  const env = {
    ...process.env,
    npm_config_node_gyp: join(dirname(require.resolve('node-gyp/package.json')), 'bin', 'node-gyp.js'),
    npm_config_nodedir: nodeApiHeaders(root),
  };
  run(process.execPath, [preGyp, 'install', '--build-from-source'], 'the addon cannot be compiled', {
    cwd: home,
    env,
  });
}

/** @throws Error with the line of the output that says why */
function run(command, args, failure, options = {}) {
  const result = spawnSync(command, args, { cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, ...options });
  if (result.error) throw new Error(`${failure}: ${result.error.message}`);
  if (result.status === 0) return;
  const lines = `${result.stdout}\n${result.stderr}`.split('\n').map((line) => line.trim());
  const cause = lines.find((line) => /error/i.test(line)) ?? lines.filter(Boolean).at(-1);
  throw new Error(`${failure}: ${cause ?? `${command} ended with ${result.signal ?? result.status}`}`);
}
