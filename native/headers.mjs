// Headers for compiling addons: Node-API is stable across versions of Node, so those of an npm package do and nothing
// is downloaded.
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

/** Lays the headers out under build/headers of `root`, where node-gyp's `--nodedir` expects them; returns that folder. */
export function nodeApiHeaders(root) {
  const folder = join(root, 'build', 'headers');
  const include = join(folder, 'include', 'node');
  mkdirSync(include, { recursive: true });
  const require = createRequire(join(root, 'package.json'));
  cpSync(require('node-api-headers').include_dir, include, { recursive: true });
  writeFileSync(
    join(include, 'common.gypi'),
    `{ 'target_defaults': { 'default_configuration': 'Release', 'configurations': { 'Release': {} } } }\n`,
  );
  writeFileSync(join(include, 'config.gypi'), `{ 'target_defaults': {}, 'variables': {} }\n`);
  return folder;
}
