/** `data-opens="id"` opens that <dialog>; the browser keeps the focus inside and closes it by esc. */
export function initDialogs() {
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest('[data-opens]');
    if (opener instanceof HTMLElement && opener.dataset.opens) openDialog(opener.dataset.opens);
    if (target.closest('[data-action="help"]')) openDialog('keyboard-help');
    // A click on the backdrop is a click on the dialog itself.
    if (target instanceof HTMLDialogElement) target.close();
  });
}

/** @param {string} id */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
