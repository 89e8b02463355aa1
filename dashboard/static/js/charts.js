// Finds the charts of a page, draws them when they come into sight, and serves their menus and legends.
import { saveCsv, savePng, saveSvg } from './charts/export.js';
import { spreadLabels } from './charts/labels.js';
import { markLegends, namesIn, renewLegend, toggled, withoutHidden } from './charts/legend.js';
import { notPositive, optionOf, pointCount } from './charts/option.js';
import { paced } from './charts/pace.js';
import { parallelOf, showPicks, watchPicks } from './charts/parallel.js';
import { canPin, pinnedAt, showPin } from './charts/pin.js';
import { tableOf } from './charts/table.js';

/** @typedef {import('./charts/spec').ChartSpec} ChartSpec */
/** @typedef {import('./vendor/echarts.js').ECharts} ECharts */
/**
 * @typedef {object} Drawn
 * @property {HTMLElement} element
 * @property {HTMLElement} canvas
 * @property {string} title
 * @property {ChartSpec} spec as the server gave it
 * @property {ReadonlySet<string>} hidden series that the legend has switched off
 * @property {'linear' | 'log' | null} scale of y where the menu has changed it
 * @property {number | null} pinned x at which a tooltip stays
 * @property {[number, number] | null} zoom part of x that is shown at first
 * @property {ECharts | null} chart null until it comes into sight
 */

/** From here on canvas: an SVG element a point is slow. */
const MOST_SVG_POINTS = 5000;

/** @type {Map<HTMLElement, Drawn>} */
const drawn = new Map();
/** Once a chart has been in sight. @type {typeof import('./vendor/echarts.js') | null} */
let library = null;
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
    if (one?.chart == null) continue;
    const before = one.chart.getWidth();
    one.chart.resize();
    // labels at the ends of lines would stay where they were
    if (one.chart.getWidth() !== before) redraw(one);
  }
});

export function initCharts() {
  collect(document.body);
  // htmx tells of every part that it has put into the page
  document.addEventListener('htmx:load', (event) => collect(/** @type {HTMLElement} */ (event.target)));
  document.addEventListener('descent:theme', () => {
    for (const one of drawn.values()) redraw(one);
  });
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const item = target.closest('[data-chart]');
    const element = item?.closest('.chart-card')?.querySelector('.chart');
    const one = element instanceof HTMLElement ? drawn.get(element) : undefined;
    if (item instanceof HTMLElement && one !== undefined) void serve(one, item.dataset.chart ?? '', item);
    switchSeries(target, event.shiftKey);
    const pinned = target.closest('[data-unpin]')?.closest('.chart');
    const own = pinned instanceof HTMLElement ? drawn.get(pinned) : undefined;
    if (own !== undefined) pin(own, null);
  });
  document.addEventListener('keydown', ({ key }) => {
    if (key !== 'Escape') return;
    for (const one of drawn.values()) if (one.pinned !== null) pin(one, null);
  });
  document.addEventListener('dblclick', (event) => switchSeries(/** @type {Element} */ (event.target), true));
}

/**
 * The chart of that id: for pages with controls of their own.
 * @param {string} id
 */
export function chartById(id) {
  const element = document.getElementById(id);
  return element === null ? undefined : drawn.get(element);
}

/**
 * Shows another spec in place of the one so far; legend and scale stay as they are.
 * @param {Drawn} one
 * @param {ChartSpec} spec
 */
export function showSpec(one, spec) {
  one.spec = spec;
  const legend = one.element.querySelector('.chart-legend');
  if (legend !== null) renewLegend(legend, spec, one.hidden);
  redraw(one);
}

/**
 * Hides series in all charts that share a name, or in a single one.
 * @param {string | Drawn} which `sync` of the charts, or a chart
 * @param {ReadonlySet<string>} hidden
 */
export function hideSeries(which, hidden) {
  const charts =
    typeof which === 'string' ? [...drawn.values()].filter(({ spec }) => spec.sync === which) : [which];
  for (const one of charts) {
    one.hidden = hidden;
    redraw(one);
  }
  const legends =
    typeof which === 'string'
      ? document.querySelectorAll(`[data-legend="${CSS.escape(which)}"]`)
      : which.element.querySelectorAll('[data-legend]');
  markLegends(legends, hidden);
}

/**
 * @param {Element} target
 * @param {boolean} isolate
 */
function switchSeries(target, isolate) {
  const button = target.closest('[data-series]');
  const legend = button?.closest('[data-legend]');
  if (!(button instanceof HTMLElement) || !(legend instanceof HTMLElement)) return;
  const sync = legend.dataset.legend ?? '';
  const own = drawn.get(/** @type {HTMLElement} */ (legend.closest('.chart')));
  const one = sync === '' ? own : [...drawn.values()].find(({ spec }) => spec.sync === sync);
  if (one === undefined) return;
  const hidden = toggled(one.hidden, button.dataset.series ?? '', namesIn(legend), isolate);
  hideSeries(sync === '' ? one : sync, hidden);
  document.dispatchEvent(new CustomEvent('descent:series', { detail: { sync, hidden: [...hidden] } }));
}

/** What is drawn: the server's spec, less what is hidden, on the scale that was chosen. @param {Drawn} one */
function shown(one) {
  const spec = withoutHidden(one.spec, one.hidden);
  return one.scale === null ? spec : { ...spec, y: { ...spec.y, scale: one.scale } };
}

/** @param {Drawn} one */
function redraw(one) {
  const spec = shown(one);
  if (one.chart !== null) {
    const zoom = zoomOf(one.chart);
    one.chart.setOption(optionOf(spec, {}, zoom), { notMerge: true });
    spreadLabels(one.chart, spec);
    const parallel = parallelOf(spec);
    if (parallel === undefined) selectByDrag(one.chart);
    else showPicks(one.chart, parallel);
    showPin(one.element, one.chart, spec, one.pinned);
  }
  one.element.querySelector('.chart-table')?.replaceWith(tableOf(one.title, spec));
}

/** @param {HTMLElement} root */
function collect(root) {
  /** Charts that this part of the page takes the place of, by id. @type {Map<string, Drawn>} */
  const gone = new Map();
  for (const [element, one] of drawn) {
    if (element.isConnected) continue;
    if (one.chart !== null) one.zoom = zoomOf(one.chart);
    gone.set(element.id, one);
    one.chart?.dispose();
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
    const spec = JSON.parse(json);
    /** @type {Drawn} */
    const one = {
      element,
      canvas,
      title: element.dataset.title ?? '',
      spec,
      ...(viewInAddress(element, spec) ?? viewOf(gone.get(element.id), spec)),
      chart: null,
    };
    drawn.set(element, one);
    markLegends(element.querySelectorAll('[data-legend]'), one.hidden);
    if (one.scale !== null) showScale(one);
    element.addEventListener('live:data', (event) => {
      const { detail } = /** @type {CustomEvent} */ (event);
      // it may have left the page meanwhile
      paced(one, () => element.isConnected && showSpec(one, detail));
    });
    visible.observe(element);
    sizes.observe(element);
  }
}

/** @typedef {Pick<Drawn, 'hidden' | 'scale' | 'zoom' | 'pinned'>} View what a person has done to a chart */

/**
 * Of a page whose address has it; null: this one's has not.
 * @param {HTMLElement} element
 * @param {ChartSpec} spec
 * @returns {View | null}
 */
function viewInAddress(element, spec) {
  const page = /** @type {HTMLElement | null} */ (element.closest('[data-zoom]'));
  if (page === null) return null;
  const { hide, zoom, pin: pinned, rescaled } = page.dataset;
  const [from, to] = (zoom ?? '').split(',').map(Number);
  const own = spec.sync !== undefined && spec.x.scale !== 'category';
  return {
    hidden: new Set(spec.sync === undefined ? [] : JSON.parse(hide ?? '[]')),
    scale: JSON.parse(rescaled ?? '[]').includes(element.id) ? otherScale(spec.y.scale) : null,
    zoom: own && from !== undefined && to !== undefined && from < to ? [from, to] : null,
    pinned: own && pinned ? Number(pinned) : null,
  };
}

/**
 * Of the chart that stood there before; another x has other places to zoom to.
 * @param {Drawn | undefined} before
 * @param {ChartSpec} spec
 * @returns {View}
 */
function viewOf(before, spec) {
  if (before === undefined || before.spec.x.title !== spec.x.title) {
    return { hidden: new Set(), scale: null, zoom: null, pinned: null };
  }
  const { hidden, scale, zoom, pinned } = before;
  return { hidden, scale, zoom, pinned };
}

/** Of a card on an A4 page. */
const PAPER_PX = 640;

/** All charts, also those that have not been in sight: a page is printed at once, so nothing can be waited for. */
export function drawForPaper() {
  for (const one of drawn.values()) {
    if (one.chart === null && library !== null) drawWith(library, one);
    if (one.chart === null) continue;
    one.chart.resize({ width: PAPER_PX });
    redraw(one);
  }
}

export function drawForScreen() {
  for (const one of drawn.values()) {
    one.chart?.resize({ width: 'auto' });
    redraw(one);
  }
}

/** @param {Drawn} one */
async function draw(one) {
  const echarts = await import('./vendor/echarts.js');
  library = echarts;
  drawWith(echarts, one);
}

/**
 * @param {typeof import('./vendor/echarts.js')} echarts
 * @param {Drawn} one
 */
function drawWith(echarts, one) {
  if (one.chart !== null || !one.element.isConnected) return;
  const renderer = pointCount(one.spec) > MOST_SVG_POINTS ? 'canvas' : 'svg';
  const chart = echarts.init(one.canvas, null, { renderer });
  one.chart = chart;
  chart.setOption(optionOf(shown(one)));
  spreadLabels(chart, shown(one));
  if (one.spec.sync && one.spec.x.scale !== 'category') {
    chart.group = one.spec.sync;
    echarts.connect(one.spec.sync);
  }
  if (one.spec.x.scale !== 'category') allowZoom(one, chart);
  allowPicks(one, chart);
  allowPin(one, chart);
  one.element.dataset.drawn = renderer;
}

/**
 * Drag to zoom, double click to see everything.
 * @param {Drawn} one
 * @param {ECharts} chart
 */
function allowZoom(one, chart) {
  selectByDrag(chart);
  chart.getZr().on('dblclick', () => chart.dispatchAction({ type: 'dataZoom', start: 0, end: 100 }));
  chart.on('datazoom', () => {
    const zoom = zoomOf(chart);
    // those that are out of sight are told by no one else
    for (const other of drawn.values()) {
      if (other.chart === null && one.spec.sync && other.spec.sync === one.spec.sync) other.zoom = zoom;
    }
    // y shows what x has left; drawn anew, since labels at the ends of lines stay where they were otherwise
    redraw(one);
    document.dispatchEvent(new CustomEvent('descent:zoom', { detail: { sync: one.spec.sync ?? '', zoom } }));
  });
  if (one.zoom !== null) setZoom(chart, one.zoom);
}

/**
 * A click pins the tooltip, a second one takes it away; charts that share x share it.
 * @param {Drawn} one
 * @param {ECharts} chart
 */
function allowPin(one, chart) {
  if (!canPin(one.spec)) return;
  chart.getZr().on('click', ({ offsetX, offsetY }) => {
    const x = pinnedAt(chart, shown(one), [offsetX, offsetY]);
    if (x !== null) pin(one, x === one.pinned ? null : x);
  });
  showPin(one.element, chart, shown(one), one.pinned);
}

/**
 * @param {Drawn} one
 * @param {number | null} x
 */
function pin(one, x) {
  const { sync } = one.spec;
  for (const other of drawn.values()) {
    if (other !== one && (sync === undefined || other.spec.sync !== sync || !canPin(other.spec))) continue;
    other.pinned = x;
    if (other.chart !== null) showPin(other.element, other.chart, shown(other), x);
  }
  document.dispatchEvent(new CustomEvent('descent:pin', { detail: { sync: sync ?? '', x } }));
}

/**
 * The page decides what a pick on an axis means.
 * @param {Drawn} one
 * @param {ECharts} chart
 */
function allowPicks(one, chart) {
  const parallel = parallelOf(one.spec);
  if (parallel === undefined) return;
  showPicks(chart, parallel);
  watchPicks(
    chart,
    () => parallelOf(one.spec),
    (detail) => one.element.dispatchEvent(new CustomEvent('descent:pick', { detail, bubbles: true })),
  );
}

/** @param {ECharts} chart */
function selectByDrag(chart) {
  chart.dispatchAction({ type: 'takeGlobalCursor', key: 'dataZoomSelect', dataZoomSelectActive: true });
}

/** The part of x that is shown; null: all of it. @param {ECharts} chart @returns {[number, number] | null} */
function zoomOf(chart) {
  const [zoom] = /** @type {any} */ (chart.getOption()).dataZoom ?? [];
  if (zoom === undefined || (zoom.start <= 0 && zoom.end >= 100)) return null;
  return [Number(zoom.startValue), Number(zoom.endValue)];
}

/** @param {ECharts} chart @param {[number, number]} zoom */
function setZoom(chart, [startValue, endValue]) {
  chart.dispatchAction({ type: 'dataZoom', startValue, endValue });
}

/**
 * @param {Drawn} one
 * @param {string} what
 * @param {HTMLElement} item
 */
async function serve(one, what, item) {
  const footnote = one.element.closest('.chart-card')?.querySelector('.footnote')?.textContent ?? '';
  const spec = shown(one);
  if (what === 'png') await savePng(one.title, spec, footnote, one.canvas);
  else if (what === 'svg') await saveSvg(one.title, spec, footnote, one.canvas);
  else if (what === 'csv') saveCsv(one.title, spec);
  else if (what === 'table') showTable(one, item);
  else if (what === 'scale') switchScale(one);
}

/**
 * @param {Drawn} one
 * @param {HTMLElement} item
 */
function showTable(one, item) {
  const old = one.element.querySelector('.chart-table');
  item.setAttribute('aria-expanded', String(old === null));
  item.textContent = old === null ? 'Hide the table' : 'Show as table';
  if (old === null) one.element.append(tableOf(one.title, shown(one)));
  else old.remove();
}

/** Linear or log; what a log axis cannot show is counted in the footnote. @param {Drawn} one */
function switchScale(one) {
  const scale = otherScale(shown(one).y.scale);
  one.scale = scale === one.spec.y.scale ? null : scale;
  showScale(one);
  redraw(one);
  const { sync } = one.spec;
  const rescaled = [...drawn.values()].filter((other) => other.scale !== null && other.spec.sync === sync);
  const detail = { sync: sync ?? '', rescaled: rescaled.map(({ element }) => element.id) };
  document.dispatchEvent(new CustomEvent('descent:scale', { detail }));
}

/** @param {string} scale @returns {'linear' | 'log'} */
function otherScale(scale) {
  return scale === 'log' ? 'linear' : 'log';
}

/** The menu and the footnote say which scale there is, and what it leaves out. @param {Drawn} one */
function showScale(one) {
  const { scale } = shown(one).y;
  const item = one.element.closest('.chart-card')?.querySelector('[data-chart="scale"]');
  if (item) item.textContent = scale === 'log' ? 'Linear y axis' : 'Log y axis';
  const footnote = one.element.closest('.chart-card')?.querySelector('.footnote');
  footnote?.querySelector('[data-left-out]')?.remove();
  const left = one.scale === 'log' ? notPositive(one.spec) : 0;
  if (left > 0 && footnote) {
    const note = document.createElement('span');
    note.dataset.leftOut = '';
    note.textContent = ` ${left} ${left === 1 ? 'value that is' : 'values that are'} not positive cannot be drawn on a log axis.`;
    footnote.append(note);
  }
}
