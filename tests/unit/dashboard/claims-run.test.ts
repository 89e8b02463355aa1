/** Claims that are trained and judged from their pages: what is started, what is refused, what open pages are told. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest';
import { type App, createApp } from '../../../dashboard/app.ts';
import { loadAssets } from '../../../dashboard/assets.ts';
import { trainingNow, waitingText } from '../../../dashboard/claims/entries.ts';
import { claimsTopic, claimTopic, claimTopicName } from '../../../dashboard/live/claims.tsx';
import type { BackgroundCommand } from '../../../dashboard/sweeps/training.ts';
import { type Database, openDatabase, type SweepRecord, storeClaimEvidence } from '../../../db/index.ts';

const started: BackgroundCommand[] = [];
vi.mock(import('../../../dashboard/sweeps/training.ts'), async (original) => ({
  ...(await original()),
  startCommand: (_db, command) => {
    started.push(command);
  },
}));

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-claims-run-'));
let db: Database;
let app: App;
beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  app = createApp({ db, assets: loadAssets() });
});
afterEach(() => {
  for (const { onEnd } of started.splice(0)) onEnd();
});
afterAll(() => {
  app.live.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

function post(address: string, fields: Record<string, string>) {
  return app.hono.request(`http://localhost${address}`, {
    method: 'POST',
    headers: { host: 'localhost', origin: 'http://localhost' },
    body: new URLSearchParams(fields),
  });
}

/** The topic's name as a page has it, asked as the hub asks it. */
const ask = (name: string) => claimTopic(db, name.slice('claim:'.length));

const comparison = {
  ...{
    rival: 'b',
    effect: 0.01,
    interval95: { low: 0.005, high: 0.015 },
    interval90: { low: 0.006, high: 0.014 },
  },
  ...{
    pointwise95: { low: 0.006, high: 0.014 },
    twoWay: null,
    n: 10,
    missing: 0,
    method: 'paired t',
    tuningShare: 0,
  },
  ...{
    detectable: null,
    superiority: null,
    logRankP: null,
    verdict: 'supported',
    reason: 'beyond the margin',
  },
  sides: [0, 1].map((i) => ({
    ...{
      arm: 'ab'[i],
      label: 'ab'[i],
      mean: 0.9,
      sd: 0.01,
      n: 8,
      diverged: 0,
      stalled: 2,
      censored: 0,
      runs: [],
    },
  })),
};
const evidenceOf = (id: string, computedAt: number, verdict = 'supported') => ({
  ...{ id, number: 9, title: 'An article', statement: 'It holds.', preset: 'smoke' as const, computedAt },
  ...{ engine: 'native', numerics: 'test', workload: 'digits', tuningSeeds: [], arms: [] },
  totals: { runs: 0, diverged: 0, trainingMs: 0 },
  hypotheses: [
    {
      ...{ id: 'first', statement: 'a beats b', metricLabel: 'test accuracy', unit: 'pt', better: 'higher' },
      ...{
        scale: 'difference',
        arm: 'a',
        primary: true,
        verdict,
        reason: 'so it is',
        remember: 'Remember this.',
      },
      wouldChange: 'more seeds',
      strata: [
        {
          ...{
            stratum: 'only',
            label: 'digits',
            verdict,
            reason: '',
            margin: 0.001,
            target: null,
            decidedBy: 'b',
          },
          comparisons: [comparison],
        },
      ],
    },
  ],
});

describe('starting claims', () => {
  test('the command has the claim of the list and the preset, and nothing else', async () => {
    const answer = await post('/claims/article/run', { preset: 'smoke', workers: '9', claim: '--db=/tmp/x' });
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/claims/article']);
    expect(started.map(({ args }) => args)).toEqual([['claims', 'run', 'article', '--preset', 'smoke']]);
    const all = await post('/claims/run', { preset: 'smoke' });
    expect(all.status).toBe(409);
    expect(await all.text()).toContain('claims are trained already');
    started[0]!.onEnd();
    expect((await post('/claims/run', { preset: 'standard' })).status).toBe(303);
    expect(started[1]!.args).toEqual(['claims', 'run', '--preset', 'standard']);
  });

  test.each([
    ['/claims/article/run', { preset: 'smoke --db /tmp/x' }, 400],
    ['/claims/article/run', {}, 400],
    ['/claims/run', { preset: 'huge' }, 400],
    ['/claims/--help/run', { preset: 'smoke' }, 404],
    ['/claims/nothing/run', { preset: 'smoke' }, 404],
  ] as const)('%s with %j is refused', async (address, fields, status) => {
    expect((await post(address, fields as Record<string, string>)).status).toBe(status);
    expect(started).toEqual([]);
  });

  test('the empty board offers to run them, and says so instead once they run', async () => {
    const top = async () => (await claimsTopic(db, '')).html!['claims-top']!;
    expect(await top()).toContain('Run smoke');
    await post('/claims/run', { preset: 'smoke' });
    expect(await top()).not.toContain('Run smoke');
    expect(await top()).toContain('Claims are trained now');
  });

  test('the empty board shows the last words of a start that ended without a verdict', async () => {
    const page = async () =>
      (await app.hono.request('http://localhost/claims', { headers: { host: 'localhost' } })).text();
    await post('/claims/run', { preset: 'smoke' });
    const lines = Array.from({ length: 10 }, (_, i) => `line ${i}`);
    const stamp = claimsTopic.stamp!(db, '');
    writeFileSync(started[0]!.logFile, `${lines.join('\n')}\nno space left on device\n`);
    expect(claimsTopic.stamp!(db, '')).not.toBe(stamp);
    expect((await claimsTopic(db, '')).text!['claims-log']).toContain('line 0\n');
    expect(await page()).not.toContain('ended without a verdict');
    started[0]!.onEnd();
    const words = `tabindex="0">${lines.slice(3).join('\n')}\nno space left on device</pre>`;
    expect((await claimsTopic(db, '')).html!['claims-top']).toContain(words);
    expect(await page()).toContain(words);
    rmSync(started[0]!.logFile);
  });
});

describe('an open page of a claim', () => {
  test('waits in place of the verdict while it is trained, and is told of the new one when it comes', async () => {
    storeClaimEvidence(db, evidenceOf('article', 1000));
    const name = claimTopicName('article', new URLSearchParams('preset=smoke'), 1000);
    const line = async () => (await ask(name)).html!['claim-verdict-article']!;
    expect(await line()).toContain('Remember this.');
    await post('/claims/article/run', { preset: 'standard' });
    expect(await line()).toContain('starting… (standard)');
    expect(await line()).not.toContain('supported');
    // no word of it stands in the database: pages look at the stamp
    const stamp = () => claimTopic.stamp!(db, name.slice('claim:'.length));
    const before = stamp();
    started[0]!.onEnd();
    expect(stamp()).not.toBe(before);
    expect(await line()).toContain('Remember this.');
    storeClaimEvidence(db, evidenceOf('article', 2000, 'contradicted'));
    const { html, text } = await ask(name);
    expect(html!['claim-verdict-article']).toContain('A new verdict has come, of the smoke preset.');
    expect(html!['claim-verdict-article']).toContain('contradicted');
    expect(html!['claim-verdict-article']).toContain('href="/claims/article?preset=smoke"');
    expect(html!['claim-verdict-article']).not.toContain('Remember this.');
    expect(text!.announce).toContain('a new verdict has come, contradicted.');
  });

  test('counts the runs of its own sweeps, and says where nobody trains them', () => {
    const counts = { total: 10, queued: 3, running: 0, completed: 7, diverged: 0, failed: 0, cancelled: 0 };
    const sweep = (name: string, more = {}) =>
      ({ id: name, name, counts: { ...counts, ...more } }) as unknown as SweepRecord;
    const of = trainingNow(db, [
      sweep('claim-cnn-standard-tuning', { total: 5, queued: 0, completed: 5 }),
      sweep('claim-cnn-standard-final'),
      sweep('claim-cnn-smoke-final', { queued: 0, completed: 10 }),
      sweep('cnn-standard-mine'),
    ]);
    expect(of('cnn')).toEqual({ preset: 'standard', total: 15, done: 12, alive: false });
    expect(waitingText(of('cnn'))).toBe('stopped with 3 of 15 runs to come (standard)');
    expect(waitingText({ ...of('cnn')!, alive: true })).toBe('waiting for 3 of 15 runs (standard)');
    expect(of('loss')).toBeNull();
  });
});

describe('the pages of a claim', () => {
  const get = (address: string) =>
    app.hono.request(`http://localhost${address}`, { headers: { host: 'localhost' } });

  test('its CSV has its own comparisons alone, and the arms have theirs', async () => {
    storeClaimEvidence(db, evidenceOf('article', 1000));
    storeClaimEvidence(db, evidenceOf('loss', 1000));
    const rows = (await (await get('/claims/article/csv')).text()).trim().split('\r\n');
    expect(rows).toHaveLength(2);
    expect(rows[1]).toMatch(/^article,smoke,first,a beats b,true,/);
    const arms = await get('/claims/article/csv/arms');
    expect((await arms.text()).split(',').slice(0, 4)).toEqual(['claim', 'preset', 'stratum', 'arm']);
    expect((await get('/claims/article/csv/figures/9-none')).status).toBe(404);
    const page = await (await get('/claims/article')).text();
    expect(page).toContain('href="/claims/article/csv?preset=smoke"');
  });

  test('runs that never learnt are counted beside those that diverged', async () => {
    storeClaimEvidence(db, evidenceOf('article', 1000));
    const page = await (await get('/claims/article')).text();
    expect(page).toContain('(n 8, 2 never learnt)');
  });
});
