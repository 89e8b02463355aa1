// Short messages, bottom left: six seconds, errors until they are closed.

const SHOWN_MS = 6000;

/** Of a request that failed before an answer came. */
export const NO_ANSWER = 'The dashboard does not answer. Is it still running?';

/**
 * @param {string} message
 * @param {{ undo?: () => void, error?: boolean }} [options]
 */
export function toast(message, { undo, error = false } = {}) {
  const box = document.createElement('div');
  box.className = error ? 'toast error' : 'toast';
  const text = document.createElement('span');
  text.textContent = message;
  box.append(text);
  const close = () => box.remove();
  if (undo !== undefined) {
    box.append(
      button('Undo', () => {
        undo();
        close();
      }),
    );
  }
  box.append(button('Close', close));
  document.getElementById('toasts')?.append(box);
  if (!error) setTimeout(close, SHOWN_MS);
}

/** One that is still shown is not shown twice. @param {string} message */
export function toastError(message) {
  const shown = document.querySelectorAll('#toasts .error span');
  if ([...shown].some(({ textContent }) => textContent === message)) return;
  toast(message, { error: true });
}

/**
 * @param {string} label
 * @param {() => void} onClick
 */
function button(label, onClick) {
  const element = document.createElement('button');
  element.type = 'button';
  element.className = 'link-button';
  element.textContent = label;
  element.addEventListener('click', onClick);
  return element;
}
