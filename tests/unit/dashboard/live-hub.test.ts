/** The hub of the event streams, and the route that opens them, over a real database that changes. */
import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { loadAssets } from '../../../dashboard/assets.ts';
import { createLiveHub, type LiveHub, type Send } from '../../../dashboard/live/hub.ts';
import { type Database, getRun, openDatabase } from '../../../db/index.ts';
import { type ActiveRun, openTracker, type Tracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-live-'));
let db: Database;
let app: App;
let tracker: Tracker;
let run: ActiveRun;
let step = 0;

beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  tracker = openTracker({ db, flushEveryMs: null });
  run = tracker.startRun({ name: 'r', params: {} });
  app = createApp({ db, assets: loadAssets() });
});
afterAll(() => {
  app.live.close();
  tracker.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Writes to the database: the hub looks for such changes. */
function change(): void {
  step += 1;
  run.log({ loss: step }, step);
  run.flush();
}

const partsOf = ({ data }: { data: string }) => JSON.parse(data) as Record<string, Record<string, string>>;

describe('a hub', () => {
  let hub: LiveHub;
  let computed: number;
  beforeEach(() => {
    computed = 0;
    hub = createLiveHub(db, {
      step: () => {
        computed += 1;
        return { text: { step: String(step), name: 'r' } };
      },
      broken: () => {
        throw new Error('deleted');
      },
    });
    return () => hub.close();
  });

  test('sends the state at once, then only what has changed', async () => {
    const messages: Record<string, Record<string, string>>[] = [];
    hub.subscribe(['step', 'broken', 'unknown'], undefined, async (message) => {
      messages.push(partsOf(message));
    });
    const before = step;
    await vi.waitFor(() => expect(messages).toEqual([{ text: { step: String(before), name: 'r' } }]));
    change();
    await vi.waitFor(() => expect(messages).toHaveLength(2), 3000);
    expect(messages[1]).toEqual({ text: { step: String(before + 1) } });
  });

  test('keeps what comes meanwhile from a slow reader, who then gets the last state', async () => {
    const slow: string[] = [];
    const quick: string[] = [];
    let read = () => {};
    const slowly: Send = (message) => {
      slow.push(partsOf(message).text!.step!);
      return new Promise((resolve) => {
        read = resolve;
      });
    };
    hub.subscribe(['step'], undefined, slowly);
    hub.subscribe(['step'], undefined, async (message) => {
      quick.push(partsOf(message).text!.step!);
    });
    const before = step;
    await vi.waitFor(() => expect([slow.length, quick.length]).toEqual([1, 1]));
    for (const next of [before + 1, before + 2]) {
      change();
      await vi.waitFor(() => expect(quick.at(-1)).toBe(String(next)), 3000);
    }
    expect(slow).toEqual([String(before)]);
    read();
    await vi.waitFor(() => expect(slow).toEqual([String(before), String(before + 2)]), 3000);
  });

  test('computes nothing any more once nobody listens', async () => {
    const leave = hub.subscribe(['step'], undefined, async () => {});
    await vi.waitFor(() => expect(computed).toBe(1));
    leave();
    expect(hub.subscribers()).toBe(0);
    change();
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(computed).toBe(1);
  });

  test('forgets a reader whose connection is gone', async () => {
    hub.subscribe(['step'], undefined, () => Promise.reject(new Error('closed')));
    await vi.waitFor(() => expect(hub.subscribers()).toBe(0));
  });
});

describe('the event stream', () => {
  const ask = (address: string, init: RequestInit = {}) =>
    app.hono.request(`http://localhost${address}`, { ...init, headers: { host: 'localhost' } });

  test('is a subscriber until it is closed', async () => {
    const answer = await ask('/live?topics=status');
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    expect(app.live.subscribers()).toBe(1);
    await answer.body!.cancel();
    expect(app.live.subscribers()).toBe(0);
  });

  test('is refused to the 65th, and open again when one has left', async () => {
    const leave = Array.from({ length: 64 }, () => app.live.subscribe([], undefined, async () => {}));
    const refused = await ask('/live?topics=status');
    expect([refused.status, await refused.text()]).toEqual([
      503,
      'At most 64 pages are updated live: close some.',
    ]);
    leave[0]!();
    const answer = await ask('/live?topics=status');
    expect(answer.status).toBe(200);
    await answer.body!.cancel();
    for (const one of leave) one();
  });

  test('answers HEAD without a subscriber', async () => {
    for (let i = 0; i < 70; i += 1) {
      const answer = await ask('/live?topics=status', { method: 'HEAD' });
      expect([answer.status, answer.body]).toEqual([200, null]);
    }
    expect(app.live.subscribers()).toBe(0);
  });
});

test.runIf(process.platform === 'linux')('HEAD of a stored file leaves no file open', async () => {
  // more than is read ahead
  run.logArtifact('weights.bin', new Uint8Array(300_000));
  const { sha256 } = getRun(db, run.id).artifacts[0]!;
  const openFiles = () =>
    readdirSync('/proc/self/fd').filter((fd) => {
      try {
        return readlinkSync(`/proc/self/fd/${fd}`).includes(sha256);
      } catch {
        return false;
      }
    });
  const answer = await app.hono.request(`http://localhost/runs/${run.id}/artifacts/${sha256}`, {
    method: 'HEAD',
    headers: { host: 'localhost' },
  });
  expect(answer.status).toBe(200);
  // a file is opened in the background
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(openFiles()).toEqual([]);
});
