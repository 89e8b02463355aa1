// The numbers of a chart as a table: for screen readers, for copying, and as CSV.
import { parallelOf, parallelRows } from './parallel.js';

/** @typedef {import('./spec').ChartSpec} ChartSpec */

const MOST_ROWS = 500;

/**
 * One row a point; full precision.
 * @param {ChartSpec} spec
 * @returns {{ head: string[], rows: (string | number | null)[][] }}
 */
export function rowsOf(spec) {
  const parallel = parallelOf(spec);
  if (parallel !== undefined) return parallelRows(parallel);
  const categories = spec.x.categories ?? [];
  /** @type {(string | number | null)[][]} */
  const rows = [];
  let bands = false;
  for (const one of spec.series) {
    switch (one.kind) {
      case 'line':
        bands ||= one.band !== undefined;
        for (const [i, [x, y]] of one.points.entries()) {
          rows.push([
            one.name,
            x,
            y,
            one.band?.low[i] ?? null,
            one.band?.high[i] ?? null,
            one.n?.[i] ?? null,
          ]);
        }
        break;
      case 'dots':
        for (const [x, y] of one.points) rows.push([one.name, x, y, null, null, null]);
        break;
      case 'bars':
        for (const [i, value] of one.values.entries())
          rows.push([one.name, categories[i] ?? i, value, null, null, null]);
        break;
      case 'boxes':
        for (const [category, value] of one.points) {
          rows.push([one.name, categories[category] ?? category, value, null, null, null]);
        }
        break;
      case 'heat':
        for (const [x, y, value] of one.cells)
          rows.push([spec.y.categories?.[y] ?? String(y), categories[x] ?? x, value, null, null, null]);
        break;
      default:
        throw new Error('unknown kind of series');
    }
  }
  const width = bands ? 6 : 3;
  const heat = spec.series.find((one) => one.kind === 'heat');
  const names =
    heat === undefined ? ['series', spec.x.title, spec.y.title] : [spec.y.title, spec.x.title, heat.name];
  const head = [...names, 'low', 'high', 'n'].slice(0, width);
  return { head, rows: rows.map((row) => row.slice(0, width)) };
}

/**
 * @param {string} title
 * @param {ChartSpec} spec
 */
export function tableOf(title, spec) {
  const { head, rows } = rowsOf(spec);
  const box = document.createElement('div');
  box.className = 'chart-table';
  box.tabIndex = 0;
  box.setAttribute('role', 'region');
  box.setAttribute('aria-label', `${title} as a table`);
  const table = document.createElement('table');
  table.className = 'table';
  const caption = table.createCaption();
  caption.textContent =
    rows.length > MOST_ROWS
      ? `${title}: the first ${MOST_ROWS} of ${rows.length} points; CSV has them all`
      : title;
  const headRow = table.createTHead().insertRow();
  for (const text of head) {
    const cell = document.createElement('th');
    cell.scope = 'col';
    cell.textContent = text;
    headRow.append(cell);
  }
  const body = table.createTBody();
  for (const row of rows.slice(0, MOST_ROWS)) {
    const line = body.insertRow();
    for (const value of row) line.insertCell().textContent = value === null ? '–' : String(value);
  }
  box.append(table);
  return box;
}
