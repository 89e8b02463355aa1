/** What surrounds every page: theme, keys, the policy, phones. */
import type { Browser } from 'playwright-core';
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

describe.skipIf(!hasBrowser)('the shell of the dashboard', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: null }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  test('an empty database says what to do, and breaks no rule of axe, light and dark', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, problems } = await openTab(browser, { colorScheme });
      await page.goto(dashboard.url);
      expect(await page.textContent('main')).toContain('No runs yet');
      expect(await axeViolations(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });

  test('the switch changes the theme, and the server renders it on the next page', async () => {
    const { page } = await openTab(browser, { colorScheme: 'light' });
    await page.goto(dashboard.url);
    const ground = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    expect(await ground()).toBe('rgb(246, 247, 249)');
    await page.click('[data-action="theme"]');
    expect(await ground()).toBe('rgb(14, 17, 22)');
    const answer = await page.request.get(dashboard.url);
    expect(await answer.text()).toContain('<html lang="en" data-theme="dark">');
    await page.keyboard.press('d');
    expect(await ground()).toBe('rgb(246, 247, 249)');
    await page.context().close();
  });

  test('? lists the keys, and escape closes the list', async () => {
    const { page } = await openTab(browser);
    await page.goto(dashboard.url);
    await page.keyboard.press('?');
    expect(await page.isVisible('#keyboard-help')).toBe(true);
    await page.keyboard.press('Escape');
    expect(await page.isVisible('#keyboard-help')).toBe(false);
    await page.context().close();
  });

  test('a click on the backdrop closes a dialog; one near its edge, or a selection released outside, does not', async () => {
    const { page } = await openTab(browser);
    await page.goto(dashboard.url);
    await page.keyboard.press('?');
    const dialog = page.locator('#keyboard-help');
    const { x, y, height } = (await dialog.boundingBox())!;
    const middle = y + height / 2;
    await page.mouse.click(x + 8, middle);
    expect(await dialog.isVisible()).toBe(true);
    await page.mouse.move(x + 60, middle);
    await page.mouse.down();
    await page.mouse.move(x - 40, middle);
    await page.mouse.up();
    expect(await dialog.isVisible()).toBe(true);
    await page.mouse.click(x - 40, middle);
    expect(await dialog.isVisible()).toBe(false);
    await page.context().close();
  });

  test('the skip link is the first stop of the tab key', async () => {
    const { page } = await openTab(browser);
    await page.goto(dashboard.url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.className')).toBe('skip-link');
    await page.context().close();
  });

  test('a phone gets a tab bar and never scrolls sideways', async () => {
    const { page } = await openTab(browser, PHONE);
    await page.goto(dashboard.url);
    expect(await page.isVisible('.tab-bar')).toBe(true);
    expect(await page.isVisible('.sections')).toBe(false);
    expect(await scrollsSideways(page)).toBe(false);
    await page.context().close();
  });

  test('an injected inline script does not run', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(dashboard.url);
    await page.evaluate(`
      const script = document.createElement('script');
      script.textContent = 'window.injected = true';
      document.body.append(script);
    `);
    expect(await page.evaluate('window.injected')).toBeUndefined();
    expect(problems.join()).toMatch(/Content Security Policy/);
    await page.context().close();
  });
});
