/** The keys that every page has. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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
    await page.keyboard.press('g');
    await page.keyboard.press('r');
    await page.waitForURL('**/runs');
    await page.context().close();
  });
});
