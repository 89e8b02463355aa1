// Lines, bands, dots, bars and boxes as ECharts' series.
import { token } from '../theme.js';
import { number } from './format.js';
import { slotColor, slotDash, slotMarker } from './style.js';
import { isBehind } from './tooltip.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Line} Line */
/** @typedef {import('./spec').Dots} Dots */
/** @typedef {import('./spec').Boxes} Boxes */
/** @typedef {import('./spec').Bars} Bars */
/** @typedef {import('./spec').Heat} Heat */

const WIDTHS = { mean: 2, run: 1.5, thin: 1, single: 1, faint: 0.7 };
const OPACITIES = { mean: 1, run: 1, thin: 1, single: 0.45, faint: 0.16 };

/** @param {ChartSpec} spec */
export function seriesOf(spec) {
  const series = spec.series.flatMap((one, index) => {
    switch (one.kind) {
      case 'line':
        return lineSeries(one, index, spec);
      case 'dots':
        return [dotSeries(one, index)];
      case 'bars':
        return [
          {
            type: 'bar',
            name: one.name,
            id: `bars ${index}`,
            data: one.values,
            barMaxWidth: 28,
            itemStyle: { color: slotColor(one.slot) },
          },
          ...(one.errors === undefined ? [] : [errorBars(one, one.errors, index)]),
        ];
      case 'boxes':
        return boxSeries(one, index);
      case 'heat':
        return [heatSeries(one, index)];
      default:
        throw new Error('unknown kind of series');
    }
  });
  const marks = spec.marks ?? [];
  if (marks.length > 0) series.push(markSeries(marks));
  return series;
}

/**
 * @param {Line} line
 * @param {number} index
 * @param {ChartSpec} spec
 * @returns {object[]}
 */
function lineSeries(line, index, spec) {
  const color = slotColor(line.slot, line.shade);
  const log = spec.y.scale === 'log';
  const shown = line.points.map(([x, y]) => [x, y === null || (log && y <= 0) ? null : y]);
  const series = {
    type: 'line',
    name: line.name,
    id: `line ${index}`,
    data: shown,
    showSymbol: line.markers === true || shown.length === 1,
    symbol: slotMarker(line.dash ?? line.slot),
    symbolSize: 6,
    lineStyle: {
      color,
      width: WIDTHS[line.weight],
      type: isBehind(line) ? 'solid' : slotDash(line.dash ?? line.slot),
      opacity: OPACITIES[line.weight],
    },
    itemStyle: { color, opacity: OPACITIES[line.weight] },
    opacity: 1,
    z: isBehind(line) ? 1 : 3,
    silent: isBehind(line),
    emphasis: { disabled: true },
    // at most two points a pixel, the smallest and the largest
    sampling: 'minmax',
    endLabel: {
      show: Boolean(line.label) && innerWidth >= 640,
      formatter: () => line.label,
      color: token('--text2'),
      fontSize: 11,
      distance: 6,
    },
  };
  return line.band === undefined
    ? [series]
    : [bandSeries(line, index, color, log, bandOpacity(spec)), series];
}

/**
 * @param {Dots} dots
 * @param {number} index
 */
function dotSeries(dots, index) {
  const color = slotColor(dots.slot, dots.shade);
  const outlined = { color: 'transparent', borderColor: color };
  const symbols = {
    dot: { symbolSize: 5, itemStyle: { color, opacity: 0.8 } },
    ring: { symbolSize: 5, itemStyle: { ...outlined, borderWidth: 1, opacity: 0.6 } },
    cross: { symbol: CROSS, symbolSize: 8, z: 4, itemStyle: { ...outlined, borderWidth: 1.8 } },
  };
  return {
    type: 'scatter',
    name: dots.name,
    id: `dots ${index}`,
    data: dots.points,
    // of themselves, not of the x that the lines share
    tooltip: { trigger: 'item' },
    ...symbols[dots.symbol ?? 'dot'],
  };
}

const CROSS = 'path://M0 0L8 8M8 0L0 8';

/** Many bands over each other hide the lines. @param {ChartSpec} spec */
function bandOpacity({ series }) {
  return series.filter((one) => one.kind === 'line' && one.band !== undefined).length > 4 ? 0.1 : 0.17;
}

/**
 * One polygon between the bounds; gaps where they are not known.
 * @param {Line} line
 * @param {number} index
 * @param {string} color
 * @param {boolean} log
 * @param {number} opacity
 */
function bandSeries(line, index, color, log, opacity) {
  const { low = [], high = [] } = line.band ?? {};
  const known = line.points.flatMap(([x], i) => {
    const [a, b] = [low[i], high[i]];
    if (a === null || b === null || a === undefined || b === undefined) return [];
    return [[x, log ? Math.max(a, Number.MIN_VALUE) : a, b]];
  });
  return {
    type: 'custom',
    name: line.name,
    id: `band ${index}`,
    data: known,
    // so that the axis has room for it
    encode: { x: 0, y: log ? [2] : [1, 2] },
    silent: true,
    z: 2,
    clip: true,
    tooltip: { show: false },
    renderItem: (/** @type {any} */ parameters, /** @type {any} */ api) => {
      // one polygon, with the first of the points
      if (parameters.context.drawn) return undefined;
      parameters.context.drawn = true;
      const lower = known.map(([x, a]) => api.coord([x, a]));
      const upper = known.map(([x, , b]) => api.coord([x, b]));
      const { y, height } = parameters.coordSys;
      const inside = (/** @type {number} */ py) => Math.min(Math.max(py, y - height), y + 2 * height);
      const points = [...upper, ...lower.reverse()].map(([px, py]) => [px, inside(py)]);
      return { type: 'polygon', shape: { points }, style: { fill: color, opacity } };
    },
  };
}

/**
 * @param {Boxes} boxes
 * @param {number} index
 */
function boxSeries(boxes, index) {
  // beside the box, or on it where there is no room
  const few = boxes.values.length <= 5;
  return [
    {
      type: 'boxplot',
      name: boxes.name,
      id: `boxes ${index}`,
      boxWidth: [8, few ? 34 : 24],
      data: boxes.values.map((value, i) => {
        const color = slotColor(boxes.slots[i] ?? null, boxes.shades?.[i]);
        return {
          value: value ?? [],
          itemStyle: { color: `${color}2b`, borderColor: color, borderWidth: 1.5 },
        };
      }),
    },
    {
      type: 'scatter',
      name: `${boxes.name}, single runs`,
      id: `points ${index}`,
      symbolSize: 5,
      symbolOffset: [few ? 26 : 0, 0],
      data: boxes.points.map(([category, value]) => ({
        value: [category, value],
        itemStyle: {
          color: slotColor(boxes.slots[category] ?? null, boxes.shades?.[category]),
          opacity: 0.75,
        },
      })),
    },
  ];
}

/**
 * Intervals over bars: a line with two short ends.
 * @param {Bars} bars
 * @param {readonly (number | null)[]} errors
 * @param {number} index
 */
function errorBars(bars, errors, index) {
  const known = bars.values.flatMap((value, i) => {
    const error = errors[i] ?? null;
    return value === null || error === null ? [] : [[i, value - error, value + error]];
  });
  return {
    type: 'custom',
    name: bars.name,
    id: `errors ${index}`,
    silent: true,
    z: 4,
    data: known,
    encode: { x: 0, y: [1, 2] },
    renderItem: (/** @type {unknown} */ _parameters, /** @type {any} */ api) => {
      const [x, low] = api.coord([api.value(0), api.value(1)]);
      const [, high] = api.coord([api.value(0), api.value(2)]);
      const line = (
        /** @type {number} */ x1,
        /** @type {number} */ y1,
        /** @type {number} */ x2,
        /** @type {number} */ y2,
      ) => ({
        type: 'line',
        shape: { x1, y1, x2, y2 },
        style: { stroke: token('--text2'), lineWidth: 1.2 },
      });
      return {
        type: 'group',
        children: [line(x, low, x, high), line(x - 4, low, x + 4, low), line(x - 4, high, x + 4, high)],
      };
    },
  };
}

/**
 * @param {Heat} heat
 * @param {number} index
 */
function heatSeries(heat, index) {
  return {
    type: 'heatmap',
    name: heat.name,
    id: `heat ${index}`,
    data: heat.cells.map(([x, y, value]) => [x, y, value === null ? '-' : shade(heat, value)]),
    itemStyle: { borderColor: token('--surface'), borderWidth: heat.cells.length > 400 ? 0 : 1 },
    emphasis: { itemStyle: { borderColor: token('--text'), borderWidth: 1 } },
    progressive: 0,
  };
}

/** @param {Heat} heat @param {number} value */
function shade({ scale }, value) {
  const kept = Math.min(Math.max(value, scale.low), scale.high);
  return scale.log ? Math.log10(kept) : kept;
}

/** The bar under a heat map with both ends labelled; nothing for other charts. @param {ChartSpec} spec */
export function heatLegend(spec) {
  const heat = spec.series.find((one) => one.kind === 'heat');
  if (heat === undefined) return {};
  const { low, high, palette, log } = heat.scale;
  const name = palette === 'diverging' ? 'div' : 'seq';
  return {
    visualMap: {
      type: 'continuous',
      orient: 'horizontal',
      left: 'center',
      bottom: 0,
      itemWidth: 10,
      itemHeight: 140,
      min: log ? Math.log10(low) : low,
      max: log ? Math.log10(high) : high,
      text: [number(high, 3), number(low, 3)],
      textStyle: { color: token('--muted'), fontSize: 11 },
      inRange: { color: Array.from({ length: 9 }, (_, i) => token(`--${name}-${i + 1}`)) },
      hoverLink: false,
    },
  };
}

/** @param {readonly { x: number, label: string }[]} marks */
function markSeries(marks) {
  return {
    type: 'line',
    name: 'marks',
    id: 'marks',
    data: [],
    markLine: {
      silent: true,
      symbol: 'none',
      lineStyle: { color: token('--warn'), type: 'dashed', width: 1 },
      label: { color: token('--warn'), fontSize: 11, position: 'insideEndTop' },
      data: marks.map(({ x, label }) => ({ xAxis: x, name: label, label: { formatter: label } })),
    },
  };
}
