// Tags and notes, edited where they stand: enter saves, esc reverts.
import { NO_ANSWER, toast, toastError } from './toast.js';

export function initEdit() {
  document.addEventListener('click', (event) => {
    const button = /** @type {Element} */ (event.target).closest('button[data-edit]');
    if (button instanceof HTMLButtonElement) open(button);
  });
}

/** @param {HTMLButtonElement} button */
function open(button) {
  const { edit = '', run = '', value = '' } = button.dataset;
  const field = document.createElement('input');
  field.className = 'field small in-place';
  field.value = value;
  field.setAttribute('aria-label', edit === 'tags' ? 'Tags, separated by spaces' : 'Note');
  button.hidden = true;
  button.after(field);
  field.focus();
  field.select();
  let done = false;
  const close = (/** @type {boolean} */ focus) => {
    done = true;
    field.remove();
    button.hidden = false;
    if (focus) button.focus();
  };
  field.addEventListener('keydown', async (event) => {
    event.stopPropagation();
    if (event.key === 'Escape') close(true);
    if (event.key !== 'Enter') return;
    const saved = await save(edit, run, field.value);
    if (saved === null) return;
    show(button, edit, saved);
    close(true);
    if (edit === 'tags')
      toast('Tags saved.', { undo: async () => show(button, edit, (await save(edit, run, value)) ?? saved) });
  });
  field.addEventListener('blur', () => {
    if (!done) close(false);
  });
}

/**
 * @param {string} what
 * @param {string} run
 * @param {string} value
 * @returns {Promise<string | null>}
 */
async function save(what, run, value) {
  const response = await fetch(`/runs/${encodeURIComponent(run)}/${what}`, {
    method: 'POST',
    body: new URLSearchParams({ value }),
  }).catch(() => null);
  if (response?.ok) return (await response.json()).value;
  toastError(response === null ? NO_ANSWER : await response.text());
  return null;
}

/**
 * @param {HTMLButtonElement} button
 * @param {string} what
 * @param {string} value
 */
function show(button, what, value) {
  button.dataset.value = value;
  // what is there names the button; where nothing is, it says what it adds
  if (value === '') button.setAttribute('aria-label', what === 'tags' ? 'Add tags' : 'Add a note');
  else button.removeAttribute('aria-label');
  if (value === '') button.textContent = '+';
  else if (what === 'note') button.textContent = value;
  else {
    button.replaceChildren(
      ...value.split(' ').map((text) => {
        const tag = document.createElement('span');
        tag.className = 'tag';
        tag.textContent = text;
        return tag;
      }),
    );
  }
}
