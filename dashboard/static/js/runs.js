// The runs page: rows by key, sorting by several, opening groups, saved views.
import { initColumnPicker } from './columns.js';
import { initEdit } from './edit.js';
import { initFilter } from './filter.js';
import { onKey } from './keys.js';
import { setTopics } from './live.js';
import { initSavedViews } from './saved-views.js';
import { initSelection, toggleRow } from './selection.js';

/** Rows kept in the page; further ones come back when they are scrolled to. */
const MOST_ROWS = 300;

initFilter();
initSelection();
initColumnPicker();
initEdit();
initSavedViews();
initKeys();
initExpand();
initSorting();
initWindow();
initNewRuns();
initLiveRows();

function rows() {
  return /** @type {HTMLTableRowElement[]} */ ([
    ...document.querySelectorAll('#runs-rows tr.row:not(.more-seeds)'),
  ]);
}

/** @returns {HTMLTableRowElement | null} */
function cursor() {
  return document.querySelector('#runs-rows tr.cursor');
}

/** @param {number} by */
function move(by) {
  const all = rows();
  const now = cursor();
  const at = now === null ? (by > 0 ? -1 : all.length) : all.indexOf(now);
  const next = all[Math.min(all.length - 1, Math.max(0, at + by))];
  if (next === undefined) return;
  now?.classList.remove('cursor');
  next.classList.add('cursor');
  next.scrollIntoView({ block: 'nearest' });
  next.querySelector('input.select')?.setAttribute('data-cursor', '');
}

function initKeys() {
  onKey('j', () => move(1));
  onKey('k', () => move(-1));
  onKey('x', () => {
    const row = cursor();
    if (row !== null) toggleRow(row, false);
  });
  onKey('X', () => {
    const row = cursor();
    if (row !== null) toggleRow(row, true);
  });
  onKey('o', () =>
    cursor()
      ?.querySelector('.expand')
      ?.dispatchEvent(new Event('click', { bubbles: true })),
  );
  onKey('Enter', (event) => {
    const row = cursor();
    if (row === null || /** @type {Element} */ (event.target).closest('a, button, summary')) return;
    const link = row.querySelector('a.run-link');
    if (link instanceof HTMLAnchorElement) location.assign(link.href);
    else row.querySelector('.expand')?.dispatchEvent(new Event('click', { bubbles: true }));
  });
}

/** The rows of a group come from the server at the first opening and go at the next click. */
function initExpand() {
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const button = target.closest('.expand');
    if (button instanceof HTMLElement) {
      const row = button.closest('tr');
      const open = button.getAttribute('aria-expanded') === 'true';
      button.setAttribute('aria-expanded', String(!open));
      if (open && row !== null) removeSeeds(row.id);
      else htmx.trigger(button, 'expand');
    }
    const more = target.closest('[data-replaces-seeds]');
    if (more instanceof HTMLElement) {
      const parent = more.dataset.replacesSeeds ?? '';
      // the longer list contains the shorter one
      document.addEventListener('htmx:beforeSwap', () => removeSeeds(parent), { once: true });
    }
  });
}

/** @param {string} parent */
function removeSeeds(parent) {
  for (const row of document.querySelectorAll(`tr[data-parent="${CSS.escape(parent)}"]`)) row.remove();
}

/** Shift-click adds the column as a further key. */
function initSorting() {
  document.addEventListener(
    'click',
    (event) => {
      const link = /** @type {Element} */ (event.target).closest('a.sort');
      if (!(link instanceof HTMLElement) || !event.shiftKey || !link.dataset.addHref) return;
      event.preventDefault();
      event.stopPropagation();
      void htmx.ajax('get', link.dataset.addHref, {
        target: '#runs',
        swap: 'outerHTML',
        push: link.dataset.addHref,
      });
    },
    true,
  );
}

/** Long lists: what is far away leaves the page, and a row stays that fetches it again. */
function initWindow() {
  document.addEventListener('htmx:afterSettle', () => {
    const all = rows().filter((row) => row.dataset.parent === undefined);
    if (all.length <= MOST_ROWS) return;
    const scroller = document.querySelector('.runs-scroll');
    const below =
      scroller !== null && scroller.scrollTop > (scroller.scrollHeight - scroller.clientHeight) / 2;
    const gone = below ? all.slice(0, all.length - MOST_ROWS) : all.slice(MOST_ROWS);
    const edge = below ? all[all.length - MOST_ROWS] : all[MOST_ROWS - 1];
    const page = sentinelPage(below, gone.length / 100);
    for (const row of gone) {
      removeSeeds(row.id);
      row.remove();
    }
    for (const old of document.querySelectorAll('tr.sentinel')) {
      const before =
        old.compareDocumentPosition(/** @type {Node} */ (edge)) & Node.DOCUMENT_POSITION_FOLLOWING;
      if (Boolean(before) === below) old.remove();
    }
    edge?.insertAdjacentElement(below ? 'beforebegin' : 'afterend', sentinel(page));
    const added = edge?.[below ? 'previousElementSibling' : 'nextElementSibling'];
    if (added instanceof HTMLElement) htmx.process(added);
  });
}

/**
 * The page that the rows at the edge belong to.
 * @param {boolean} below
 * @param {number} pagesGone
 */
function sentinelPage(below, pagesGone) {
  const pages = [...document.querySelectorAll('tr.sentinel')].map((row) =>
    Number(/** @type {HTMLElement} */ (row).dataset.page),
  );
  const last = Math.max(...pages);
  const first = Math.min(...pages);
  return below ? last - MOST_ROWS / 100 - 1 : first + MOST_ROWS / 100 + Math.max(1, Math.ceil(pagesGone));
}

/** @param {number} page */
function sentinel(page) {
  const row = document.createElement('tr');
  row.className = 'sentinel';
  row.dataset.page = String(page);
  const query = new URLSearchParams(location.search);
  query.set('page', String(page));
  row.setAttribute('hx-get', `/runs/rows?${query}`);
  row.setAttribute('hx-trigger', 'intersect once root:.runs-scroll');
  row.setAttribute('hx-swap', 'outerHTML');
  row.setAttribute('hx-target', 'this');
  row.setAttribute('hx-push-url', 'false');
  row.insertCell().textContent = '…';
  return row;
}

/** The stream tells how many runs match now; they come in when the person asks for them. */
function initNewRuns() {
  document.addEventListener('htmx:afterSettle', () => {
    const query = document.getElementById('runs')?.dataset.query;
    if (query !== undefined) setTopics(['status', `runs:${encodeURIComponent(query)}`]);
  });
  document.addEventListener(
    'live:data',
    (event) => {
      const box = /** @type {HTMLElement} */ (event.target);
      if (box.id !== 'new-runs') return;
      const { matches } = /** @type {CustomEvent} */ (event).detail;
      const more = matches - Number(box.dataset.known);
      box.replaceChildren();
      if (more <= 0) return;
      const button = document.createElement('button');
      button.type = 'button';
      button.className = 'button';
      button.textContent = `${more} new ${more === 1 ? 'run' : 'runs'}: show`;
      button.addEventListener('click', () => {
        void htmx.ajax('get', location.href, { target: '#runs', swap: 'outerHTML' });
      });
      box.append(button);
    },
    true,
  );
}

/** A row that the stream has replaced keeps the cursor, and says still that its group is open. */
function initLiveRows() {
  document.addEventListener('live:replaced', (event) => {
    const next = /** @type {HTMLElement} */ (event.target);
    const old = /** @type {HTMLElement} */ (/** @type {CustomEvent} */ (event).detail);
    next.classList.toggle('cursor', old.classList.contains('cursor'));
    const open = old.querySelector('.expand')?.getAttribute('aria-expanded');
    if (open) next.querySelector('.expand')?.setAttribute('aria-expanded', open);
  });
}
