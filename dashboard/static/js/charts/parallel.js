// Parallel coordinates: an axis a setting, a line a run, coloured by the last axis. Dragging along an axis picks runs.
import { token } from '../theme.js';
import { number } from './format.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Parallel} Parallel */

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
      name: title,
      nameLocation: 'end',
      nameGap: 14,
      nameTextStyle: { color: token('--muted'), fontSize: 11 },
      ...(categories ? { type: 'category', data: categories } : { type: 'value', scale: true }),
      axisLine: { lineStyle: { color: token('--axis') } },
      axisTick: { lineStyle: { color: token('--axis') } },
      axisLabel: {
        color: token('--text2'),
        fontSize: 11,
        // over lines, in a halo of the ground
        textBorderColor: token('--surface'),
        textBorderWidth: 3,
        ...(categories ? {} : { formatter: (/** @type {number} */ value) => number(value, 4) }),
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
