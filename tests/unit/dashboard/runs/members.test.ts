/** The runs of an opened group that has more than a page can hold. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestApp, type TestApp } from './database.ts';

const MANY = 520;
let app: TestApp;
beforeAll(() => {
  app = openTestApp((tracker) => {
    for (let seed = 0; seed < MANY; seed++) {
      tracker.startRun({ name: `many ${seed}`, params: { kind: 'many' }, seed }).finish();
    }
    for (let seed = 0; seed < 30; seed++) {
      tracker.startRun({ name: `few ${seed}`, params: { kind: 'few' }, seed }).finish();
    }
  });
});
afterAll(() => app.close());

const VIEW = 'group=kind&filter=seed < 1000';

interface Part {
  readonly seeds: readonly number[];
  /** of the button that loads more */
  readonly next: string | null;
  readonly text: string | null;
  readonly link: string | null;
}

async function load(address: string): Promise<Part> {
  const html = await (await app.get(address)).text();
  const unescaped = (text: string | undefined) => text?.replaceAll('&amp;', '&') ?? null;
  return {
    seeds: [...html.matchAll(/<span class="seed-of muted">seed (\d+)/g)].map(([, seed]) => Number(seed)),
    next: unescaped(/hx-get="([^"]*)"/.exec(html)?.[1]),
    text: /id="row-1-further"[^>]*>([^<]*)</.exec(html)?.[1] ?? null,
    link: unescaped(/<a id="row-1-further" href="([^"]*)"/.exec(html)?.[1]),
  };
}

async function loadAll(criteria: string): Promise<Part[]> {
  const parts = [await load(`/runs/members?${VIEW}&${new URLSearchParams({ of: criteria, row: 'row-1' })}`)];
  while (parts.at(-1)!.next !== null) parts.push(await load(parts.at(-1)!.next!));
  return parts;
}

test('each step adds a hundred runs at most, up to 300, and then leads to a table of their own', async () => {
  const parts = await loadAll('kind = "many"');
  expect(parts.map(({ seeds }) => seeds.length)).toEqual([10, 100, 100, 90]);
  expect(parts.flatMap(({ seeds }) => seeds)).toEqual(Array.from({ length: 300 }, (_, seed) => seed));
  expect(parts.map(({ text }) => text)).toEqual([
    ...['show 100 more of 510', 'show 100 more of 410', 'show 90 more of 310'],
    '220 more runs: open the runs of this group as a table',
  ]);
  const { link } = parts.at(-1)!;
  const query = new URL(link!, 'http://localhost').searchParams;
  expect([query.get('filter'), query.get('group')]).toEqual(['seed < 1000 and kind = "many"', '']);
  expect(await (await app.get(link!)).text()).toContain(`${MANY} of ${MANY + 30} runs<`);
});

test('a small group is whole after one step', async () => {
  const parts = await loadAll('kind = "few"');
  expect(parts.map(({ seeds, text }) => [seeds.length, text])).toEqual([
    [10, 'show 20 more runs'],
    [20, null],
  ]);
});
