/** Numbers and times as pages show them: those of the command line, with thin spaces from 1 000 on. */
export {
  bytesText,
  differenceText,
  differenceUnit,
  durationText,
  isShare,
  metricText,
  settingText,
  significant,
  spreadText,
  timeText,
  UNKNOWN,
} from '../src/cli/format.ts';

const MINUS = '\u2212';
const THIN_SPACE = '\u202f';

/** Whole numbers: 10 248, −12. */
export function count(value: number): string {
  const digits = String(Math.abs(Math.round(value))).replace(/\B(?=(\d{3})+$)/g, THIN_SPACE);
  return value < 0 ? MINUS + digits : digits;
}

/** `1 run`, `1 930 runs` */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${count(value)} ${value === 1 ? one : many}`;
}

/** `test/accuracy, %`, `train/loss, nats`: the unit once, in the head. */
export function metricHead(metric: string, unit: string | null): string {
  const shown = unitOf(metric, unit);
  return shown === null ? metric : `${metric}, ${shown}`;
}

/** The unit in which pages show the metric; null: none. */
export function unitOf(metric: string, unit: string | null): string | null {
  if (/(^|[/_])(accuracy|error|fraction)([/_]|$)/i.test(metric)) return '%';
  if (unit !== null && unit !== '') return unit;
  return /(^|\/)loss$/.test(metric) ? 'nats' : null;
}

/** 4 s, 12 min, 3 h, 2 d */
export function shortAge(timeMs: number, nowMs = Date.now()): string {
  const seconds = Math.max(0, (nowMs - timeMs) / 1000);
  if (seconds < 2) return 'now';
  if (seconds < 99.5) return `${Math.round(seconds)} s`;
  if (seconds < 99 * 60) return `${Math.round(seconds / 60)} min`;
  if (seconds < 48 * 3600) return `${Math.round(seconds / 3600)} h`;
  return `${Math.round(seconds / 86_400)} d`;
}
