// Lines, bands, dots, bars and boxes as ECharts' series.
import { token } from '../theme.js';
import { slotColor, slotDash, slotMarker } from './style.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Line} Line */
/** @typedef {import('./spec').Boxes} Boxes */

const WIDTHS = { mean: 2, run: 1.5, thin: 1, faint: 0.7 };

/** @param {ChartSpec} spec */
export function seriesOf(spec) {
  const series = spec.series.flatMap((one, index) => {
    switch (one.kind) {
      case 'line':
        return lineSeries(one, index, spec);
      case 'dots':
        return [
          {
            type: 'scatter',
            name: one.name,
            id: `dots ${index}`,
            data: one.points,
            symbolSize: 5,
            itemStyle: { color: slotColor(one.slot), opacity: 0.8 },
          },
        ];
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
        ];
      case 'boxes':
        return boxSeries(one, index);
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
  const color = slotColor(line.slot);
  const log = spec.y.scale === 'log';
  const shown = line.points.map(([x, y]) => [x, y === null || (log && y <= 0) ? null : y]);
  const series = {
    type: 'line',
    name: line.name,
    id: `line ${index}`,
    data: shown,
    showSymbol: line.markers === true || shown.length === 1,
    symbol: slotMarker(line.slot),
    symbolSize: 6,
    lineStyle: {
      color,
      width: WIDTHS[line.weight],
      type: line.weight === 'faint' ? 'solid' : slotDash(line.slot),
    },
    itemStyle: { color, opacity: line.weight === 'faint' ? 0.16 : 1 },
    opacity: 1,
    z: line.weight === 'faint' ? 1 : 3,
    silent: line.weight === 'faint',
    emphasis: { disabled: true },
    // at most two points a pixel, the smallest and the largest
    sampling: 'minmax',
    endLabel: {
      show: Boolean(line.label),
      formatter: () => line.label,
      color: token('--text2'),
      fontSize: 11,
      distance: 6,
    },
    labelLayout: { moveOverlap: 'shiftY' },
  };
  if (line.weight === 'faint') Object.assign(series.lineStyle, { opacity: 0.16 });
  return line.band === undefined ? [series] : [bandSeries(line, index, color, log), series];
}

/**
 * One polygon between the bounds; gaps where they are not known.
 * @param {Line} line
 * @param {number} index
 * @param {string} color
 * @param {boolean} log
 */
function bandSeries(line, index, color, log) {
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
    data: known.length === 0 ? [] : [known[0]],
    silent: true,
    z: 2,
    tooltip: { show: false },
    renderItem: (/** @type {any} */ _parameters, /** @type {any} */ api) => {
      const lower = known.map(([x, a]) => api.coord([x, a]));
      const upper = known.map(([x, , b]) => api.coord([x, b]));
      const { y, height } = _parameters.coordSys;
      const bottom = y + height;
      // a bound below a log axis ends at its foot
      const kept = [...upper, ...lower.reverse()].map(([px, py]) => [px, Math.min(Math.max(py, y), bottom)]);
      return {
        type: 'polygon',
        shape: { points: kept },
        style: { fill: color, opacity: 0.17 },
        clipPath: undefined,
      };
    },
    clip: true,
  };
}

/**
 * @param {Boxes} boxes
 * @param {number} index
 */
function boxSeries(boxes, index) {
  return [
    {
      type: 'boxplot',
      name: boxes.name,
      id: `boxes ${index}`,
      boxWidth: [10, 34],
      data: boxes.values.map((value, i) => {
        const color = slotColor(boxes.slots[i] ?? null);
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
      symbolOffset: [26, 0],
      data: boxes.points.map(([category, value]) => ({
        value: [category, value],
        itemStyle: { color: slotColor(boxes.slots[category] ?? null), opacity: 0.75 },
      })),
    },
  ];
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
