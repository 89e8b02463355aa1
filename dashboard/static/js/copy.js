import { toast } from './toast.js';

/** Buttons with `data-copy`: copy that text, or this page's address where it is empty. */
export function initCopy() {
  document.addEventListener('click', async (event) => {
    const button = /** @type {Element} */ (event.target).closest('[data-copy]');
    if (!(button instanceof HTMLElement)) return;
    await navigator.clipboard.writeText(button.dataset.copy || location.href);
    toast('Copied.');
  });
}
