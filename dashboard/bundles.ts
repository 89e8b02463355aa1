/**
 * Code that pages share with the command line, bundled for the browser from the same files when the dashboard starts:
 * from TypeScript in a checkout, from dist/ in an installed package.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';

/** Names of the bundles among the assets, and what each starts from. */
const ENTRIES: Readonly<Record<string, string>> = {
  'js/bundles/playground': 'playground/browser',
  'js/bundles/network-worker': 'playground/network/worker',
};
/** Runs in a web worker that compiles WebAssembly, which its own policy has to allow. */
export const WORKER_BUNDLE = 'js/bundles/network-worker.js';

/** In 2021 browsers learnt WebAssembly's SIMD, which the engine needs. */
const TARGET = 'es2022';

export interface Bundles {
  /** by name, such as `js/bundles/playground.js` */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** why there are none: pages that need them say so, the others work */
  readonly problem: string | null;
}

let made: Bundles | null = null;

/** Made once a process, in about 0.2 s. */
export function bundles(): Bundles {
  made ??= attempt();
  return made;
}

function attempt(): Bundles {
  try {
    return { files: bundle(), problem: null };
  } catch (error) {
    return { files: new Map(), problem: (error as Error).message };
  }
}

function bundle(): ReadonlyMap<string, Uint8Array> {
  const { outputFiles } = buildSync({
    entryPoints: Object.fromEntries(
      Object.entries(ENTRIES).map(([name, entry]) => [name, fileOf(entry)] as const),
    ),
    outdir: '/',
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: TARGET,
    minify: true,
    // a setting of the engine's that only tests on Node use
    define: { 'process.env.DESCENT_NATIVE_GENERIC': 'undefined' },
    logLevel: 'silent',
  });
  return new Map(outputFiles.map(({ path, contents }) => [nameOf(path), contents]));
}

function fileOf(entry: string): string {
  const places = ['.ts', '.js'].map((end) => fileURLToPath(new URL(`./${entry}${end}`, import.meta.url)));
  return places.find((place) => existsSync(place)) ?? places[0]!;
}

/** `/js/bundles/playground.js`, on Windows with a drive before it */
function nameOf(path: string): string {
  const slashed = path.replaceAll('\\', '/');
  return slashed.slice(slashed.indexOf('js/bundles/'));
}
