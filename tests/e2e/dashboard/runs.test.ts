/** The table of runs over a real sweep, in a real browser. */
import { readFile } from 'node:fs/promises';
import { parse } from 'csv-parse/sync';
import type { Browser, Page, Route } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getRun, listRuns, type RunRecord } from '../../../db/index.ts';
import { describe as statistics } from '../../../src/stats/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { smallSweep } from '../../support/sweep-process.ts';
import {
  axeViolations,
  closeSite,
  hasBrowser,
  openSite,
  openTab,
  PHONE,
  scrollsSideways,
  type TestDashboard,
} from './support.ts';

const MANY = 450;
const SMALL = new URLSearchParams({ filter: 'sweep = "small"' }).toString();

const rows = (page: Page) => page.locator('#runs-rows tr.row');
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
const percent = (share: number) => (100 * share).toFixed(2);

describe.skipIf(!hasBrowser)('the table of runs', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({
      sweep: smallSweep({ seeds: [0, 1, 2] }),
      fill(db) {
        const tracker = openTracker({ db, flushEveryMs: null });
        for (let i = 0; i < MANY; i++) {
          tracker.startRun({ name: `many-${i}`, params: { kind: 'many', i }, seed: i }).finish();
        }
        tracker.close();
      },
    }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  async function open(address: string, options = {}) {
    const tab = await openTab(browser, options);
    await tab.page.goto(dashboard.url + address);
    return tab;
  }

  /** Of the sweep, as the database has them. */
  function runsOf(optimizer: string): RunRecord[] {
    return listRuns(dashboard.db).filter((run) => run.parameters.optimizer === optimizer);
  }

  test('the filter completes names, then operators, then the values that occur', async () => {
    const { page, problems } = await open('/runs');
    const options = page.locator('.filter-options [role="option"]');
    await page.keyboard.press('/');
    await page.keyboard.type('optimiz');
    await options.first().getByText('optimizer').waitFor();
    await page.keyboard.press('Tab');
    await options.filter({ hasText: 'is not null' }).waitFor();
    await page.keyboard.type('= ');
    await options.filter({ hasText: 'sgd' }).waitFor();
    const offered = await options.locator('code').allInnerTexts();
    expect(offered.map((text) => text.replaceAll('"', '')).sort()).toEqual(['momentum', 'sgd']);
    expect(await options.filter({ hasText: 'sgd' }).locator('.muted').innerText()).toContain('3');
    await page.keyboard.press('ArrowDown');
    await page.waitForSelector('[data-filter-input][aria-activedescendant="filter-option-0"]');
    // the first takes the value, the second runs the filter
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await expect.poll(() => parameter(page, 'filter') ?? '').toMatch(/^optimizer = "(momentum|sgd)"$/);
    await page.getByText('3 of 456 runs in 1 group').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a filter that is not understood keeps the rows and the address, and offers the nearest name', async () => {
    const { page, problems } = await open(`/runs?${SMALL}`);
    await page.fill('[data-filter-input]', 'optimiser = "sgd"');
    await page.keyboard.press('Enter');
    await page.locator('.filter-error').getByText('Did you mean').waitFor();
    expect(await page.textContent('.filter-error')).toContain('(column 1)');
    expect(await page.textContent('.filter-copy .f-error')).toBe('optimiser');
    expect(parameter(page, 'filter')).toBe('sweep = "small"');
    expect(await rows(page).count()).toBe(2);
    await page.click('.filter-error button');
    await expect.poll(() => parameter(page, 'filter')).toBe('optimizer = "sgd"');
    await page.getByText('3 of 456 runs in 1 group').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('groups show mean, std and n over the seeds; single runs and Back are a click away', async () => {
    const { page, problems } = await open(`/runs?${SMALL}`);
    for (const optimizer of ['sgd', 'momentum']) {
      const values = runsOf(optimizer).map(({ summary }) => summary['test/accuracy']!.last!);
      const { mean, std } = statistics(values);
      const row = rows(page).filter({ has: page.getByText(optimizer, { exact: true }) });
      expect(await row.locator('.c-n').innerText()).toBe('3');
      expect(await row.locator('.c-main').innerText()).toBe(`${percent(mean!)} ± ${percent(std!)}`);
    }
    await page.click('.runs-controls .chip [aria-label*="all but seed"]');
    await expect.poll(() => rows(page).count()).toBe(6);
    await page.goBack();
    await expect.poll(() => rows(page).count()).toBe(2);
    await page.locator('.expand').first().click();
    await expect.poll(() => page.locator('#runs-rows tr.seed').count()).toBe(3);
    expect(await page.locator('#runs-rows tr.seed .seed-of').allInnerTexts()).toEqual([
      'seed 0',
      'seed 1',
      'seed 2',
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a click on a head sorts, with shift it is the second key', async () => {
    const { page } = await open(`/runs?${SMALL}&group=`);
    const shown = () => rows(page).locator('.run-link').allTextContents();
    await page.click('#runs-table th a.sort >> text=seed');
    await expect.poll(() => parameter(page, 'sort')).toBe('seed');
    const before = await shown();
    await page.click('#runs-table th a.sort >> text=optimizer', { modifiers: ['Shift'] });
    await expect.poll(() => parameter(page, 'sort')).toBe('seed,optimizer');
    await expect.poll(shown).not.toEqual(before.reverse());
    expect(await shown()).toEqual(
      [0, 1, 2].flatMap((seed) =>
        ['momentum', 'sgd'].map((name) => runsOf(name).find((run) => run.seed === seed)!.name),
      ),
    );
    expect(await page.locator('#runs-table th[aria-sort="ascending"]').count()).toBe(2);
    await page.context().close();
  });

  test('columns are chosen from a list that is searched, and stand in the address', async () => {
    const { page } = await open(`/runs?${SMALL}&group=`);
    await page.click('.column-picker summary');
    await page.fill('.picker input[type="search"]', 'validation/loss');
    await page.check('.picker-list input[value="best(validation/loss)"]');
    await page.click('.picker-foot button');
    await expect.poll(() => parameter(page, 'columns')).toContain('best(validation/loss)');
    const [run] = runsOf('sgd');
    const row = rows(page).filter({ has: page.locator(`a[href="/runs/${run!.id}"]`) });
    const best = run!.summary['validation/loss']!.best!;
    await expect
      .poll(async () => (await row.locator('.c-metric').allInnerTexts()).map(Number))
      .toContainEqual(expect.closeTo(best, 2));
    // one request, and no second one that takes them away again
    expect(parameter(page, 'columns')).toContain('best(validation/loss)');
    await page.context().close();
  });

  test('selected runs are tagged together, and Undo takes away what was added only', async () => {
    const { page } = await open(`/runs?${SMALL}&group=`);
    const [first] = listRuns(dashboard.db).filter(({ name }) => !name.startsWith('many'));
    const tagged = () =>
      listRuns(dashboard.db)
        .filter(({ id }) => getRun(dashboard.db, id).tags.includes('keep'))
        .map(({ id }) => id);
    const edit = page.locator(`tr[data-run="${first!.id}"] button[data-edit="tags"]`);
    await edit.click();
    await page.keyboard.type('keep');
    await page.keyboard.press('Enter');
    await page.getByText('Tags saved.').waitFor();
    expect(tagged()).toEqual([first!.id]);
    await page.check('#select-all');
    expect(await page.textContent('#selection-count')).toBe('all 6 runs selected');
    await page.click('[data-bulk="tag"]');
    await page.fill('#tag-dialog [name="tags"]', 'keep');
    await page.click('#tag-dialog button[type="submit"]');
    const toast = page.locator('.toast', { hasText: 'keep added to 6 runs.' });
    await toast.waitFor();
    expect(tagged()).toHaveLength(6);
    await toast.getByText('Undo').click();
    await expect.poll(tagged).toEqual([first!.id]);
    await page.context().close();
  });

  test('notes are edited in place: enter saves, esc reverts', async () => {
    const { page } = await open(`/runs?${SMALL}&group=&columns=name,note`);
    const [run] = runsOf('momentum');
    const note = page.locator(`tr[data-run="${run!.id}"] button[data-edit="note"]`);
    await note.click();
    await page.keyboard.type('learns fastest');
    await page.keyboard.press('Enter');
    await expect.poll(() => note.innerText()).toBe('learns fastest');
    await note.click();
    await page.keyboard.type('something else');
    await page.keyboard.press('Escape');
    expect(await note.innerText()).toBe('learns fastest');
    expect(getRun(dashboard.db, run!.id).notes.map(({ text }) => text)).toEqual(['learns fastest']);
    await page.context().close();
  });

  test('a pinned run is the baseline: the others say how far they are from it', async () => {
    const { page } = await open(`/runs?${SMALL}&group=`);
    const [base, other] = [runsOf('sgd')[0]!, runsOf('momentum')[0]!];
    await page.check(`tr[data-run="${base.id}"] input.select`);
    await page.click('[data-bulk="baseline"]');
    await expect.poll(() => parameter(page, 'baseline')).toBe(base.id);
    const accuracy = (run: RunRecord) => run.summary['test/accuracy']!.last;
    const delta = 100 * (accuracy(other) - accuracy(base));
    const shown = page.locator(`tr[data-run="${other.id}"] .c-main .delta`);
    expect(await shown.innerText()).toBe(
      `${delta > 0 ? '+' : delta < 0 ? '−' : '±'}${Math.abs(delta).toFixed(2)} pt`,
    );
    await page.check(`tr[data-run="${other.id}"] input.select`);
    await page.click('[data-bulk="compare"]');
    await page.waitForURL(/\/compare\?/);
    expect(parameter(page, 'baseline')).toBe(base.id);
    await page.context().close();
  });

  test('the CSV of a filter holds the values of the database at full precision', async () => {
    const { page } = await open(`/runs?${SMALL}`);
    await page.click('#csv');
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[data-csv="runs"]')]);
    expect(download.suggestedFilename()).toBe('runs.csv');
    const records: Record<string, string>[] = parse(await readFile(await download.path()), {
      columns: true,
      bom: true,
    });
    const found = records.map((row) => [row.id, Number(row.seed), Number(row['test/accuracy'])]);
    const expected = [...runsOf('sgd'), ...runsOf('momentum')].map(({ id, seed, summary }) => [
      ...[id, seed, summary['test/accuracy']!.last],
    ]);
    expect(found.sort()).toEqual(expected.sort());
    await page.context().close();
  });

  test('the CSV of a selection holds its runs, those of a group all of them', async () => {
    const { page } = await open(`/runs?${SMALL}`);
    await rows(page)
      .filter({ has: page.getByText('sgd', { exact: true }) })
      .locator('input.select')
      .check();
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('[data-bulk="export"]')]);
    const records: Record<string, string>[] = parse(await readFile(await download.path()), {
      columns: true,
      bom: true,
    });
    expect(records.map(({ id }) => id).sort()).toEqual(
      runsOf('sgd')
        .map(({ id }) => id)
        .sort(),
    );
    await page.context().close();
  });

  test('deleting says the number, and above a hundred asks to type it', async () => {
    const tracker = openTracker({ db: dashboard.db });
    const doomed = tracker.startRun({ name: 'doomed', params: { kind: 'doomed' } });
    doomed.finish();
    tracker.close();
    const { page } = await open(`/runs?${new URLSearchParams({ filter: 'kind = "doomed"', group: '' })}`);
    await page.check('#select-all');
    await page.click('[data-bulk="delete"]');
    await page.getByText('1 run will be deleted.').waitFor();
    await page.click('#delete-dialog button[type="submit"]');
    await page.getByText('1 run deleted.').waitFor();
    expect(listRuns(dashboard.db).some(({ id }) => id === doomed.id)).toBe(false);
    await page.goto(`${dashboard.url}/runs?${new URLSearchParams({ filter: 'kind = "many"', group: '' })}`);
    await page.check('#select-all');
    await page.click('[data-bulk="delete"]');
    await page.getByText(`${MANY} runs will be deleted.`).waitFor();
    await page.fill('#delete-dialog [name="typed"]', '45');
    await page.click('#delete-dialog button[type="submit"]');
    expect(await page.isVisible('#delete-dialog')).toBe(true);
    await page.click('#delete-dialog [data-close]');
    expect(listRuns(dashboard.db).filter(({ name }) => name.startsWith('many'))).toHaveLength(MANY);
    await page.context().close();
  });

  const SIZES = { desktop: {}, 'low window': { viewport: { width: 1280, height: 500 } }, phone: PHONE };
  test.each(Object.entries(SIZES))(
    'a long table loads as it is scrolled, to its end and back, with at most 300 rows: %s',
    async (_, size) => {
      const { page, problems } = await open(
        `/runs?${new URLSearchParams({ filter: 'kind = "many" order by seed', group: '' })}`,
        size,
      );
      const names = () => rows(page).locator('.run-link').allTextContents();
      // where the box of the table does not scroll, the page does
      const box =
        size === SIZES.desktop ? 'document.querySelector(".runs-scroll")' : 'document.scrollingElement';
      expect(await names()).toHaveLength(100);
      let most = 0;
      const scrollUntil = async (name: string, edge: string) => {
        await expect
          .poll(
            async () => {
              await page.evaluate(`{ const box = ${box}; box.scrollTop = ${edge}; }`);
              const shown = await names();
              most = Math.max(most, shown.length);
              const numbers = shown.map((name) => Number(name.slice('many-'.length)));
              expect(numbers).toEqual(numbers.map((_, i) => numbers[0]! + i));
              return shown;
            },
            { timeout: 30_000, interval: 100 },
          )
          .toContain(name);
      };
      await scrollUntil(`many-${MANY - 1}`, 'box.scrollHeight');
      await scrollUntil('many-0', '0');
      expect(most).toBe(300);
      const shown = await names();
      expect(shown).toEqual(shown.map((_, i) => `many-${i}`));
      expect(problems).toEqual([]);
      await page.context().close();
    },
  );

  test('new runs wait above the table until they are asked for; values of running ones change in place', async () => {
    const { page, problems } = await open(
      `/runs?${new URLSearchParams({ filter: 'kind = "live"', group: '' })}`,
    );
    const tracker = openTracker({ db: dashboard.workplace.database, flushEveryMs: null });
    const start = (seed: number) => {
      const run = tracker.startRun({ name: `live-${seed}`, params: { kind: 'live' }, seed });
      run.log({ 'validation/accuracy': 0.5 }, 1);
      run.flush();
      return run;
    };
    const first = start(1);
    await page.reload();
    const row = page.locator(`tr[data-run="${first.id}"]`);
    await row.getByText('50.00').waitFor();
    await row.locator('input.select').check();
    await page.evaluate('window.sameDocument = true');
    first.log({ 'validation/accuracy': 0.625 }, 2);
    first.flush();
    await row.getByText('62.50').waitFor();
    const second = start(2);
    await page.getByText('1 new run: show').waitFor();
    expect(await rows(page).count()).toBe(1);
    first.finish();
    await row.getByText('completed').waitFor();
    // what a person had done to the row is still done, and the focus is where it was
    expect(await row.locator('input.select').isChecked()).toBe(true);
    expect(await page.evaluate('document.activeElement.matches("input.select")')).toBe(true);
    await page.click('#new-runs button');
    await expect.poll(() => rows(page).count()).toBe(2);
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    second.finish();
    tracker.close();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a group whose row changes before its runs come gets them, and then its new values', async () => {
    const tracker = openTracker({ db: dashboard.workplace.database, flushEveryMs: null });
    const start = (seed: number) => {
      const run = tracker.startRun({ name: `growing-${seed}`, params: { kind: 'growing' }, seed });
      run.log({ 'validation/accuracy': 0.5 + seed / 8 }, 1);
      run.finish();
    };
    start(0);
    const { page, problems } = await open(
      `/runs?${new URLSearchParams({ filter: 'kind = "growing"', group: 'kind' })}`,
    );
    const held: Route[] = [];
    await page.route('**/runs/members?*', (route) => void held.push(route));
    await page.locator('.expand').click();
    await expect.poll(() => held.length).toBe(1);
    start(1);
    await page.getByText('1 new run: show').waitFor();
    await held[0]!.continue();
    const seeds = page.locator('#runs-rows tr.seed');
    await expect.poll(() => seeds.count()).toBe(2);
    // the mean of 50 and 62.5
    await page.locator('#runs-rows tr.row:not(.seed)').getByText('56.25').waitFor();
    expect(await page.locator('.expand').getAttribute('aria-expanded')).toBe('true');
    expect(await seeds.count()).toBe(2);
    tracker.close();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('breaks no rule of axe, light and dark, and does not scroll sideways on a phone', async () => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, PHONE] as const) {
      const { page, problems } = await open(`/runs?${SMALL}`, options);
      expect(await axeViolations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });
});
