/** Numbers and texts of the progress display. */
import { stripVTControlCharacters } from 'node:util';

/** `0:07`, `12:05`, `1:02:03` */
export function clock(durationMs: number): string {
  const seconds = Math.max(0, Math.round(durationMs / 1000));
  const two = (value: number) => String(value).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  return hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${minutes}:${two(seconds % 60)}`;
}

/** In words, for estimates: `40 s`, `7 min`, `2 h 10 min` */
export function roughly(durationMs: number): string {
  const seconds = durationMs / 1000;
  if (seconds < 1) return 'less than a second';
  if (seconds < 90) return `${Math.round(seconds)} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const rest = minutes % 60;
  return rest === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${rest} min`;
}

/** `832`, `5.4 k`, `48 k`, `1.2 M` */
export function compact(value: number): string {
  const [scaled, unit] =
    value >= 1e6 ? [value / 1e6, ' M'] : value >= 1e3 ? [value / 1e3, ' k'] : [value, ''];
  return `${unit !== '' && scaled < 10 ? scaled.toFixed(1) : scaled.toFixed(0)}${unit}`;
}

export function bytes(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toFixed(1)} GB`;
  if (value >= 1e6) return `${(value / 1e6).toFixed(1)} MB`;
  return `${Math.ceil(value / 1e3)} kB`;
}

export function percent(fraction: number, digits = 2): string {
  return `${(fraction * 100).toFixed(digits)} %`;
}

/** At most six characters (without a sign), whatever the size of the loss. */
export function loss(value: number): string {
  if (value !== 0 && (Math.abs(value) < 0.001 || Math.abs(value) >= 1e4)) return value.toExponential(1);
  return value.toFixed(Math.abs(value) < 10 ? 4 : Math.abs(value) < 100 ? 3 : 1);
}

/** Terminal cells of a text without its colour codes (code points; wide scripts are not expected here). */
export function visibleLength(text: string): number {
  return [...stripVTControlCharacters(text)].length;
}

/** Cut with an ellipsis; a cut text loses its colours, so that no colour code is left open. */
export function truncate(text: string, width: number): string {
  if (visibleLength(text) <= width) return text;
  return `${[...stripVTControlCharacters(text)].slice(0, Math.max(0, width - 1)).join('')}…`;
}

export function padEnd(text: string, width: number): string {
  return text + ' '.repeat(Math.max(0, width - visibleLength(text)));
}

export function padStart(text: string, width: number): string {
  return ' '.repeat(Math.max(0, width - visibleLength(text))) + text;
}
