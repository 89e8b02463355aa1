// What is done with the selected runs: compare, tag, export, pin, delete.
import { openDialog } from './dialogs.js';
import { toast, toastError } from './toast.js';

/** @typedef {{ empty: boolean, fields: URLSearchParams, text: string, clear: () => void }} Selected */

/** More than this is deleted only when its number is typed. */
const TYPED_ABOVE = 100;
const UNDO_BATCH = 400;

/** What the open dialog is about. @type {Selected | null} */
let pending = null;

export function initActions() {
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !form.dataset.bulkForm || pending === null) return;
    event.preventDefault();
    void (form.dataset.bulkForm === 'tag' ? tag(form, pending) : remove(form, pending));
  });
}

/** @param {string} action @param {Selected} selected */
export async function act(action, selected) {
  if (selected.empty) return toast('Select runs first: x, or the boxes on the left.');
  pending = selected;
  switch (action) {
    case 'compare':
      return compare(selected);
    case 'tag':
      return openTag(selected);
    case 'delete':
      return openDelete(selected);
    case 'export':
      return submitExport(selected);
    case 'baseline':
      return pin(selected);
  }
}

/** @param {Selected} selected */
async function compare({ fields }) {
  fields.set('group', document.getElementById('runs')?.dataset.group ?? '');
  const answer = await post('/runs/compare', fields);
  if (answer === null) return;
  const baseline = new URLSearchParams(location.search).get('baseline');
  location.assign(
    baseline === null ? answer.address : `${answer.address}&${new URLSearchParams({ baseline })}`,
  );
}

/** @param {Selected} selected */
function openTag({ text }) {
  for (const line of document.querySelectorAll('#tag-dialog [data-selection-text]')) {
    line.textContent = `${text}.`;
  }
  openDialog('tag-dialog');
}

/** @param {Selected} selected */
async function openDelete({ fields }) {
  const answer = await post('/runs/count', fields);
  if (answer === null) return;
  const { count, running } = answer;
  const dialog = /** @type {HTMLElement} */ (document.getElementById('delete-dialog'));
  const typed = /** @type {HTMLElement} */ (dialog.querySelector('[data-type-count]'));
  typed.hidden = count <= TYPED_ABOVE;
  dialog.dataset.count = String(count);
  openDialog('delete-dialog');
  const text = `${count} ${count === 1 ? 'run' : 'runs'} will be deleted.${running > 0 ? ` ${running} of them are training.` : ''}`;
  for (const line of dialog.querySelectorAll('p[data-selection-text]')) line.textContent = text;
}

/** @param {HTMLFormElement} form @param {Selected} selected */
async function remove(form, { fields, clear }) {
  const dialog = /** @type {HTMLDialogElement} */ (form.closest('dialog'));
  const count = Number(dialog.dataset.count);
  const typed = /** @type {HTMLInputElement} */ (form.elements.namedItem('typed'));
  if (count > TYPED_ABOVE && Number(typed.value) !== count) {
    typed.setCustomValidity(`Type ${count} to delete ${count} runs.`);
    typed.reportValidity();
    typed.addEventListener('input', () => typed.setCustomValidity(''), { once: true });
    return;
  }
  fields.set('count', String(count));
  const answer = await post('/runs/delete', fields);
  dialog.close();
  if (answer === null) return;
  toast(answer.message);
  clear();
  await reload();
}

/** @param {HTMLFormElement} form @param {Selected} selected */
async function tag(form, { fields }) {
  const body = new URLSearchParams(fields);
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
    for (let at = 0; at < runs.length; at += UNDO_BATCH) {
      const body = new URLSearchParams({ tags });
      if (removing) body.set('remove', 'yes');
      for (const run of runs.slice(at, at + UNDO_BATCH)) body.append('run', run);
      await post('/runs/tag', body);
    }
  }
  await reload();
}

/** @param {Selected} selected */
function submitExport({ fields }) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('export-form'));
  form.replaceChildren(
    ...[...fields].map(([name, value]) => {
      const field = document.createElement('input');
      field.type = 'hidden';
      field.name = name;
      field.value = value;
      return field;
    }),
  );
  form.submit();
}

/** Differences in the table are to this run. @param {Selected} selected */
async function pin({ fields, clear }) {
  const answer = await post('/runs/count', fields);
  if (answer === null) return;
  const [run] = answer.ids ?? [];
  if (answer.count !== 1 || run === undefined) {
    return toast(`Select a single run to pin: ${answer.count} are selected.`);
  }
  const query = new URLSearchParams(location.search);
  query.set('baseline', run);
  const address = `${location.pathname}?${query}`;
  clear();
  await htmx.ajax('get', address, { target: '#runs', swap: 'outerHTML', push: address });
}

async function reload() {
  await htmx.ajax('get', location.href, { target: '#runs', swap: 'outerHTML' });
}

/**
 * What the server says; null: it refused, and a message says why.
 * @param {string} address
 * @param {URLSearchParams} body
 */
export async function post(address, body) {
  try {
    const response = await fetch(address, { method: 'POST', body });
    if (response.ok) return response.json();
    toastError(await response.text());
  } catch {
    toastError('The dashboard does not answer. Is it still running?');
  }
  return null;
}
