import { toast, toastError } from './toast.js';

/** Buttons with `data-copy`: copy that text, or this page's address where it is empty. */
export function initCopy() {
  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('[data-copy]');
    if (!(button instanceof HTMLElement)) return;
    const text = button.dataset.copy || location.href;
    if (await copy(text, button)) toast('Copied.');
    else toastError(`The browser does not let this page copy. Copy it from here: ${text}`);
  });
}

/**
 * @param {string} text
 * @param {HTMLElement} button
 * @returns {Promise<boolean>} whether the clipboard has it
 */
async function copy(text, button) {
  // only pages from https and from this machine have it
  if (navigator.clipboard === undefined) return copySelected(text, button);
  return navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
}

/**
 * @param {string} text
 * @param {HTMLElement} button
 */
function copySelected(text, button) {
  const field = document.createElement('textarea');
  field.className = 'visually-hidden';
  field.value = text;
  // beside the button: what is outside of an open dialog cannot be selected
  button.after(field);
  field.select();
  const copied = document.execCommand('copy');
  field.remove();
  button.focus();
  return copied;
}
