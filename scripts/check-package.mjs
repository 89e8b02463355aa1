// `npm run check:package`: builds and packs the package as it would be published, unpacks it where no checkout is, with
// this checkout's dependencies beside it, and uses it: the command line, the SDK, and a run in a worker on WebAssembly.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'descent-package-'));
const modules = join(folder, 'node_modules');

/** @returns what it printed @throws Error with that where it fails */
function run(command, args, cwd) {
  const { status, stdout, stderr, error } = spawnSync(command, args, {
    cwd,
    encoding: 'utf8',
    env: { ...process.env, NO_COLOR: '1', DESCENT_DB: join(folder, 'runs.db') },
  });
  if (status === 0) return stdout;
  throw new Error(`${command} ${args.join(' ')} failed: ${error?.message ?? ''}\n${stdout}\n${stderr}`);
}

function expect(condition, what) {
  if (!condition) throw new Error(`the package does not do what it should: ${what}`);
  console.log(`ok   ${what}`);
}

function unpack(archive) {
  run('tar', ['-xzf', archive], folder);
  mkdirSync(modules);
  for (const name of readdirSync(join(root, 'node_modules'))) {
    if (!name.startsWith('.') && name !== 'descent') {
      symlinkSync(join(root, 'node_modules', name), join(modules, name), 'junction');
    }
  }
  renameSync(join(folder, 'package'), join(modules, 'descent'));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n');
}

const LOGGED = `
import { defineSweep, openTracker, RunLostError } from 'descent';
const tracker = openTracker();
const run = tracker.startRun({ name: 'mine' });
run.log({ 'train/loss': 0.5 }, 1);
run.finish();
tracker.close();
console.log(typeof defineSweep, RunLostError.name);
`;

const SWEEP = `
import { defineSweep } from 'descent';
export default defineSweep({
  name: 'packed',
  fixed: { dataset: 'mnist10k', architecture: 'mlp', units: [16], trainSize: 100, validationSize: 50, epochs: 1 },
  axes: { optimizer: ['sgd', 'adam'] },
});
`;

try {
  const [{ filename, files }] = JSON.parse(
    run('npm', ['pack', '--json', '--pack-destination', folder], root),
  );
  expect(
    !files.some(({ path }) => /(^|\/)(tests|bench|node_modules)\//.test(path.replace('native/tests/', ''))),
    'holds no tests and no benchmarks',
  );
  unpack(join(folder, filename));
  const descent = (...args) =>
    run(process.execPath, [join(modules, 'descent/bin/descent.mjs'), ...args], folder);

  expect(/Usage: descent/.test(descent('--help')), 'descent --help shows its usage');
  writeFileSync(join(folder, 'mine.mjs'), LOGGED);
  expect(
    run(process.execPath, ['mine.mjs'], folder).trim() === 'function RunLostError',
    "import { openTracker } from 'descent' logs a run",
  );
  writeFileSync(join(folder, 'packed.ts'), SWEEP);
  descent('sweep', 'packed.ts', '--engine', 'wasm', '--quiet');
  const runs = JSON.parse(descent('ls', '--json')).map(({ name, status }) => `${name} ${status}`);
  expect(
    runs.sort().join() === 'adam completed,mine completed,sgd completed',
    `a definition is trained: ${runs}`,
  );
} finally {
  rmSync(folder, { recursive: true, force: true });
}
