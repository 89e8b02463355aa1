// A tooltip that stays: it is pinned by a click at an x, and is there while others are looked at beside it.
import { isBehind, nearest, tooltipOf } from './tooltip.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('../vendor/echarts.js').ECharts} ECharts */

const GAP = 10;

/** @param {ChartSpec} spec */
export function canPin(spec) {
  return spec.x.scale !== 'category' && spec.series.some(({ kind }) => kind === 'line');
}

/**
 * The x of the points that lie nearest to a place in the chart; null: outside of its axes.
 * @param {ECharts} chart
 * @param {ChartSpec} spec
 * @param {readonly [number, number]} pixel
 * @returns {number | null}
 */
export function pinnedAt(chart, spec, pixel) {
  if (!chart.containPixel('grid', [...pixel])) return null;
  const x = Number(/** @type {number[]} */ (chart.convertFromPixel('grid', [...pixel]))[0]);
  let best = null;
  for (const one of spec.series) {
    if (one.kind !== 'line' || isBehind(one)) continue;
    const found = one.points[nearest(one, x)]?.[0];
    if (found === undefined) continue;
    if (best === null || Math.abs(found - x) < Math.abs(best - x)) best = found;
  }
  return best;
}

/**
 * Draws it anew, or takes it away.
 * @param {HTMLElement} element
 * @param {ECharts} chart
 * @param {ChartSpec} spec
 * @param {number | null} x
 */
export function showPin(element, chart, spec, x) {
  element.querySelector('.chart-pin')?.remove();
  if (x === null) return;
  const content = tooltipOf(spec, [{ axisValue: x }]);
  const at = Number(chart.convertToPixel({ xAxisIndex: 0 }, x));
  // zoomed to another part
  if (typeof content === 'string' || !chart.containPixel('grid', [at, chart.getHeight() / 2])) return;
  const pin = document.createElement('div');
  pin.className = 'chart-pin';
  const line = pin.appendChild(document.createElement('i'));
  line.className = 'chart-pin-line';
  line.style.left = `${at}px`;
  line.style.height = `${chart.getHeight()}px`;
  const close = document.createElement('button');
  close.type = 'button';
  close.className = 'link-button';
  close.dataset.unpin = '';
  close.textContent = 'unpin';
  content.querySelector('p')?.append(' ', close);
  pin.append(content);
  element.append(pin);
  const width = content.offsetWidth;
  const fits = at + GAP + width <= chart.getWidth();
  content.style.left = `${Math.max(0, fits ? at + GAP : at - GAP - width)}px`;
}
