/** Style sheets and scripts, read once. Only what the table below lists can be asked for. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { bundles } from './bundles.ts';
import { STYLE_SHEET, STYLES } from './styles.ts';

export interface Asset {
  readonly bytes: Buffer<ArrayBuffer>;
  readonly gzip: Buffer<ArrayBuffer>;
  readonly type: string;
}

export interface Assets {
  /** changes with any file, so that browsers may keep the files for ever */
  readonly version: string;
  readonly get: (name: string) => Asset | undefined;
  readonly href: (name: string) => string;
  /** why the bundles of shared code are missing; null: they are there */
  readonly bundleProblem: string | null;
}

/** The engine, as the command line has it; from a checkout, and from dist/ of an installed package. */
const WASM = { name: 'wasm/descent.wasm', places: ['../native/wasm/', '../../native/wasm/'] } as const;

/** Files of packages, by the name under which pages import them. */
const PACKAGE_FILES: Readonly<Record<string, readonly [name: string, file: string]>> = {
  'js/vendor/htmx.js': ['htmx.org', 'dist/htmx.min.js'],
  'js/vendor/echarts.js': ['echarts', 'dist/echarts.esm.min.mjs'],
};

const TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
};

export function loadAssets(): Assets {
  const files = new Map<string, string>();
  const folder = staticFolder();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const file = path.join(entry.parentPath, entry.name);
    const name = path.relative(folder, file).split(path.sep).join('/');
    if (entry.isFile() && path.extname(name) in TYPES) files.set(name, file);
  }
  for (const [name, [dependency, file]] of Object.entries(PACKAGE_FILES)) {
    files.set(name, path.join(packageFolder(dependency), file));
  }
  files.set(WASM.name, path.join(firstThere(WASM.places, 'descent.wasm'), 'descent.wasm'));
  const hash = createHash('sha256');
  const contents = new Map<string, Buffer<ArrayBuffer>>();
  for (const [name, file] of [...files].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const bytes = readFileSync(file);
    contents.set(name, bytes);
  }
  contents.set(STYLE_SHEET, Buffer.concat(STYLES.map((name) => taken(contents, name))));
  const bundled = bundles();
  for (const [name, bytes] of bundled.files) contents.set(name, Buffer.from(bytes));
  for (const [name, bytes] of contents) hash.update(name).update(bytes);
  const version = hash.digest('hex').slice(0, 12);
  const known = new Map<string, Asset>();
  return {
    version,
    get(name) {
      const bytes = contents.get(name);
      if (bytes === undefined) return undefined;
      const asset = known.get(name) ?? {
        bytes,
        gzip: gzipSync(bytes),
        type: TYPES[path.extname(name)] ?? 'application/octet-stream',
      };
      known.set(name, asset);
      return asset;
    },
    bundleProblem: bundled.problem,
    href: (name) => `/assets/${version}/${name}`,
  };
}

/** The file, which is part of another from now on. */
function taken(contents: Map<string, Buffer<ArrayBuffer>>, name: string): Buffer {
  const bytes = contents.get(name);
  if (bytes === undefined) throw new Error(`the dashboard's file ${name} is missing`);
  contents.delete(name);
  return bytes;
}

/** Beside this file in a checkout; an installed package has the compiled code in dist/ and static/ outside it. */
function staticFolder(): string {
  return firstThere(['./static/', '../../dashboard/static/'], '.');
}

/** The folder among `places`, relative to this file, that has `file`. */
function firstThere(places: readonly string[], file: string): string {
  const folders = places.map((place) => fileURLToPath(new URL(place, import.meta.url)));
  const found = folders.find((folder) => existsSync(path.join(folder, file)));
  if (found === undefined) throw new Error(`the dashboard's files are missing, expected ${folders[0]}`);
  return found;
}

function packageFolder(name: string): string {
  // Not every package exports its package.json: look for its folder as Node does.
  const places = createRequire(import.meta.url).resolve.paths(name) ?? [];
  const found = places.map((place) => path.join(place, name)).find((place) => existsSync(place));
  if (found === undefined) throw new Error(`the package ${name} is not installed: run npm install`);
  return found;
}
