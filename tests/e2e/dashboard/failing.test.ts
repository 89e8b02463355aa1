/** What a page cannot do it says, and nothing that was typed is lost. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getRun, listRuns, type RunRecord } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { closeSite, hasBrowser, openSite, openTab, type TestDashboard } from './support.ts';

const NO_ANSWER = 'The dashboard does not answer. Is it still running?';

describe.skipIf(!hasBrowser)('a page whose dashboard, or browser, fails it', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  let run: RunRecord;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({
      sweep: null,
      fill: (db) => {
        const tracker = openTracker({ db });
        tracker.startRun({ name: 'tracked' }).finish();
        tracker.close();
      },
    }));
    run = listRuns(dashboard.db)[0]!;
  });
  afterAll(() => closeSite({ dashboard, browser }));

  test('a note that could not be saved stays in its field, and can be saved later', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs/${run.id}`);
    await page.click('#run-note');
    await page.keyboard.type('worth a second look');
    await page.context().setOffline(true);
    await page.keyboard.press('Enter');
    await page.locator('.toast.error', { hasText: NO_ANSWER }).waitFor();
    expect(await page.inputValue('.in-place')).toBe('worth a second look');
    await page.context().setOffline(false);
    await page.keyboard.press('Enter');
    await page.waitForSelector('.in-place', { state: 'detached' });
    expect(getRun(dashboard.db, run.id).notes.map(({ text }) => text)).toEqual(['worth a second look']);
    await page.context().close();
  });

  test('a filter that could not be asked says so once, and is applied when there is an answer again', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs`);
    await page.context().setOffline(true);
    await page.fill('[data-filter-input]', 'name = "tracked"');
    await page.keyboard.press('Enter');
    await page.locator('.toast.error').waitFor();
    await page.keyboard.press('Enter');
    await page.waitForTimeout(300);
    expect(await page.locator('.toast.error > span').allTextContents()).toEqual([NO_ANSWER]);
    await page.context().setOffline(false);
    await page.keyboard.press('Enter');
    await page.waitForURL(/filter=name/);
    await page.context().close();
  });

  test('a browser without a clipboard, as for an address in the network, copies all the same', async () => {
    const { page, problems } = await openTab(browser);
    await page.addInitScript(`
      Object.defineProperty(Navigator.prototype, 'clipboard', { value: undefined });
    `);
    await page.goto(`${dashboard.url}/playground`);
    await page.click('[data-copy]');
    await page.locator('.toast', { hasText: 'Copied.' }).waitFor();
    expect(await page.evaluate(`document.activeElement.matches('[data-copy]')`)).toBe(true);
    const address = page.url();
    await page.goto(`${dashboard.url}/runs`);
    await page.focus('[data-filter-input]');
    await page.keyboard.press('Control+V');
    expect(await page.inputValue('[data-filter-input]')).toBe(address);
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
