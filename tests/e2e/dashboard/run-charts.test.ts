/** What a person does to the charts of a run stays: through a reload, another tab of details, and the news of a run. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ActiveRun, openTracker, type Tracker } from '../../../src/tracking/index.ts';
import { closeSite, hasBrowser, openSite, openTab, type TestDashboard } from './support.ts';

const LAST = 18;

describe.skipIf(!hasBrowser)('charts of a run', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  let tracker: Tracker;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: null }));
    tracker = openTracker({ db: dashboard.workplace.database, flushEveryMs: null });
  });
  afterAll(async () => {
    tracker?.close();
    await closeSite({ dashboard, browser });
  });

  function startRun(name: string): ActiveRun {
    const run = tracker.startRun({ name, params: {} });
    for (let step = 0; step <= LAST; step++) {
      run.log({ 'train/loss': 2 + 1 / (step + 1), 'validation/loss': 3 + 1 / (step + 1) }, step);
    }
    run.flush();
    return run;
  }

  const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);
  const texts = (page: Page) => page.locator('#loss-chart svg text').allTextContents();
  const showsTheEnd = async (page: Page) => (await texts(page)).includes(String(LAST));
  const drawn = (page: Page) => page.waitForSelector('#loss-chart[data-drawn]');

  async function open(run: ActiveRun) {
    const tab = await openTab(browser);
    await tab.page.goto(`${dashboard.url}/runs/${run.id}`);
    await drawn(tab.page);
    return tab;
  }

  async function place(page: Page, x: number) {
    const box = (await page.locator('#loss-chart .chart-canvas').boundingBox())!;
    return [box.x + box.width * x, box.y + box.height / 2] as const;
  }

  async function zoom(page: Page): Promise<void> {
    expect(await showsTheEnd(page)).toBe(true);
    await page.mouse.move(...(await place(page, 0.3)));
    await page.mouse.down();
    await page.mouse.move(...(await place(page, 0.6)), { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => parameter(page, 'zoom')).toMatch(/^[\d.]+,[\d.]+$/);
    await expect.poll(() => showsTheEnd(page)).toBe(false);
  }

  test('zoomed, pinned and on another scale, they are so after a reload, and while details change', async () => {
    const { page, problems } = await open(startRun('still'));
    await zoom(page);
    await page.mouse.click(...(await place(page, 0.5)));
    await page.waitForSelector('#loss-chart .chart-pin .chart-tip');
    await page.click('#loss summary');
    const item = page.locator('#loss [data-chart="scale"]');
    const before = await item.innerText();
    await item.click();
    await expect.poll(() => parameter(page, 'rescaled')).toBe('loss-chart');
    const after = await item.textContent();
    expect(after).not.toBe(before);
    const shown = async () => ({
      ...{ zoom: parameter(page, 'zoom'), pin: parameter(page, 'pin') },
      ...{ texts: await texts(page), scale: await item.textContent() },
      pin_text: await page.locator('#loss-chart .chart-pin p').textContent(),
    });
    const first = await shown();
    await page.reload();
    await drawn(page);
    await expect.poll(shown).toEqual(first);
    await page.click('#run-details .segments >> text=Environment');
    await expect.poll(() => parameter(page, 'tab')).toBe('environment');
    expect(await shown()).toEqual(first);
    await page.reload();
    await drawn(page);
    await expect.poll(shown).toEqual(first);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('zoomed, they stay so when points come, and when the whole page is another since the run has ended', async () => {
    const run = startRun('growing');
    const { page, problems } = await open(run);
    await zoom(page);
    const address = parameter(page, 'zoom');
    const old = await page.$('#run-page');
    const connected = () => old!.evaluate((it: { isConnected: boolean }) => it.isConnected);
    run.log({ 'train/loss': 2, 'validation/loss': 3 }, LAST + 1);
    run.flush();
    await page
      .locator('#loss .footnote')
      .getByText(String(LAST + 2))
      .first()
      .waitFor();
    expect(await connected()).toBe(true);
    expect(await showsTheEnd(page)).toBe(false);
    run.finish();
    await expect.poll(connected, { timeout: 10_000 }).toBe(false);
    await drawn(page);
    await expect.poll(() => texts(page)).not.toEqual([]);
    expect(await showsTheEnd(page)).toBe(false);
    expect(parameter(page, 'zoom')).toBe(address);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a series that the legend hides stays hidden', async () => {
    const tab = await openTab(browser, { viewport: { width: 600, height: 900 } });
    const { page, problems } = tab;
    await page.goto(`${dashboard.url}/runs/${startRun('hidden').id}`);
    await drawn(page);
    const button = page.locator('#loss-chart .chart-legend [data-series]').first();
    const name = (await button.getAttribute('data-series'))!;
    await button.click();
    await expect.poll(() => parameter(page, 'hide')).toBe(name.replace(',', '\\,'));
    await page.reload();
    await drawn(page);
    expect(await button.getAttribute('aria-pressed')).toBe('false');
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
