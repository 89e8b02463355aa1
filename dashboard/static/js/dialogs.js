/** `data-opens="id"` opens that <dialog>; the browser keeps the focus inside and closes it by esc. */
export function initDialogs() {
  let pressedOutside = false;
  document.addEventListener('pointerdown', (event) => {
    pressedOutside = isOutside(event);
  });
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    const opener = target.closest('[data-opens]');
    if (opener instanceof HTMLElement && opener.dataset.opens) openDialog(opener.dataset.opens);
    if (target.closest('[data-action="help"]')) openDialog('keyboard-help');
    // text that is selected beyond the edge is released outside, but was pressed inside
    if (target instanceof HTMLDialogElement && pressedOutside && isOutside(event)) target.close();
  });
}

/** On the backdrop: that is the dialog itself, outside of its rectangle. @param {MouseEvent} event */
function isOutside({ target, clientX, clientY }) {
  if (!(target instanceof HTMLDialogElement)) return false;
  const { left, right, top, bottom } = target.getBoundingClientRect();
  return clientX < left || clientX > right || clientY < top || clientY > bottom;
}

/** @param {string} id */
export function openDialog(id) {
  const dialog = document.getElementById(id);
  if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
}
