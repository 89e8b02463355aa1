import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';

const root = path.resolve(import.meta.dirname, '../../..');
const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** The install script in a copy of what it builds from, with a compiler that says `complaint` and fails. */
function installWith(complaint: string, ...options: readonly string[]) {
  const folder = mkdtempSync(path.join(tmpdir(), 'descent-install-'));
  folders.push(folder);
  for (const name of ['package.json', 'binding.gyp']) cpSync(path.join(root, name), path.join(folder, name));
  for (const name of [
    'addon',
    'core',
    'isa',
    'kernels',
    'simd',
    'api.h',
    'simd.hpp',
    'headers.mjs',
    'install.mjs',
  ])
    cpSync(path.join(root, 'native', name), path.join(folder, 'native', name), { recursive: true });
  symlinkSync(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
  const compiler = path.join(folder, 'compiler');
  writeFileSync(compiler, `#!/bin/sh\necho "${complaint}" >&2\nexit 1\n`);
  chmodSync(compiler, 0o755);
  const addon = path.join(folder, 'build', 'Release', 'descent.node');
  // what an earlier version left must not be loaded in place of what could not be built
  mkdirSync(path.dirname(addon), { recursive: true });
  writeFileSync(addon, 'of an earlier version');
  const { status, stderr } = spawnSync(process.execPath, ['native/install.mjs', ...options], {
    cwd: folder,
    env: { ...process.env, CXX: compiler, CC: compiler },
    encoding: 'utf8',
  });
  return { status, stderr, addonLeft: existsSync(addon) };
}

describe.skipIf(process.platform === 'win32')('an install where the native engine cannot be built', () => {
  it('ends well, says why and what to do, and leaves no addon', () => {
    const { status, stderr, addonLeft } = installWith('x.cpp:1: fatal error: no such header');
    expect(status).toBe(0);
    expect(stderr).toContain('the native engine was not built (x.cpp:1: fatal error: no such header)');
    expect(stderr).toContain('the WebAssembly engine will be used, which is slower');
    expect(stderr).toContain('npm run build:native');
    expect(addonLeft).toBe(false);
  });

  it('fails where it was asked to be strict', () => {
    const { status, stderr } = installWith('x.cpp:1: fatal error: no such header', '--strict');
    expect(status).toBe(1);
    expect(stderr).toContain('the native engine was not built');
  });
});
