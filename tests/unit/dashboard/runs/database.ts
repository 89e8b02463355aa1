/** A dashboard over runs that a test writes itself. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type App, createApp } from '../../../../dashboard/app.ts';
import { loadAssets } from '../../../../dashboard/assets.ts';
import { type Database, openDatabase } from '../../../../db/index.ts';
import { openTracker } from '../../../../src/tracking/index.ts';

export interface TestApp {
  readonly db: Database;
  readonly get: (address: string) => Promise<Response>;
  readonly post: (address: string, fields: readonly (readonly [string, string])[]) => Promise<Response>;
  readonly close: () => void;
}

export function openTestApp(fill: (tracker: ReturnType<typeof openTracker>) => void): TestApp {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-runs-'));
  const db = openDatabase(path.join(folder, 'runs.db'));
  const tracker = openTracker({ db, flushEveryMs: null });
  fill(tracker);
  tracker.close();
  const app: App = createApp({ db, assets: loadAssets() });
  const ask = async (address: string, options: RequestInit) =>
    app.hono.request(`http://localhost${address}`, {
      ...options,
      headers: { host: 'localhost', origin: 'http://localhost' },
    });
  return {
    db,
    get: (address) => ask(address, {}),
    post: (address, fields) =>
      ask(address, {
        method: 'POST',
        body: new URLSearchParams(fields.map(([name, value]): [string, string] => [name, value])),
      }),
    close() {
      app.live.close();
      db.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
