import { WORKER_BUNDLE } from '../bundles.ts';
import type { PageContext, Route } from '../context.ts';
import { WASM_WORKER_POLICY } from '../safety/headers.ts';

/** The address holds the version of all files, so a browser asks for each once. */
function asset(c: PageContext): Response {
  const { assets } = c.var.dashboard;
  const { version = '', name = '' } = c.req.param() as { version?: string; name?: string };
  const found = assets.get(name);
  if (found === undefined) return c.text('No such file.', 404);
  const zipped = /\bgzip\b/.test(c.req.header('accept-encoding') ?? '');
  if (version === assets.version) c.header('Cache-Control', 'public, max-age=31536000, immutable');
  if (name === WORKER_BUNDLE) c.header('Content-Security-Policy', WASM_WORKER_POLICY);
  c.header('Content-Type', found.type);
  c.header('Vary', 'Accept-Encoding');
  if (zipped) c.header('Content-Encoding', 'gzip');
  return c.body(zipped ? found.gzip : found.bytes);
}

export const assetRoutes: readonly Route[] = [
  { method: 'GET', path: '/assets/:version/:name{.+}', handler: asset },
];
