/** The playground: what is moved there moves the paths; a network learns in the page and reads what is drawn. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
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

/** For what the page does by itself: nothing is timed by it. */
const WAIT = { timeout: 30_000 };

describe.skipIf(!hasBrowser)('the playground', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: null }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  const pathOf = (page: Page, name: string) => page.getAttribute(`.picture [data-path="${name}"]`, 'd');
  const outcomeOf = (page: Page, name: string) => page.textContent(`[data-optimizer="${name}"] .outcome`);
  const fieldOf = (page: Page, name: string) => page.locator(`[data-optimizer="${name}"] .rate`);

  describe('optimizers on a surface', () => {
    test('breaks no rule of axe, light and dark, and fits a phone', async () => {
      for (const colorScheme of ['light', 'dark'] as const) {
        const { page, problems } = await openTab(browser, { colorScheme });
        await page.goto(`${dashboard.url}/playground`);
        await page.waitForSelector('.picture .path');
        await page.click('[data-optimizer="adam"] summary');
        expect(await axeViolations(page)).toEqual([]);
        expect(problems).toEqual([]);
        await page.context().close();
      }
      const { page, problems } = await openTab(browser, PHONE);
      await page.goto(`${dashboard.url}/playground`);
      await page.waitForSelector('.picture .path');
      expect(await scrollsSideways(page)).toBe(false);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    test('another learning rate gives another path, another count of steps and another address', async () => {
      const { page } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground?f=quadraticValley&steps=400&opt=sgd:0.02,adam`);
      await page.waitForSelector('.picture .path');
      const before = { sgd: await pathOf(page, 'sgd'), adam: await pathOf(page, 'adam') };
      expect(await outcomeOf(page, 'sgd')).toBe('217');
      await fieldOf(page, 'sgd').fill('0.01');
      await expect.poll(() => outcomeOf(page, 'sgd'), WAIT).toBe('> 400');
      expect(await pathOf(page, 'sgd')).not.toBe(before.sgd);
      expect(await pathOf(page, 'adam')).toBe(before.adam);
      await page.waitForURL('**/playground?f=quadraticValley&steps=400&opt=sgd:0.01,adam');
      await page.click('#best-rates');
      await page.waitForURL('**/playground?f=quadraticValley&steps=400&opt=sgd,adam');
      expect(await page.textContent('[data-optimizer="sgd"] .best')).toBe('best');
      await page.context().close();
    });

    test('the address shows the same again, hyper-parameters, rotation and start included', async () => {
      const { page } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground?f=saddle&opt=momentum:0.02`);
      await page.click('[data-surface="rosenbrock"]');
      await page.locator('#rotation').fill('30');
      await page.locator('#start-x').fill('0.5');
      await page.click('[data-optimizer="momentum"] summary');
      await page.locator('[data-optimizer="momentum"] [data-hyper="momentum"]').fill('0.5');
      await page.waitForURL(
        '**/playground?f=rosenbrock&rotate=30&start=0.5,*&opt=momentum:0.02:momentum=0.5',
      );
      const shown = await pathOf(page, 'momentum');
      await page.reload();
      await page.waitForSelector('.picture .path');
      expect(await pathOf(page, 'momentum')).toBe(shown);
      expect(await page.inputValue('[data-optimizer="momentum"] [data-hyper="momentum"]')).toBe('0.5');
      await page.context().close();
    });

    test('the start moves by drag and by arrow keys', async () => {
      const { page } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground?f=beale&opt=sgd:0.01`);
      // only then somebody listens to the keys
      await page.waitForSelector('.picture .path');
      const handle = page.getByRole('button', { name: 'Start point' });
      expect(await page.inputValue('#start-x')).toBe('1');
      await handle.focus();
      // both within one frame, before anything is drawn anew
      await page.evaluate(`for (const key of ['ArrowRight', 'ArrowDown']) {
        document.activeElement.dispatchEvent(new KeyboardEvent('keydown', { key }));
      }`);
      await page.waitForURL('**/playground?start=1.05,0.95&opt=sgd:0.01');
      const box = (await handle.boundingBox())!;
      await page.mouse.move(box.x + 14, box.y + 14);
      await page.mouse.down();
      await page.mouse.move(box.x + 114, box.y + 14, { steps: 4 });
      await page.mouse.up();
      await expect.poll(async () => Number(await page.inputValue('#start-x')), WAIT).toBeGreaterThan(1.4);
      await page.click('#start-reset');
      await expect.poll(() => page.inputValue('#start-x'), WAIT).toBe('1');
      await page.context().close();
    });

    test('the step slider and Play show parts of the paths; no optimizer is an empty state', async () => {
      const { page } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground?opt=sgd:0.01`);
      await page.waitForSelector('.picture .path');
      const whole = (await pathOf(page, 'sgd'))!;
      await page.locator('#step').fill('5');
      const part = (await pathOf(page, 'sgd'))!;
      expect(whole.startsWith(part)).toBe(true);
      expect(part.match(/[ML]/g)).toHaveLength(6);
      expect(await page.textContent('#step-text')).toBe('step 5 of 300');
      await page.click('#play');
      await expect.poll(async () => Number(await page.inputValue('#step')), WAIT).toBeGreaterThan(20);
      await page.click('#play');
      expect(await page.textContent('#play')).toContain('Play');
      await page.locator('[data-optimizer="sgd"] .on').uncheck();
      await page.waitForSelector('#no-optimizer:not([hidden])');
      expect(await page.locator('.picture .path').count()).toBe(0);
      await page.context().close();
    });

    test('a number that cannot be is named, and what was shown stays', async () => {
      const { page } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground?opt=sgd:0.01`);
      await page.waitForSelector('.picture .path');
      const shown = await pathOf(page, 'sgd');
      await page.locator('#steps').fill('3');
      expect(await page.textContent('#playground-error')).toBe(
        'steps must be a whole number from 10 to 2 000.'.replace(' 000', '\u202f000'),
      );
      expect(await pathOf(page, 'sgd')).toBe(shown);
      await page.locator('#steps').fill('30');
      expect(await page.isVisible('#playground-error')).toBe(false);
      await page.context().close();
    });
  });

  describe('a network in the page', () => {
    const ready = (page: Page) => page.waitForSelector('#run:not([disabled])');
    const stepped = (page: Page, steps: number) =>
      expect
        .poll(async () => Number(await page.getAttribute('#network', 'data-step')), WAIT)
        .toBeGreaterThanOrEqual(steps);

    test('learns to read digits, and reads a drawn one and one of the test part', async () => {
      const { page, problems } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground/network?architecture=mlp&batchSize=64`);
      await ready(page);
      expect(await page.textContent('#network-state')).toMatch(
        /^Random weights: 266\u202f610 parameters, 110 steps/,
      );
      await page.click('#run');
      await stepped(page, 110);
      await page.click('#run');
      await page.waitForSelector('#network[data-running="false"]');
      expect(Number(await page.getAttribute('#network', 'data-accuracy'))).toBeGreaterThan(0.8);

      // a one: a stroke from top to bottom
      await page.locator('#pad').scrollIntoViewIfNeeded();
      const pad = (await page.locator('#pad').boundingBox())!;
      await page.mouse.move(pad.x + 150, pad.y + 40);
      await page.mouse.down();
      await page.mouse.move(pad.x + 135, pad.y + 240, { steps: 12 });
      await page.mouse.up();
      await expect.poll(() => page.textContent('#answer'), WAIT).toMatch(/^It says 1, /);
      const shares = await page.locator('#bars .number').allTextContents();
      expect(shares).toHaveLength(10);
      const sum = shares.reduce((total, text) => total + Number(text.replace(' %', '')), 0);
      expect(Math.abs(sum - 100)).toBeLessThan(1);
      expect(await axeViolations(page)).toEqual([]);

      await page.click('#clear-drawing');
      expect(await page.textContent('#answer')).toBe('Nothing drawn yet.');
      const answers: (string | null)[] = [];
      for (const sample of await page.locator('#samples button').all()) {
        await sample.click();
        await expect.poll(() => page.textContent('#answer'), WAIT).toMatch(/right|but/);
        answers.push(await page.textContent('#answer'));
      }
      expect(answers.filter((text) => text?.includes('right')).length).toBeGreaterThanOrEqual(5);
      expect(problems).toEqual([]);
      await page.context().close();
    });

    test('pauses, goes on, starts anew, and takes another rate without starting anew', async () => {
      const { page } = await openTab(browser);
      await page.goto(`${dashboard.url}/playground/network?architecture=logreg`);
      await ready(page);
      await page.click('#run');
      await stepped(page, 10);
      await page.click('#run');
      await page.waitForSelector('#network[data-running="false"]');
      const paused = Number(await page.getAttribute('#network', 'data-step'));
      await page.locator('[name="learningRate"]').fill('0.005');
      await page.click('#run');
      await stepped(page, paused + 5);
      expect(page.url()).toContain('learningRate=0.005');
      await page.click('#reset');
      await page.waitForSelector('#network[data-step="0"]');
      expect(await page.textContent('#run')).toContain('Start');
      await page.selectOption('[name="optimizer"]', 'lion');
      expect(await page.inputValue('[name="learningRate"]')).toBe('0.0001');
      await page.locator('[name="learningRate"]').fill('-1');
      expect(await page.textContent('#settings-error')).toContain('must be a number from');
      await page.context().close();
    });

    test('says what failed where the digits cannot be had', async () => {
      const { page } = await openTab(browser);
      await page.route('**/playground/digits*', (route) => route.fulfill({ status: 500, body: 'no data' }));
      await page.goto(`${dashboard.url}/playground/network`);
      await page.waitForSelector('#network-notice:not([hidden])');
      expect(await page.textContent('#network-notice')).toMatch(/answered 500: no data Reload the page/);
      expect(await page.isDisabled('#run')).toBe(true);
      await page.context().close();
    });

    test('only the worker may compile WebAssembly: the page cannot', async () => {
      const { page } = await openTab(browser, PHONE);
      const policies: Record<string, string> = {};
      page.on('response', async (response) => {
        policies[new URL(response.url()).pathname.split('/').at(-1)!] =
          response.headers()['content-security-policy'] ?? '';
      });
      await page.goto(`${dashboard.url}/playground/network`);
      await ready(page);
      expect(policies.network).toContain("script-src 'self';");
      expect(policies['network-worker.js']).toContain("script-src 'self' 'wasm-unsafe-eval'");
      const compile = `WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'compiled', (e) => e.name)`;
      expect(await page.evaluate(compile)).toBe('CompileError');
      expect(await scrollsSideways(page)).toBe(false);
      await page.context().close();
    });
  });
});
