/** Numbers, times and states as people read them. JSON and exports keep full precision and plain digits. */
import type { RunStatus } from '../../db/index.ts';
import type { Colors } from '../sweep/progress/colors.ts';

const MINUS = '\u2212';
const THIN_SPACE = '\u202f';
export const UNKNOWN = '–';

/** Shares between 0 and 1, shown in percent. */
export function isShare(metric: string): boolean {
  return /(^|[/_])(accuracy|error|fraction)([/_]|$)/i.test(metric);
}

/** `test/accuracy %`: the unit once, in the head. */
export function metricTitle(metric: string): string {
  return isShare(metric) ? `${metric} %` : metric;
}

/** Accuracy in percent with 2 decimals; anything else with 3 significant digits. */
export function metricText(metric: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return UNKNOWN;
  if (!Number.isFinite(value)) return signed(String(value));
  return isShare(metric) ? signed((100 * value).toFixed(2)) : significant(value, 3);
}

/** A spread has the decimals of its mean. */
export function spreadText(metric: string, mean: number, spread: number | null): string {
  if (spread === null) return UNKNOWN;
  if (isShare(metric)) return (100 * spread).toFixed(2);
  const decimals = /\.(\d+)$/.exec(significant(mean, 3))?.[1]?.length ?? 0;
  return /e/.test(significant(mean, 3)) ? significant(spread, 2) : spread.toFixed(decimals);
}

/** A difference: of accuracies in points, always with its sign. */
export function differenceText(metric: string, value: number | null): string {
  if (value === null) return UNKNOWN;
  const text = isShare(metric) ? (100 * value).toFixed(2) : significant(value, 3);
  return value > 0 ? `+${text}` : signed(text);
}

export function differenceUnit(metric: string): string {
  return isShare(metric) ? 'pt' : '';
}

/** 0.0123, 12 300, 1.2e−7 */
export function significant(value: number, digits: number): string {
  if (value === 0) return '0';
  const magnitude = Math.abs(value);
  if (magnitude >= 1e-4 && magnitude < 1e6) {
    const decimals = Math.max(0, digits - 1 - Math.floor(Math.log10(magnitude)));
    return signed(grouped(value.toFixed(Math.min(decimals, 20))));
  }
  return signed(value.toExponential(digits - 1).replace('e+', 'e'));
}

/** Whole numbers with thin spaces between thousands. */
export function count(value: number): string {
  return signed(grouped(String(Math.round(value))));
}

/** `1 run`, `63 runs` */
export function counted(value: number, noun: string): string {
  return `${count(value)} ${noun}${value === 1 ? '' : 's'}`;
}

function grouped(digits: string): string {
  const [whole = '', fraction] = digits.split('.');
  const sign = whole.startsWith('-') ? '-' : '';
  const bare = whole.slice(sign.length);
  // four digits stay together, as is usual with thin spaces
  const spaced = bare.length <= 4 ? bare : bare.replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return sign + spaced + (fraction === undefined ? '' : `.${fraction}`);
}

function signed(text: string): string {
  return text.replaceAll('-', MINUS);
}

/** Settings as they were typed: 0.003, adam, true. */
export function settingText(value: unknown): string {
  if (value === null || value === undefined) return UNKNOWN;
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/** 870 ms, 10.9 s, 41 min, 1 h 42 min, 3 d 4 h */
export function durationText(ms: number | null): string {
  if (ms === null) return UNKNOWN;
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 99.95) return `${seconds.toFixed(1)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** 512 B, 41.2 kB, 1.3 GB (powers of 1000) */
export function bytesText(bytes: number | null): string {
  if (bytes === null) return UNKNOWN;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toPrecision(3)} ${units[unit]}`;
}

/** `3 min ago`, or the date where it is long past */
export function ageText(timeMs: number, now = Date.now()): string {
  const ms = Math.max(0, now - timeMs);
  if (ms < 5000) return 'now';
  if (ms < 100_000) return `${Math.round(ms / 1000)} s ago`;
  if (ms < 48 * 3_600_000) return `${durationText(ms).split(' ').slice(0, 2).join(' ')} ago`;
  return new Date(timeMs).toISOString().slice(0, 10);
}

/** 2026-11-24 08:30:12 in the zone of this machine */
export function timeText(timeMs: number | null): string {
  if (timeMs === null) return UNKNOWN;
  const date = new Date(timeMs);
  const pad = (value: number) => String(value).padStart(2, '0');
  const day = `${date.getFullYear()}-${pad(date.getMonth() + 1)}-${pad(date.getDate())}`;
  return `${day} ${pad(date.getHours())}:${pad(date.getMinutes())}:${pad(date.getSeconds())}`;
}

/** The word always stands beside the icon: colour is never the only carrier. */
export function statusText(status: RunStatus, colors: Colors): string {
  switch (status) {
    case 'completed':
      return colors.green('✓ completed');
    case 'diverged':
      return colors.yellow('▲ diverged');
    case 'failed':
      return colors.red('✕ failed');
    case 'running':
      return colors.blue('◔ running');
    case 'queued':
      return colors.dim('◌ queued');
    case 'cancelled':
      return colors.dim('⊘ cancelled');
    default:
      throw status satisfies never;
  }
}
