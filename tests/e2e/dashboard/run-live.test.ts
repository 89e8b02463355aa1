/** The page of a run while it trains, and of runs that ended badly or that somebody else logged. */
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addNote, artifactPath, type Database, getRun, listRuns, logPath } from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { smallSweep, startCli } from '../../support/sweep-process.ts';
import {
  axeViolations,
  hasBrowser,
  launchBrowser,
  openTab,
  startTestDashboard,
  type TestDashboard,
} from './support.ts';

const PAYLOAD = `"><img src=x onerror="window.injected=1"><script>window.injected=1</script>'`;

/** A run with the payload in everything that a program may store. */
function logHostileRun(db: Database): string {
  const tracker = openTracker({ db, project: PAYLOAD });
  const run = tracker.startRun({
    name: `name ${PAYLOAD}`,
    params: { [`param ${PAYLOAD}`]: `value ${PAYLOAD}` },
  });
  for (let step = 0; step < 20; step++) run.log({ own: step, 'gradient_rms/own': step + 1 }, step);
  run.logArtifact(`file ${PAYLOAD}.html`, Buffer.from('<script>window.injected=1</script>'), {
    kind: `kind ${PAYLOAD}`,
    mime: 'text/html',
  });
  addNote(db, run.id, `note ${PAYLOAD}`);
  writeFileSync(logPath(db, run.id), `log ${PAYLOAD} \u001b[31mred\u001b[0m\n`);
  run.fail(new Error(`error ${PAYLOAD}`));
  tracker.close();
  // no program can log such names and tags, but a file may come from anywhere
  const rename = db.client.prepare('update metric_keys set name = ? where name = ?');
  rename.run(`metric ${PAYLOAD}`, 'own');
  rename.run(`gradient_rms/${PAYLOAD}`, 'gradient_rms/own');
  db.client.prepare('insert into tags select no, ? from runs where id = ?').run(PAYLOAD, run.id);
  return run.id;
}

const injected = (page: Page) => page.evaluate('window.injected');

describe.skipIf(!hasBrowser)('the page of a run that is not well, or not over', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  let hostile: string;
  beforeAll(async () => {
    const { learningRate: _, ...fixed } = smallSweep().fixed!;
    dashboard = await startTestDashboard({
      sweep: {
        ...smallSweep({ name: 'fast', axes: { learningRate: [0.1, 1e30] }, seeds: [0] }),
        fixed: { ...fixed, optimizer: 'momentum' },
      },
      fill: (db) => {
        hostile = logHostileRun(db);
      },
    });
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });

  test('shows every stored text as text', async () => {
    for (const tab of ['log', 'metrics', 'environment', 'artifacts']) {
      const { page, problems } = await openTab(browser);
      await page.goto(`${dashboard.url}/runs/${hostile}?tab=${tab}`);
      await page.waitForSelector('.chart[data-drawn]');
      expect(await page.textContent('h1')).toBe(`name ${PAYLOAD}`);
      expect(await page.textContent('.run-banner')).toContain(`error ${PAYLOAD}`);
      expect(await page.textContent('#run-tags')).toBe(PAYLOAD);
      expect(await page.textContent('#run-note')).toBe(`note ${PAYLOAD}`);
      expect(await page.textContent('.config-card')).toContain(`value ${PAYLOAD}`);
      expect(await page.textContent('#metric-0 h2')).toBe(`metric ${PAYLOAD}`);
      const details = await page.textContent('#run-details');
      if (tab === 'log') expect(details).toContain(`log ${PAYLOAD} red`);
      if (tab === 'artifacts') expect(details).toContain(`file ${PAYLOAD}.html`);
      await page.hover('#metric-0-chart canvas, #metric-0-chart svg');
      expect(await injected(page)).toBeUndefined();
      expect(await page.locator('img[src="x"]').count()).toBe(0);
      expect(problems).toEqual([]);
      expect(await axeViolations(page)).toEqual([]);
      await page.context().close();
    }
  });

  test('hands out a stored page as a file to save, never as a page', async () => {
    const [artifact] = getRun(dashboard.db, hostile).artifacts;
    const answer = await fetch(`${dashboard.url}/runs/${hostile}/artifacts/${artifact!.sha256}`);
    expect(await answer.text()).toBe('<script>window.injected=1</script>');
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('content-disposition')).toMatch(
      /^attachment; filename="[^"]*"; filename\*=UTF-8''/,
    );
  });

  test('hands out no file of another run, none outside of the artifacts folder, and no log by a path', async () => {
    const other = listRuns(dashboard.db).find(({ status }) => status === 'completed')!;
    const [own] = getRun(dashboard.db, hostile).artifacts;
    const foreign = await fetch(`${dashboard.url}/runs/${other.id}/artifacts/${own!.sha256}`);
    expect(foreign.status).toBe(404);
    const outside = path.join(dashboard.workplace.folder, 'secret.txt');
    writeFileSync(outside, 'secret');
    const [first] = getRun(dashboard.db, other.id).artifacts;
    const file = artifactPath(dashboard.db, first!.sha256);
    rmSync(file);
    symlinkSync(outside, file);
    const linked = await fetch(`${dashboard.url}/runs/${other.id}/artifacts/${first!.sha256}`);
    expect(linked.status).toBe(404);
    expect(await linked.text()).not.toContain('secret');
    mkdirSync(path.join(dashboard.workplace.folder, 'up'), { recursive: true });
    for (const id of ['..%2f..%2fsecret', '..%2f..%2fsecret.txt']) {
      const up = await fetch(`${dashboard.url}/runs/${id}/log`);
      expect(up.status).toBe(404);
    }
  });

  test('a diverged run says where, at which learning rate, and leads to its neighbours', async () => {
    const run = listRuns(dashboard.db).find(({ status }) => status === 'diverged')!;
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs/${run.id}`);
    expect(await page.textContent('.run-banner')).toContain(`Diverged at step ${run.divergedAtStep}`);
    expect(await page.textContent('.run-banner')).toContain('1.00e30');
    await page.click('.run-banner a');
    await page.waitForSelector('#runs');
    expect(await page.locator('#runs-rows tr.row').count()).toBe(2);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('grows while the run goes on, log included, and stops it', async () => {
    const { db, workplace } = dashboard;
    const sweep = smallSweep({ name: 'endless', axes: {}, seeds: [7] });
    const endless = { ...sweep, fixed: { ...sweep.fixed, epochs: 100_000 } };
    const cli = startCli(workplace, ['sweep', workplace.define(endless)]);
    await cli.until('run-progress');
    const { id } = listRuns(db, { status: ['running'] })[0]!;
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/runs/${id}`);
    await page.waitForSelector('#loss-chart[data-drawn]');
    const epochs = () => page.textContent('#run-figures .note >> text=/of 100/');
    const [atFirst, logAtFirst] = [await epochs(), await page.textContent('#run-log')];
    await page.waitForFunction(
      ([figure, log]) => {
        const { document } = globalThis as unknown as {
          document: { querySelector(s: string): { textContent: string } };
        };
        return (
          !document.querySelector('#run-figures').textContent.includes(figure!) &&
          document.querySelector('#run-log').textContent !== log
        );
      },
      [atFirst, logAtFirst],
    );
    expect(await page.textContent('#loss .footnote')).toMatch(/validation: .* points/);
    await page.click('.page-tools button:has-text("Cancel")');
    await page.click('#cancel-run button:has-text("Cancel the run")');
    // the page follows to the end by itself
    await page.waitForSelector('#run-state >> text=cancelled');
    await page.waitForSelector('#run-log >> text=cancelled after');
    expect(await page.locator('#cancel-run').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
    await cli.ended;
    expect(getRun(db, id).status).toBe('cancelled');
  });
});
