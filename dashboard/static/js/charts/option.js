// From what the server says about a chart to ECharts' options: the same axes, lines and tooltips everywhere.
import { token } from '../theme.js';
import { logTicks, number } from './format.js';
import { seriesOf } from './series.js';
import { tooltipText } from './tooltip.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Axis} Axis */
/** @typedef {import('../vendor/echarts.js').EChartsOption} EChartsOption */

/** @param {ChartSpec} spec */
export function pointCount(spec) {
  return spec.series.reduce((sum, one) => sum + ('points' in one ? one.points.length : one.values.length), 0);
}

/**
 * @param {ChartSpec} spec
 * @param {Partial<EChartsOption>} [more] for exports
 * @returns {EChartsOption}
 */
export function optionOf(spec, more = {}) {
  const labels = spec.series.flatMap((one) => (one.kind === 'line' && one.label ? [one.label] : []));
  const right =
    labels.length === 0 ? 16 : Math.min(140, 16 + 6.4 * Math.max(...labels.map((text) => text.length)));
  return /** @type {EChartsOption} */ ({
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 11 },
    grid: { left: 4, right, top: 12, bottom: 4, containLabel: true, outerBoundsMode: 'same' },
    xAxis: axisOption(spec.x, 'x', extent(spec, 'x')),
    yAxis: axisOption(spec.y, 'y', extent(spec, 'y')),
    tooltip: {
      trigger: spec.x.scale === 'category' ? 'item' : 'axis',
      renderMode: 'richText',
      confine: true,
      transitionDuration: 0,
      backgroundColor: token('--surface'),
      borderColor: token('--border'),
      textStyle: {
        color: token('--text'),
        fontSize: 12,
        rich: { b: { fontWeight: 600 }, m: { color: token('--muted') } },
      },
      axisPointer: { type: 'line', lineStyle: { color: token('--axis'), type: 'dashed' } },
      formatter: (/** @type {unknown} */ parameters) => tooltipText(spec, parameters),
    },
    // Zoom by drag needs the toolbox; it shows nothing of itself.
    toolbox: {
      itemSize: 0,
      showTitle: false,
      feature: { dataZoom: { yAxisIndex: 'none', brushStyle: brush() } },
    },
    series: seriesOf(spec),
    ...more,
  });
}

function brush() {
  return { color: token('--selected'), opacity: 0.6 };
}

/**
 * @param {Axis} axis
 * @param {'x' | 'y'} which
 * @param {readonly [number, number] | null} range
 */
function axisOption(axis, which, range) {
  const low = axis.min ?? range?.[0];
  const high = axis.max ?? range?.[1];
  const base = {
    name: axis.title,
    nameLocation: 'middle',
    nameGap: which === 'x' ? 26 : undefined,
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
      return { ...base, type: 'category', data: axis.categories ?? [] };
    case 'log': {
      if (low === undefined || high === undefined) return { ...base, type: 'log' };
      const [from, to] = low === high ? [low / 2, high * 2] : [low, high];
      const ticks = logTicks(from, to);
      const customValues = ticks.length >= 2 ? ticks : undefined;
      return {
        ...base,
        type: 'log',
        min: from,
        max: to,
        axisLabel: { ...base.axisLabel, customValues },
        axisTick: { ...base.axisTick, customValues },
        minorTick: { show: false },
        splitLine: { ...base.splitLine, customValues },
      };
    }
    case 'linear':
      return {
        ...base,
        type: 'value',
        min: axis.fromZero ? 0 : axis.min,
        max: axis.max,
        scale: !axis.fromZero,
      };
    default:
      throw new Error(`unknown scale ${axis.scale}`);
  }
}

/**
 * Smallest and largest value drawn on an axis.
 * @param {ChartSpec} spec
 * @param {'x' | 'y'} which
 * @returns {readonly [number, number] | null}
 */
function extent(spec, which) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  const log = spec[which].scale === 'log';
  const take = (/** @type {number | null | undefined} */ value) => {
    if (value === null || value === undefined || !Number.isFinite(value) || (log && value <= 0)) return;
    low = Math.min(low, value);
    high = Math.max(high, value);
  };
  for (const one of spec.series) {
    if (one.kind === 'line' || one.kind === 'dots')
      for (const point of one.points) take(point[which === 'x' ? 0 : 1]);
    if (one.kind === 'line' && one.band && which === 'y')
      for (const value of [...one.band.low, ...one.band.high]) take(value);
  }
  return low <= high ? [low, high] : null;
}
