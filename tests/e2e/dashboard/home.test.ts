/** Home: what runs, what ran last, what the claims say; live. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { countRuns, listRuns, listSweeps } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
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

describe.skipIf(!hasBrowser)('the home page', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite());
  });
  afterAll(() => closeSite({ dashboard, browser }));

  test('shows the sweep with its progress, the runs with their accuracy, and every claim', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(dashboard.url);
    const [sweep] = listSweeps(dashboard.db);
    const { total } = countRuns(dashboard.db, sweep!.id);
    expect(await page.textContent('#home-sweeps li')).toContain(`${sweep!.name}${total} of ${total} runs`);
    const [run] = listRuns(dashboard.db, { status: ['completed'] });
    const row = await page.textContent(`#home-runs tr:has(a[href="/runs/${run!.id}"])`);
    expect(row).toContain((100 * run!.summary['test/accuracy']!.last).toFixed(2));
    expect(row).toContain(`seed ${run!.seed}`);
    expect(await page.textContent('#home-claims')).toContain('From SGD to Adam');
    expect(await page.textContent('#home-machine')).toContain(`${countRuns(dashboard.db).total} runs`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a run that starts elsewhere appears by itself, and its end too', async () => {
    const { page } = await openTab(browser);
    await page.goto(dashboard.url);
    const tracker = openTracker({ db: dashboard.workplace.database });
    const run = tracker.startRun({ name: 'started just now', seed: 5 });
    const row = page.locator('#home-runs tr', { hasText: 'started just now' });
    await row.waitFor();
    expect(await row.textContent()).toContain('running');
    run.log({ 'test/accuracy': 0.4321 }, 1);
    run.finish();
    tracker.close();
    await page.waitForSelector('#home-runs tr:has-text("43.21")');
    await page.context().close();
  });

  test('breaks no rule of axe, light and dark, and does not scroll sideways on a phone', async () => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, PHONE] as const) {
      const { page, problems } = await openTab(browser, options);
      await page.goto(dashboard.url);
      expect(await axeViolations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });
});
