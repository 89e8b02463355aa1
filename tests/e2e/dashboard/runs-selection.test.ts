/** Selecting, naming views and moving by keys in the table of runs, in a real browser. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openTracker } from '../../../src/tracking/index.ts';
import { closeSite, hasBrowser, openSite, openTab, type TestDashboard } from './support.ts';

const PAYLOAD = '<img src=x onerror="window.injected=1">';

const shown = (page: Page) => page.textContent('#selection-count');
const group = (page: Page, name: string) =>
  page.locator('#runs-rows tr[data-criteria]').filter({ has: page.getByText(name, { exact: true }) });
const focused = (page: Page) => page.evaluate<string>('document.activeElement.id');

describe.skipIf(!hasBrowser)('selecting runs', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({
      sweep: null,
      fill(db) {
        const tracker = openTracker({ db, flushEveryMs: null });
        for (const optimizer of ['adam', 'sgd', PAYLOAD]) {
          for (const seed of [0, 1, 2]) {
            const run = tracker.startRun({
              name: `${optimizer} ${seed}`,
              params: { optimizer, rate: 1 },
              seed,
            });
            run.log({ 'test/accuracy': 0.9 + 0.01 * seed }, 1);
            run.finish();
          }
        }
        tracker.close();
      },
    }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  async function open(query: Record<string, string>) {
    const tab = await openTab(browser);
    await tab.page.goto(`${dashboard.url}/runs?${new URLSearchParams(query)}`);
    return tab;
  }

  test('one row unticked after all means all but that one, groups and their runs alike', async () => {
    const { page, problems } = await open({ group: 'optimizer' });
    await page.check('#select-all');
    expect(await shown(page)).toBe('all 9 runs selected');
    await group(page, 'adam').locator('.expand').click();
    const run = page.locator('#runs-rows tr.seed').first();
    await run.locator('input.select').uncheck();
    expect(await shown(page)).toBe('8 runs selected');
    await group(page, 'sgd').locator('input.select').uncheck();
    expect(await shown(page)).toBe('5 runs selected');
    expect(await page.evaluate('document.getElementById("select-all").indeterminate')).toBe(true);
    await page.click('[data-bulk="delete"]');
    await page.getByText('5 runs will be deleted.').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('all runs of a filter with a limit are no more than those, in Compare too', async () => {
    const { page } = await open({ filter: 'order by seed desc limit 2', group: '' });
    await page.check('#select-all');
    expect(await shown(page)).toBe('all 2 runs selected');
    await page.click('[data-bulk="delete"]');
    await page.getByText('2 runs will be deleted.').waitFor();
    await page.keyboard.press('Escape');
    await page.click('[data-bulk="compare"]');
    await page.waitForURL(/\/compare\?/);
    expect(new URL(page.url()).searchParams.get('filter')).toBe('order by seed desc limit 2');
    await page.context().close();
  });

  test('a selected group stays what it was when the filter changes', async () => {
    const { page } = await open({ filter: 'seed < 2', group: 'optimizer' });
    await group(page, 'adam').locator('input.select').check();
    expect(await shown(page)).toBe('1 group, 2 runs selected');
    await page.fill('[data-filter-input]', 'seed > 0');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#runs[data-filter="seed > 0"]');
    await expect.poll(() => group(page, 'adam').locator('input.select').isChecked()).toBe(false);
    await page.click('[data-bulk="delete"]');
    await page.getByText('2 runs will be deleted.').waitFor();
    await page.keyboard.press('Escape');
    // of the three seeds the middle one is in both
    await group(page, 'adam').locator('input.select').check();
    await expect.poll(() => shown(page)).toBe('2 groups, 3 runs selected');
    await page.context().close();
  });

  test('the key that closes a menu leaves the selection alone', async () => {
    const { page } = await open({ group: 'optimizer' });
    await page.check('#select-all');
    for (const menu of ['#columns-menu', '#group-menu']) {
      await page.click(menu);
      await page.keyboard.press('Escape');
      expect(await page.locator('details.menu[open]').count()).toBe(0);
      expect(await shown(page)).toBe('all 9 runs selected');
    }
    await page.keyboard.press('Escape');
    expect(await shown(page)).toBe('');
    await page.context().close();
  });

  test('a refused request is told, and several runs are not pinned', async () => {
    const { page, problems } = await open({ group: '' });
    await page.check('#select-all');
    await page.click('[data-bulk="baseline"]');
    await page.getByText('Select a single run to pin: 9 are selected.').waitFor();
    await page.route('**/runs/count', (route) => route.fulfill({ status: 400, body: 'No today.' }));
    for (const action of ['delete', 'baseline']) {
      await page.click(`[data-bulk="${action}"]`);
      // an error stays until it is closed, and the same one is not shown twice
      await page.locator('.toast.error').getByRole('button', { name: 'Close' }).click();
      expect(await page.locator('.toast.error').count()).toBe(0);
    }
    expect(await page.isVisible('#delete-dialog')).toBe(false);
    expect(problems.filter((one) => !one.startsWith('console: Failed to load resource'))).toEqual([]);
    await page.context().close();
  });

  test('every saved view can be reached and removed', async () => {
    const { page } = await open({ group: 'optimizer' });
    for (let i = 1; i <= 7; i++) {
      await page.click('#save-view');
      await page.fill('#views-dialog [name="name"]', i === 7 ? PAYLOAD : `view ${i}`);
      await page.keyboard.press('Enter');
      await expect.poll(() => page.locator('#view-list li').count()).toBe(i);
    }
    expect(await page.locator('#saved-views a').allTextContents()).toEqual([
      PAYLOAD,
      ...[6, 5, 4, 3].map((i) => `view ${i}`),
    ]);
    await page.getByRole('button', { name: '2 more' }).click();
    await page.getByRole('button', { name: 'Remove the view view 1' }).click();
    await expect.poll(() => page.locator('#view-list li').count()).toBe(6);
    await page.locator('#view-list').getByText('view 2').click();
    await page.waitForURL(/group=optimizer/);
    expect(await page.evaluate('window.injected')).toBeUndefined();
    await page.context().close();
  });

  test('the focus stays where it is, or near it, when the table is swapped', async () => {
    const { page } = await open({ group: 'optimizer', sort: 'optimizer' });
    const swap = async (id: string, expected: string) => {
      await page.focus(`#${id}`);
      await page.evaluate('document.getElementById("runs").dataset.old = ""');
      await page.keyboard.press('Enter');
      await page.waitForSelector('#runs:not([data-old])');
      await expect.poll(() => focused(page), { message: id }).toBe(expected);
    };
    await swap('sort-optimizer', 'sort-optimizer');
    await swap('turn-optimizer', 'turn-optimizer');
    await swap('spread-_b1__20_s_2e_e_2e_', 'spread-_b1__20_s_2e_e_2e_');
    // the chip is gone: what is left of its control has the focus
    await swap('ungroup-optimizer', 'group-menu');
    await page.context().close();
  });

  test('stored text in completions, toasts and the table is text', async () => {
    const { page } = await open({ group: 'optimizer' });
    await page.fill('[data-filter-input]', 'optimizer = ');
    await page.locator('.filter-options [role="option"]', { hasText: '<img src=x' }).waitFor();
    await page.keyboard.press('Escape');
    await page.fill('[data-filter-input]', '');
    await page.keyboard.press('Escape');
    await page.check('#select-all');
    await page.click('[data-bulk="tag"]');
    await page.fill('#tag-dialog [name="tags"]', '<img/src=x/onerror=window.injected=1>');
    await page.click('#tag-dialog button[type="submit"]');
    await page.locator('.toast', { hasText: '<img/src=x' }).waitFor();
    await page.locator('.c-tags', { hasText: '<img/src=x' }).first().waitFor();
    expect(await page.locator('img').count()).toBe(0);
    expect(await page.evaluate('window.injected')).toBeUndefined();
    await page.context().close();
  });
});
