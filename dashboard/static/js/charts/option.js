// From what the server says about a chart to ECharts' options: the same axes, lines and tooltips everywhere.
import { token } from '../theme.js';
import { axisOption, extent } from './axes.js';
import { parallelOf, parallelOption } from './parallel.js';
import { heatLegend, seriesOf } from './series.js';
import { tooltipOf } from './tooltip.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('../vendor/echarts.js').EChartsOption} EChartsOption */

/** @param {ChartSpec} spec */
export function pointCount(spec) {
  return spec.series.reduce((sum, one) => {
    if (one.kind === 'heat') return sum + one.cells.length;
    if (one.kind === 'parallel') return sum + one.lines.length;
    return sum + ('points' in one ? one.points.length : one.values.length);
  }, 0);
}

/** Values that a log axis cannot show. @param {ChartSpec} spec */
export function notPositive(spec) {
  let left = 0;
  for (const one of spec.series) {
    if (one.kind !== 'line' && one.kind !== 'dots') continue;
    for (const [, y] of one.points) if (y !== null && y <= 0) left += 1;
  }
  return left;
}

/**
 * @param {ChartSpec} spec
 * @param {Partial<EChartsOption>} [more] for exports
 * @param {readonly [number, number] | null} [zoom] the part of x that is shown
 * @returns {EChartsOption}
 */
export function optionOf(spec, more = {}, zoom = null) {
  const parallel = parallelOf(spec);
  if (parallel !== undefined) return parallelOption(parallel, fontFamily(), more);
  const right = roomForLabels(spec);
  return /** @type {EChartsOption} */ ({
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily: fontFamily(), fontSize: 11 },
    grid: gridOption(right, 6),
    xAxis: axisOption(spec.x, 'x', extent(spec, 'x')),
    yAxis: axisOption(spec.y, 'y', extent(spec, 'y', zoom), zoom !== null),
    tooltip: {
      trigger: spec.series.some(({ kind }) => kind === 'line') ? 'axis' : 'item',
      confine: true,
      transitionDuration: 0,
      className: 'chart-tooltip',
      borderWidth: 0,
      padding: 0,
      backgroundColor: 'transparent',
      extraCssText: 'box-shadow: none',
      axisPointer: { type: 'line', lineStyle: { color: token('--axis'), type: 'dashed' } },
      formatter: (/** @type {unknown} */ parameters) => tooltipOf(spec, parameters),
    },
    // knows what is zoomed to; the toolbox's own is hidden from getOption
    dataZoom: spec.x.scale === 'category' ? [] : [zoomOption(zoom)],
    // Zoom by drag needs the toolbox; it shows nothing of itself.
    toolbox: {
      itemSize: 0,
      showTitle: false,
      // nothing is filtered: lines go on to the edge; y follows by its axis (see charts.js)
      feature: { dataZoom: { yAxisIndex: 'none', filterMode: 'none', brushStyle: brush() } },
    },
    ...(spec.series.some(({ kind }) => kind === 'heat')
      ? { ...heatLegend(spec), grid: gridOption(right, 30) }
      : {}),
    series: seriesOf(spec),
    ...more,
  });
}

/**
 * Labels and names of axes stay inside of the chart.
 * @param {number} right
 * @param {number} bottom
 * @param {number} [top]
 * @returns {EChartsOption['grid']}
 */
export function gridOption(right, bottom, top = 12) {
  return {
    left: 4,
    right,
    top,
    bottom,
    outerBoundsMode: 'same',
    outerBoundsContain: 'all',
    outerBoundsClampWidth: '60%',
    outerBoundsClampHeight: '60%',
  };
}

/** Below this the lines have no names at their ends: the legend has them. */
export const PHONE_PX = 640;

/** Room for the labels at the ends of lines. @param {ChartSpec} spec */
export function roomForLabels(spec) {
  if (innerWidth < PHONE_PX) return 16;
  const lengths = spec.series.flatMap((one) => (one.kind === 'line' && one.label ? [one.label.length] : []));
  return lengths.length === 0 ? 16 : Math.min(160, 18 + 6.2 * Math.max(...lengths));
}

/** ECharts writes it into an attribute without escaping: double quotes would end that. */
function fontFamily() {
  return getComputedStyle(document.body).fontFamily.replaceAll('"', "'");
}

/** @param {readonly [number, number] | null} zoom */
function zoomOption(zoom) {
  return {
    type: 'inside',
    id: 'zoom',
    filterMode: 'none',
    zoomOnMouseWheel: false,
    moveOnMouseMove: false,
    moveOnMouseWheel: false,
    ...(zoom === null ? { start: 0, end: 100 } : { startValue: zoom[0], endValue: zoom[1] }),
  };
}

function brush() {
  return { color: token('--selected'), opacity: 0.6 };
}
