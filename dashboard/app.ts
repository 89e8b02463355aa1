/** The dashboard as a Hono app: checks first, then the route table. */
import { Hono } from 'hono';
import { compress } from 'hono/compress';
import type { Database } from '../db/index.ts';
import { type Assets, loadAssets } from './assets.ts';
import type { Env } from './context.ts';
import { createLiveHub, type LiveHub } from './live/hub.ts';
import { TOPICS } from './live/topics.ts';
import { failurePage, missingPage } from './routes/errors.tsx';
import { ROUTES } from './routes/table.ts';
import { type Access, accessFor } from './safety/access.ts';
import { guard, limitBody } from './safety/guard.ts';

export interface AppOptions {
  /** stays open; the caller closes it */
  readonly db: Database;
  /** default: loopback, without a token */
  readonly access?: Access;
  readonly assets?: Assets;
}

export interface App {
  readonly hono: Hono<Env>;
  readonly live: LiveHub;
}

export function createApp({ db, access = accessFor('127.0.0.1'), assets = loadAssets() }: AppOptions): App {
  const live = createLiveHub(db, TOPICS);
  const hono = new Hono<Env>();
  hono.use('*', async (c, next) => {
    c.set('dashboard', { db, live, assets, access });
    await next();
    // Hono answers HEAD as it does GET, and forgets the body: streams and files that nobody reads would stay open
    if (c.req.method === 'HEAD') await c.res.body?.cancel();
  });
  hono.use('*', guard);
  hono.use('*', limitBody);
  hono.use('*', compress());
  for (const { method, path, handler } of ROUTES) hono.on(method, path, handler);
  hono.notFound(missingPage);
  hono.onError(failurePage);
  return { hono, live };
}
