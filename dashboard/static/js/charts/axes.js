// Axes: linear, log with ticks that people read, categories; and what range of values they show.
import { token } from '../theme.js';
import { logTicks, number } from './format.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Axis} Axis */
/** @typedef {readonly [number, number]} Range */

const LETTER_PX = 6.2;

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
    ...(which === 'x' ? { nameGap: 24 } : {}),
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
    ...(axis.whole ? { minInterval: 1 } : {}),
  };
  switch (axis.scale) {
    case 'category':
      return {
        ...base,
        type: 'category',
        data: axis.categories ?? [],
        axisLine: { ...base.axisLine, show: true },
        axisLabel: { ...base.axisLabel, ...categoryLabels(axis.categories ?? [], which) },
        splitLine: { show: false },
      };
    case 'log':
      return logAxis(base, axis.min ?? range?.[0], axis.max ?? range?.[1]);
    case 'linear': {
      if (which === 'x' && range !== null && range[0] < range[1]) {
        // lines go from edge to edge; from 0 where little would be empty
        const near = range[0] >= 0 && range[0] < range[1] / 4;
        const [min, max] = [axis.min ?? (near ? 0 : range[0]), axis.max ?? range[1]];
        return { ...base, type: 'value', min, max };
      }
      if (!tight || range === null || axis.fromZero) {
        const min = axis.fromZero ? 0 : (axis.min ?? null);
        return { ...base, type: 'value', min, max: axis.max ?? null, scale: !axis.fromZero };
      }
      const room = 0.04 * (range[1] - range[0] || Math.abs(range[0]) || 1);
      return {
        ...base,
        type: 'value',
        scale: true,
        min: Math.max(range[0] - room, axis.min ?? Number.NEGATIVE_INFINITY),
        max: Math.min(range[1] + room, axis.max ?? Number.POSITIVE_INFINITY),
        axisLabel: { ...base.axisLabel, showMinLabel: false, showMaxLabel: false },
      };
    }
    default:
      throw new Error(`unknown scale ${axis.scale}`);
  }
}

/** Names that do not fit beside each other are turned. @param {readonly string[]} names @param {'x' | 'y'} which */
function categoryLabels(names, which) {
  if (which === 'y' || names.length > 24) return { interval: 'auto' };
  const widest = names.reduce((most, { length }) => Math.max(most, length), 0) * LETTER_PX;
  if (widest * names.length < 430 && innerWidth >= 640) return { interval: 0 };
  // few of them have room for a second line
  const overflow = names.length <= 8 ? 'break' : 'truncate';
  return { interval: 0, rotate: 30, width: 110, lineHeight: 13, overflow, hideOverlap: false };
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
  // also the points just outside: lines go on to the edge
  const seen = (/** @type {readonly (readonly [number, unknown])[]} */ points, /** @type {number} */ i) => {
    if (within === null) return true;
    const before = points[i - 1]?.[0] ?? points[i]?.[0] ?? 0;
    const after = points[i + 1]?.[0] ?? points[i]?.[0] ?? 0;
    return after >= within[0] && before <= within[1];
  };
  const take = (/** @type {number | null | undefined} */ value) => {
    if (value === null || value === undefined || !Number.isFinite(value) || (log && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const one of spec.series) {
    if (one.kind === 'line' || one.kind === 'dots')
      for (const [i, point] of one.points.entries())
        if (seen(one.points, i)) take(point[which === 'x' ? 0 : 1]);
  }
  if (which === 'x') return low <= high ? [low, high] : null;
  // On a log axis a band may come close to zero: it must not stretch the axis by decades.
  const least = log ? low / 2 : Number.NEGATIVE_INFINITY;
  for (const one of spec.series) {
    if (one.kind !== 'line' || !one.band) continue;
    for (const i of one.points.keys()) {
      if (!seen(one.points, i)) continue;
      const bound = one.band.low[i] ?? null;
      take(bound === null ? null : Math.max(bound, least));
      take(one.band.high[i]);
    }
  }
  return low <= high ? [low, high] : null;
}
