// Selected rows: groups by their criteria, runs by id; kept while the table is sorted, filtered or turned over.
import { openDialog } from './dialogs.js';
import { onKey } from './keys.js';
import { toast, toastError } from './toast.js';

/** @typedef {{ kind: 'criteria' | 'run', value: string, n: number }} Selected */

/** @type {Map<string, Selected>} */
const selected = new Map();
let all = false;
/** @type {HTMLElement | null} */
let lastRow = null;
/** More than this is deleted only when its number is typed. */
const TYPED_ABOVE = 100;

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
    if (action instanceof HTMLElement) void act(action.dataset.bulk ?? '');
    if (target.closest('[data-close]')) target.closest('dialog')?.close();
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.bulkForm) return;
    event.preventDefault();
    void (form.dataset.bulkForm === 'tag' ? tag(form) : remove(form));
  });
  document.addEventListener('htmx:afterSettle', mark);
  document.addEventListener('live:replaced', mark);
  for (const [key, action] of /** @type {const} */ ([
    ['c', 'compare'],
    ['t', 'tag'],
    ['e', 'export'],
  ])) {
    onKey(key, () => void act(action));
  }
  onKey('Escape', () => void act('clear'));
  mark();
}

/** @param {HTMLElement} row @returns {Selected | null} */
function partOf(row) {
  const n = Number(row.dataset.n ?? 1);
  if (row.dataset.criteria !== undefined) return { kind: 'criteria', value: row.dataset.criteria, n };
  return row.dataset.run === undefined ? null : { kind: 'run', value: row.dataset.run, n: 1 };
}

/** @param {Selected} part */
function keyOf({ kind, value }) {
  return `${kind} ${value}`;
}

/**
 * @param {HTMLElement} row
 * @param {boolean} on
 */
function setRow(row, on) {
  const part = partOf(row);
  if (part === null) return;
  all = false;
  if (on) selected.set(keyOf(part), part);
  else selected.delete(keyOf(part));
  lastRow = row;
  mark();
}

/** @param {HTMLElement} row @param {boolean} range */
export function toggleRow(row, range) {
  if (range) return toggleRange(row);
  const part = partOf(row);
  if (part !== null) setRow(row, !selected.has(keyOf(part)));
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
    if (part !== null) selected.set(keyOf(part), part);
  }
  all = false;
  lastRow = row;
  mark();
}

/** @param {boolean} on */
function setAll(on) {
  selected.clear();
  all = on;
  mark();
}

function block() {
  return document.getElementById('runs');
}

function countAll() {
  return Number(block()?.dataset.matches ?? 0);
}

function runsSelected() {
  return all ? countAll() : [...selected.values()].reduce((sum, { n }) => sum + n, 0);
}

/** Check boxes, colours and the bar follow the selection. */
function mark() {
  for (const row of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll('#runs-rows tr.row'))) {
    const part = partOf(row);
    const box = row.querySelector('input.select');
    if (part === null || !(box instanceof HTMLInputElement)) continue;
    const on = all || selected.has(keyOf(part));
    box.checked = on;
    row.classList.toggle('selected', on);
    row.setAttribute('aria-selected', String(on));
  }
  const head = document.getElementById('select-all');
  if (head instanceof HTMLInputElement) {
    head.checked = all;
    head.indeterminate = !all && selected.size > 0;
  }
  const text = document.getElementById('selection-count');
  const actions = document.querySelector('.selection-actions');
  const some = all || selected.size > 0;
  document.getElementById('selection-bar')?.classList.toggle('active', some);
  if (actions instanceof HTMLElement) actions.hidden = !some;
  if (text !== null) text.textContent = some ? summary() : '';
}

function summary() {
  const runs = runsSelected();
  const groups = [...selected.values()].filter(({ kind }) => kind === 'criteria').length;
  const word = `${runs} ${runs === 1 ? 'run' : 'runs'}`;
  if (all) return `all ${word} selected`;
  return groups === 0
    ? `${word} selected`
    : `${groups} ${groups === 1 ? 'group' : 'groups'}, ${word} selected`;
}

/** The selection as form fields. */
function fields() {
  const form = new URLSearchParams({ filter: block()?.dataset.filter ?? '' });
  if (all) form.set('all', '1');
  for (const { kind, value } of selected.values()) form.append(kind, value);
  return form;
}

/** @param {string} action */
async function act(action) {
  if (action === 'clear') {
    selected.clear();
    all = false;
    lastRow = null;
    return mark();
  }
  if (!all && selected.size === 0) {
    const cursor = document.querySelector('#runs-rows tr.cursor');
    if (!(cursor instanceof HTMLElement)) return toast('Select runs first: x, or the boxes on the left.');
    setRow(cursor, true);
  }
  switch (action) {
    case 'compare':
      return location.assign(compareAddress());
    case 'tag':
      return openWith('tag-dialog');
    case 'delete':
      return openDelete();
    case 'export':
      return submitExport();
    case 'baseline':
      return pin();
  }
}

/** Groups as criteria, so that seeds that come later join; runs by id. */
function compareAddress() {
  const filter = block()?.dataset.filter ?? '';
  const group = block()?.dataset.group ?? '';
  const parts = [...selected.values()];
  const query = new URLSearchParams();
  if (!all && parts.every(({ kind }) => kind === 'run')) {
    query.set('runs', parts.map(({ value }) => value).join(','));
    return `/compare?${query}`;
  }
  const criteria = parts
    .map(({ kind, value }) => (kind === 'run' ? `id = "${value}"` : value))
    .filter((value) => value !== '');
  const condition = criteria.length === 1 ? criteria[0] : criteria.map((one) => `(${one})`).join(' or ');
  const base = filter.replace(/\s*\border\s+by\b.*$/is, '').replace(/\s*\blimit\s+\d+\s*$/i, '');
  const both = !condition ? base : base === '' ? condition : `(${base}) and (${condition})`;
  if (both) query.set('filter', both);
  query.set('group', group);
  return `/compare?${query}`;
}

/** @param {string} id */
function openWith(id) {
  for (const text of document.querySelectorAll(`#${id} [data-selection-text]`))
    text.textContent = `${summary()}.`;
  openDialog(id);
}

async function openDelete() {
  const { count, running } = await post('/runs/count', fields());
  const dialog = /** @type {HTMLElement} */ (document.getElementById('delete-dialog'));
  const typed = /** @type {HTMLElement} */ (dialog.querySelector('[data-type-count]'));
  typed.hidden = count <= TYPED_ABOVE;
  dialog.dataset.count = String(count);
  openDialog('delete-dialog');
  const text = `${count} ${count === 1 ? 'run' : 'runs'} will be deleted.${running > 0 ? ` ${running} of them are training.` : ''}`;
  for (const line of dialog.querySelectorAll('p[data-selection-text]')) line.textContent = text;
}

/** @param {HTMLFormElement} form */
async function remove(form) {
  const dialog = /** @type {HTMLDialogElement} */ (form.closest('dialog'));
  const count = Number(dialog.dataset.count);
  const typed = /** @type {HTMLInputElement} */ (form.elements.namedItem('typed'));
  if (count > TYPED_ABOVE && Number(typed.value) !== count) {
    typed.setCustomValidity(`Type ${count} to delete ${count} runs.`);
    typed.reportValidity();
    typed.addEventListener('input', () => typed.setCustomValidity(''), { once: true });
    return;
  }
  const body = fields();
  body.set('count', String(count));
  const answer = await post('/runs/delete', body);
  dialog.close();
  if (answer === null) return;
  toast(answer.message);
  await act('clear');
  await reload();
}

/** @param {HTMLFormElement} form */
async function tag(form) {
  const body = fields();
  const tags = /** @type {HTMLInputElement} */ (form.elements.namedItem('tags')).value;
  const removing = /** @type {HTMLInputElement} */ (form.elements.namedItem('remove')).checked;
  body.set('tags', tags);
  if (removing) body.set('remove', 'yes');
  const answer = await post('/runs/tag', body);
  form.closest('dialog')?.close();
  if (answer === null) return;
  form.reset();
  toast(answer.message, { undo: () => void undoTag(answer.changes, !removing) });
  await reload();
}

/**
 * @param {{ tags: string, runs: string[] }[]} changes
 * @param {boolean} removing
 */
async function undoTag(changes, removing) {
  for (const { tags, runs } of changes) {
    for (let at = 0; at < runs.length; at += 400) {
      const body = new URLSearchParams({ tags });
      if (removing) body.set('remove', 'yes');
      for (const run of runs.slice(at, at + 400)) body.append('run', run);
      await post('/runs/tag', body);
    }
  }
  await reload();
}

function submitExport() {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('export-form'));
  form.replaceChildren(
    ...[...fields()].map(([name, value]) => {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.value = value;
      return field;
    }),
  );
  form.submit();
}

/** Differences in the table are to this run. */
async function pin() {
  const { ids } = await post('/runs/count', fields());
  const [first] = ids ?? [];
  if (first === undefined) return toast('Select a single run to pin.');
  const query = new URLSearchParams(location.search);
  query.set('baseline', first);
  const address = `${location.pathname}?${query}`;
  await act('clear');
  await htmx.ajax('get', address, { target: '#runs', swap: 'outerHTML', push: address });
}

async function reload() {
  await htmx.ajax('get', location.href, { target: '#runs', swap: 'outerHTML' });
}

/**
 * @param {string} address
 * @param {URLSearchParams} body
 */
async function post(address, body) {
  const response = await fetch(address, { method: 'POST', body });
  if (response.ok) return response.json();
  toastError(await response.text());
  return null;
}
