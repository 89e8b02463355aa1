/** Every route stands behind the checks: asked of each one in the table, as it is served. */
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { loadAssets } from '../../../dashboard/assets.ts';
import { ROUTES } from '../../../dashboard/routes/table.ts';
import { accessFor, hostnameOf } from '../../../dashboard/safety/access.ts';
import { MAX_BODY_BYTES } from '../../../dashboard/safety/guard.ts';
import { SAFETY_HEADERS } from '../../../dashboard/safety/headers.ts';
import { type Database, openDatabase } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-dashboard-'));
let db: Database;
let local: App;
let remote: App;
const TOKEN = 'a-token-for-tests';

beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  const assets = loadAssets();
  local = createApp({ db, assets });
  remote = createApp({ db, assets, access: accessFor('192.0.2.7', TOKEN) });
});
afterAll(() => {
  local.live.close();
  remote.live.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** `/runs/:id` as an address that its pattern takes. */
function sample(pattern: string): string {
  return pattern.replaceAll(/:\w+(\{[^}]*\})?\??/g, 'x').replace('*', 'x');
}

function ask(app: App, route: { method: string; path: string }, headers: Record<string, string> = {}) {
  const own = route.method === 'POST' ? { origin: `http://${headers.host ?? 'localhost'}` } : {};
  return app.hono.request(`http://localhost${sample(route.path)}`, {
    method: route.method,
    headers: { host: 'localhost', ...own, ...headers },
  });
}

describe.each(ROUTES.map(({ method, path: route }) => ({ method, path: route })))(
  '$method $path',
  (route) => {
    test('refuses a rebound host name', async () => {
      const answer = await ask(local, route, { host: 'evil.example' });
      expect(answer.status).toBe(421);
    });

    test('refuses requests of other sites', async () => {
      const foreign = await ask(local, route, { origin: 'http://evil.example' });
      expect(foreign.status).toBe(403);
      const embedded = await local.hono.request(`http://localhost${sample(route.path)}`, {
        method: route.method,
        headers: { host: 'localhost', 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
      });
      expect(embedded.status).toBe(403);
      const nowhere = await ask(local, route, { origin: 'null' });
      expect(nowhere.status).toBe(403);
    });

    test('asks for the token where it is served to a network', async () => {
      const without = await ask(remote, route, { host: '192.0.2.7:4280' });
      expect(without.status).toBe(401);
      const wrong = await ask(remote, route, { host: '192.0.2.7:4280', cookie: 'descent_token=wrong' });
      expect(wrong.status).toBe(401);
      const right = await ask(remote, route, { host: '192.0.2.7:4280', cookie: `descent_token=${TOKEN}` });
      expect(right.status).not.toBe(401);
      await right.body?.cancel();
    });

    test('sends the safety headers, refusals included', async () => {
      for (const headers of [{}, { host: 'evil.example' }]) {
        const answer = await ask(local, route, headers);
        for (const [name, value] of Object.entries(SAFETY_HEADERS)) {
          expect(answer.headers.get(name), name).toBe(value);
        }
        await answer.body?.cancel();
      }
    });

    test('refuses a body that is too large, and an endless address', async () => {
      const long = await local.hono.request(`http://localhost${sample(route.path)}?q=${'x'.repeat(20_000)}`, {
        method: route.method,
        headers: { host: 'localhost', origin: 'http://localhost' },
      });
      expect(long.status).toBe(414);
      if (route.method !== 'POST') return;
      const large = await local.hono.request(`http://localhost${sample(route.path)}`, {
        method: 'POST',
        headers: {
          host: 'localhost',
          origin: 'http://localhost',
          'content-length': String(MAX_BODY_BYTES + 1),
        },
        body: new Uint8Array(MAX_BODY_BYTES + 1),
      });
      expect(large.status).toBe(413);
    });
  },
);

test('every handler of the app is a route of the table or one of the checks', () => {
  const known = new Set(ROUTES.map(({ method, path: route }) => `${method} ${route}`));
  const others = local.hono.routes.filter(({ method, path: route }) => !known.has(`${method} ${route}`));
  // context, guard, body limit, compression
  expect(others.map(({ method, path: route }) => `${method} ${route}`)).toEqual(Array(4).fill('ALL /*'));
});

test('the checks come before the routes', () => {
  const first = local.hono.routes.findIndex(({ method }) => method !== 'ALL');
  const last = local.hono.routes.findLastIndex(({ method }) => method === 'ALL');
  expect(last).toBeLessThan(first);
});

test('the policy allows no inline script, no eval and nothing from elsewhere', () => {
  const policy = SAFETY_HEADERS['Content-Security-Policy']!;
  expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|https?:|\*/);
  expect(policy).toMatch(/default-src 'none'/);
});

test('the token is taken once from the address, then kept as a strict cookie', async () => {
  const answer = await remote.hono.request(`http://192.0.2.7/runs?filter=x&token=${TOKEN}`, {
    headers: { host: '192.0.2.7', accept: 'text/html' },
  });
  expect(answer.status).toBe(303);
  expect(answer.headers.get('location')).toBe('/runs?filter=x');
  const cookie = answer.headers.get('set-cookie')!;
  expect(cookie).toMatch(/^descent_token=a-token-for-tests;/);
  expect(cookie).toMatch(/HttpOnly/);
  expect(cookie).toMatch(/SameSite=Strict/);
});

test('the token cannot send a browser to another site', async () => {
  const answer = await remote.hono.request(`http://192.0.2.7//evil.example/?token=${TOKEN}`, {
    headers: { host: '192.0.2.7' },
  });
  expect(answer.headers.get('location')).toBe('/evil.example/');
});

test('a body that is no form is refused, not a fault', async () => {
  const answer = await local.hono.request('http://localhost/runs/tag', {
    method: 'POST',
    headers: { host: 'localhost', origin: 'http://localhost', 'content-type': 'application/json' },
    body: '{}',
  });
  expect(answer.status).toBe(415);
});

describe('host names', () => {
  test.each([
    ['localhost:4280', 'localhost'],
    ['127.0.0.1', '127.0.0.1'],
    ['[::1]:80', '::1'],
    ['EXAMPLE.com', 'example.com'],
    ['a b', null],
    ['user@localhost', null],
    ['localhost/x', null],
    [undefined, null],
  ])('%s is %s', (header, expected) => {
    expect(hostnameOf(header)).toBe(expected);
  });

  test('a loopback dashboard answers to loopback names only and has no token', () => {
    const access = accessFor('127.0.0.1');
    expect(access.token).toBeNull();
    expect(['localhost', '127.0.0.1', '::1'].every(access.answersTo)).toBe(true);
    expect(['evil.example', '192.0.2.7', '0.0.0.0'].some(access.answersTo)).toBe(false);
  });

  test('bound to every address it answers to addresses, not to names, and has a token', () => {
    const access = accessFor('0.0.0.0');
    expect(access.token).toMatch(/^[\w-]{32}$/);
    expect(access.answersTo('192.0.2.9')).toBe(true);
    expect(access.answersTo('evil.example')).toBe(false);
  });
});

describe('the home page', () => {
  test('says "no runs yet" only where there are none, and shows them where there are', async () => {
    const own = openDatabase(path.join(folder, 'home.db'));
    const { hono } = createApp({ db: own, assets: loadAssets() });
    const visit = () => hono.request('http://localhost/', { headers: { host: 'localhost' } });
    expect(await (await visit()).text()).toContain('No runs yet');
    const tracker = openTracker({ db: own });
    tracker.startRun({ name: 'the first run', params: {}, seed: 1 }).finish();
    tracker.close();
    const answer = await visit();
    const text = await answer.text();
    expect(answer.status).toBe(200);
    expect(text).not.toContain('No runs yet');
    expect(text).toContain('the first run');
    own.close();
  });
});
