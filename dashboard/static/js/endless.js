// Long lists: further pages come when the row that stands for them is reached, and what is far away leaves again.
import { toastError } from './toast.js';

/** Rows kept in the page, those of opened groups included. */
const MOST_ROWS = 300;
const ROWS = '#runs-rows tr.row';

/** @type {IntersectionObserver | null} */
let observer = null;
/** Rows for the pages before: they load when they come into sight, not where they are in sight from the start. */
const passed = new WeakSet();

export function initEndless() {
  observer = new IntersectionObserver((entries) => {
    for (const { target, isIntersecting } of entries) {
      const row = /** @type {HTMLElement} */ (target);
      if (!isIntersecting) passed.add(row);
      else if (row.dataset.way === 'down' || passed.has(row)) void load(row);
    }
  });
  document.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('[data-load-rows]');
    const row = button?.closest('tr.sentinel');
    if (row instanceof HTMLElement) void load(row);
  });
  document.addEventListener('htmx:afterSettle', watch);
  // a row that the stream has replaced is still of its page
  document.addEventListener('live:replaced', (event) => {
    const old = /** @type {HTMLElement} */ (/** @type {CustomEvent} */ (event).detail);
    const { page } = old.dataset;
    if (page !== undefined) /** @type {HTMLElement} */ (event.target).dataset.page = page;
  });
  watch();
}

/** Rows that the server has just sent are those of the table's page. */
function watch() {
  const body = document.getElementById('runs-rows');
  if (body === null) return;
  for (const row of topRows()) row.dataset.page ??= body.dataset.page ?? '1';
  for (const row of body.querySelectorAll('tr.sentinel')) observer?.observe(row);
}

/** Without the runs of opened groups. */
function topRows() {
  return /** @type {HTMLElement[]} */ ([...document.querySelectorAll(`${ROWS}:not([data-parent])`)]);
}

/** @param {HTMLElement} sentinel */
async function load(sentinel) {
  if (sentinel.dataset.loading !== undefined) return;
  sentinel.dataset.loading = '';
  observer?.unobserve(sentinel);
  const { page = '', way = '' } = sentinel.dataset;
  const query = new URLSearchParams(document.getElementById('runs')?.dataset.query);
  query.set('page', page);
  query.set('way', way);
  try {
    const response = await fetch(`/runs/rows?${query}`);
    if (!response.ok) throw new Error(await response.text());
    const template = document.createElement('template');
    template.innerHTML = await response.text();
    // the table may be another one by now
    if (sentinel.isConnected) put(sentinel, template.content, page, way);
  } catch (error) {
    // the button in the row tries again
    delete sentinel.dataset.loading;
    toastError(`Further rows could not be loaded: ${/** @type {Error} */ (error).message}`);
  }
}

/**
 * @param {HTMLElement} sentinel
 * @param {DocumentFragment} rows
 * @param {string} page
 * @param {string} way
 */
function put(sentinel, rows, page, way) {
  const added = /** @type {HTMLElement[]} */ ([...rows.children]);
  for (const row of added) {
    // the order may have changed since the page before: a row is shown once
    if (row.id !== '' && document.getElementById(row.id) !== null) row.remove();
    else if (!row.matches('.sentinel')) row.dataset.page = page;
  }
  const neighbour = way === 'up' ? sentinel.nextElementSibling : sentinel.previousElementSibling;
  const focused = sentinel.contains(document.activeElement);
  keepInPlace(neighbour, () => {
    sentinel.replaceWith(rows);
    trim(way);
  });
  for (const row of added) if (row.isConnected) htmx.process(row);
  if (focused) {
    const control = added.find((row) => row.isConnected)?.querySelector('a, button');
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  }
  watch();
  document.dispatchEvent(new CustomEvent('rows:loaded'));
}

/** Whole pages at the other end go, as far as they are out of sight. @param {string} way */
function trim(way) {
  const height = innerHeight;
  for (;;) {
    const pages = [...new Set(topRows().map((row) => Number(row.dataset.page)))].sort((a, b) => a - b);
    const page = way === 'down' ? pages[0] : pages.at(-1);
    if (page === undefined || pages.length < 2) return;
    if (document.querySelectorAll(ROWS).length <= MOST_ROWS) return;
    const rows = rowsOf(page);
    const near = way === 'down' ? rows.at(-1) : rows[0];
    const { top = 0, bottom = 0 } = near?.getBoundingClientRect() ?? {};
    // a row that stands for it must not be in sight at once, or it would come back at once
    if (way === 'down' ? bottom > -height : top < 2 * height) return;
    const old = document.querySelector(
      `#runs-rows tr.sentinel[data-way="${way === 'down' ? 'up' : 'down'}"]`,
    );
    old?.remove();
    near?.[way === 'down' ? 'after' : 'before'](sentinelFor(page, way === 'down' ? 'up' : 'down'));
    for (const row of rows) row.remove();
  }
}

/** With the runs of its opened groups. @param {number} page */
function rowsOf(page) {
  const own = topRows().filter((row) => Number(row.dataset.page) === page);
  return own.flatMap((row) => [
    row,
    .../** @type {NodeListOf<HTMLElement>} */ (
      document.querySelectorAll(`#runs-rows tr[data-parent="${CSS.escape(row.id)}"]`)
    ),
  ]);
}

/**
 * @param {number} page
 * @param {'up' | 'down'} way
 */
function sentinelFor(page, way) {
  const row = document.createElement('tr');
  row.className = 'sentinel';
  Object.assign(row.dataset, { page: String(page), way });
  const cell = row.insertCell();
  cell.colSpan = document.querySelectorAll('#runs-head th').length;
  const button = document.createElement('button');
  Object.assign(button, { type: 'button', className: 'link-button' });
  button.dataset.loadRows = '';
  button.textContent = way === 'up' ? 'rows before these' : 'rows after these';
  cell.append(button);
  return row;
}

/**
 * What a person looks at stays where it is while rows above it come and go.
 * @param {Element | null} row
 * @param {() => void} change
 */
function keepInPlace(row, change) {
  const before = row?.getBoundingClientRect().top ?? 0;
  change();
  if (row === null || !row.isConnected) return;
  const moved = row.getBoundingClientRect().top - before;
  if (moved !== 0) scroller()?.scrollBy({ top: moved, behavior: 'instant' });
}

/** The box of the table, or the page where the box is as long as its rows. */
function scroller() {
  const box = document.querySelector('.runs-scroll');
  return box !== null && box.scrollHeight > box.clientHeight && getComputedStyle(box).overflowY !== 'visible'
    ? box
    : document.scrollingElement;
}
