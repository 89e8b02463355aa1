/** A sweep from the form to its last run, in a real browser with real training. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getSweep, listRuns } from '../../../db/index.ts';
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

/** A form that trains `seeds` × 2 small perceptrons. */
function smallForm(changes: Record<string, string> = {}): string {
  const query = new URLSearchParams({
    name: 'from-the-form',
    'fixed.dataset': 'mnist10k',
    'fixed.architecture': 'mlp',
    'fixed.units': '[32]',
    'fixed.trainSize': '300',
    'fixed.validationSize': '100',
    'fixed.epochs': '2',
    'axis.learningRate': '0.01, 0.1',
    seeds: '2',
    telemetry: '0',
    ...changes,
  });
  return `/launch?${query}`;
}

const progressOf = (page: Page) => page.locator('#sweep-progress');

describe.skipIf(!hasBrowser)('launching a sweep', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: null }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  test('fill in the form, read the preview, start, watch it finish live, add a seed', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(dashboard.url + smallForm());
    await page.waitForSelector('#launch-preview .launch-cost');
    expect(await page.textContent('.launch-count')).toBe('4 runs');
    await page.click('.launch-fields .card:has(#launch-axes) summary.button');
    await page.click('[data-key="optimizer"][hx-target="#launch-axes"]');
    await page.waitForSelector('[data-axis="optimizer"]');
    for (const word of ['momentum', 'nesterov'])
      await page.click(`[data-axis="optimizer"] >> text="${word}"`);
    await page.click('[data-axis="optimizer"] >> text="adam"');
    await page.locator('.launch-count', { hasText: /^8 runs$/ }).waitFor();
    expect(await page.locator('[name="fixed.optimizer"]').isDisabled()).toBe(true);
    // the form is in the address: a reload loses nothing
    await page.reload();
    await page.locator('#launch-start-text', { hasText: 'Start 8 runs' }).waitFor({ timeout: 20_000 });
    await page.click('button.start');
    await page.waitForURL(/\/sweeps\/\w+$/);
    await page.evaluate('window.sameDocument = true');
    await progressOf(page).getByText('8 completed').waitFor({ timeout: 60_000 });
    await progressOf(page).getByText('finished').waitFor();
    // it got there by the event stream alone
    expect(await page.evaluate('window.sameDocument')).toBe(true);
    const { definition, counts } = getSweep(dashboard.db, 'from-the-form');
    expect(counts).toMatchObject({ total: 8, completed: 8 });
    expect(definition).toMatchObject({
      axes: { learningRate: [0.01, 0.1], optimizer: ['sgd', 'adam'] },
      fixed: { units: [32], trainSize: 300 },
    });

    await page.click('[data-opens="extend-sweep"]');
    await page.fill('#extend-count', '1');
    await page.click('text="Extend and train"');
    await progressOf(page).getByText('12 completed').waitFor({ timeout: 60_000 });
    expect(new Set(listRuns(dashboard.db).map(({ seed }) => seed))).toEqual(new Set([0, 1, 2]));
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('cancel stops waiting and running runs, resume trains them after all', async () => {
    const { page } = await openTab(browser);
    await page.goto(dashboard.url + smallForm({ name: 'too-long', 'fixed.epochs': '400', seeds: '4' }));
    await page.click('button.start');
    await progressOf(page).locator('.workers').waitFor({ timeout: 60_000 });
    await page.click('#sweep-actions [data-opens="cancel-sweep"]');
    await page.click('text="Cancel the runs that are left"');
    await progressOf(page)
      .getByText(/ended, \d+ cancelled/)
      .waitFor({ timeout: 60_000 });
    const { counts } = getSweep(dashboard.db, 'too-long');
    expect(counts.cancelled).toBeGreaterThan(0);
    expect(counts.queued + counts.running).toBe(0);
    await page
      .locator('#sweep-actions')
      .getByText(/Resume/)
      .click();
    await progressOf(page).getByText('8 completed').waitFor({ timeout: 150_000 });
    await page.context().close();
  }, 300_000);

  test('what is wrong stands beside its field, in the words of the definition', async () => {
    const { page } = await openTab(browser);
    await page.goto(
      dashboard.url + smallForm({ name: 'wrong', 'fixed.epochs': '0', 'axis.learningRate': '0.1, -1' }),
    );
    await page.waitForSelector('.launch-problems');
    expect(await page.textContent('#problem-fixed-epochs')).toBe('must be an integer >= 1, got 0');
    expect(await page.textContent('#problem-axis-learningRate')).toBe('must be a number > 0, got -1');
    expect(await page.getAttribute('[name="fixed.epochs"]', 'aria-invalid')).toBe('true');
    await page.fill('[name="fixed.epochs"]', '1');
    await page.locator('#problem-fixed-epochs:empty').waitFor({ state: 'attached' });
    const before = sweepNames(dashboard);
    const [answer] = await Promise.all([
      page.waitForResponse((one) => one.request().method() === 'POST' && one.url().endsWith('/launch')),
      page.click('button.start'),
    ]);
    expect(answer.status()).toBe(422);
    await page.waitForLoadState();
    expect(await page.textContent('.launch-problems')).toContain('must be a number > 0');
    expect(sweepNames(dashboard)).toEqual(before);
    expect(before).not.toContain('wrong');
    await page.context().close();
  });

  test('what diverged before is said, and left out by a click', async () => {
    const tracker = openTracker({ db: dashboard.db });
    for (let seed = 0; seed < 6; seed++) {
      const params = { architecture: 'mlp', optimizer: 'sgd', learningRate: 7 };
      tracker.startRun({ name: 'too fast', params, seed }).diverge(3);
    }
    tracker.close();
    const { page } = await openTab(browser);
    await page.goto(dashboard.url + smallForm({ 'fixed.optimizer': 'sgd', 'axis.learningRate': '0.01, 7' }));
    const advice = page.locator('.launch-advice li');
    await advice.getByText('6 of 6 runs at sgd ≥ 7 diverged.').waitFor();
    await advice.getByText('Exclude those 2 runs').click();
    await page.locator('.launch-count', { hasText: /^2 runs$/ }).waitFor();
    expect(await page.textContent('.launch-conditions')).toBe(
      'not where optimizer is sgd and learningRate is 7',
    );
    expect(JSON.parse(await page.inputValue('[name="more"]'))).toEqual({
      exclude: [{ optimizer: 'sgd', learningRate: [7] }],
    });
    await page.context().close();
  });

  test('a form that is too long for the address says that a reload would lose it', async () => {
    const { page } = await openTab(browser);
    await page.goto(dashboard.url + smallForm());
    expect(await page.isVisible('#launch-not-kept')).toBe(false);
    await page.fill('[name="description"]', 'why '.repeat(2100));
    await page.waitForSelector('#launch-not-kept:not([hidden])');
    await page.fill('[name="description"]', 'because');
    await page.waitForSelector('#launch-not-kept', { state: 'hidden' });
    expect(new URL(page.url()).searchParams.get('description')).toBe('because');
    await page.context().close();
  });

  test('on a phone the count and the time stay in sight in a bar above the tabs', async () => {
    const { page } = await openTab(browser, PHONE);
    await page.goto(dashboard.url + smallForm());
    const bar = page.locator('#launch-bar-text', { hasText: /^4 runs/ });
    await bar.waitFor();
    const box = (await page.locator('.launch-bar').boundingBox())!;
    const tabs = (await page.locator('.tab-bar').boundingBox())!;
    expect(Math.round(box.y + box.height)).toBe(Math.round(tabs.y));
    await page.context().close();
  });

  test('a clone is the same sweep under another name', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/launch?from=from-the-form`);
    await page.locator('#launch-start-text', { hasText: 'Open the sweep' }).waitFor();
    expect(await page.inputValue('[name="name"]')).toBe('from-the-form-2');
    expect(await page.textContent('.launch-count')).toBe('12 runs');
    await page.context().close();
  });

  test.each([
    ['launch', () => smallForm()],
    ['launch with mistakes', () => smallForm({ 'fixed.epochs': '0' })],
    ['sweeps', () => '/sweeps'],
  ])('%s breaks no rule of axe, light and dark, and never scrolls sideways', async (_, path) => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, PHONE] as const) {
      const { page, problems } = await openTab(browser, options);
      await page.goto(dashboard.url + path());
      await page.waitForLoadState('networkidle').catch(() => {});
      expect(await axeViolations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });
});

function sweepNames({ db }: TestDashboard): string[] {
  return db.client.prepare('select name from sweeps').pluck().all() as string[];
}
