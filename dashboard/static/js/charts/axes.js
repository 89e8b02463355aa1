// Axes: linear, log with ticks that people read, categories; and what range of values they show.
import { token } from '../theme.js';
import { logTicks, number } from './format.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Axis} Axis */
/** @typedef {readonly [number, number]} Range */

/**
 * @param {Axis} axis
 * @param {'x' | 'y'} which
 * @param {Range | null} range of the values drawn
 * @param {boolean} [tight] shows just that range: for y while x is zoomed
 */
export function axisOption(axis, which, range, tight = false) {
  const base = {
    name: axis.title,
    nameLocation: 'middle',
    nameTextStyle: { color: token('--muted'), fontSize: 11 },
    axisLine: { show: which === 'x', lineStyle: { color: token('--axis') } },
    axisTick: { show: which === 'x', lineStyle: { color: token('--axis') } },
    axisLabel: {
      color: token('--muted'),
      fontSize: 11,
      hideOverlap: true,
      formatter: (/** @type {number | string} */ value) =>
        typeof value === 'number' ? number(value) : value,
    },
    splitLine: { show: which === 'y', lineStyle: { color: token('--grid') } },
  };
  switch (axis.scale) {
    case 'category':
      return {
        ...base,
        type: 'category',
        data: axis.categories ?? [],
        axisLine: { ...base.axisLine, show: true },
        axisLabel: { ...base.axisLabel, interval: 'auto' },
        splitLine: { show: false },
      };
    case 'log':
      return logAxis(base, axis.min ?? range?.[0], axis.max ?? range?.[1]);
    case 'linear': {
      if (!tight || range === null || axis.fromZero) {
        const min = axis.fromZero ? 0 : (axis.min ?? null);
        return { ...base, type: 'value', min, max: axis.max ?? null, scale: !axis.fromZero };
      }
      const room = 0.04 * (range[1] - range[0] || Math.abs(range[0]) || 1);
      return {
        ...base,
        type: 'value',
        scale: true,
        min: range[0] - room,
        max: range[1] + room,
        axisLabel: { ...base.axisLabel, showMinLabel: false, showMaxLabel: false },
      };
    }
    default:
      throw new Error(`unknown scale ${axis.scale}`);
  }
}

/**
 * @param {any} base
 * @param {number | undefined} low
 * @param {number | undefined} high
 */
function logAxis(base, low, high) {
  if (low === undefined || high === undefined) return { ...base, type: 'log' };
  const [min, max] = low === high ? [low / 2, high * 2] : [low, high];
  const ticks = logTicks(min, max);
  // fewer than two of them tell nothing: ECharts' own then
  const customValues = ticks.length >= 2 ? ticks : undefined;
  return {
    ...base,
    type: 'log',
    min,
    max,
    axisLabel: { ...base.axisLabel, customValues },
    axisTick: { ...base.axisTick, customValues },
    minorTick: { show: false },
    splitLine: { ...base.splitLine, customValues },
  };
}

/**
 * Smallest and largest value drawn on an axis.
 * @param {ChartSpec} spec
 * @param {'x' | 'y'} which
 * @param {Range | null} [within] only values at these x
 * @returns {Range | null}
 */
export function extent(spec, which, within = null) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const log = spec[which].scale === 'log';
  const seen = (/** @type {number} */ x) => within === null || (x >= within[0] && x <= within[1]);
  const take = (/** @type {number | null | undefined} */ value) => {
    if (value === null || value === undefined || !Number.isFinite(value) || (log && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const one of spec.series) {
    if (one.kind === 'line' || one.kind === 'dots')
      for (const point of one.points) if (seen(point[0])) take(point[which === 'x' ? 0 : 1]);
  }
  if (which === 'x') return low <= high ? [low, high] : null;
  // On a log axis a band may come close to zero: it must not stretch the axis by decades.
  const least = log ? low / 2 : Number.NEGATIVE_INFINITY;
  for (const one of spec.series) {
    if (one.kind !== 'line' || !one.band) continue;
    for (const [i, [x]] of one.points.entries()) {
      if (!seen(x)) continue;
      const bound = one.band.low[i] ?? null;
      take(bound === null ? null : Math.max(bound, least));
      take(one.band.high[i]);
    }
  }
  return low <= high ? [low, high] : null;
}
