// Parallel coordinates: an axis a setting, a line a run, coloured by the last axis. Dragging along an axis picks runs.
import { token } from '../theme.js';
import { number } from './format.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Parallel} Parallel */
/** @typedef {import('../vendor/echarts.js').ECharts} ECharts */

const TOP = 34;
const BOTTOM = 14;
/** The palest shades do not stand out from the ground. */
const FIRST_SHADE = 3;

/** @param {ChartSpec} spec @returns {Parallel | undefined} */
export function parallelOf(spec) {
  return /** @type {Parallel | undefined} */ (spec.series.find(({ kind }) => kind === 'parallel'));
}

/**
 * @param {Parallel} one
 * @param {string} fontFamily
 * @param {any} more of an export: room for its title and footnote in `grid`
 */
export function parallelOption(one, fontFamily, more) {
  const values = one.lines.flatMap((line) => {
    const value = line.at(-1);
    return value === null || value === undefined ? [] : [value];
  });
  const sorted = values.sort((a, b) => a - b);
  const { top = 0, bottom = 0 } = more.grid ?? {};
  const { grid: _, ...rest } = more;
  return {
    animation: false,
    aria: { enabled: true },
    textStyle: { fontFamily, fontSize: 11 },
    parallel: { left: 24, right: 64, top: TOP + top, bottom: BOTTOM + bottom },
    parallelAxis: one.axes.map(({ title, categories }, dim) => ({
      dim,
      id: axisId(dim),
      name: title,
      nameLocation: 'end',
      nameGap: 14,
      nameTextStyle: { color: token('--muted'), fontSize: 11 },
      type: 'value',
      // not a category axis: that would round what is picked to whole places
      ...(categories ? { min: -0.5, max: categories.length - 0.5 } : { scale: true }),
      axisLine: { lineStyle: { color: token('--axis') } },
      axisTick: {
        lineStyle: { color: token('--axis') },
        ...(categories ? { customValues: [...categories.keys()] } : {}),
      },
      axisLabel: {
        color: token('--text2'),
        fontSize: 11,
        // over lines, in a halo of the ground
        textBorderColor: token('--surface'),
        textBorderWidth: 3,
        ...(categories ? { customValues: [...categories.keys()] } : {}),
        formatter: (/** @type {number} */ value) =>
          categories ? (categories[Math.round(value)] ?? '') : number(value, 4),
      },
      areaSelectStyle: {
        width: 14,
        borderColor: token('--accent'),
        color: token('--accent'),
        opacity: 0.25,
      },
    })),
    visualMap: {
      show: false,
      type: 'continuous',
      dimension: one.axes.length - 1,
      // the worst tenth shares a colour: good values crowd at the other end
      min: sorted[Math.floor(sorted.length / 10)] ?? 0,
      max: sorted.at(-1) ?? 1,
      inRange: {
        color: Array.from({ length: 10 - FIRST_SHADE }, (_, i) => token(`--seq-${FIRST_SHADE + i}`)),
      },
    },
    series: [
      {
        type: 'parallel',
        name: one.name,
        data: one.lines,
        lineStyle: { width: 1, opacity: one.lines.length > 300 ? 0.35 : 0.6 },
        inactiveOpacity: 0.04,
        smooth: false,
      },
    ],
    ...rest,
  };
}

/** @param {number} dim */
function axisId(dim) {
  return `axis ${dim}`;
}

/**
 * Marks on the axes what is picked.
 * @param {ECharts} chart
 * @param {Parallel} one
 */
export function showPicks(chart, { axes }) {
  for (const [dim, { picked }] of axes.entries()) {
    if (picked === undefined) continue;
    // a copy: ECharts keeps and changes what it is given
    const intervals = picked.map(([low, high]) => [low, high]);
    chart.dispatchAction(
      { type: 'axisAreaSelect', parallelAxisId: axisId(dim), intervals },
      { silent: true, flush: true },
    );
  }
  if (axes.every(({ picked }) => picked === undefined)) return;
  // an axis does not draw what is picked on itself, since that mostly comes from its own brush
  chart.setOption({});
  // marks that no brush has drawn do not follow areaSelectStyle: they would be grey in the dark, too
  const shapes = /** @type {any[]} */ (/** @type {any} */ (chart.getZr()).storage.getDisplayList(true));
  for (const shape of shapes) {
    if (shape.parent?.__brushOption !== undefined) shape.setStyle({ fill: token('--accent'), opacity: 0.25 });
  }
}

/** A person who drags pauses at times. */
const SETTLED_MS = 300;
let down = false;
for (const name of ['pointerdown', 'pointerup', 'pointercancel']) {
  addEventListener(
    name,
    () => {
      down = name === 'pointerdown';
    },
    { capture: true },
  );
}

/**
 * Tells the page what a person picks on an axis, once the drag is over.
 * @param {ECharts} chart
 * @param {() => Parallel | undefined} current
 * @param {(pick: { name: string, of: string[] }) => void} tell
 */
export function watchPicks(chart, current, tell) {
  let timer = 0;
  chart.on('axisareaselected', (event) => {
    const { parallelAxisId, intervals } = /** @type {any} */ (event);
    const dim = Number(String(parallelAxisId).split(' ')[1]);
    const settle = () => {
      if (chart.isDisposed()) return;
      if (down) {
        timer = setTimeout(settle, SETTLED_MS);
        return;
      }
      const axis = current()?.axes[dim];
      if (axis !== undefined) tell({ name: axis.name, of: pickOf(axis, intervals) });
    };
    clearTimeout(timer);
    timer = setTimeout(settle, SETTLED_MS);
  });
}

/**
 * What intervals on an axis pick, in the words of the address; nothing: all.
 * @param {import('./spec').ParallelAxis} axis
 * @param {readonly (readonly [number, number])[]} intervals
 */
function pickOf({ keys, factor = 1 }, intervals) {
  if (keys === undefined) return intervals.map(([low, high]) => rangeText(low / factor, high / factor));
  const picked = keys.filter((_, i) => intervals.some(([low, high]) => low <= i && i <= high));
  return picked.length === keys.length ? [] : picked;
}

/** Three digits of its width, rounded outwards: nothing that was inside falls out. @param {number} low @param {number} high */
function rangeText(low, high) {
  const digits = Math.max(0, Math.min(12, 2 - Math.floor(Math.log10(high - low || 1))));
  const factor = 10 ** digits;
  return `${Number((Math.floor(low * factor) / factor).toFixed(digits))}..${Number((Math.ceil(high * factor) / factor).toFixed(digits))}`;
}

/**
 * One row a line.
 * @param {Parallel} one
 * @returns {{ head: string[], rows: (string | number | null)[][] }}
 */
export function parallelRows({ axes, lines }) {
  return {
    head: axes.map(({ title }) => title),
    rows: lines.map((line) =>
      line.map((value, i) => (value === null ? null : (axes[i]?.categories?.[value] ?? value))),
    ),
  };
}
