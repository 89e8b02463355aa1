/** The playground: optimizers on functions of two variables, and a network that is trained in the page. */
import { promisify } from 'node:util';
import { gunzipSync, gzip } from 'node:zlib';
import { datasetFacts, loadDataset } from '../../src/data/index.ts';
import { WORKER_BUNDLE } from '../bundles.ts';
import type { PageContext, Route } from '../context.ts';
import { encodeDigits } from '../playground/network/digits.ts';
import { NetworkPage } from '../playground/network/page.tsx';
import { parseSettings } from '../playground/network/settings.ts';
import { OptimizersPage } from '../playground/optimizers-page.tsx';
import { sceneOf } from '../playground/scene.ts';
import { parseView } from '../playground/view.ts';
import { ErrorState } from '../views/components/states.tsx';
import { renderPage } from '../views/page.tsx';

const DATASET = 'mnist10k';

function optimizers(c: PageContext): Response | Promise<Response> {
  const problem = c.var.dashboard.assets.bundleProblem;
  if (problem !== null) return withoutBundles(c, problem);
  const view = parseView(new URL(c.req.url).searchParams);
  return renderPage(c, {
    title: 'Playground',
    active: 'playground',
    body: <OptimizersPage view={view} scene={sceneOf(view)} />,
    scripts: ['playground'],
  });
}

function network(c: PageContext): Response | Promise<Response> {
  const { assets } = c.var.dashboard;
  if (assets.bundleProblem !== null) return withoutBundles(c, assets.bundleProblem);
  const body = (
    <NetworkPage
      settings={parseSettings(new URL(c.req.url).searchParams)}
      worker={assets.href(WORKER_BUNDLE)}
      wasm={assets.href('wasm/descent.wasm')}
      digits={`/playground/digits?v=${version()}`}
    />
  );
  return renderPage(c, {
    title: 'Playground',
    active: 'playground',
    body,
    scripts: ['network'],
  });
}

function withoutBundles(c: PageContext, problem: string): Response | Promise<Response> {
  const body = (
    <ErrorState
      title="The playground's code could not be made"
      cause={`${problem}\n\nIt is bundled by esbuild when the dashboard starts: run npm install, then start it again.`}
    />
  );
  return renderPage(c, { title: 'Playground', active: 'playground', body, status: 500 });
}

/** The built-in digits never change; the address has their digest, so a browser asks once. */
async function digits(c: PageContext): Promise<Response> {
  const zipped = await zippedDigits();
  const known = c.req.query('v') === version();
  if (known) c.header('Cache-Control', 'private, max-age=31536000, immutable');
  c.header('Content-Type', 'application/octet-stream');
  c.header('Vary', 'Accept-Encoding');
  if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(gunzipSync(zipped));
  c.header('Content-Encoding', 'gzip');
  return c.body(zipped);
}

function version(): string {
  return datasetFacts(DATASET).sha256.slice(0, 12);
}

let kept: Promise<Buffer<ArrayBuffer>> | null = null;

/** 1.6 MB in place of 7.8; made at the first request. */
function zippedDigits(): Promise<Buffer<ArrayBuffer>> {
  kept ??= loadDataset(DATASET)
    .then(async (dataset) => (await promisify(gzip)(encodeDigits(dataset))) as Buffer<ArrayBuffer>)
    .catch((error) => {
      // the next request tries again
      kept = null;
      throw error;
    });
  return kept;
}

export const playgroundRoutes: readonly Route[] = [
  { method: 'GET', path: '/playground', handler: optimizers },
  { method: 'GET', path: '/playground/network', handler: network },
  { method: 'GET', path: '/playground/digits', handler: digits },
];
