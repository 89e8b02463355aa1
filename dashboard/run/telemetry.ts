/** Layer telemetry as a heat map: layers over steps. */
import { type Database, type RunDetail, readMetric } from '../../db/index.ts';
import type { ChartSpec, Heat } from '../charts/spec.ts';
import { count, significant } from '../format.ts';
import { layerMetric, SIGNAL_WORDS, SIGNALS, type Signal } from './metric-names.ts';

/** Columns of cells that a card has room for. */
const MOST_COLUMNS = 60;

export interface LayerMap {
  readonly signal: Signal;
  readonly layers: readonly string[];
  readonly spec: ChartSpec;
  /** `log scale, every 10 steps` */
  readonly remark: string;
  readonly footnote: string;
  readonly metrics: readonly string[];
}

/** Signals that this run recorded, in the order of the switch. */
export function recordedSignals(run: RunDetail): Signal[] {
  const found = new Set(Object.keys(run.summary).map((name) => layerMetric(name)?.[0]));
  return (Object.keys(SIGNALS) as Signal[]).filter((signal) => found.has(signal));
}

/** First layer on top, as the image goes through them. null: this signal was not recorded */
export function layerMap(db: Database, run: RunDetail, signal: Signal): LayerMap | null {
  const layers = layersOf(run, signal);
  if (layers.length === 0) return null;
  const series = layers.map((layer) => readMetric(db, run.id, `${signal}/${layer}`));
  const steps = [...new Set(series.flatMap((one) => one.steps))].sort((a, b) => a - b);
  const perColumn = Math.max(1, Math.ceil(steps.length / MOST_COLUMNS));
  const starts = steps.filter((_, i) => i % perColumn === 0);
  const { scale } = SIGNALS[signal];
  const rows = series.map((one) => columnMeans(one, starts, scale === 'log'));
  const values = rows.flat().filter((value): value is number => value !== null);
  return {
    signal,
    layers,
    metrics: layers.map((layer) => `${signal}/${layer}`),
    remark: [scale === 'share' ? '%' : scale === 'log' ? 'log scale' : null, everyText(steps)]
      .filter(Boolean)
      .join(', '),
    spec: {
      x: { title: 'step', scale: 'category', categories: starts.map(count) },
      // a category axis starts at the bottom
      y: { title: '', scale: 'category', categories: [...layers].reverse() },
      series: [
        {
          kind: 'heat',
          name: signal,
          cells: rows.flatMap((row, layer) =>
            row.map(
              (value, column) =>
                [
                  column,
                  layers.length - 1 - layer,
                  scale === 'share' && value !== null ? 100 * value : value,
                ] as const,
            ),
          ),
          scale: heatScale(scale, values),
        },
      ],
    },
    footnote: [
      `The ${SIGNAL_WORDS[signal]}${probeText(run)}.`,
      perColumn === 1
        ? ''
        : `A cell is the ${scale === 'log' ? 'geometric ' : ''}mean of ${perColumn} measurements.`,
      ratioText(signal, layers, series),
    ]
      .filter(Boolean)
      .join(' '),
  };
}

function layersOf(run: RunDetail, signal: Signal): string[] {
  const order = new Map(run.config?.layers.map(({ name }, i) => [name, i]));
  const place = (layer: string) => order.get(layer) ?? order.size;
  return Object.keys(run.summary)
    .flatMap((name) => {
      const found = layerMetric(name);
      return found !== null && found[0] === signal ? [found[1]] : [];
    })
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b, 'en', { numeric: true }));
}

/** The mean of what was measured from each start to the next; null where nothing was, or nothing finite. */
function columnMeans(
  { steps, values }: { steps: readonly number[]; values: readonly number[] },
  starts: readonly number[],
  geometric: boolean,
): (number | null)[] {
  const sums = new Float64Array(starts.length);
  const counts = new Uint32Array(starts.length);
  let column = 0;
  steps.forEach((step, i) => {
    while (column + 1 < starts.length && starts[column + 1]! <= step) column += 1;
    const value = values[i]!;
    if (!Number.isFinite(value) || (geometric && value <= 0)) return;
    sums[column]! += geometric ? Math.log(value) : value;
    counts[column]! += 1;
  });
  return starts.map((_, i) => {
    if (counts[i] === 0) return null;
    const mean = sums[i]! / counts[i]!;
    return geometric ? Math.exp(mean) : mean;
  });
}

function heatScale(scale: (typeof SIGNALS)[Signal]['scale'], values: readonly number[]): Heat['scale'] {
  const low = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const high = values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  if (values.length === 0) return { low: 0, high: 1, palette: 'sequential' };
  switch (scale) {
    case 'log':
      return { low, high: high > low ? high : 2 * low, palette: 'sequential', log: true };
    case 'linear':
      return { low: Math.min(0, low), high: high || 1, palette: 'sequential' };
    case 'share':
      return { low: 0, high: 100, palette: 'sequential' };
    case 'diverging': {
      const most = Math.max(Math.abs(low), Math.abs(high)) || 1;
      return { low: -most, high: most, palette: 'diverging' };
    }
    default:
      return scale satisfies never;
  }
}

function everyText(steps: readonly number[]): string | null {
  const gaps = new Set(steps.slice(1).map((step, i) => step - steps[i]!));
  const most = [...gaps].sort((a, b) => b - a)[0];
  return most === undefined ? null : `every ${count(most)} steps`;
}

function probeText(run: RunDetail): string {
  return run.recording === null || run.config === null
    ? ''
    : `, on the same ${count(Math.min(run.recording.probeSize, run.config.validationSize))} validation images each time`;
}

/** Whether gradients vanish: the first layer beside the last, at the start and at the end. */
function ratioText(
  signal: Signal,
  layers: readonly string[],
  series: readonly { readonly values: readonly number[] }[],
): string {
  if ((signal !== 'gradient_rms' && signal !== 'signal_rms') || layers.length < 2) return '';
  const [top, bottom] = [series[0]!.values, series.at(-1)!.values];
  const ratio = (at: number) => top.at(at)! / bottom.at(at)!;
  const [first, last] = [ratio(0), ratio(-1)];
  if (!Number.isFinite(first) || !Number.isFinite(last)) return '';
  return `${layers[0]} / ${layers.at(-1)}: ${significant(first, 2)} at first, ${significant(last, 2)} at last.`;
}
