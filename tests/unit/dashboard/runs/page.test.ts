/** The page of runs as it is served: what is escaped, what has an id, what is exported. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addNote } from '../../../../db/index.ts';
import { describe as statistics } from '../../../../src/stats/index.ts';
import { openTestApp, type TestApp } from './database.ts';

const PAYLOAD = `<img src=x onerror=alert(1)>"'&</script>`;
const TAG = '<img/src=x/onerror=alert(1)>&';

let app: TestApp;
beforeAll(() => {
  app = openTestApp((tracker) => {
    for (const [o, optimizer] of ['adam', 'sgd', PAYLOAD].entries()) {
      for (const seed of [0, 1, 2]) {
        const run = tracker.startRun({
          name: o === 2 ? PAYLOAD : `${optimizer} ${seed}`,
          params: { optimizer, [PAYLOAD]: optimizer },
          tags: o === 2 ? [TAG] : [],
          seed,
        });
        run.log({ 'test/accuracy': 0.9 + 0.01 * seed - 0.02 * o }, 1);
        run.finish();
        if (o === 2) addNote(tracker.db, run.id, PAYLOAD);
      }
    }
  });
});
afterAll(() => app.close());

/** Tags that a browser would make an element of, beside those of the page's own icons and scripts. */
const injected = (html: string) => html.match(/<img[^>]*onerror|<\/script>"|<img\/src/g);

describe('stored text is not HTML', () => {
  test.each([
    ['/runs', 'group label and parameter'],
    ['/runs?group=&columns=name,tags,note,optimizer', 'name, tag, note and parameter'],
    [`/runs?${new URLSearchParams({ filter: `optimizer = ${JSON.stringify(PAYLOAD)}` })}`, 'the filter'],
    [`/runs?${new URLSearchParams({ filter: `${PAYLOAD} = 1` })}`, 'a filter that is not understood'],
    [`/runs?${new URLSearchParams({ filter: 'seed = 99', group: PAYLOAD })}`, 'an address'],
  ])('%s', async (address) => {
    const html = await (await app.get(address)).text();
    expect(html).toContain('&lt;img');
    expect(injected(html)).toBeNull();
  });

  test('completions are JSON, and name the values as they are', async () => {
    const answer = await app.get(`/runs/complete?${new URLSearchParams({ text: 'optimizer = ' })}`);
    expect(answer.headers.get('content-type')).toContain('application/json');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const { options } = (await answer.json()) as { options: { label: string }[] };
    expect(options.some(({ label }) => label.includes('<img src=x onerror=alert(1)>'))).toBe(true);
  });
});

test('chips, segments and heads that can have the focus have ids of their own', async () => {
  const html = await (
    await app.get(`/runs?${new URLSearchParams({ group: `optimizer,${PAYLOAD}` })}`)
  ).text();
  const ids = [...html.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id!);
  expect(ids).toEqual([...new Set(ids)]);
  // htmx puts an id between quotes of a selector
  expect(ids.filter((id) => !/^[\w-]+$/.test(id))).toEqual([]);
  for (const id of [
    'ungroup-optimizer',
    'spread-_b1__20_std',
    'sort-test_2f_accuracy',
    'group-menu',
    'csv',
  ]) {
    expect(ids).toContain(id);
  }
});

test('the CSV of the groups has the numbers that are shown, with all digits', async () => {
  const answer = await app.get('/runs/groups.csv?group=optimizer&sort=-test/accuracy');
  expect(answer.headers.get('content-disposition')).toContain('groups.csv');
  const rows: Record<string, string>[] = parse(await answer.text(), { columns: true });
  expect(rows.map(({ optimizer }) => optimizer)).toEqual(['adam', 'sgd', PAYLOAD]);
  const { mean, std, standardError } = statistics([0.9, 0.9 + 0.01, 0.9 + 0.02]);
  expect(rows[0]).toMatchObject({
    n: '3',
    completed: '3',
    'test/accuracy n': '3',
    'test/accuracy mean': String(mean),
    'test/accuracy std': String(std),
    'test/accuracy standardError': String(standardError),
  });
});

test('a grouped table offers the CSV of its groups and of the single runs, an ungrouped one the latter', async () => {
  const offers = async (address: string) =>
    [...(await (await app.get(address)).text()).matchAll(/data-csv="(\w+)"/g)].map(([, what]) => what);
  expect(await offers('/runs')).toEqual(['groups', 'runs']);
  expect(await offers('/runs?group=')).toEqual(['runs']);
});
