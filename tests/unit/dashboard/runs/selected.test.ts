/** Which runs a selection means, and where they are compared. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareModel } from '../../../../dashboard/compare/model.ts';
import { parseCompareView } from '../../../../dashboard/compare/view.ts';
import { compareAddress } from '../../../../dashboard/runs/compare-address.ts';
import { parseSelection, type Selection, selectedRuns } from '../../../../dashboard/runs/selected.ts';
import { openTestApp, type TestApp } from './database.ts';

const ADAM = 'optimizer = "adam"';
const SGD = 'optimizer = "sgd"';
const NOTHING = { groups: [], runs: [] };

let app: TestApp;
const ids = new Map<string, string>();

/** adam 0 to adam 4, then sgd 0 to sgd 4 */
beforeAll(() => {
  app = openTestApp((tracker) => {
    for (const optimizer of ['adam', 'sgd']) {
      for (const seed of [0, 1, 2, 3, 4]) {
        const run = tracker.startRun({ name: `${optimizer} ${seed}`, params: { optimizer }, seed });
        run.log({ 'test/accuracy': 0.9 + 0.01 * seed - (optimizer === 'sgd' ? 0.005 : 0) }, 1);
        run.finish();
        ids.set(`${optimizer} ${seed}`, run.id);
      }
    }
  });
});
afterAll(() => app.close());

const selection = (change: Partial<Selection>): Selection => ({ ...NOTHING, except: NOTHING, ...change });
const names = (chosen: Selection) => selectedRuns(app.db, chosen).map(({ name }) => name);
const group = (criteria: string, filter = '') => ({ criteria, filter });

describe('the runs of a selection', () => {
  test('everything in a filter with a limit is no more than the limit', () => {
    const filter = 'order by test/accuracy desc limit 3';
    expect(names(selection({ groups: [group('', filter)] }))).toEqual(['adam 3', 'adam 4', 'sgd 4']);
  });

  test('a group in a filter with a limit has only the members that are shown', () => {
    const filter = 'order by test/accuracy desc limit 3';
    expect(names(selection({ groups: [group(SGD, filter)] }))).toEqual(['sgd 4']);
  });

  test('a limit without an order takes the newest runs, in groups and one by one', async () => {
    expect(names(selection({ groups: [group('', 'limit 2')] }))).toEqual(['sgd 3', 'sgd 4']);
    for (const shown of ['', 'all']) {
      const page = await (await app.get(`/runs?filter=limit 2&group=${shown}`)).text();
      expect(page).toContain('2 of 10 runs');
      expect(page).not.toContain('data-criteria="optimizer = &quot;adam');
    }
    const csv = await (await app.get('/runs.csv?filter=limit 2')).text();
    expect(csv.match(/(sgd|adam) \d/g)?.sort()).toEqual(['sgd 3', 'sgd 4']);
  });

  test('groups keep the filter they were selected under', () => {
    const chosen = selection({ groups: [group(ADAM, 'seed < 2'), group(SGD, 'seed > 3')] });
    expect(names(chosen)).toEqual(['adam 0', 'adam 1', 'sgd 4']);
  });

  test('what is left out is not among them, but a run that is selected itself is', () => {
    const chosen = selection({
      groups: [group('')],
      runs: [ids.get('sgd 1')!],
      except: { groups: [group(SGD)], runs: [ids.get('adam 2')!] },
    });
    expect(names(chosen)).toEqual(['adam 0', 'adam 1', 'adam 3', 'adam 4', 'sgd 1']);
  });

  test('the runs of an opened group stay within the limit of the page', async () => {
    const filter = 'order by test/accuracy desc limit 3';
    const query = new URLSearchParams({ filter, of: ADAM, row: 'row-x' });
    const text = await (await app.get(`/runs/members?${query}`)).text();
    expect([...text.matchAll(/<tr[^>]* data-run="(\w+)"/g)].map(([, id]) => id)).toEqual([
      ids.get('adam 3'),
      ids.get('adam 4'),
    ]);
  });

  test('a group without its filter, and more rows than a hand selects, are refused with the way out', async () => {
    const half = await app.post('/runs/count', [['criteria', ADAM]]);
    expect([half.status, await half.text()]).toEqual([400, 'each criteria needs its within, got 1 and 0']);
    const many = await app.post(
      '/runs/count',
      Array.from({ length: 501 }, (_, i) => ['run', String(i)] as const),
    );
    expect([many.status, await many.text()]).toEqual([
      400,
      'a selection has at most 500 rows, got 501: narrow the filter to these runs and select all of them',
    ]);
  });

  test('deleting counts what the limit leaves', async () => {
    const answer = await app.post('/runs/count', [
      ['criteria', ''],
      ['within', `${ADAM} limit 2`],
    ]);
    expect(await answer.json()).toMatchObject({ count: 2, ids: [ids.get('adam 3'), ids.get('adam 4')] });
  });
});

describe('where a selection is compared', () => {
  const address = (chosen: Selection, longest = 12_000) =>
    compareAddress(app.db, chosen, { group: 'all', longest });
  /** names of the runs that the page of that address shows */
  const compared = (chosen: Selection) => {
    const { table, rows } = compareModel(
      app.db,
      parseCompareView(new URL(address(chosen), 'http://localhost').searchParams),
    );
    return rows.map((row) => table.rows[row]!.name).sort();
  };

  test('shows exactly the runs that are selected', () => {
    const limited = 'order by test/accuracy desc limit 3';
    const few = { groups: [group(SGD, 'seed = 4 or seed = 3')], runs: [ids.get('sgd 0')!] };
    for (const chosen of [
      selection({ groups: [group('')] }),
      selection({ groups: [group('', ADAM)] }),
      selection({ groups: [group('', limited)] }),
      selection({ groups: [group(ADAM, limited), group(SGD)] }),
      selection({ groups: [group(ADAM, 'seed < 2'), group(SGD, 'seed > 3 order by seed')] }),
      selection({ groups: [group('')], except: few }),
      selection({ groups: [group(ADAM)], runs: [ids.get('sgd 0')!, ids.get('sgd 1')!], except: few }),
      selection({ runs: [ids.get('sgd 2')!] }),
    ]) {
      expect(compared(chosen), address(chosen)).toEqual(names(chosen).sort());
    }
  });

  test('takes an order or a limit inside quoted text for text', () => {
    const filter = 'name != "in order by limit 1" order by seed limit 4';
    expect(compared(selection({ groups: [group('', filter)] }))).toHaveLength(4);
    const chosen = selection({ groups: [group(ADAM, 'name != "x limit 1"')] });
    expect(new URL(address(chosen), 'http://localhost').searchParams.get('filter')).toBe(
      'name != "x limit 1" and optimizer = "adam"',
    );
  });

  test('says what to do where the address would be too long, before the page is left', async () => {
    const fields = Array.from({ length: 300 }, (_, i) => [
      ['criteria', `optimizer = "adam" and seed = ${i}`] as const,
      ['within', ''] as const,
    ]).flat();
    const answer = await app.post('/runs/compare', fields);
    expect(answer.status).toBe(400);
    expect(await answer.text()).toMatch(
      /^an address has at most 11\d{3} characters, that of this selection would have \d+: narrow the filter/,
    );
  });
});

test('a selection is read from its fields', () => {
  const form = new FormData();
  for (const [name, value] of [
    ['criteria', ADAM],
    ['within', 'seed < 3'],
    ['run', 'x'],
    ['not-criteria', SGD],
    ['not-within', ''],
    ['not-run', 'y'],
  ] as const) {
    form.append(name, value);
  }
  expect(parseSelection(form)).toEqual({
    groups: [group(ADAM, 'seed < 3')],
    runs: ['x'],
    except: { groups: [group(SGD)], runs: ['y'] },
  });
});
