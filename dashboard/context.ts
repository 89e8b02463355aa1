/** What every route works with. */
import type { Context, Handler } from 'hono';
import type { Database } from '../db/index.ts';
import type { Assets } from './assets.ts';
import type { LiveHub } from './live/hub.ts';
import type { Access } from './safety/access.ts';

export interface Dashboard {
  readonly db: Database;
  readonly live: LiveHub;
  readonly assets: Assets;
  readonly access: Access;
}

export interface Env {
  Variables: { dashboard: Dashboard };
}

export type PageContext = Context<Env>;

/** One entry of the route table. Each file in routes/ exports a list of these. */
export interface Route {
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly handler: Handler<Env>;
}
