/** Groups of the table of runs that are opened and closed faster than their rows come. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTracker } from '../../../src/tracking/index.ts';
import { closeSite, hasBrowser, openSite, openTab, PHONE, type TestDashboard } from './support.ts';

const LATE_MS = 400;

describe.skipIf(!hasBrowser)('groups of runs', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({
      sweep: null,
      fill(db) {
        const tracker = openTracker({ db, flushEveryMs: null });
        for (const [kind, runs] of [
          ['few', 3],
          ['other', 4],
          ['many', 520],
        ] as const) {
          for (let seed = 0; seed < runs; seed++) {
            tracker.startRun({ name: `${kind} ${seed}`, params: { kind }, seed }).finish();
          }
        }
        tracker.close();
      },
    }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  async function open(late: boolean) {
    const tab = await openTab(browser);
    if (late) {
      await tab.page.route('**/runs/members?*', async (route) => {
        await new Promise((resolve) => setTimeout(resolve, LATE_MS));
        // a request that the page has given up has no answer to take
        await route.continue().catch(() => {});
      });
    }
    await tab.page.goto(`${dashboard.url}/runs?group=kind`);
    return tab;
  }
  const row = (page: Page, kind: string) =>
    page.locator('#runs-rows tr.row:not(.seed)').filter({ has: page.getByText(kind, { exact: true }) });
  const expand = (page: Page, kind: string) => row(page, kind).locator('.expand');
  const runsOf = async (page: Page, kind: string) =>
    page.locator(`#runs-rows tr.seed[data-run][data-parent="${await row(page, kind).getAttribute('id')}"]`);

  test('two that are opened at once both get their runs, each under its own row', async () => {
    const { page, problems } = await open(true);
    await expand(page, 'few').click();
    await expand(page, 'other').click();
    for (const [kind, runs] of [
      ['few', 3],
      ['other', 4],
    ] as const) {
      const found = await runsOf(page, kind);
      await expect.poll(() => found.count()).toBe(runs);
      expect(await expand(page, kind).getAttribute('aria-expanded')).toBe('true');
      expect(
        await row(page, kind).evaluate((tr: { nextElementSibling: { dataset: object } }) => ({
          ...tr.nextElementSibling.dataset,
        })),
      ).toMatchObject({ parent: await row(page, kind).getAttribute('id') });
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('one that is closed before its runs come stays closed, and opens once with the next click', async () => {
    const { page, problems } = await open(true);
    await expand(page, 'few').click();
    await expand(page, 'few').click();
    const found = await runsOf(page, 'few');
    await page.waitForTimeout(2 * LATE_MS);
    expect(await found.count()).toBe(0);
    expect(await expand(page, 'few').getAttribute('aria-expanded')).toBe('false');
    for (let i = 0; i < 3; i += 1) await expand(page, 'few').click();
    await expect.poll(() => found.count()).toBe(3);
    await page.waitForTimeout(2 * LATE_MS);
    expect(await found.count()).toBe(3);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('on a phone a group says its n, each of its runs does not', async () => {
    const { page } = await openTab(browser, PHONE);
    await page.goto(`${dashboard.url}/runs?group=kind`);
    await expand(page, 'few').click();
    const found = await runsOf(page, 'few');
    await expect.poll(() => found.count()).toBe(3);
    const shownN = (rows: string) =>
      page.evaluate(`[...document.querySelectorAll('${rows} > .c-n')].map((cell) =>
        [getComputedStyle(cell, '::before').content, cell.textContent])`);
    expect(await shownN(`#${await row(page, 'few').getAttribute('id')}`)).toEqual([['"n "', '3']]);
    expect(await shownN('tr.seed')).toEqual([0, 1, 2].map(() => ['none', '']));
    await page.context().close();
  });

  test('one of more than 500 runs loads a hundred at a time, keeps the focus, and leads to the table of them all', async () => {
    const { page, problems } = await open(false);
    await expand(page, 'many').click();
    const found = await runsOf(page, 'many');
    const further = page.locator('.more-seeds').locator('button, a');
    for (const [runs, text] of [
      [10, 'show 100 more of 510'],
      [110, 'show 100 more of 410'],
      [210, 'show 90 more of 310'],
      [300, '220 more runs: open the runs of this group as a table'],
    ] as const) {
      await expect.poll(() => found.count()).toBe(runs);
      await expect.poll(() => further.innerText()).toBe(text);
      if (runs > 10) {
        expect(
          await further.evaluate(
            (it: { ownerDocument: { activeElement: unknown } }) => it.ownerDocument.activeElement === it,
          ),
        ).toBe(true);
      }
      await further.focus();
      await page.keyboard.press('Enter');
    }
    await page.getByText('520 of 527 runs', { exact: true }).waitFor();
    expect(new URL(page.url()).searchParams.get('filter')).toBe('kind = "many"');
    expect(await page.inputValue('[data-filter-input]')).toBe('kind = "many"');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
