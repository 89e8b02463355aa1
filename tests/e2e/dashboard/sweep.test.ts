/** The page of a sweep that was trained for real: heat map, leaderboard, charts, effects, and their CSV. */
import { readFile } from 'node:fs/promises';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { listRuns } from '../../../db/index.ts';
import { mean } from '../../../src/stats/index.ts';
import { smallSweep } from '../../support/sweep-process.ts';
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

const { learningRate: _, ...fixed } = smallSweep().fixed!;
const SWEEP = smallSweep({
  name: 'rates',
  fixed,
  axes: { optimizer: ['sgd', 'adam'], learningRate: [0.001, 0.01, 0.1], activation: ['relu', 'tanh'] },
});

describe.skipIf(!hasBrowser)('the page of a sweep', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: SWEEP }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  test('the heat map shows the mean of each cell over its runs, and frames the best of a row', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/sweeps/rates`);
    const shown = await page.locator('.heat-map tbody tr').first().locator('td').allTextContents();
    const expected = [0.001, 0.01, 0.1].map((rate) => {
      const runs = listRuns(dashboard.db).filter(
        ({ parameters }) => parameters.optimizer === 'sgd' && parameters.learningRate === rate,
      );
      expect(runs).toHaveLength(4);
      return (100 * mean(runs.map((run) => run.summary['validation/accuracy']!.last))).toFixed(2);
    });
    expect(shown).toEqual(expected);
    const best = Math.max(...expected.map(Number)).toFixed(2);
    expect(await page.locator('.heat-map tbody tr').first().locator('td.best').textContent()).toBe(best);
    await page.context().close();
  });

  test('another view is in the address, survives a reload, and Back undoes it', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/sweeps/rates`);
    await page.selectOption('#control-rows', 'activation');
    await page.locator('.heat-map .corner', { hasText: 'activation' }).waitFor();
    expect(page.url()).toContain('rows=activation');
    await page.locator('.group-by label', { hasText: 'activation' }).click();
    await expect.poll(() => page.locator('#sweep-board tbody tr').count()).toBe(2);
    await page.waitForURL(/by=optimizer/);
    await page.reload();
    expect(await page.locator('.heat-map .corner').textContent()).toBe('activation');
    expect(await page.locator('#sweep-board tbody tr').count()).toBe(2);
    await page.goBack();
    await page.locator('#sweep-board tbody tr').nth(3).waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  const ratesOf = (activation: string) =>
    [0.001, 0.01, 0.1].map((rate) => {
      const runs = listRuns(dashboard.db).filter(
        ({ parameters }) =>
          parameters.optimizer === 'sgd' &&
          parameters.learningRate === rate &&
          parameters.activation === activation,
      );
      expect(runs).toHaveLength(2);
      return (100 * mean(runs.map((run) => run.summary['validation/accuracy']!.last))).toFixed(2);
    });

  test('a drag along an axis of the parallel coordinates picks the runs of every card', async () => {
    const { page, problems } = await openTab(browser, { viewport: { width: 1280, height: 2600 } });
    await page.goto(`${dashboard.url}/sweeps/rates`);
    const chart = page.locator('#sweep-parallel .chart[data-drawn]');
    const heat = () => page.locator('.heat-map tbody tr').allInnerTexts();
    await chart.waitFor();
    expect(await heat()).toHaveLength(2);
    const best = Number((await page.locator('#sweep-importance b').first().textContent())!.split(' ')[0]);
    expect(best).toBeGreaterThan(0);
    // the first axis is the optimizer's, sgd the lower half of it; cards that are drawn late may move it meanwhile
    await expect
      .poll(async () => {
        const box = (await chart.locator('.chart-canvas').boundingBox())!;
        await page.mouse.move(box.x + 24, box.y + 262);
        await page.mouse.down();
        await page.mouse.move(box.x + 24, box.y + 170, { steps: 6 });
        await page.mouse.up();
        return page.waitForURL(/pick=optimizer,sgd$/, { timeout: 3000 }).then(
          () => true,
          () => false,
        );
      })
      .toBe(true);
    await expect.poll(heat).toHaveLength(1);
    expect(await page.locator('.picked-runs').innerText()).toContain('Every card shows 12 of 24 runs:');
    expect(await page.locator('#sweep-board tbody tr').count()).toBe(2);
    expect(await page.locator('#sweep-importance').innerText()).not.toContain('optimizer');

    // a second pick, by its box; the menu stays open for more
    await page.click('#pick-menu summary');
    await page.click('.pick-levels label:has-text("tanh")');
    await page.waitForURL(/pick=optimizer,sgd&pick=activation,tanh$/);
    const expected = ['sgd', ...ratesOf('tanh')];
    await expect.poll(async () => (await heat()).map((row) => row.split(/\s+/))).toEqual([expected]);
    expect(await page.locator('#pick-menu').getAttribute('open')).not.toBe(null);
    await page.reload();
    expect((await heat()).map((row) => row.split(/\s+/))).toEqual([expected]);
    const csv = await page.request.get(
      (await page.getAttribute('#sweep-board [download]', 'href'))!.replace(/^/, dashboard.url),
    );
    expect((await csv.text()).trim().split('\r\n')).toHaveLength(2);
    await page.click('.picked-runs [aria-label="Remove activation tanh"]');
    await page.waitForURL(/pick=optimizer,sgd$/);
    await expect.poll(() => page.locator('.picked-runs .chip').count()).toBe(1);
    await page.goBack();
    await expect.poll(async () => (await heat()).map((row) => row.split(/\s+/))).toEqual([expected]);

    // a click on the axis takes its pick back
    await chart.waitFor();
    const again = (await chart.locator('.chart-canvas').boundingBox())!;
    await page.mouse.click(again.x + 24, again.y + 60);
    await page.waitForURL((address) => !address.searchParams.getAll('pick').join().includes('optimizer'));
    await expect.poll(heat).toHaveLength(2);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a range of the metric leaves the runs inside of it, and says that their means flatter', async () => {
    const { page, problems } = await openTab(browser);
    const values = listRuns(dashboard.db)
      .map((run) => run.summary['validation/accuracy']!.last)
      .sort((a, b) => b - a);
    const [low, high] = [values[4]!, values[0]!];
    const inside = values.filter((value) => value >= low && value <= high);
    await page.goto(`${dashboard.url}/sweeps/rates?pick=validation/accuracy,${low}..${high}`);
    const note = await page.locator('.picked-runs').innerText();
    expect(note).toContain(`Every card shows ${inside.length} of 24 runs:`);
    expect(note).toContain(`validation/accuracy ${(100 * low).toFixed(2)} to ${(100 * high).toFixed(2)} %`);
    expect(note).toContain('Picked by their outcome');
    await page.goto(`${dashboard.url}/sweeps/rates?pick=validation/accuracy,2..3`);
    expect(await page.textContent('#sweep-analysis h1')).toBe('No run of this sweep is picked');
    await page.click('text="All runs" >> nth=0');
    await page.locator('.heat-map').waitFor();
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('every chart is drawn', async () => {
    const { page, problems } = await openTab(browser, { viewport: { width: 1280, height: 2600 } });
    await page.goto(`${dashboard.url}/sweeps/rates`);
    for (const id of ['sweep-sensitivity', 'sweep-parallel', 'sweep-best-of']) {
      await page.locator(`#${id} .chart[data-drawn] svg`).first().waitFor();
    }
    expect(await page.locator('#sweep-effects tbody tr').count()).toBe(2);
    expect(await page.locator('#sweep-importance li').count()).toBeGreaterThan(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a card as CSV holds what it shows, at full precision', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/sweeps/rates?by=optimizer,learningRate,activation`);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('#sweep-board [download]'),
    ]);
    expect(download.suggestedFilename()).toBe('rates-leaderboard.csv');
    const [head, ...rows] = (await readFile(await download.path(), 'utf8')).trim().split('\r\n');
    expect(head).toBe('rank,optimizer,learningRate,activation,metric,mean,std,n,runs,diverged,likeBest');
    expect(rows).toHaveLength(12);
    const [rank, optimizer, rate, activation, metric, value, , n] = rows[0]!.split(',');
    const best = listRuns(dashboard.db).filter(
      ({ parameters }) =>
        parameters.optimizer === optimizer &&
        parameters.learningRate === Number(rate) &&
        parameters.activation === activation,
    );
    expect([rank, metric, n]).toEqual(['1', 'test/accuracy', '2']);
    expect(Number(value)).toBe(mean(best.map((run) => run.summary['test/accuracy']!.last)));
    await page.context().close();
  });

  test('heat map and importance are saved as pictures', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/sweeps/rates`);
    for (const [card, what, name, start] of [
      ['#sweep-heat', 'svg', 'validation-accuracy.svg', '<svg'],
      ['#sweep-importance', 'png', 'Importance.png', '\x89PNG'],
    ] as const) {
      await page.click(`${card} details.menu summary`);
      expect((await page.innerText(`${card} details.menu`)).split(/\s*\n\s*/)).toEqual([
        ...['Save as PNG', 'Save as SVG', 'Save as CSV'],
      ]);
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.click(`${card} [data-save="${what}"]`),
      ]);
      expect(download.suggestedFilename()).toBe(name);
      const bytes = await readFile(await download.path());
      expect(bytes.toString('latin1').startsWith(start)).toBe(true);
      expect(bytes.length).toBeGreaterThan(1000);
    }
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('breaks no rule of axe, light and dark, and never scrolls sideways', async () => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, PHONE] as const) {
      const { page, problems } = await openTab(browser, options);
      await page.goto(`${dashboard.url}/sweeps/rates`);
      await page.locator('#sweep-heat').waitFor();
      expect(await axeViolations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });

  test('a sweep that is not there is told of as such', async () => {
    const { page } = await openTab(browser);
    const answer = await page.goto(`${dashboard.url}/sweeps/nowhere`);
    expect(answer!.status()).toBe(404);
    expect(await page.textContent('main')).toContain('no sweep "nowhere"');
    await page.context().close();
  });
});
