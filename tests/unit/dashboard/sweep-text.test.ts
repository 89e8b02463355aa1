/** Names and descriptions of sweeps are shown as they are stored, which may be by another program. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSweep } from '../../../db/index.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { planRuns, storeSweep } from '../../../src/sweep/index.ts';
import { openTestApp, type TestApp } from './runs/database.ts';

const ENGINE = { name: 'native', version: '1', numerics: 'test', isa: 'test' } as const;
const PAYLOADS = [
  ['an element', '<script>alert(1)</script>'],
  ['quotes', `"'><img src=x onerror=alert(1)>`],
  ['a line break', 'a"\r\nSet-Cookie: token=1'],
] as const;

let app: TestApp;
const ids: string[] = [];

beforeAll(() => {
  app = openTestApp(({ db }) => {
    for (const [i, [, payload]] of PAYLOADS.entries()) {
      const definition = {
        name: `sweep-${i}`,
        fixed: { dataset: 'mnist10k', architecture: 'logreg' },
        seeds: { count: 1, from: i },
      } as const;
      const expanded = expand(definition, datasetFacts);
      const { sweepId } = storeSweep(db, expanded, planRuns(expanded), ENGINE, { definition });
      db.client
        .prepare('update sweeps set name = ?, definition = ? where id = ?')
        .run(payload, JSON.stringify({ ...definition, description: `why: ${payload}` }), sweepId);
      ids.push(sweepId);
    }
  });
});
afterAll(() => app.close());

/** What a browser would take for elements, beside the scripts that the page itself has. */
const injected = (html: string) => html.match(/<img[^>]*onerror|<script>alert|="[^"]*"'>/g);
const escaped = (text: string) =>
  text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');

describe.each(PAYLOADS.map(([what, payload], i) => ({ what, payload, i })))(
  'a sweep with $what in its name',
  ({ payload, i }) => {
    test.each([
      ['Home', () => '/'],
      ['Sweeps', () => '/sweeps'],
      ['its own page', () => `/sweeps/${ids[i]}`],
    ])('is text on %s', async (_, address) => {
      expect(getSweep(app.db, ids[i]!).name).toBe(payload);
      const answer = await app.get(address());
      const html = await answer.text();
      expect(answer.status).toBe(200);
      expect(html).toContain(escaped(payload));
      expect(injected(html)).toBeNull();
    });

    test('is part of a file name, and of no header besides', async () => {
      const answer = await app.get(`/sweeps/${ids[i]}/csv/leaderboard`);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('set-cookie')).toBeNull();
      expect(answer.headers.get('content-disposition')).toMatch(
        /^attachment; filename="[^"\\\r\n]*-leaderboard\.csv"; filename\*=UTF-8''[\w.%!~-]*-leaderboard\.csv$/,
      );
    });
  },
);

test('descriptions are text on Sweeps and on the page of a sweep', async () => {
  const list = await (await app.get('/sweeps')).text();
  for (const [i, [, payload]] of PAYLOADS.entries()) {
    expect(list).toContain(escaped(`why: ${payload}`));
    expect(await (await app.get(`/sweeps/${ids[i]}`)).text()).toContain(escaped(`why: ${payload}`));
  }
});
