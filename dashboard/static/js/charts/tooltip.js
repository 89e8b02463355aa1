// What stands in a tooltip: elements with text in them, never HTML from text, since names are stored strings.
import { number } from './format.js';
import { slotColor } from './style.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('./spec').Line} Line */
/** @typedef {[label: string, value: string, more?: string]} Row */

const MOST_LINES = 14;

/**
 * x, then the series in the order of the lines on screen: value, band, n.
 * @param {ChartSpec} spec
 * @param {any} parameters of ECharts: an item, or those at one x
 * @returns {HTMLElement | string} empty text: no tooltip
 */
export function tooltipOf(spec, parameters) {
  if (!Array.isArray(parameters)) return itemTooltip(spec, parameters);
  const x = parameters[0]?.axisValue;
  if (typeof x !== 'number') return '';
  // Of its own items ECharts keeps only those that lie nearest; here each line has its say.
  const rows = spec.series
    .flatMap((one) => {
      if (one.kind !== 'line' || isBehind(one)) return [];
      const at = nearest(one, x);
      const y = at === -1 ? null : (one.points[at]?.[1] ?? null);
      return y === null ? [] : [{ line: one, at, y }];
    })
    .sort((a, b) => b.y - a.y);
  if (rows.length === 0) return '';
  const box = boxOf(`${axisWord(spec.x.title)} ${number(x, 6)}`);
  const table = box.appendChild(document.createElement('table'));
  const text = alike(rows.map(({ y }) => y));
  for (const { line, at, y } of rows.slice(0, MOST_LINES)) addLine(table.insertRow(), line, at, y, text);
  if (rows.length > MOST_LINES) addText(box, 'p', `and ${rows.length - MOST_LINES} more`);
  return box;
}

/**
 * Numbers under each other have the same decimals, unless decades lie between them.
 * @param {readonly number[]} values
 * @returns {(value: number) => string}
 */
function alike(values) {
  const sizes = values.map(Math.abs).filter((size) => size > 0);
  const [least, most] = [Math.min(...sizes), Math.max(...sizes)];
  if (sizes.length === 0 || most > 100 * least || most >= 10_000 || most < 0.001) return number;
  const decimals = Math.max(0, DIGITS - 1 - Math.floor(Math.log10(most)));
  return (value) => value.toFixed(decimals).replace('-', '\u2212');
}

const DIGITS = 4;

/** A single run, which is drawn for the eye alone. @param {Line} line */
export function isBehind({ weight }) {
  return weight === 'faint' || weight === 'single';
}

/**
 * @param {HTMLTableRowElement} row
 * @param {Line} line
 * @param {number} at
 * @param {number} y
 * @param {(value: number) => string} text
 */
function addLine(row, line, at, y, text) {
  const name = row.insertCell();
  const swatch = name.appendChild(document.createElement('i'));
  swatch.style.backgroundColor = slotColor(line.slot, line.shade);
  name.append(line.name);
  const value = row.insertCell();
  value.className = 'number';
  addText(value, 'b', text(y));
  const [low, high] = [line.band?.low[at], line.band?.high[at]];
  const band = typeof low === 'number' && typeof high === 'number';
  row.insertCell().textContent = band ? `[${text(low)}, ${text(high)}]` : '';
  const n = line.n?.[at];
  row.insertCell().textContent = n === undefined ? '' : `n ${n}`;
}

/**
 * Index of the point nearest to x; −1 where x lies outside of the line by more than its points are apart.
 * @param {Line} line points by x
 * @param {number} x
 */
export function nearest({ points }, x) {
  let low = 0;
  let high = points.length - 1;
  if (high < 0) return -1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((points[middle]?.[0] ?? 0) <= x) low = middle;
    else high = middle;
  }
  const at = Math.abs((points[high]?.[0] ?? 0) - x) < Math.abs((points[low]?.[0] ?? 0) - x) ? high : low;
  const gap = points.length < 2 ? 0 : (points[high]?.[0] ?? 0) - (points[low]?.[0] ?? 0);
  return Math.abs((points[at]?.[0] ?? 0) - x) <= Math.max(gap, Math.abs(x) * 1e-9) ? at : -1;
}

/**
 * One box, bar, cell or dot.
 * @param {ChartSpec} spec
 * @param {any} item
 */
function itemTooltip(spec, item) {
  if (!item || item.seriesName === 'marks') return '';
  const found = itemRows(spec, item);
  if (found === null) return '';
  const box = boxOf(found.head);
  const table = box.appendChild(document.createElement('table'));
  for (const [label, value, more = ''] of found.rows) {
    const row = table.insertRow();
    row.insertCell().textContent = label;
    const cell = row.insertCell();
    cell.className = 'number';
    addText(cell, 'b', value);
    row.insertCell().textContent = more;
  }
  return box;
}

/**
 * @param {ChartSpec} spec
 * @param {any} item
 * @returns {{ head: string, rows: Row[] } | null}
 */
function itemRows(spec, item) {
  const one = spec.series[Number(String(item.seriesId ?? '').split(' ')[1])];
  const category = (/** @type {unknown} */ i) => spec.x.categories?.[Number(i)] ?? String(i);
  const text = (/** @type {number | null | undefined} */ value) =>
    value === null || value === undefined ? '–' : number(value);
  const [xWord, yWord] = [axisWord(spec.x.title), axisWord(spec.y.title)];
  switch (one?.kind) {
    case 'boxes': {
      if (item.seriesType === 'scatter')
        return { head: category(item.value[0]), rows: [['one run', text(item.value[1])]] };
      const words = ['low whisker', 'first quartile', 'median', 'third quartile', 'high whisker'];
      const values = one.values[item.dataIndex] ?? [];
      const rows = values.map((value, i) => /** @type {Row} */ ([words[i], text(value)]));
      return { head: category(item.dataIndex), rows: rows.reverse() };
    }
    case 'bars': {
      const error = one.errors?.[item.dataIndex] ?? null;
      const more = error === null ? '' : `± ${number(error)}`;
      return { head: category(item.dataIndex), rows: [[one.name, text(one.values[item.dataIndex]), more]] };
    }
    case 'heat': {
      const [x, y, value] = one.cells[item.dataIndex] ?? [0, 0, null];
      const row = spec.y.categories?.[y] ?? String(y);
      return { head: `${xWord} ${category(x)}, ${yWord} ${row}`, rows: [[one.name, text(value)]] };
    }
    case 'dots': {
      const [x, y] = one.points[item.dataIndex] ?? [0, null];
      const place = spec.x.scale === 'category' ? category(x) : number(x, 6);
      return {
        head: one.labels?.[item.dataIndex] ?? one.name,
        rows: [
          [xWord, place],
          [yWord, text(y)],
        ],
      };
    }
    default:
      return null;
  }
}

/** `step (469 per epoch)` and `time, s` give `step` and `time`. @param {string} title */
function axisWord(title) {
  return title.replace(/[,(].*$/, '').trim();
}

/** @param {string} head */
function boxOf(head) {
  const box = document.createElement('div');
  box.className = 'chart-tip';
  addText(box, 'p', head);
  return box;
}

/**
 * @param {HTMLElement} parent
 * @param {string} tag
 * @param {string} text
 */
function addText(parent, tag, text) {
  parent.appendChild(document.createElement(tag)).textContent = text;
}
