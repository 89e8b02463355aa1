// Finds the charts of a page, draws them when they come into sight, and serves their menus.
import { saveCsv, savePng, saveSvg } from './charts/export.js';
import { optionOf, pointCount } from './charts/option.js';
import { tableOf } from './charts/table.js';

/** @typedef {import('./charts/spec').ChartSpec} ChartSpec */
/** @typedef {import('./vendor/echarts.js').ECharts} ECharts */
/** @typedef {{ element: HTMLElement, canvas: HTMLElement, title: string, spec: ChartSpec, chart: ECharts | null }} Drawn */

/** From here on canvas: an SVG element a point is slow. */
const MOST_SVG_POINTS = 5000;

/** @type {Map<HTMLElement, Drawn>} */
const drawn = new Map();
const visible = new IntersectionObserver(
  (entries) => {
    for (const { target, isIntersecting } of entries) {
      const one = isIntersecting ? drawn.get(/** @type {HTMLElement} */ (target)) : undefined;
      if (one !== undefined && one.chart === null) void draw(one);
    }
  },
  { rootMargin: '300px' },
);
const sizes = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    const one = drawn.get(/** @type {HTMLElement} */ (target));
    one?.chart?.resize();
  }
});

export function initCharts() {
  collect(document.body);
  // htmx tells of every part that it has put into the page
  document.addEventListener('htmx:load', (event) => collect(/** @type {HTMLElement} */ (event.target)));
  document.addEventListener('descent:theme', () => {
    for (const one of drawn.values()) one.chart?.setOption(optionOf(one.spec), { notMerge: true });
  });
  document.addEventListener('click', (event) => {
    const item = /** @type {Element} */ (event.target).closest('[data-chart]');
    const element = item?.closest('.chart-card')?.querySelector('.chart');
    const one = element instanceof HTMLElement ? drawn.get(element) : undefined;
    if (item instanceof HTMLElement && one !== undefined) void serve(one, item.dataset.chart ?? '', item);
  });
}

/**
 * The spec that a chart shows, and a way to show another: for pages with controls of their own.
 * @param {string} id
 */
export function chartById(id) {
  const element = document.getElementById(id);
  return element === null ? undefined : drawn.get(element);
}

/**
 * @param {Drawn} one
 * @param {ChartSpec} spec
 */
export function showSpec(one, spec) {
  one.spec = spec;
  one.chart?.setOption(optionOf(spec), { notMerge: true });
  const table = one.element.querySelector('.chart-table');
  if (table !== null) table.replaceWith(tableOf(one.title, spec));
}

/** @param {HTMLElement} root */
function collect(root) {
  for (const [element, { chart }] of drawn) {
    if (element.isConnected) continue;
    chart?.dispose();
    visible.unobserve(element);
    sizes.unobserve(element);
    drawn.delete(element);
  }
  const elements = [...root.querySelectorAll('.chart')];
  if (root.matches('.chart')) elements.push(root);
  for (const element of elements) {
    const json = element.querySelector('script[type="application/json"]')?.textContent;
    const canvas = element.querySelector('.chart-canvas');
    if (!(element instanceof HTMLElement) || !(canvas instanceof HTMLElement) || !json || drawn.has(element))
      continue;
    canvas.style.height = `${element.dataset.height ?? 220}px`;
    /** @type {Drawn} */
    const one = { element, canvas, title: element.dataset.title ?? '', spec: JSON.parse(json), chart: null };
    drawn.set(element, one);
    element.addEventListener('live:data', (event) =>
      showSpec(one, /** @type {CustomEvent} */ (event).detail),
    );
    visible.observe(element);
    sizes.observe(element);
  }
}

/** @param {Drawn} one */
async function draw(one) {
  const echarts = await import('./vendor/echarts.js');
  if (one.chart !== null || !one.element.isConnected) return;
  const renderer = pointCount(one.spec) > MOST_SVG_POINTS ? 'canvas' : 'svg';
  const chart = echarts.init(one.canvas, null, { renderer });
  one.chart = chart;
  chart.setOption(optionOf(one.spec));
  if (one.spec.sync) {
    chart.group = one.spec.sync;
    echarts.connect(one.spec.sync);
  }
  allowZoom(chart);
  one.element.dataset.drawn = renderer;
}

/** Drag to zoom, double click to see everything. @param {ECharts} chart */
function allowZoom(chart) {
  chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
  chart.getZr().on('dblclick', () => chart.dispatchAction({ type: 'dataZoom', start: 0, end: 100 }));
}

/**
 * @param {Drawn} one
 * @param {string} what
 * @param {HTMLElement} item
 */
async function serve(one, what, item) {
  const footnote = one.element.closest('.chart-card')?.querySelector('.footnote')?.textContent ?? '';
  if (what === 'png') await savePng(one.title, one.spec, footnote, one.canvas);
  else if (what === 'svg') await saveSvg(one.title, one.spec, footnote, one.canvas);
  else if (what === 'csv') saveCsv(one.title, one.spec);
  else if (what === 'table') showTable(one, item);
}

/**
 * @param {Drawn} one
 * @param {HTMLElement} item
 */
function showTable(one, item) {
  const old = one.element.querySelector('.chart-table');
  item.setAttribute('aria-expanded', String(old === null));
  item.textContent = old === null ? 'Hide the table' : 'Show as table';
  if (old === null) one.element.append(tableOf(one.title, one.spec));
  else old.remove();
}
