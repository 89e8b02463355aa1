// The runs page: rows by key, sorting by several, opening groups, new runs.
import { initColumnPicker } from './columns.js';
import { initEdit } from './edit.js';
import { initEndless } from './endless.js';
import { initFilter } from './filter.js';
import { onKey } from './keys.js';
import { setTopics } from './live.js';
import { countNew } from './number-ranges.js';
import { initSavedViews } from './saved-views.js';
import { initSelection, toggleRow } from './selection.js';

initFilter();
initSelection();
initColumnPicker();
initEdit();
initSavedViews();
initKeys();
initExpand();
initSorting();
initEndless();
initFocus();
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
  });
  document.addEventListener('htmx:beforeSwap', (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    const button = /** @type {Element} */ (detail.requestConfig.elt);
    // closed before its rows came
    if (button.matches('.expand[aria-expanded="false"]')) detail.shouldSwap = false;
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

/** The stream tells which runs match now; those that are not shown come in when the person asks for them. */
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
      const { runs } = /** @type {CustomEvent} */ (event).detail;
      const more = countNew(runs, box.dataset.known ?? '');
      box.replaceChildren();
      if (more === 0) return;
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

/** htmx keeps the focus where the element with it comes back; where it does not, its menu or its neighbour gets it. */
function initFocus() {
  /** @type {string[]} */
  let homes = [];
  document.addEventListener('htmx:beforeSwap', () => {
    const focused = document.activeElement;
    homes = [
      focused?.closest('details.menu')?.querySelector('summary')?.id ?? '',
      focused?.closest('.control')?.id ?? '',
    ].filter((id) => id !== '' && focused?.closest('#runs') !== null);
  });
  document.addEventListener('htmx:afterSettle', () => {
    if (document.activeElement !== document.body) return;
    for (const id of homes.splice(0)) {
      const home = document.getElementById(id);
      const control = home?.matches('summary') ? home : home?.querySelector('a, summary, button');
      if (control instanceof HTMLElement) return control.focus({ preventScroll: true });
    }
  });
}
