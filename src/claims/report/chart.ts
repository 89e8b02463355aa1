/** Charts of reports: Apache ECharts on the server, as SVG whose bytes depend on the data alone. */
import { init } from 'echarts';
import { SEQUENTIAL, SLOT_STYLES } from '../palette.ts';

export type Point = readonly [x: number, y: number];

/** What one run has at one x. */
export interface RunValue {
  /** null: not known which */
  readonly id: string | null;
  readonly seed: number;
  readonly value: number;
}

export interface Line {
  readonly name: string;
  /** 0 … 9 */
  readonly slot: number;
  readonly points: readonly Point[];
  /** at the x of the points; null where too few runs are left for one */
  readonly band?: { readonly low: readonly (number | null)[]; readonly high: readonly (number | null)[] };
  /** runs with a value at the x of the points */
  readonly n?: readonly number[];
  /** the single values behind each point of a mean, where no single runs are drawn */
  readonly each?: readonly (readonly RunValue[])[];
  /** a single run behind the means */
  readonly faint?: boolean;
  readonly run?: { readonly id: string; readonly seed: number };
  readonly markers?: boolean;
}

export interface AxisOptions {
  readonly title: string;
  readonly log?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** only whole numbers have a meaning: no ticks between them */
  readonly whole?: boolean;
}

const WIDTH = 760;
const HEIGHT = 400;
// no name in quotes: they would end the attribute that the font stands in
const FONT = 'ui-sans-serif, system-ui, -apple-system, Roboto, Inter, sans-serif';
const TEXT = '#434c59';
const GRID = '#eceff3';
const AXIS = '#b7bfca';

type Option = Parameters<ReturnType<typeof init>['setOption']>[0];

/** @returns an SVG document on a white ground, so that it reads in a dark page too */
export function renderChart(option: Option, width = WIDTH, height = HEIGHT): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: FONT },
      ...(option as object),
    });
    return `${lean(chart.renderToSVGString())}\n`;
  } finally {
    chart.dispose();
  }
}

/** Without what only a browser's events need; ids count the charts of the process, so that the same data gave other bytes. */
function lean(svg: string): string {
  return svg
    .replaceAll(/ ecmeta_\w+="[^"]*"/g, '')
    .replaceAll(/ class="zr\d+-cls-\d+"/g, '')
    .replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, '')
    .replaceAll(/zr\d+-/g, 'zr-');
}

export function axis({ title, log, min, max, whole }: AxisOptions, vertical: boolean): object {
  return {
    type: log ? 'log' : 'value',
    name: title,
    nameLocation: 'middle',
    nameGap: vertical ? 52 : 28,
    nameTextStyle: { color: TEXT, fontSize: 12 },
    scale: true,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(whole && { minInterval: 1 }),
    axisLabel: { color: TEXT, fontSize: 11, hideOverlap: true, formatter: tick },
    axisLine: { show: true, lineStyle: { color: AXIS } },
    axisTick: { show: false },
    minorTick: { show: false },
    splitLine: { lineStyle: { color: GRID } },
  };
}

/** 0.0001 as it is, smaller as 1e-5. */
function tick(value: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  return magnitude < 1e-4 || magnitude >= 1e6 ? value.toExponential(0) : String(Number(value.toPrecision(4)));
}

export const GRID_BOX = { left: 72, right: 24, top: 56, bottom: 52 };

export function legend(names: readonly string[]): object {
  return {
    data: names.map((name) => ({ name })),
    top: 8,
    left: 60,
    right: 16,
    // without a browser widths of text are guessed, mostly too small
    itemGap: 34,
    itemWidth: 26,
    itemHeight: 8,
    textStyle: { color: TEXT, fontSize: 11 },
  };
}

/** Means with their bands in front of single runs; '' where no line has two points. */
export function lineChart(lines: readonly Line[], x: AxisOptions, y: AxisOptions): string {
  const shown = lines
    .map((line) => ({ ...line, points: positive(line.points, x, y) }))
    .filter(({ points, markers }) => points.length > 1 || (markers === true && points.length > 0));
  if (shown.length === 0) return '';
  const names = [...new Set(shown.filter(({ faint }) => !faint).map(({ name }) => name))];
  const series = [
    ...shown.filter(({ faint }) => faint).map(faintSeries),
    ...shown.filter(({ faint }) => !faint).flatMap((line) => [...bandSeries(line, y), meanSeries(line)]),
  ];
  return renderChart({
    grid: { ...GRID_BOX, top: 34 + 22 * legendRows(names) },
    legend: legend(names),
    xAxis: axis(x, false),
    yAxis: axis(y, true),
    series,
  } as Option);
}

/** As many rows as the names take, at about seven pixels a letter. */
function legendRows(names: readonly string[]): number {
  const room = WIDTH - 76;
  let rows = 1;
  let used = 0;
  for (const name of names) {
    const width = 7 * name.length + 66;
    if (used + width > room) {
      rows += 1;
      used = 0;
    }
    used += width;
  }
  return rows;
}

function positive(points: readonly Point[], x: AxisOptions, y: AxisOptions): Point[] {
  return points.filter(([a, b]) => (!x.log || a > 0) && (!y.log || b > 0) && Number.isFinite(b));
}

function meanSeries({ name, slot, points, markers }: Line): object {
  const { color, dash } = SLOT_STYLES[slot % SLOT_STYLES.length]!;
  return {
    type: 'line',
    name,
    data: points.map(short),
    showSymbol: markers === true,
    symbolSize: 6,
    lineStyle: { width: 2, color, type: dash },
    itemStyle: { color },
    z: 3,
  };
}

function faintSeries({ slot, points }: Line): object {
  const { color } = SLOT_STYLES[slot % SLOT_STYLES.length]!;
  return {
    type: 'line',
    data: points.map(short),
    showSymbol: false,
    lineStyle: { width: 0.7, color, opacity: 0.25 },
    itemStyle: { color },
    silent: true,
    z: 1,
  };
}

/** A filled polygon: stacking, the usual way, does not work on a log axis. */
function bandSeries({ slot, points, band }: Line, y: AxisOptions): object[] {
  if (band === undefined || points.length !== band.low.length) return [];
  const { color } = SLOT_STYLES[slot % SLOT_STYLES.length]!;
  const known = points.flatMap(([x, value], i): [x: number, low: number, high: number][] => {
    const [low, high] = [band.low[i] ?? null, band.high[i] ?? null];
    if (low === null || high === null) return [];
    // below zero there is no log axis: the band is cut where its mean is a hundred times larger
    return [[x, y.log ? Math.max(low, value / 100) : low, high]];
  });
  if (known.length === 0) return [];
  const outline = [
    ...known.map(([x, , high]): Point => [x, high]),
    ...known.map(([x, low]): Point => [x, low]).reverse(),
  ].map(short);
  return [
    {
      type: 'custom',
      data: [known[0]!.slice(0, 2)],
      silent: true,
      clip: true,
      z: 2,
      renderItem: (_: unknown, api: { coord: (point: readonly number[]) => number[] }) => ({
        type: 'polygon',
        shape: {
          points: outline.map((point) => api.coord(point).map((value) => Math.round(value * 10) / 10)),
        },
        style: { fill: color, opacity: 0.17 },
      }),
    },
  ];
}

/** Six digits: a picture shows no more, and files stay small. */
function short([x, y]: Point): [number, number] {
  return [Number(x.toPrecision(6)), Number(y.toPrecision(6))];
}

export interface HeatMap {
  readonly columns: readonly string[];
  readonly rows: readonly string[];
  /** (rows, columns) */
  readonly values: readonly (readonly number[])[];
  readonly x: string;
  readonly y: string;
}

export function heatMap({ columns, rows, values, x, y }: HeatMap): string {
  const flat = values.flatMap((row, i) => row.map((value, j): [number, number, number] => [j, i, value]));
  const all = flat.map(([, , value]) => value).filter(Number.isFinite);
  const category = (name: string, data: readonly string[], vertical: boolean) => ({
    ...axis({ title: name }, vertical),
    type: 'category',
    data,
    axisLabel: { color: TEXT, fontSize: 11, hideOverlap: true },
    splitLine: { show: false },
  });
  return renderChart(
    {
      grid: { left: 72, right: 110, top: 24, bottom: 52 },
      xAxis: category(x, columns, false),
      yAxis: category(y, rows, true),
      visualMap: {
        min: Math.min(...all),
        max: Math.max(...all),
        calculable: false,
        orient: 'vertical',
        right: 12,
        top: 'middle',
        precision: 2,
        inRange: { color: SEQUENTIAL },
        textStyle: { color: TEXT, fontSize: 11 },
      },
      series: [{ type: 'heatmap', data: flat.map(([a, b, value]) => [a, b, Number(value.toPrecision(4))]) }],
    } as Option,
    520,
    420,
  );
}
