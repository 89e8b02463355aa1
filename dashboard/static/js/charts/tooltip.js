// What stands in a tooltip. Rich text, never HTML: names are stored strings.
import { number } from './format.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */

const MOST_LINES = 12;

/**
 * x, then the series in the order of the lines on screen: value, band, n.
 * @param {ChartSpec} spec
 * @param {any} parameters
 */
export function tooltipText(spec, parameters) {
  const items = (Array.isArray(parameters) ? parameters : [parameters]).filter(
    (item) => item && item.seriesType !== 'custom' && item.seriesName !== 'marks',
  );
  if (items.length === 0) return '';
  if (spec.x.scale === 'category')
    return items.map((item) => `${plain(item.name)}\n${numbers(item.value)}`).join('\n');
  const rows = items
    .map((item) => {
      const index = Number(String(item.seriesId ?? '').split(' ')[1]);
      const line = spec.series[index];
      const [, y] = /** @type {[number, number | null]} */ (item.value);
      return { line, y, name: String(item.seriesName), at: item.dataIndex };
    })
    .filter(({ y, line }) => y !== null && !(line?.kind === 'line' && line.weight === 'faint'))
    .sort((a, b) => Number(b.y) - Number(a.y));
  const x = items[0].value[0];
  const head = `{m|${plain(axisWord(spec.x.title))} ${number(x, 6)}}`;
  const shown = rows.slice(0, MOST_LINES).map(({ line, y, name, at }) => {
    const parts = [`{b|${number(Number(y), 4)}}`];
    if (line?.kind === 'line') {
      const low = line.band?.low[at];
      const high = line.band?.high[at];
      if (typeof low === 'number' && typeof high === 'number')
        parts.push(`{m|[${number(low, 4)}, ${number(high, 4)}]}`);
      const n = line.n?.[at];
      if (n !== undefined) parts.push(`{m|n ${n}}`);
    }
    return `${plain(name)}  ${parts.join(' ')}`;
  });
  if (rows.length > MOST_LINES) shown.push(`{m|and ${rows.length - MOST_LINES} more}`);
  return [head, ...shown].join('\n');
}

/** `step (469 per epoch)` and `time, s` give `step` and `time`. @param {string} title */
function axisWord(title) {
  return title.replace(/[,(].*$/, '').trim();
}

/** Braces and bars would be taken for styles. @param {string} text */
function plain(text) {
  return text.replaceAll(/[{}|]/g, ' ');
}

/** @param {unknown} value */
function numbers(value) {
  if (!Array.isArray(value)) return typeof value === 'number' ? number(value, 4) : String(value);
  return value
    .slice(1)
    .map((one) => (typeof one === 'number' ? number(one, 4) : ''))
    .join(', ');
}
