/** The board of verdicts and the pages of claims, over a claim that is trained and judged for real. */
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { getRun, listSweeps, requestCancel, storeClaimEvidence } from '../../../db/index.ts';
import {
  type ClaimEvidence,
  chooseClaims,
  deciding,
  effectText,
  loadClaims,
  runClaim,
  spanText,
} from '../../../src/claims/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
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

/** The ninth claim as it is written, but on 256 digits for twelve steps. */
async function judgeQuickly(database: string): Promise<ClaimEvidence> {
  const [claim] = chooseClaims(await loadClaims(), ['article']);
  const { smoke } = claim!.presets;
  const settings = { ...smoke.settings, steps: 12, trainSize: 256, validationSize: 100, batchSize: 32 };
  const { evidence } = await runClaim({
    ...{ database, preset: 'smoke', engine: 'auto', factsOf: datasetFacts },
    claim: {
      ...claim!,
      presets: { ...claim!.presets, smoke: { ...smoke, settings } },
      recording: { validationEverySteps: 4, predictions: 8, keepWeights: false },
    },
  });
  return evidence!;
}

const HOSTILE = '<img src=x onerror="window.injected=1"></script><script>window.injected=1</script>';

describe.skipIf(!hasBrowser)('the pages of claims', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  let evidence: ClaimEvidence;
  beforeAll(async () => {
    dashboard = await startTestDashboard({ sweep: null });
    evidence = await judgeQuickly(dashboard.db.path);
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await dashboard?.stop();
  });

  test('the board says effect, interval and n as the evidence has them, and unfolds the other hypotheses', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/claims`);
    const primary = evidence.hypotheses.find((one) => one.primary)!;
    const comparison = deciding(primary.strata[0]!);
    const row = await page.textContent('#claim-article tr');
    expect(row).toContain(evidence.title);
    expect(row).toContain(primary.verdict);
    expect(row).toContain(effectText(comparison.effect, primary));
    expect(row).toContain(`[${spanText(comparison.interval95, primary)}]`);
    expect(await page.isVisible('#claim-article tr.other')).toBe(false);
    await page.click('#claim-article [data-unfold]');
    expect(await page.locator('#claim-article tr.other').count()).toBe(evidence.hypotheses.length - 1);
    expect(await page.isVisible('#claim-article tr.other')).toBe(true);
    expect(await page.textContent('#claim-optimizers')).toContain('not judged');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a tile shows the claims of one verdict, and its address shares that', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/claims`);
    const { verdict } = evidence.hypotheses.find((one) => one.primary)!;
    await page.click(`.tile:has-text("${verdict}")`);
    await page.waitForURL(`**/claims?verdict=${verdict}`);
    expect(await page.locator('tbody.claim').count()).toBe(1);
    await page.goBack();
    expect(await page.locator('tbody.claim').count()).toBeGreaterThan(1);
    await page.context().close();
  });

  test('a claim has its verdicts, curves drawn from its runs, arms, evidence, and a link to exactly its runs', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/claims/article`);
    expect(await page.textContent('h1')).toContain(evidence.statement);
    await page.waitForSelector('.figures .chart-card');
    // two a row
    expect((await page.locator('.figures .chart-card').first().boundingBox())!.width).toBeGreaterThan(500);
    await page.locator('.chart').first().scrollIntoViewIfNeeded();
    await page.waitForSelector('.chart[data-drawn]');
    // "Show as table" has the numbers of the chart: the last one of an arm is the mean error over its final seeds
    await page.click('.chart-card summary');
    await page.click('.chart-card [data-chart="table"]');
    const table = page.locator('.chart-table').first();
    const cells = await table
      .locator('tbody tr')
      .evaluateAll((rows) => rows.map((row) => [...row.children].map((cell) => cell.textContent)));
    const arm = evidence.arms[0]!;
    const last = arm.runs.map(
      ({ id }) => 100 * (1 - getRun(dashboard.db, id).summary['validation/accuracy']!.last),
    );
    const learnt = last.filter((_, i) => !arm.runs[i]!.stalled);
    const mean = learnt.reduce((sum, value) => sum + value, 0) / learnt.length;
    // six digits, as the table rounds
    expect(cells.findLast(([series]) => series === arm.label)).toEqual([
      arm.label,
      '12',
      String(Number(mean.toPrecision(6))),
    ]);
    // the CSV of the card has every run with all digits
    const csv = await page.request.get(
      `${dashboard.url}${await page.getAttribute('.chart-card a[href*="/csv/figures/"]', 'href')}`,
    );
    const rows = (await csv.text()).trim().split('\r\n');
    for (const [i, { id, seed, stalled }] of arm.runs.entries()) {
      // the label before it may be quoted
      const own = rows.flatMap((row) => row.split(`,run,${id},${seed},`)[1] ?? []);
      if (stalled) expect(own).toEqual([]);
      else expect(own.at(-1)!.split(',')[1], id).toBe(String(last[i]));
    }
    expect(rows.filter((row) => row.includes(',mean,,,')).length).toBeGreaterThan(0);
    expect(await page.locator('.evidence details').count()).toBe(evidence.hypotheses.length);
    await page.click(`a[href="#evidence-${evidence.hypotheses[1]!.id}"]`);
    expect(await page.isVisible(`#evidence-${evidence.hypotheses[1]!.id} table`)).toBe(true);
    await page.click('.claim-head a:has-text("runs")');
    await page.waitForURL('**/runs?**');
    expect(await page.textContent('#runs-summary')).toContain(`${evidence.totals.runs} `);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a claim without evidence shows its protocol and the command', async () => {
    const { page } = await openTab(browser);
    await page.goto(`${dashboard.url}/claims/optimizers`);
    const text = await page.textContent('main');
    expect(text).toContain('Not judged yet');
    expect(text).toContain('npx descent claims run optimizers --preset smoke');
    expect(text).toContain('Adam is better than each of the others');
    expect(await page.textContent('.empty-state button.primary')).toContain('Run smoke');
    const missing = await page.goto(`${dashboard.url}/claims/nothing`);
    expect(missing?.status()).toBe(404);
    await page.context().close();
  });

  test('breaks no rule of axe, light and dark, and no page scrolls sideways on a phone', async () => {
    for (const options of [{ colorScheme: 'light' }, { colorScheme: 'dark' }, PHONE] as const) {
      const { page, problems } = await openTab(browser, options);
      for (const address of ['/claims', '/claims/article', '/claims/optimizers']) {
        await page.goto(`${dashboard.url}${address}`);
        await page.waitForSelector('.loading', { state: 'detached' });
        expect(await axeViolations(page), address).toEqual([]);
        expect(await scrollsSideways(page), address).toBe(false);
      }
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });

  test('a claim is trained from its page, which waits for its runs, and can be stopped and gone on with', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/claims/loss`);
    await page.click('button:has-text("Run smoke")');
    await page.waitForURL('**/claims/loss');
    await page.waitForSelector('.remember:has-text(" runs (smoke)")');
    expect(await page.textContent('.remember')).toMatch(/waiting for \d+ of \d+ runs \(smoke\)/);
    expect(await page.locator('button:has-text("Run smoke")').count()).toBe(0);
    const { db } = dashboard;
    const own = () => listSweeps(db).filter(({ name }) => name.startsWith('claim-loss-smoke-'));
    for (const { id } of own()) requestCancel(db, { sweepId: id });
    await page.waitForSelector('.remember:has-text("Not judged yet.")');
    expect(own().every(({ counts }) => counts.queued + counts.running === 0)).toBe(true);
    await page.locator('summary:has-text("Log")').click();
    expect(await page.textContent('[data-live="claim-log"]')).toContain('claim-loss-smoke');
    await page.reload();
    expect(await page.locator('button:has-text("Run smoke")').count()).toBe(1);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a new verdict comes to the open board, and stored text stays text', async () => {
    const { page, problems } = await openTab(browser);
    await page.goto(`${dashboard.url}/claims`);
    await page.waitForSelector('#claim-article .badge');
    await page.click('#claim-article [data-unfold]');
    await page.mouse.move(0, 0);
    const hostile = {
      ...evidence,
      title: HOSTILE,
      computedAt: evidence.computedAt + 1,
      hypotheses: evidence.hypotheses.map((one) => ({
        ...one,
        remember: HOSTILE,
        reason: HOSTILE,
        statement: HOSTILE,
      })),
    };
    const { page: claim } = await openTab(browser);
    await claim.goto(`${dashboard.url}/claims/article`);
    await claim.waitForSelector('.loading', { state: 'detached' });
    storeClaimEvidence(dashboard.db, hostile);
    await page.waitForSelector('#claim-article .sentence:has-text("onerror")');
    // what was unfolded stays so
    expect(await page.isVisible('#claim-article tr.other')).toBe(true);
    expect(await page.getAttribute('#claim-article [data-unfold]', 'aria-expanded')).toBe('true');
    // whoever reads the claim is told, and nothing under his eyes changes
    await claim.waitForSelector('.remember:has-text("A new verdict has come")');
    expect(await claim.textContent('.evidence')).not.toContain('onerror');
    await claim.click('.remember a');
    await claim.waitForSelector('.remember:has-text("onerror")');
    await claim.context().close();
    await page.goto(`${dashboard.url}/claims/article`);
    await page.waitForSelector('.loading', { state: 'detached' });
    expect(await page.textContent('.remember')).toContain(HOSTILE);
    expect(await page.evaluate('window.injected')).toBeUndefined();
    expect(problems).toEqual([]);
    await page.context().close();
  });
});
