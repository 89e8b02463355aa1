/** What the event stream changes on an open page, and what it leaves alone. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSweep } from '../../../db/index.ts';
import { smallSweep, startCli } from '../../support/sweep-process.ts';
import { closeSite, hasBrowser, openSite, openTab, PHONE, type TestDashboard } from './support.ts';

const { learningRate: _, ...fixed } = smallSweep().fixed!;
const SWEEP = smallSweep({
  name: 'rates',
  fixed: { ...fixed, epochs: 1 },
  axes: { optimizer: ['sgd', 'adam'], learningRate: [0.001, 0.01, 0.1], activation: ['relu', 'tanh'] },
  seeds: [0],
});
const EVERY_GROUP = '/sweeps/rates?by=optimizer,learningRate,activation';

describe.skipIf(!hasBrowser)('the event stream', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: SWEEP }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  /** Twelve runs more are trained; gives how many there are then. */
  async function trainOneMoreSeed(): Promise<number> {
    const seed = getSweep(dashboard.db, 'rates').counts.total / 12;
    const { code } = await startCli(dashboard.workplace, ['extend', 'rates', '--seeds', String(seed)]).ended;
    expect(code).toBe(0);
    const { total, completed } = getSweep(dashboard.db, 'rates').counts;
    expect(completed).toBe(total);
    return total;
  }

  /** Writes down the ids of the blocks that the stream replaces. */
  async function watchReplacements(page: Page): Promise<() => Promise<string[]>> {
    await page.addInitScript(`
      window.replaced = [];
      document.addEventListener('live:replaced', (event) => window.replaced.push(event.target.id));
    `);
    return () => page.evaluate<string[]>('window.replaced');
  }

  /** The first message of the stream has come: it says all of what the page shows. */
  const firstMessage = (page: Page) =>
    page.addInitScript(`
      const { addEventListener } = EventSource.prototype;
      EventSource.prototype.addEventListener = function (type, listener) {
        addEventListener.call(this, type, (event) => {
          listener(event);
          if (type === 'message') document.documentElement.dataset.messages ??= 'come';
        });
      };
    `);

  test('replaces no block that is as the server drew it', async () => {
    for (const path of ['/sweeps/rates', '/claims']) {
      const { page } = await openTab(browser);
      const replaced = await watchReplacements(page);
      await firstMessage(page);
      await page.goto(dashboard.url + path);
      await page.waitForSelector('[data-messages]', { state: 'attached' });
      expect(await replaced(), path).toEqual([]);
      await page.context().close();
    }
  });

  test('new numbers leave the leaderboard where it was scrolled to', { retry: 2 }, async () => {
    const { page, problems } = await openTab(browser, PHONE);
    const replaced = await watchReplacements(page);
    await firstMessage(page);
    await page.goto(dashboard.url + EVERY_GROUP);
    await page.waitForSelector('[data-messages]', { state: 'attached' });
    await page.locator('#sweep-board .board-scroll').evaluate((board) => board.scrollTo(30, 20));
    const place = () =>
      page.locator('#sweep-board .board-scroll').evaluate((board) => [board.scrollLeft, board.scrollTop]);
    expect(await place()).toEqual([30, 20]);
    await trainOneMoreSeed();
    await expect.poll(replaced).toContain('sweep-board');
    expect(await place()).toEqual([30, 20]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('after Back it serves the view that is shown again', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/sweeps/rates`);
    expect(await page.textContent('.heat-map .corner')).toBe('optimizer');
    await page.selectOption('#control-rows', 'activation');
    await page.locator('.heat-map .corner', { hasText: 'activation' }).waitFor();
    await page.goBack();
    await page.locator('.heat-map .corner', { hasText: 'optimizer' }).waitFor();
    await page.evaluate(`document.getElementById('sweep-heat').dataset.old = ''`);
    await trainOneMoreSeed();
    await page.waitForSelector('#sweep-heat:not([data-old])');
    expect(await page.textContent('.heat-map .corner')).toBe('optimizer');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the end of a sweep is announced, however soon it comes after the announcement before', async () => {
    const { page } = await openTab(browser);
    await page.clock.install();
    await page.goto(`${dashboard.url}/sweeps/rates`);
    const announcer = page.locator('#announcer');
    const total = await trainOneMoreSeed();
    await page.waitForFunction(`document.getElementById('announcer').textContent !== ''`);
    await page.locator('#sweep-progress', { hasText: `${total} completed` }).waitFor();
    await page.clock.fastForward(10_000);
    expect(await announcer.textContent()).toBe(`rates: ${total} of ${total} runs have ended.`);
    await page.context().close();
  });

  test('a page that the stream is refused to asks for it again', async () => {
    const { page } = await openTab(browser);
    const others = new AbortController();
    const answers = await Promise.all(
      Array.from({ length: 65 }, () =>
        fetch(`${dashboard.url}/live?topics=status`, { signal: others.signal }),
      ),
    );
    expect(answers.at(-1)!.status).toBe(503);
    await page.goto(dashboard.url);
    await page.waitForSelector('#live-pill.lost');
    others.abort();
    await page.waitForSelector('#live-pill:not(.lost)', { timeout: 15_000 });
    await page.context().close();
  });
});
