// Keys of every page. Pages add their own with `onKey`; a field that has the focus gets them all.
import { openDialog } from './dialogs.js';
import { moveRow, toggleRowBox } from './row-keys.js';
import { toggleTheme } from './theme.js';

/** @type {Map<string, (event: KeyboardEvent) => void>} */
const keys = new Map();

const PLACES = /** @type {Readonly<Record<string, string>>} */ ({
  h: '/',
  r: '/runs',
  s: '/sweeps',
  c: '/claims',
  p: '/playground',
});
const FILTER_HASH = '#filter';
/** How long `g` waits for the second key. */
const SECOND_KEY_MS = 1200;

/**
 * @param {string} key as in KeyboardEvent.key
 * @param {(event: KeyboardEvent) => void} action
 */
export function onKey(key, action) {
  keys.set(key, action);
}

export function initKeys() {
  let goUntil = 0;
  onKey('?', () => openDialog('keyboard-help'));
  onKey('d', toggleTheme);
  onKey('/', (event) => {
    event.preventDefault();
    // a page without a filter leads to the runs, which have one
    if (!focusFilter()) location.assign(`/runs${FILTER_HASH}`);
  });
  onKey('j', () => moveRow(1));
  onKey('k', () => moveRow(-1));
  onKey('x', toggleRowBox);
  if (location.hash === FILTER_HASH) focusFilter();
  onKey('g', () => {
    goUntil = performance.now() + SECOND_KEY_MS;
  });
  document.addEventListener('keydown', (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    if (isTyping(event.target)) return;
    if (document.querySelector('dialog[open]')) return;
    const place = PLACES[event.key];
    if (performance.now() < goUntil && place !== undefined) {
      goUntil = 0;
      location.assign(place);
      return;
    }
    keys.get(event.key)?.(event);
  });
}

function focusFilter() {
  const field = document.querySelector('[data-filter-input]');
  if (!(field instanceof HTMLElement)) return false;
  field.focus();
  return true;
}

/** @param {EventTarget | null} target */
function isTyping(target) {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target.matches('textarea, select')) return true;
  return (
    target instanceof HTMLInputElement && !['checkbox', 'radio', 'button', 'range'].includes(target.type)
  );
}
