/** The JSON API over a real database: the same runs as the pages, in bounded parts. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ENDPOINTS } from '../../../dashboard/api/index.ts';
import { type App, createApp } from '../../../dashboard/app.ts';
import { loadAssets } from '../../../dashboard/assets.ts';
import { ROUTES } from '../../../dashboard/routes/table.ts';
import { type Database, listRuns, openDatabase, readSeries, storeClaimEvidence } from '../../../db/index.ts';
import { apiDocument } from '../../../scripts/generate-api-docs.ts';
import type { ClaimEvidence } from '../../../src/claims/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-api-'));
let db: Database;
let app: App;

/** Two optimizers, three seeds each; accuracies that give means of .95 and .85. */
beforeAll(() => {
  db = openDatabase(path.join(folder, 'runs.db'));
  app = createApp({ db, assets: loadAssets() });
  const tracker = openTracker({ db });
  for (const [optimizer, base] of [
    ['adam', 0.95],
    ['sgd', 0.85],
  ] as const) {
    for (const seed of [1, 2, 3]) {
      const run = tracker.startRun({ name: `${optimizer} ${seed}`, params: { optimizer }, seed });
      for (let step = 0; step < 5; step++) run.log({ 'train/loss': 1 / (step + 1) }, step);
      run.log({ 'test/accuracy': base + (seed - 2) / 100 }, 4);
      run.finish();
    }
  }
  const odd = tracker.startRun({ name: 'odd', params: { optimizer: 'lion' }, seed: 9 });
  odd.logSeries('odd/values', [0, 1, 2], [Number.NaN, Number.POSITIVE_INFINITY, -1]);
  odd.finish();
  tracker.close();
});
afterAll(() => {
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What came is asserted, not typed. */
// biome-ignore lint/suspicious/noExplicitAny: JSON of any shape
async function get(address: string): Promise<{ status: number; type: string | null; body: any }> {
  const answer = await app.hono.request(`http://localhost${encodeURI(address)}`, {
    headers: { host: 'localhost' },
  });
  return {
    status: answer.status,
    type: answer.headers.get('content-type'),
    body: JSON.parse(await answer.text()),
  };
}

describe('GET /api/runs', () => {
  it('gives the runs that a filter means, in its order, with settings and summaries', async () => {
    const { status, type, body } = await get(
      '/api/runs?filter=optimizer = "adam" order by seed desc&limit=2',
    );
    expect([status, type]).toEqual([200, 'application/json; charset=utf-8']);
    expect(body.total).toBe(3);
    expect(body.runs.map((run: { seed: number }) => run.seed)).toEqual([3, 2]);
    const [first] = body.runs;
    expect(first).toMatchObject({ name: 'adam 3', status: 'completed', parameters: { optimizer: 'adam' } });
    expect(first.metrics['train/loss']).toMatchObject({ count: 5, last: 0.2, min: 0.2, max: 1, maxStep: 0 });
    expect(Date.parse(first.created)).toBeGreaterThan(Date.parse('2020-01-01'));
  });

  it('comes in parts: following next reads every run once', async () => {
    const ids: string[] = [];
    let address: string | null = '/api/runs?limit=3&metrics=test/accuracy';
    while (address !== null) {
      const { body } = await get(decodeURIComponent(address.replaceAll('+', ' ')));
      for (const run of body.runs) {
        ids.push(run.id);
        expect(Object.keys(run.metrics).filter((name) => name !== 'test/accuracy')).toEqual([]);
      }
      address = body.next as string | null;
    }
    expect(ids.sort()).toEqual(
      listRuns(db)
        .map(({ id }) => id)
        .sort(),
    );
  });

  it('keeps to the limit that the filter has itself', async () => {
    const { body } = await get('/api/runs?filter=limit 2&limit=1');
    expect([body.total, body.runs.length]).toEqual([2, 1]);
    const second = await get('/api/runs?filter=limit 2&limit=5&offset=1');
    expect([second.body.runs.length, second.body.next]).toEqual([1, null]);
  });

  it('says where a filter is wrong, and what was meant', async () => {
    const { status, body } = await get('/api/runs?filter=optimiser = "adam"');
    expect(status).toBe(400);
    expect(body.error).toMatch(/optimiser/);
    expect(body.filter).toEqual({ start: 0, end: 9, suggestion: 'optimizer' });
  });

  it.each([
    ['/api/runs?limit=0', 'limit must be a whole number from 1 to 1000, got "0"'],
    ['/api/runs?limit=1001', 'limit must be a whole number from 1 to 1000, got "1001"'],
    ['/api/runs?offset=-1', 'offset must be a whole number from 0 to 100000000, got "-1"'],
    ['/api/runs?fliter=x', '"fliter" is no parameter here: /api/runs takes filter, metrics, limit, offset'],
    ['/api/claims?preset=huge', 'preset must be one of smoke, standard, full, got "huge"'],
  ])('%s is refused', async (address, error) => {
    expect(await get(address)).toMatchObject({ status: 400, body: { error } });
  });
});

describe('GET /api/runs/:id', () => {
  it('gives one run by the start of its id, and tells what a missing one is', async () => {
    const { id } = listRuns(db).find(({ name }) => name === 'odd')!;
    const { body } = await get(`/api/runs/${id.slice(-8)}`);
    expect(body).toMatchObject({ id, name: 'odd', config: null, notes: [], artifacts: [], sweeps: [] });
    expect(body.metrics['odd/values']).toMatchObject({ count: 3, nanCount: 1, last: -1, max: 'Infinity' });
    expect(await get('/api/runs/nosuchrun')).toMatchObject({
      status: 404,
      body: { error: expect.stringMatching(/no run "nosuchrun"/) },
    });
  });
});

describe('GET /api/groups', () => {
  it('gives mean, spread and n over the seeds, the best first', async () => {
    const { body } = await get(
      '/api/groups?filter=optimizer != "lion"&group=optimizer&metrics=test/accuracy',
    );
    expect(body.groupedBy).toEqual(['optimizer']);
    expect(body.groups.map(({ settings }: { settings: object }) => settings)).toEqual([
      { optimizer: 'adam' },
      { optimizer: 'sgd' },
    ]);
    const { n, states, metrics } = body.groups[0];
    expect([n, states.completed]).toEqual([3, 3]);
    const found = metrics['test/accuracy'];
    expect(found.n).toBe(3);
    expect(found.mean).toBeCloseTo(0.95, 12);
    expect(found.std).toBeCloseTo(0.01, 12);
    // t(0.975, 2) = 4.302653
    expect(found.high95 - found.mean).toBeCloseTo((4.302653 * 0.01) / Math.sqrt(3), 7);
  });

  it('refuses a metric that no run has', async () => {
    const { status, body } = await get('/api/groups?metrics=test/accurracy');
    expect(status).toBe(400);
    expect(body.error).toMatch(/no run has/);
  });
});

describe('GET /api/metrics', () => {
  it('gives every point, NaN and infinities as words', async () => {
    const { body } = await get('/api/metrics?filter=name = "odd"');
    expect(body.total).toBe(1);
    expect(body.series[0]).toMatchObject({
      metric: 'odd/values',
      steps: [0, 1, 2],
      values: ['NaN', 'Infinity', -1],
    });
    expect(body.next).toBeNull();
  });

  it('comes in parts by series', async () => {
    const first = await get('/api/metrics?filter=optimizer = "adam"&metrics=train/loss&limit=2');
    expect([first.body.total, first.body.series.length]).toEqual([3, 2]);
    const second = await get(decodeURIComponent(first.body.next.replaceAll('+', ' ')));
    expect([second.body.series.length, second.body.next]).toEqual([1, null]);
    expect(second.body.series[0].values).toEqual([1, 1 / 2, 1 / 3, 1 / 4, 1 / 5]);
  });

  it('splits a series that does not fit into one answer, and loses no point', () => {
    const query = { keys: ['train/loss'] };
    const steps: string[] = [];
    let cursor = { offset: 0, fromStep: 0 };
    for (;;) {
      const part = readSeries(db, query, cursor, { series: 4, points: 3 });
      expect(part.series.reduce((sum, one) => sum + one.steps.length, 0)).toBeLessThanOrEqual(3);
      for (const one of part.series) steps.push(...one.steps.map((step) => `${one.runId} ${step}`));
      if (part.next === null) break;
      cursor = part.next;
    }
    expect(steps.length).toBe(30);
    expect(new Set(steps).size).toBe(30);
  });

  it('names of metrics come with direction and unit', async () => {
    const { body } = await get('/api/metric-names');
    expect(body.metrics).toContainEqual({ name: 'train/loss', direction: 'min', unit: 'nats' });
  });
});

describe('GET /api/claims', () => {
  it('lists every claim, judged or not, and gives the evidence of one', async () => {
    const before = await get('/api/claims');
    expect(before.body.claims.length).toBeGreaterThanOrEqual(4);
    expect(before.body.claims.every(({ verdict }: { verdict: unknown }) => verdict === null)).toBe(true);
    const evidence = {
      ...{
        id: 'loss',
        number: 1,
        title: 'T',
        statement: 'S',
        preset: 'smoke',
        computedAt: 1_790_000_000_000,
      },
      ...{ hypotheses: [], arms: [], totals: { runs: 7, diverged: 0, trainingMs: 1 } },
    } as unknown as ClaimEvidence;
    const verdict = {
      id: 'faster',
      statement: 'It is faster.',
      primary: true,
      verdict: 'supported',
      strata: [],
    };
    storeClaimEvidence(db, { ...evidence, hypotheses: [verdict] } as unknown as ClaimEvidence);
    const { body } = await get('/api/claims');
    expect(body.claims[0]).toMatchObject({
      ...{ id: 'loss', preset: 'smoke', presets: ['smoke'], runs: 7, verdict: 'supported' },
      computed: new Date(1_790_000_000_000).toISOString(),
    });
    const one = await get('/api/claims/1');
    expect(one.body.evidence.hypotheses[0]).toMatchObject({ id: 'faster', verdict: 'supported' });
    expect((await get('/api/claims/loss?preset=full')).body.evidence).toBeNull();
    expect((await get('/api/claims/nothing')).status).toBe(404);
  });
});

describe('the API as a whole', () => {
  it('lists its own addresses; each is a route, and each route under /api is listed', async () => {
    const { body } = await get('/api');
    const listed = body.endpoints.map(({ path: one }: { path: string }) => one).sort();
    const served = ROUTES.filter((route) => route.path.startsWith('/api'));
    expect(served.every(({ method }) => method === 'GET')).toBe(true);
    expect(listed).toEqual(served.map((route) => route.path).sort());
  });

  it('docs/api.md is what the API says now (npm run docs:api)', () => {
    const committed = readFileSync(new URL('../../../docs/api.md', import.meta.url), 'utf8');
    expect(committed).toBe(apiDocument());
    for (const endpoint of ENDPOINTS) expect(committed).toContain(`## GET ${endpoint.path}\n`);
  });

  it('an unknown address under /api is answered in JSON', async () => {
    expect(await get('/api/nothing')).toMatchObject({ status: 404, body: { error: expect.any(String) } });
  });
});
