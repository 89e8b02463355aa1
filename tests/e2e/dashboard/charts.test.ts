/** Charts of every kind, drawn by a real browser from the card that pages use. */
import { readFile } from 'node:fs/promises';
import { jsx } from 'hono/jsx';
import type { Browser, Page } from 'playwright-core';
import { PNG } from 'pngjs';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ChartSpec } from '../../../dashboard/charts/spec.ts';
import { ChartCard } from '../../../dashboard/views/components/chart.tsx';
import { BARS, BOXES, curves, HEAT } from './chart-specs.ts';
import {
  axeViolations,
  closeSite,
  hasBrowser,
  openSite,
  openTab,
  PHONE,
  type TestDashboard,
} from './support.ts';

/** The cards as the page's only content; waits until each is drawn. */
async function show(page: Page, specs: Readonly<Record<string, ChartSpec>>): Promise<void> {
  const cards = Object.entries(specs).map(([id, spec]) =>
    jsx(ChartCard, { id, title: spec.y.title, spec, footnote: 'Made of few numbers.' } as never),
  );
  await page.evaluate(`
    const main = document.querySelector('main');
    main.innerHTML = '<h1>Charts</h1>' + ${JSON.stringify(cards.join(''))};
    main.dispatchEvent(new Event('htmx:load', { bubbles: true }));
  `);
  for (const id of Object.keys(specs)) await page.waitForSelector(`#${id}-chart[data-drawn]`);
}

const texts = (page: Page, id: string) => page.locator(`#${id} svg text`).allTextContents();

/** What the item of a chart's menu saves. */
async function saved(page: Page, id: string, item: string): Promise<Buffer> {
  await page.click(`#${id} .menu > summary`);
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.click(`#${id} [data-chart="${item}"]`),
  ]);
  return readFile(await download.path());
}

describe.skipIf(!hasBrowser)('charts', () => {
  let dashboard: TestDashboard;
  let browser: Browser;
  beforeAll(async () => {
    ({ dashboard, browser } = await openSite({ sweep: null }));
  });
  afterAll(() => closeSite({ dashboard, browser }));

  async function open(specs: Readonly<Record<string, ChartSpec>>, theme: 'light' | 'dark' = 'light') {
    const tab = await openTab(browser, { colorScheme: theme });
    await tab.page.goto(dashboard.url);
    await show(tab.page, specs);
    return tab;
  }

  test('every kind is drawn in light and dark, under the policy, without a violation of axe', async () => {
    for (const theme of ['light', 'dark'] as const) {
      const specs = { curves: curves('train/loss, nats'), bars: BARS, boxes: BOXES, heat: HEAT };
      const { page, problems } = await open(specs, theme);
      expect(await texts(page, 'curves')).toEqual(expect.arrayContaining(['step', 'adam', '<b>sgd</b>']));
      expect(await texts(page, 'bars')).toContain('optimizer');
      expect(await texts(page, 'boxes')).toContain('adam');
      expect(await texts(page, 'heat')).toEqual(expect.arrayContaining(['91', '98', 'sgd']));
      expect(await axeViolations(page)).toEqual([]);
      expect(problems).toEqual([]);
      await page.context().close();
    }
  });

  test('the legend hides a series in all charts of its name, and alone shows it', async () => {
    const { page } = await open({ a: curves('train/loss'), b: curves('validation/loss'), boxes: BOXES });
    await page.click('#a [data-series="adam"]');
    for (const id of ['a', 'b']) {
      expect(await page.getAttribute(`#${id} [data-series="adam"]`, 'aria-pressed')).toBe('false');
      expect(await texts(page, id)).not.toContain('adam');
      expect(await texts(page, id)).toContain('<b>sgd</b>');
    }
    expect(await texts(page, 'boxes')).not.toContain('adam');
    await page.dblclick('#b [data-series="adam"]');
    expect(await texts(page, 'a')).toContain('adam');
    expect(await texts(page, 'a')).not.toContain('<b>sgd</b>');
    await page.context().close();
  });

  test('a drag zooms all charts of a name, a double click shows everything again', async () => {
    const { page } = await open({ a: curves('train/loss'), b: curves('validation/loss') });
    expect(await texts(page, 'b')).toContain('200');
    const box = (await page.locator('#a .chart-canvas').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 90, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => texts(page, 'b')).not.toContain('200');
    // y shows what is left of the lines: the first loss was 2.3
    expect(await texts(page, 'b')).not.toContain('2.5');
    await page.mouse.dblclick(box.x + box.width * 0.4, box.y + 90);
    await expect.poll(() => texts(page, 'b')).toContain('200');
    expect(await texts(page, 'a')).toContain('200');
    await page.context().close();
  });

  test('what takes the place of a chart keeps its zoom, its scale and what is hidden, unless x is another', async () => {
    const spec = curves('train/loss');
    const { page, problems } = await open({ a: spec });
    await page.click('#a [data-series="adam"]');
    await page.click('#a .menu > summary');
    await page.click('#a [data-chart="scale"]');
    await page.click('#a .menu > summary');
    const item = await page.locator('#a [data-chart="scale"]').textContent();
    const box = (await page.locator('#a .chart-canvas').boundingBox())!;
    await page.mouse.move(box.x + box.width * 0.3, box.y + 60);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + 90, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => texts(page, 'a')).not.toContain('200');
    const before = await texts(page, 'a');
    await show(page, { a: spec });
    await expect.poll(() => texts(page, 'a')).toEqual(before);
    expect(await page.getAttribute('#a [data-series="adam"]', 'aria-pressed')).toBe('false');
    expect(await page.locator('#a [data-chart="scale"]').textContent()).toBe(item);
    await show(page, { a: { ...spec, x: { ...spec.x, title: 'epoch' } } });
    await expect.poll(() => texts(page, 'a')).toEqual(expect.arrayContaining(['200', 'adam', 'epoch']));
    expect(await page.getAttribute('#a [data-series="adam"]', 'aria-pressed')).toBe('true');
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the tooltip gives each line its value, bounds and n at that step', async () => {
    const { page, problems } = await open({ a: curves('train/loss') });
    const box = (await page.locator('#a .chart-canvas').boundingBox())!;
    // between the first two steps, nearer to the first
    await page.mouse.move(box.x + 60, box.y + 100);
    await page.waitForSelector('#a .chart-tip');
    const rows = await page.locator('#a .chart-tip tr').allInnerTexts();
    expect(rows.map((row) => row.split('\t'))).toEqual([
      ['adam', '2.300', '[2.070, 2.530]', 'n 3'],
      ['<b>sgd</b>', '2.300', '[2.070, 2.530]', 'n 3'],
    ]);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('the menu changes the y axis to log and back', async () => {
    const spec = curves('train/loss');
    const zero = {
      ...spec,
      series: [...spec.series, { kind: 'dots', name: 'zero', slot: 1, points: [[100, 0]] } as const],
    };
    const { page } = await open({ a: zero });
    await page.click('#a .menu > summary');
    await page.click('#a [data-chart="scale"]');
    expect(await page.textContent('#a .footnote')).toContain('1 value that is not positive cannot be drawn');
    expect(await texts(page, 'a')).toContain('0.3');
    await page.click('#a .menu > summary');
    await page.click('#a [data-chart="scale"]');
    expect(await page.textContent('#a .footnote')).toBe('Made of few numbers.');
    await page.context().close();
  });

  test('saves PNG and SVG on white ground with title and footnote, and the numbers as CSV', async () => {
    const { page, problems } = await open({ a: curves('train/loss') }, 'dark');
    const svg = (await saved(page, 'a', 'svg')).toString();
    expect(svg).toMatch(/^<svg /);
    expect(svg).toContain('Made of few numbers.');
    expect(svg).toContain('&lt;b&gt;sgd&lt;/b&gt;');
    expect(svg).toContain('fill="#ffffff"');
    const png = PNG.sync.read(await saved(page, 'a', 'png'));
    expect(png.width).toBeGreaterThan(1000);
    expect([...png.data.subarray(0, 4)]).toEqual([255, 255, 255, 255]);
    const csv = (await saved(page, 'a', 'csv')).toString().split('\r\n');
    expect(csv[0]).toBe('series,step,train/loss,low,high,n');
    expect(csv).toContain(`adam,50,${2.3 * 0.52},${2.3 * 0.52 * 0.9},${2.3 * 0.52 * 1.1},3`);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('a narrow screen has a legend where others have names at the ends of lines', async () => {
    const { page } = await open({ a: { ...curves('train/loss'), legend: 'narrow' } });
    expect(await texts(page, 'a')).toContain('adam');
    expect(await page.isVisible('#a .chart-legend')).toBe(false);
    await page.setViewportSize(PHONE.viewport);
    expect(await page.locator('#a .chart-legend [data-series]').allInnerTexts()).toEqual([
      'adam',
      '<b>sgd</b>',
    ]);
    expect(await page.isVisible('#a .chart-legend')).toBe(true);
    await expect.poll(() => texts(page, 'a')).not.toContain('adam');
    // a line that comes later has its button, too
    const later = curves('train/loss').series.map((one) => ({
      ...one,
      name: `${one.name}!`,
      group: undefined,
    }));
    await page.evaluate(`document.getElementById('a-chart').dispatchEvent(new CustomEvent('live:data', {
      detail: ${JSON.stringify({ ...curves('train/loss'), series: later.slice(2), legend: 'narrow' })},
    }))`);
    expect(await page.locator('#a .chart-legend [data-series]').allInnerTexts()).toEqual([
      'adam!',
      '<b>sgd</b>!',
    ]);
    await page.context().close();
  });

  test('is printed light, without bars and controls, with every chart, the address and the date', async () => {
    const { page, problems } = await openTab(browser);
    await page.context().addCookies([{ name: 'theme', value: 'dark', url: dashboard.url }]);
    await page.goto(`${dashboard.url}/compare`);
    await show(page, { a: curves('train/loss'), b: curves('train/error') });
    // far below: not in sight until it is printed
    await page.evaluate(`
      const card = document.getElementById('b').cloneNode(true);
      card.id = 'c';
      card.style.marginTop = '5000px';
      const chart = card.querySelector('.chart');
      chart.id = 'c-chart';
      delete chart.dataset.drawn;
      chart.querySelector('.chart-canvas').replaceChildren();
      document.querySelector('main').append(card);
      card.dispatchEvent(new Event('htmx:load', { bubbles: true }));
    `);
    expect(await page.getAttribute('#c-chart', 'data-drawn')).toBe(null);
    const ink = () => page.locator('#a svg text', { hasText: 'step' }).first().getAttribute('fill');
    const [dark, light] = ['#97a1af', '#5d6673'];
    expect(await ink()).toBe(dark);
    await page.emulateMedia({ media: 'print' });
    await page.evaluate("dispatchEvent(new Event('beforeprint'))");
    expect(await ink()).toBe(light);
    expect(await page.getAttribute('#c-chart', 'data-drawn')).not.toBe(null);
    const shown =
      "getComputedStyle(document.body).backgroundColor + ' ' + getComputedStyle(document.body).color";
    expect(await page.evaluate(shown)).toBe('rgb(255, 255, 255) rgb(20, 24, 31)');
    for (const hidden of ['.top-bar', '#a .card-tools'])
      expect(await page.isVisible(hidden), hidden).toBe(false);
    expect(await page.isVisible('#a .footnote')).toBe(true);
    const foot = await page.locator('.print-foot').innerText();
    expect(foot).toContain(`${dashboard.url}/compare`);
    expect(foot).toContain(String(new Date().getFullYear()));
    await page.evaluate("dispatchEvent(new Event('afterprint'))");
    await page.emulateMedia({ media: 'screen' });
    expect(await ink()).toBe(dark);
    expect(await page.locator('.print-foot').count()).toBe(0);
    expect(problems).toEqual([]);
    await page.context().close();
  });

  test('shows the same numbers as a table', async () => {
    const { page } = await open({ a: HEAT });
    await page.click('#a .menu > summary');
    await page.click('#a [data-chart="table"]');
    const rows = await page.locator('#a table tr').allTextContents();
    expect(rows).toEqual([
      'optimizerlearningRatevalidation/accuracy, %',
      ...['adam0.00198', 'adam0.0197', 'adam0.1–', 'sgd0.00191', 'sgd0.0195', 'sgd0.196.5'],
    ]);
    await page.context().close();
  });
});
