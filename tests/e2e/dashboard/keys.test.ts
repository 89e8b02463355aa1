/** The keys that every page has. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getRun } from '../../../db/index.ts';
import { axeViolations, closeSite, hasBrowser, openSite, openTab, type TestDashboard } from './support.ts';

describe.skipIf(!hasBrowser)('keys', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite());
  });
  afterAll(() => closeSite({ dashboard, browser }));

  const focused = (page: Page) =>
    page.evaluate<string>(`document.activeElement.closest('[data-optimizer]')?.dataset.optimizer ?? ''`);

  test('j and k go from row to row, x switches the one that they stand at', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/playground?opt=sgd:0.01`);
    await page.waitForSelector('.picture .path');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('sgd');
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await focused(page)).toBe('nesterov');
    await page.keyboard.press('k');
    expect(await focused(page)).toBe('momentum');
    await page.keyboard.press('x');
    expect(await page.isChecked('[data-optimizer="momentum"] .on')).toBe(true);
    await page.waitForSelector('.picture [data-path="momentum"]');
    for (let i = 0; i < 3; i++) await page.keyboard.press('k');
    expect(await focused(page)).toBe('sgd');
    await page.context().close();
  });

  test('in the table of runs they move its own cursor and select', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs`);
    await page.keyboard.press('j');
    await page.keyboard.press('j');
    expect(await page.locator('#runs-rows tr.cursor').count()).toBe(1);
    await page.keyboard.press('x');
    expect(await page.locator('#runs-rows tr.cursor input.select').isChecked()).toBe(true);
    await page.context().close();
  });

  test('there shift+x selects a range, t tags it, e exports it', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs?group=`);
    const rows = page.locator('#runs-rows tr.row');
    const ids = await rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-run')!));
    expect(ids).toHaveLength(4);
    for (const key of ['j', 'x', 'j', 'j', 'Shift+X']) await page.keyboard.press(key);
    expect(await page.textContent('#selection-count')).toBe('3 runs selected');
    expect(await rows.nth(3).locator('input.select').isChecked()).toBe(false);

    await page.keyboard.press('t');
    expect(await page.textContent('#tag-dialog [data-selection-text]')).toBe('3 runs selected.');
    await page.fill('#tag-dialog [name="tags"]', 'by-key');
    await page.keyboard.press('Enter');
    await page.locator('.toast', { hasText: 'by-key added to 3 runs.' }).waitFor();
    expect(ids.map((id) => getRun(dashboard.db, id).tags)).toEqual([['by-key'], ['by-key'], ['by-key'], []]);

    const [download] = await Promise.all([page.waitForEvent('download'), page.keyboard.press('e')]);
    const csv = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    const exported = csv.slice(1).map((line) => ids.find((id) => line.includes(id)));
    expect(exported.toSorted()).toEqual(ids.slice(0, 3).toSorted());

    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('there o opens a group and closes it, and enter opens the page of a run', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs?group=optimizer`);
    const seeds = page.locator('#runs-rows tr.seed');
    await page.keyboard.press('j');
    await page.keyboard.press('o');
    await expect.poll(() => seeds.count()).toBe(2);
    await page.keyboard.press('o');
    await expect.poll(() => seeds.count()).toBe(0);
    await page.keyboard.press('Enter');
    await expect.poll(() => seeds.count()).toBe(2);
    await page.keyboard.press('j');
    const run = await seeds.first().getAttribute('data-run');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${dashboard.url}/runs/${run}`);
    await page.context().close();
  });

  test('alt and the arrows order the columns', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs?group=&columns=name,status,seed`);
    await page.click('.column-picker summary');
    await page.focus('.picker-list input[value="seed"]');
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    expect(await page.evaluate('document.activeElement.value')).toBe('seed');
    await page.keyboard.press('Alt+ArrowDown');
    await page.click('.picker-foot button');
    await expect.poll(() => new URL(page.url()).searchParams.get('columns')).toBe('name,seed,status');
    await page.context().close();
  });

  test('/ focuses the filter, from a page without one that of the runs', async () => {
    const { page } = await openTab(browser);
    const filterHasFocus = () =>
      page.evaluate<boolean>(`document.activeElement.matches('[data-filter-input]')`);
    await page.goto(`${dashboard.url}/runs`);
    await page.keyboard.press('/');
    expect(await filterHasFocus()).toBe(true);
    expect(await page.inputValue('[data-filter-input]')).toBe('');
    await page.goto(`${dashboard.url}/playground`);
    await page.keyboard.press('/');
    await page.waitForURL('**/runs#filter');
    await expect.poll(filterHasFocus, { timeout: 10_000 }).toBe(true);
    await page.context().close();
  });

  test('? lists them on every page, g goes to one, and none acts while a field has the focus', async () => {
    const { page } = await openTab(browser);
    for (const path of ['/runs', '/playground', '/playground/network']) {
      await page.goto(`${dashboard.url}${path}`);
      await page.keyboard.press('?');
      expect(await page.isVisible('#keyboard-help')).toBe(true);
      expect(await axeViolations(page)).toEqual([]);
      await page.keyboard.press('Escape');
      expect(await page.isVisible('#keyboard-help')).toBe(false);
    }
    await page.locator('[name="seed"]').focus();
    await page.keyboard.press('?');
    expect(await page.isVisible('#keyboard-help')).toBe(false);
    await page.locator('h1').click();
    for (const [key, path] of Object.entries({
      r: '/runs',
      h: '/',
      s: '/sweeps',
      c: '/claims',
      p: '/playground',
    })) {
      await page.keyboard.press('g');
      await page.keyboard.press(key);
      await page.waitForURL(dashboard.url + path);
    }
    await page.context().close();
  });
});
