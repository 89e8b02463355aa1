/** The page of a run that was trained for real: what it shows, what it hands out, and that it can be done again. */
import { readFileSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getRun, listRuns, openDatabase, type RunDetail, readArtifact } from '../../../db/index.ts';
import type { SweepDefinition } from '../../../src/config/index.ts';
import { createWorkplace, startCli } from '../../support/sweep-process.ts';
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

const SWEEP: SweepDefinition = {
  name: 'digits',
  fixed: {
    ...{ dataset: 'mnist10k', architecture: 'lenet5', optimizer: 'adam' },
    ...{ trainSize: 640, validationSize: 200, batchSize: 64, epochs: 2 },
  },
  seeds: [0, 1],
  recording: { lossEverySteps: 2, telemetryEverySteps: 2, probeSize: 50 },
};

const texts = (page: Page, selector: string) => page.locator(selector).allTextContents();

describe.skipIf(!hasBrowser)('the page of a run', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  let run: RunDetail;
  let address: string;
  beforeAll(async () => {
    dashboard = await startTestDashboard({ sweep: SWEEP });
    browser = await launchBrowser();
    run = getRun(dashboard.db, listRuns(dashboard.db).find(({ seed }) => seed === 0)!.id);
    address = `${dashboard.url}/runs/${run.id}`;
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });

  test('is where the names of the table of runs lead', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs?group=`);
    await page.click(`a[href="/runs/${run.id}"]`);
    await page.waitForSelector('#run-page');
    expect(await page.textContent('h1')).toBe(run.name);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('shows its figures beside those of the other seeds, and its network with shapes and sums', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(address);
    const accuracy = (100 * run.summary['test/accuracy']!.last).toFixed(2);
    const figures = await texts(page, '#run-figures > div');
    expect(figures[0]).toContain(`${accuracy} %`);
    expect(figures[0]).toMatch(/2 seeds \d+\.\d\d ± \d+\.\d\d/);
    expect(figures[4]).toContain('61\u202f706');
    expect(figures[4]).toContain('416\u202f520 multiply-adds');
    const layers = await texts(page, '.architecture tbody tr');
    expect(layers[3]).toBe('conv2 16@5×510×10×162\u202f416240\u202f000');
    expect(await page.locator('svg.filter').count()).toBe(6);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('draws curves and the heat map of layers; another signal is another address', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(address);
    for (const id of ['loss', 'error', 'layers']) await page.waitForSelector(`#${id}-chart[data-drawn]`);
    expect(await page.textContent('#layers h2')).toBe('gradient_rms by layer');
    await page.click('#run-layers .segments >> text=dead units');
    await page.waitForSelector('#run-layers[data-signal="dead_fraction"] #layers-chart[data-drawn]');
    expect(page.url()).toBe(`${address}?layers=dead_fraction`);
    await page.goBack();
    await page.waitForSelector('#run-layers[data-signal="gradient_rms"]');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the rows of the confusion matrix are the images of each class, and a cell shows its mistakes', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(address);
    const { matrix } = JSON.parse(readArtifact(dashboard.db, run.id, 'confusion.json').toString());
    const shown = await page.evaluate(
      "[...document.querySelectorAll('.confusion tbody tr')].map((row) => [...row.querySelectorAll('td')].map((cell) => Number(cell.textContent)))",
    );
    expect(shown).toEqual(matrix);
    const wrong =
      matrix.flat().reduce((sum: number, n: number) => sum + n, 0) -
      matrix.reduce((sum: number, row: number[], i: number) => sum + row[i]!, 0);
    await page.locator('#mistakes').scrollIntoViewIfNeeded();
    await page.waitForSelector('.gallery li');
    expect(await page.textContent('#mistakes .footnote')).toContain(
      `12 of ${String(wrong).replace(/\B(?=(\d{3})+$)/g, '\u202f')} wrong answers to the 2\u202f000 test images`,
    );
    expect(
      await page.evaluate(
        "[...document.querySelectorAll('.gallery img')].filter((one) => one.naturalWidth === 28).length",
      ),
    ).toBe(12);
    const cell = page.locator('.confusion td a').first();
    const count = Number(await cell.textContent());
    await cell.click();
    await page.waitForSelector('#mistakes .remark:has-text("answered")');
    expect(await page.locator('.gallery li').count()).toBe(Math.min(12, count));
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('its command trains the same network again, from nothing', async () => {
    const { page } = await openTab(browser);
    await page.goto(address);
    const command = await page.textContent('.reproduce-card code');
    await page.context().close();
    const [program, ...args] = command!.split(' ');
    expect(program).toBe('descent');
    const elsewhere = createWorkplace();
    try {
      const cli = startCli(elsewhere, args);
      expect((await cli.ended).code, cli.stderr()).toBe(0);
      const db = openDatabase(elsewhere.database);
      const again = getRun(db, listRuns(db)[0]!.id);
      db.close();
      expect(again.configHash).toBe(run.configHash);
      expect(again.summary['test/loss']!.last).toBe(run.summary['test/loss']!.last);
    } finally {
      elsewhere.remove();
    }
  });

  test('hands out every point as CSV, and artifacts as they were stored', async () => {
    const { page } = await openTab(browser);
    await page.goto(address);
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.run-head a:has-text("CSV")'),
    ]);
    const lines = readFileSync(await download.path(), 'utf8')
      .trimEnd()
      .split('\n');
    const points = Object.values(run.summary).reduce((sum, { count }) => sum + count, 0);
    expect(lines.length).toBe(points + 1);
    await page.click('#run-details .segments >> text=Artifacts');
    await page.waitForSelector('.artifacts');
    expect(page.url()).toBe(`${address}?tab=artifacts`);
    const [weights] = await Promise.all([
      page.waitForEvent('download'),
      page.click('.artifacts a:has-text("weights.f32")'),
    ]);
    expect(weights.suggestedFilename()).toBe('weights.f32');
    expect(readFileSync(await weights.path())).toEqual(readArtifact(dashboard.db, run.id, 'weights.f32'));
    await page.context().close();
  });

  test('tags and the note are edited in place', async () => {
    const { page } = await openTab(browser);
    await page.goto(address);
    await page.click('#run-tags');
    await page.keyboard.type('primer tuned');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#run-tags .tag >> text=tuned');
    await page.click('#run-note');
    await page.keyboard.type('the good one');
    await page.keyboard.press('Enter');
    await page.waitForSelector('#run-note >> text=the good one');
    const stored = getRun(dashboard.db, run.id);
    expect(stored.tags).toEqual(['primer', 'tuned']);
    expect(stored.notes.map(({ text }) => text)).toEqual(['the good one']);
    await page.context().close();
  });

  test('breaks no rule of axe, light and dark, in any tab, and a phone never scrolls sideways', async () => {
    for (const [colorScheme, tab] of [
      ['light', 'log'],
      ['dark', 'metrics'],
      ['light', 'environment'],
      ['dark', 'artifacts'],
    ] as const) {
      const { page, problems } = await openTab(browser, { colorScheme });
      await page.goto(`${address}?tab=${tab}`);
      await page.locator('#mistakes').scrollIntoViewIfNeeded();
      await page.waitForSelector('.gallery li');
      expect(await axeViolations(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
    const { page } = await openTab(browser, PHONE);
    for (const tab of ['log', 'metrics', 'environment', 'artifacts']) {
      await page.goto(`${address}?tab=${tab}`);
      expect(await scrollsSideways(page), tab).toBe(false);
    }
    await page.context().close();
  });
});
