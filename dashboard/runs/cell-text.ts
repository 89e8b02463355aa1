/** How a column writes its head and its numbers: one precision a column, the unit in the head only. */
import type { ParameterValue } from '../../db/index.ts';
import { inferDefinition, type MetricDefinition } from '../../db/index.ts';
import { count, isShare, metricHead, settingText, shortAge, significant, UNKNOWN } from '../format.ts';
import type { Column } from './columns.ts';

const MINUS = '\u2212';

export interface NumberStyle {
  readonly head: string;
  readonly text: (value: number) => string;
  /** a spread, or a difference without its sign */
  readonly spread: (value: number) => string;
  /** of a difference: `pt` for shares */
  readonly differenceUnit: string;
}

/** `+0.12 pt`, `±0.00 pt` where it rounds to nothing */
export function signedText({ spread, differenceUnit }: NumberStyle, difference: number): string {
  const text = spread(Math.abs(difference));
  const zero = Number(text.replace(/[^\d.]/g, '')) === 0;
  const sign = zero ? '±' : difference > 0 ? '+' : MINUS;
  return `${sign}${text}${differenceUnit === '' ? '' : ` ${differenceUnit}`}`;
}

const RUN_HEADS: Readonly<Record<string, string>> = {
  wallMs: 'time, s',
  samplesPerSecond: 'samples/s',
  peakMemoryBytes: 'memory, MB',
  epochsDone: 'epochs',
  bestEpoch: 'best epoch',
  divergedAtStep: 'diverged at',
  configHash: 'config',
  engineVersion: 'engine version',
  created: 'age',
};

export function headOf(column: Column, metrics: ReadonlyMap<string, MetricDefinition>): string {
  if (column.kind === 'metric') {
    const head = metricHead(column.key, (metrics.get(column.key) ?? inferDefinition(column.key)).unit);
    return column.statistic === 'last' ? head : `${column.statistic} ${head}`;
  }
  return column.kind === 'run' ? (RUN_HEADS[column.name] ?? column.name) : column.name;
}

/** @param sample values of the column, for the number of decimals */
export function numberStyle(column: Column, head: string, sample: readonly number[]): NumberStyle {
  if (column.kind === 'run') return runStyle(column.name, head, sample);
  const metric = column.kind === 'metric' ? column.key : column.name;
  if (isShare(metric)) {
    return { head, text: percent, spread: percent, differenceUnit: 'pt' };
  }
  const typical = median(sample.map(Math.abs).filter((value) => value > 0));
  if (typical === null || typical < 1e-4 || typical >= 1e6) {
    return {
      head,
      text: (value) => significant(value, 3),
      spread: (value) => significant(value, 2),
      differenceUnit: '',
    };
  }
  const decimals = Math.max(0, 2 - Math.floor(Math.log10(typical)));
  const text = (value: number) => fixed(value, decimals);
  return { head, text, spread: text, differenceUnit: '' };
}

function runStyle(name: string, head: string, sample: readonly number[]): NumberStyle {
  const text = name === 'wallMs' ? seconds((median(sample) ?? 0) < 1000 ? 2 : 1) : runNumber(name);
  return { head, text, spread: text, differenceUnit: '' };
}

function seconds(decimals: number): (valueMs: number) => string {
  return (valueMs) => fixed(valueMs / 1000, decimals);
}

function runNumber(name: string): (value: number) => string {
  switch (name) {
    case 'wallMs':
      return seconds(1);
    case 'epochsDone':
    case 'bestEpoch':
      // a mean of whole numbers
      return (value) => fixed(value, Number.isInteger(value) ? 0 : 1);
    case 'peakMemoryBytes':
      return (value) => fixed(value / 1e6, 0);
    case 'created':
    case 'started':
    case 'finished':
      return (value) => shortAge(value);
    case 'seed':
      return (value) => String(value);
    default:
      return count;
  }
}

function percent(value: number): string {
  return fixed(100 * value, 2);
}

/** With thin spaces between thousands and a real minus sign; a value too large for its column in powers of ten. */
export function fixed(value: number, decimals: number): string {
  if (!Number.isFinite(value)) return String(value).replace('-', MINUS);
  if (Math.abs(value) >= 1e7) return significant(value, 3);
  const [whole = '', fraction] = Math.abs(value).toFixed(decimals).split('.');
  const sign = value < 0 && Number(value.toFixed(decimals)) !== 0 ? MINUS : '';
  return sign + whole.replace(/\B(?=(\d{3})+$)/g, '\u202f') + (fraction === undefined ? '' : `.${fraction}`);
}

export function settingCell(column: Column, value: ParameterValue): string {
  if (value === null) return UNKNOWN;
  if (column.kind === 'run' && typeof value === 'number') return runNumber(column.name)(value);
  if (column.kind === 'run' && column.name === 'configHash') return String(value).slice(0, 8);
  return settingText(value);
}

function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  return Float64Array.from(values).sort()[values.length >> 1]!;
}
