/** The compare page over a real sweep, in a real browser. */
import { readFile } from 'node:fs/promises';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listRuns, readMetric } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { smallSweep } from '../../support/sweep-process.ts';
import {
  axeViolations,
  hasBrowser,
  launchBrowser,
  openTab,
  PHONE,
  scrollsSideways,
  startTestDashboard,
  type TestDashboard,
} from './support.ts';

const HOSTILE = '<img src=x onerror=alert(1)>';
const SWEEP = `/compare?${new URLSearchParams({ filter: 'sweep = "small"' })}`;
const FIRST = '#curve-validation-accuracy';
const SECOND = '#curve-train-loss';

const texts = (page: Page, selector: string) => page.locator(`${selector} svg text`).allTextContents();
const parameter = (page: Page, name: string) => new URL(page.url()).searchParams.get(name);

async function drawn(page: Page, ...selectors: string[]): Promise<void> {
  for (const selector of selectors) {
    await page.locator(selector).scrollIntoViewIfNeeded();
    await page.waitForSelector(`${selector} [data-drawn]`);
  }
}

describe.skipIf(!hasBrowser)('the compare page', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    dashboard = await startTestDashboard({
      sweep: smallSweep({ seeds: [0, 1, 2] }),
      fill(db) {
        const tracker = openTracker({ db });
        for (const seed of [1, 2]) {
          const run = tracker.startRun({ name: HOSTILE, params: { optimizer: HOSTILE, kind: 'own' }, seed });
          for (const step of [1, 2, 3]) run.log({ 'train/loss': step * seed }, step);
          run.finish();
        }
        for (const seed of [1, 2]) {
          const run = tracker.startRun({ name: 'wild', params: { kind: 'wild' }, seed });
          for (const step of [1, 2, 3]) if (seed === 1 || step < 3) run.log({ 'train/loss': step + 7 }, step);
          if (seed === 1) run.finish();
          else run.diverge(3);
        }
        tracker.close();
      },
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });

  async function open(address: string, options = {}) {
    const tab = await openTab(browser, options);
    await tab.page.goto(dashboard.url + address);
    return tab;
  }

  test('groups selected among the runs become curves with c', async () => {
    const { page, problems } = await open(`/runs?${new URLSearchParams({ filter: 'sweep = "small"' })}`);
    for (const box of await page.locator('#runs-rows input.select').all()) await box.check();
    await page.locator('h1').click();
    await page.keyboard.press('c');
    await page.waitForURL(/\/compare\?/);
    expect(await page.textContent('.page-head .summary')).toBe(
      '2 groups, 6 runs, grouped by all but the seed',
    );
    await drawn(page, FIRST, SECOND, '#compare-boxes');
    const groups = await page.locator('#compare-groups [data-series]').allInnerTexts();
    expect(groups.sort()).toEqual(['momentum', 'sgd']);
    expect(await page.textContent(`${FIRST} .footnote`)).toContain(
      'Line: mean of 3 runs. No band below 5 runs: each run in its place. All 6 runs enter the means, none is sampled.',
    );
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('breaks no rule of axe, light and dark, with its menus open', async () => {
    for (const colorScheme of ['light', 'dark'] as const) {
      const { page, problems } = await open(SWEEP, { colorScheme });
      await drawn(page, FIRST, SECOND, '#compare-boxes');
      await page.click('summary[aria-label^="Smoothing"]');
      await page.click('.pair-form summary');
      await page.click('.same-keys summary');
      expect(await axeViolations(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });

  test('settings of the axes are in the address, and Back takes them away', async () => {
    const { page, problems } = await open(SWEEP);
    await page.click('[aria-label="Scale of y"] >> text=log');
    await page.waitForSelector(`${FIRST} h2 >> text=validation/error`);
    expect(parameter(page, 'y')).toBe('log');
    await page.click('[aria-label="X axis"] >> text=epoch');
    await expect.poll(() => parameter(page, 'x')).toBe('epoch');
    await drawn(page, FIRST);
    expect(await texts(page, FIRST)).toEqual(expect.arrayContaining(['epoch', 'validation/error, %']));
    await page.click('[aria-label="Band"] >> text=95 % CI');
    await page.waitForSelector('#compare-groups thead >> text=mean ± 95 % CI');
    await page.goBack();
    await page.waitForSelector('#compare-groups thead >> text=mean ± std');
    expect(await page.title()).toBe('Compare · descent');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('smoothing says what it does, and leaves the numbers of the table alone', async () => {
    const { page } = await open(SWEEP);
    const before = await page.locator('#compare-groups td.number').allInnerTexts();
    await page.click('summary[aria-label^="Smoothing"]');
    await page.fill('.menu-form input[name="smooth"]', '7.5');
    await page.click('.menu-form button');
    await page.waitForSelector(
      `${SECOND} .footnote >> text=half-life 7.5 steps, bias-corrected; raw line behind`,
    );
    expect(parameter(page, 'smooth')).toBe('7.5');
    expect(await page.locator('#compare-groups td.number').allInnerTexts()).toEqual(before);
    await page.context().close();
  });

  test('a hidden group is hidden in every chart, stays so in the address and through other settings', async () => {
    const { page } = await open(SWEEP);
    await drawn(page, FIRST, '#compare-boxes');
    await page.click('#compare-groups [data-series="sgd"]');
    await expect.poll(() => texts(page, FIRST)).not.toContain('sgd');
    expect(await texts(page, '#compare-boxes')).not.toContain('sgd');
    expect(parameter(page, 'hide')).toBe('sgd');
    await page.click('[aria-label="Scale of y"] >> text=log');
    await page.waitForSelector(`${FIRST} h2 >> text=validation/error`);
    expect(parameter(page, 'hide')).toBe('sgd');
    await page.reload();
    await drawn(page, FIRST);
    expect(await texts(page, FIRST)).toContain('momentum');
    expect(await texts(page, FIRST)).not.toContain('sgd');
    expect(await page.getAttribute('#compare-groups [data-series="sgd"]', 'aria-pressed')).toBe('false');
    await page.dblclick('#compare-groups [data-series="sgd"]');
    await expect.poll(() => texts(page, FIRST)).not.toContain('momentum');
    expect(parameter(page, 'hide')).toBe('momentum');
    await page.context().close();
  });

  test('a drag over one chart zooms all of them, and the address has it', async () => {
    const { page } = await open(SWEEP);
    await drawn(page, SECOND, FIRST);
    expect(await texts(page, SECOND)).toContain('18');
    const box = (await page.locator(`${FIRST} .chart-canvas`).boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + 120, { steps: 5 });
    await page.mouse.up();
    await expect.poll(() => parameter(page, 'zoom')).toMatch(/^[\d.]+,[\d.]+$/);
    const zoom = parameter(page, 'zoom');
    await expect.poll(async () => (await texts(page, SECOND)).includes('18')).toBe(false);
    await page.reload();
    await drawn(page, SECOND);
    expect(await texts(page, SECOND)).not.toContain('18');
    expect(parameter(page, 'zoom')).toBe(zoom);
    await page.context().close();
  });

  test('a click pins the tooltip in all charts, at an x that the address keeps; esc unpins it', async () => {
    const { page, problems } = await open(SWEEP);
    await drawn(page, SECOND, FIRST);
    const canvas = (await page.locator(`${FIRST} .chart-canvas`).boundingBox())!;
    await page.mouse.click(canvas.x + canvas.width * 0.5, canvas.y + 100);
    await page.waitForSelector(`${FIRST} .chart-pin .chart-tip`);
    const x = Number(parameter(page, 'pin'));
    const runs = listRuns(dashboard.db).filter(({ parameters }) => parameters.optimizer === 'sgd');
    const curves = runs.map(({ id }) => readMetric(dashboard.db, id, 'validation/accuracy'));
    const at = curves[0]!.steps.indexOf(x);
    expect(at).not.toBe(-1);
    const mean = curves.reduce((sum, { values }) => sum + (100 * values[at]!) / curves.length, 0);
    const row = page.locator(`${FIRST} .chart-pin tr`, { hasText: 'sgd' });
    const [name, value, , n] = await row.locator('td').allInnerTexts();
    expect([name, Number(value).toFixed(1), n]).toEqual(['sgd', mean.toFixed(1), 'n 3']);
    expect(await page.locator(`${SECOND} .chart-pin`).count()).toBe(1);
    // it stays while another place is looked at, and through a reload
    await page.mouse.move(canvas.x + canvas.width * 0.2, canvas.y + 150);
    await page.waitForSelector(`${FIRST} .chart-tooltip .chart-tip`);
    expect(await page.locator(`${FIRST} .chart-pin .chart-tip p`).innerText()).toContain(`step ${x}`);
    await page.reload();
    await page.waitForSelector(`${FIRST} .chart-pin .chart-tip`);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.chart-pin').count()).toBe(0);
    expect(parameter(page, 'pin')).toBe(null);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a diverged run ends in a cross, and the footnote counts it', async () => {
    const { page } = await open(`/compare?${new URLSearchParams({ filter: 'param(kind) = "wild"' })}`);
    await drawn(page, SECOND);
    expect(await page.textContent(`${SECOND} .footnote`)).toContain(
      'n of all runs falls from 2 to 1 after 2 (1 diverged, ×).',
    );
    await page.click(`${SECOND} .menu > summary`);
    await page.click(`${SECOND} [data-chart="table"]`);
    const rows = await page
      .locator(`${SECOND} .chart-table tbody tr`, { hasText: 'diverged' })
      .allInnerTexts();
    expect(rows.map((row) => row.split('\t').slice(1, 3))).toEqual([['2', '9']]);
    await page.context().close();
  });

  test('the CSV of the curves comes back as what the database holds', async () => {
    const { page } = await open(SWEEP);
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('a[data-csv]')]);
    expect(download.suggestedFilename()).toBe('curves.csv');
    const [head, ...lines] = (await readFile(await download.path(), 'utf8')).trimEnd().split('\r\n');
    expect(head).toBe('metric,group,series,run,seed,step,value,low,high,n');
    const rows = lines.map((line) => line.split(','));
    const { db } = dashboard;
    const runs = listRuns(db).filter(({ parameters }) => parameters.optimizer === 'sgd');
    const stored = runs.map(({ id }) => readMetric(db, id, 'validation/accuracy'));
    expect(stored).toHaveLength(3);
    for (const [i, step] of stored[0]!.steps.entries()) {
      const values = stored.map(({ values: all }) => 100 * all[i]!);
      const mean = rows.find(
        ([metric, group, series, , , x]) =>
          metric === 'validation/accuracy' && group === 'sgd' && series === 'mean' && Number(x) === step,
      )!;
      expect(Number(mean[6])).toBeCloseTo(values.reduce((a, b) => a + b) / 3, 9);
      expect(mean[9]).toBe('3');
    }
    const run = rows.filter(
      ([metric, , series, id]) => metric === 'train/loss' && series === 'run' && id === runs[0]!.id,
    );
    expect(run.map((row) => Number(row[6]))).toEqual(readMetric(db, runs[0]!.id, 'train/loss').values);
    await page.context().close();
  });

  test('another metric gets a chart, found by typing', async () => {
    const { page } = await open(SWEEP);
    await page.click('summary[aria-label="Add a chart of another metric"]');
    await page.fill('[data-menu-search]', 'gradient_rms/dense2');
    expect(await page.locator('.menu[open] .menu-items a:visible').count()).toBe(1);
    await page.click('.menu[open] .menu-items a:visible');
    await page.waitForSelector('#curve-gradient_rms-dense2');
    expect(parameter(page, 'metrics')).toBe('validation/accuracy,train/loss,gradient_rms/dense2');
    await page.context().close();
  });

  test('the config table has the settings that differ, and folds those that are the same', async () => {
    const { page } = await open(SWEEP);
    const rows = await page.evaluate<string[][]>(
      '[...document.querySelectorAll("#compare-config tbody tr")].map((row) => [...row.cells].map((cell) => cell.textContent))',
    );
    expect(rows.map(([name]) => name)).toEqual(['optimizer', 'momentum', 'seed']);
    expect(rows.at(-1)!.slice(1)).toEqual(['0 to 2', '0 to 2']);
    expect(await page.locator('.same-keys dl').isVisible()).toBe(false);
    await page.click('.same-keys summary');
    expect(await page.locator('.same-keys dl').innerText()).toContain('learningRate');
    await page.context().close();
  });

  test('stored text is text: nothing of it runs, in the page or in a chart', async () => {
    const { page, problems } = await open(
      `/compare?${new URLSearchParams({ filter: 'param(kind) = "own"' })}`,
    );
    await drawn(page, SECOND);
    const { page: single } = await open(
      `/compare?${new URLSearchParams({ filter: 'param(kind) = "own"', group: 'optimizer' })}`,
    );
    expect(await single.locator('#compare-groups [data-series]').allInnerTexts()).toEqual([HOSTILE]);
    expect(await single.locator('main img').count()).toBe(0);
    const canvas = (await page.locator(`${SECOND} .chart-canvas`).boundingBox())!;
    await page.mouse.move(canvas.x + canvas.width / 2, canvas.y + 80);
    await page.waitForSelector(`${SECOND} .chart-tip`);
    expect(await page.locator('main img').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
    await single.context().close();
  });

  test('curves of a running run grow while they are looked at', async () => {
    const tracker = openTracker({ db: dashboard.db });
    const run = tracker.startRun({ name: 'live', params: { kind: 'live' }, seed: 1 });
    run.log({ 'train/loss': 3 }, 1);
    run.flush();
    const { page } = await open(`/compare?runs=${run.id}`);
    await drawn(page, SECOND);
    await page.click(`${SECOND} .menu > summary`);
    await page.click(`${SECOND} [data-chart="table"]`);
    const rows = () => page.locator(`${SECOND} .chart-table tbody tr`).count();
    expect(await rows()).toBe(1);
    expect(await page.textContent(`${SECOND} .footnote`)).toContain('1 of 1 run still running');
    run.log({ 'train/loss': 2 }, 2);
    run.log({ 'train/loss': 1 }, 3);
    run.flush();
    await expect.poll(rows).toBe(3);
    run.finish();
    tracker.close();
    await page.context().close();
  });

  test('a changed setting of the axes is another topic: the next points are drawn on the new axes', async () => {
    const tracker = openTracker({ db: dashboard.db });
    const run = tracker.startRun({ name: 'turned', params: { kind: 'turned' }, seed: 1 });
    run.log({ 'validation/accuracy': 0.9 }, 1);
    run.flush();
    const { page, problems } = await open(`/compare?runs=${run.id}`);
    await page.click('[aria-label="Scale of y"] >> text=log');
    await page.waitForSelector(`${FIRST} h2 >> text=validation/error`);
    await page.click(`${FIRST} .menu > summary`);
    await page.click(`${FIRST} [data-chart="table"]`);
    const values = async () =>
      (await page.locator(`${FIRST} .chart-table tbody tr`).allInnerTexts()).map((row) => row.split('\t')[2]);
    run.log({ 'validation/accuracy': 0.95 }, 2);
    run.flush();
    await expect.poll(values).toEqual(['10', '5']);
    run.finish();
    tracker.close();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('runs that begin after the page has come join it, with groups, notes, boxes and a new card', async () => {
    const tracker = openTracker({ db: dashboard.db });
    const start = (seed: number) => tracker.startRun({ name: 'late', params: { kind: 'late' }, seed });
    const first = start(1);
    first.log({ 'train/loss': 3 }, 1);
    first.finish();
    const { page, problems } = await open(
      `/compare?${new URLSearchParams({ filter: 'param(kind) = "late"' })}`,
    );
    expect(await page.textContent('.page-head .summary')).toContain('1 group, 1 run');
    const second = start(2);
    second.log({ 'train/loss': 5 }, 1);
    second.flush();
    await expect.poll(() => page.textContent('.page-head .summary')).toContain('1 group, 2 runs');
    await expect.poll(() => page.textContent(`${SECOND} .footnote`)).toContain('1 of 2 runs still running.');
    const boxes = () => page.textContent('#compare-boxes .footnote');
    const n = () => page.textContent('#compare-groups tbody td:nth-child(3)');
    // what trains has no final value yet
    await expect.poll(boxes).toContain('Points: each of 1 completed run.');
    expect(await n()).toBe('1');
    expect(await page.textContent('#compare-groups')).toContain('Means are over completed runs.');
    const third = start(3);
    third.log({ 'train/loss': 4 }, 1);
    third.finish();
    await expect.poll(boxes).toContain('Points: each of 2 completed runs.');
    await expect.poll(n).toBe('2');
    expect(await page.locator(FIRST).count()).toBe(0);
    second.log({ 'validation/accuracy': 0.5 }, 1);
    second.flush();
    await page.waitForSelector(FIRST);
    second.finish();
    tracker.close();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the focus stays on what was chosen, or on the menu that it stood in', async () => {
    const { page } = await open(SWEEP);
    const focused = () => page.evaluate('document.activeElement.id');
    await page.locator('#y-scale-log').press('Enter');
    await page.waitForSelector(`${FIRST} h2 >> text=validation/error`);
    await expect.poll(focused).toBe('y-scale-log');
    await page.locator('#menu-Colour-by').press('Enter');
    await page.locator('.menu[open] a').first().press('Enter');
    await expect.poll(() => parameter(page, 'color')).toBe('line');
    await expect.poll(focused).toBe('menu-Colour-by');
    // what went with the swap leaves the focus to its neighbours
    await page.locator('[id="chart-train/loss"]').press('Enter');
    await expect.poll(() => parameter(page, 'metrics')).toBe('validation/accuracy');
    await expect.poll(focused).toBe('menu-charts');
    await page.context().close();
  });

  test('a table that scrolls on the screen is printed as a whole', async () => {
    const { page } = await open(SWEEP);
    await drawn(page, FIRST);
    await page.emulateMedia({ media: 'print' });
    const style = (what: string) =>
      page.evaluate(`getComputedStyle(document.querySelector('.groups-scroll')).${what}`);
    expect([await style('maxHeight'), await style('overflowY')]).toEqual(['none', 'visible']);
    for (const hidden of ['.page-tools', '.compare-controls'])
      expect(await page.isVisible(hidden)).toBe(false);
    await page.context().close();
  });

  test('without a choice it says how to make one, and offers the sweeps', async () => {
    const { page } = await open('/compare');
    expect(await page.textContent('main h1')).toBe('Pick runs to compare');
    await page.click('.sweep-offers a');
    await page.waitForSelector('#compare-groups');
    expect(await page.textContent('.page-head .summary')).toContain('2 groups, 6 runs');
    await page.goto(`${dashboard.url}/compare?runs=nothing`);
    expect(await page.textContent('main')).toContain('None of these runs is here');
    await page.context().close();
  });

  test('a filter that finds nothing yet fills by itself when a run comes to match', async () => {
    const address = `/compare?${new URLSearchParams({ filter: 'kind = "to come"' })}`;
    const { page, problems } = await open(address);
    expect(await page.textContent('main')).toContain('Runs that come to match appear here.');
    const tracker = openTracker({ db: dashboard.db });
    const run = tracker.startRun({ name: 'late', params: { kind: 'to come' }, seed: 1 });
    for (const step of [1, 2]) run.log({ 'train/loss': 1 / step }, step);
    run.finish();
    tracker.close();
    await drawn(page, SECOND);
    expect(await page.textContent('.page-head .summary')).toContain('1 group, 1 run');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a phone shows the charts at full width and the settings on demand', async () => {
    const { page } = await open(SWEEP, PHONE);
    await drawn(page, FIRST, '#compare-boxes');
    expect(await scrollsSideways(page)).toBe(false);
    expect(await page.isVisible('.compare-controls')).toBe(false);
    await page.click('.controls-sheet summary');
    expect(await page.isVisible('.compare-controls')).toBe(true);
    expect(await scrollsSideways(page)).toBe(false);
    expect(await axeViolations(page)).toEqual([]);
    await page.context().close();
  });
});
