// Selected rows: ticked, counted and marked; kept while the table is sorted, filtered or turned over.
import { onKey } from './keys.js';
import { act, initActions, post } from './selection-actions.js';
import {
  clear,
  countRuns,
  emptySelection,
  formFields,
  hasEverything,
  isCertain,
  isSelected,
  keyOf,
  select,
  selectEverything,
  summary,
} from './selection-state.js';

/** @typedef {import('./selection-state.js').Part} Part */

const COUNT_MS = 150;

const selection = emptySelection();
/** @type {HTMLElement | null} */
let lastRow = null;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let countTimer;

export function initSelection() {
  document.addEventListener('change', (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement)) return;
    if (box.id === 'select-all') setAll(box.checked);
    else if (box.matches('input.select')) {
      const row = box.closest('tr');
      if (row !== null) setRow(row, box.checked);
    }
  });
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const box = target.closest('input.select');
    if (box !== null && event.shiftKey) toggleRange(/** @type {HTMLElement} */ (box.closest('tr')));
    const action = target.closest('[data-bulk]');
    if (action instanceof HTMLElement) start(action.dataset.bulk ?? '');
    if (target.closest('[data-close]')) target.closest('dialog')?.close();
  });
  for (const event of ['htmx:afterSettle', 'live:replaced', 'rows:loaded']) {
    document.addEventListener(event, mark);
  }
  for (const [key, action] of /** @type {const} */ ([
    ['c', 'compare'],
    ['t', 'tag'],
    ['e', 'export'],
  ])) {
    onKey(key, () => start(action));
  }
  onKey('Escape', clearSelection);
  initActions();
  mark();
}

/** @param {string} action */
function start(action) {
  if (action === 'clear') return clearSelection();
  const cursor = document.querySelector('#runs-rows tr.cursor');
  if (selection.chosen.size === 0 && cursor instanceof HTMLElement) setRow(cursor, true);
  void act(action, {
    empty: selection.chosen.size === 0,
    fields: formFields(selection),
    text: document.getElementById('selection-count')?.textContent ?? '',
    clear: clearSelection,
  });
}

function clearSelection() {
  clear(selection);
  lastRow = null;
  mark();
}

/** @param {HTMLElement} row @returns {Part | null} */
function partOf(row) {
  const { n = '1', criteria, run, parent } = row.dataset;
  const filter = filterNow();
  if (criteria !== undefined) return { kind: 'criteria', value: criteria, filter, n: Number(n) };
  if (run === undefined) return null;
  const of = parent === undefined ? undefined : document.getElementById(parent)?.dataset.criteria;
  const group = of === undefined ? {} : { parent: keyOf({ kind: 'criteria', value: of, filter }) };
  return { kind: 'run', value: run, filter, n: 1, ...group };
}

/**
 * @param {HTMLElement} row
 * @param {boolean} on
 */
function setRow(row, on) {
  const part = partOf(row);
  if (part === null) return;
  select(selection, part, on);
  lastRow = row;
  mark();
}

/** @param {HTMLElement} row @param {boolean} range */
export function toggleRow(row, range) {
  if (range) return toggleRange(row);
  const part = partOf(row);
  if (part !== null) setRow(row, !isSelected(selection, part));
}

/** Everything between the row selected last and this one. @param {HTMLElement} row */
function toggleRange(row) {
  const rows = /** @type {HTMLElement[]} */ ([
    ...document.querySelectorAll('#runs-rows tr.row:not(.more-seeds)'),
  ]);
  const from = lastRow === null ? -1 : rows.indexOf(lastRow);
  const to = rows.indexOf(row);
  if (from === -1) return setRow(row, true);
  for (const one of rows.slice(Math.min(from, to), Math.max(from, to) + 1)) {
    const part = partOf(one);
    if (part !== null) select(selection, part, true);
  }
  lastRow = row;
  mark();
}

/** @param {boolean} on */
function setAll(on) {
  if (on) selectEverything(selection, filterNow(), Number(block()?.dataset.matches ?? 0));
  else clear(selection);
  mark();
}

function block() {
  return document.getElementById('runs');
}

function filterNow() {
  return block()?.dataset.filter ?? '';
}

/** Check boxes, colours and the bar follow the selection. */
function mark() {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#runs-rows tr.row'))) {
    const part = partOf(row);
    const box = row.querySelector('input.select');
    if (part === null || !(box instanceof HTMLInputElement)) continue;
    const on = isSelected(selection, part);
    box.checked = on;
    row.classList.toggle('selected', on);
    row.setAttribute('aria-selected', String(on));
  }
  const some = selection.chosen.size > 0;
  const head = document.getElementById('select-all');
  if (head instanceof HTMLInputElement) {
    head.checked = hasEverything(selection, filterNow()) && selection.except.size === 0;
    head.indeterminate = some && !head.checked;
  }
  const actions = document.querySelector('.selection-actions');
  document.getElementById('selection-bar')?.classList.toggle('active', some);
  if (actions instanceof HTMLElement) actions.hidden = !some;
  showCount();
}

/** Parts that may have runs in common are counted by the server. */
function showCount() {
  clearTimeout(countTimer);
  const line = document.getElementById('selection-count');
  if (line === null) return;
  line.textContent = text(countRuns(selection));
  if (isCertain(selection)) return;
  countTimer = setTimeout(async () => {
    const fields = formFields(selection);
    const answer = await post('/runs/count', fields);
    const same = String(fields) === String(formFields(selection));
    const now = document.getElementById('selection-count');
    if (answer !== null && same && now !== null) now.textContent = text(answer.count);
  }, COUNT_MS);
}

/** @param {number} runs */
function text(runs) {
  return selection.chosen.size === 0 ? '' : summary(selection, runs);
}
