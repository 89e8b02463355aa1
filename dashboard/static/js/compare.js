// The compare page: what the legend hides, what is zoomed to and where a tooltip is pinned stand in the address, and stay
// while settings change. Another view is another topic of the event stream.

import { rememberCharts } from './chart-address.js';
import { markLegends } from './charts/legend.js';
import { hideSeries } from './charts.js';
import { setTopics } from './live.js';

const SYNC = 'compare';

/** Names that the legend has switched off. @type {Set<string>} */
let switchedOff = new Set();
/** Of the cards that the page should have. */
let outline = '';
let waiting = 0;

applyHidden();
// other settings of the same lines keep what is hidden, and of the same x what is zoomed to
rememberCharts(SYNC, (name, next, now) => {
  const same = (/** @type {string} */ key) => next.searchParams.get(key) === now.searchParams.get(key);
  return same('group') && (name === 'hide' || same('x'));
});
document.addEventListener('htmx:afterSettle', () => {
  const block = document.getElementById('compare');
  const topic = block?.dataset.topic;
  if (block !== null) setTopics(topic === undefined ? ['status'] : ['status', topic]);
});
// A link that has the focus is found again by its id (htmx does that), unless it stood in a menu, or went with the swap.
/** @type {string[]} */
let focusIds = [];
document.addEventListener('htmx:beforeRequest', (event) => {
  // by now its menu may be closed, and nothing has the focus
  const chosen = /** @type {HTMLElement} */ (/** @type {CustomEvent} */ (event).detail.elt);
  const link = chosen.closest('#compare *') ?? document.activeElement?.closest('#compare *');
  const menu = link?.closest('details')?.querySelector('summary');
  focusIds = [menu, link, link?.closest('.control')].flatMap((one) => (one?.id ? [one.id] : []));
});
document.addEventListener('htmx:afterSettle', () => {
  for (const id of focusIds) {
    if (document.activeElement !== document.body) break;
    const found = document.getElementById(id);
    const control = found?.matches('.control') ? found.querySelector('a, button, summary') : found;
    if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  }
  focusIds = [];
});
document.addEventListener('live:data', compareOutlines, true);
// the stream knows nothing of what is hidden here
document.addEventListener('live:replaced', (event) => {
  const legends = /** @type {Element} */ (event.target).querySelectorAll(`[data-legend="${SYNC}"]`);
  markLegends(legends, switchedOff);
});
document.addEventListener('htmx:load', (event) => {
  if (/** @type {Element} */ (event.target).id === 'compare') applyHidden();
});
document.addEventListener('descent:series', (event) => {
  const { sync, hidden } = /** @type {CustomEvent} */ (event).detail;
  if (sync === SYNC) switchedOff = new Set(hidden);
});
document.addEventListener('input', (event) => {
  const search = /** @type {HTMLInputElement} */ (event.target);
  if (!search.matches('[data-menu-search]')) return;
  const wanted = search.value.toLowerCase();
  for (const item of /** @type {NodeListOf<HTMLElement>} */ (
    search.parentElement?.querySelectorAll('a') ?? []
  )) {
    item.hidden = !(item.textContent ?? '').toLowerCase().includes(wanted);
  }
});

function applyHidden() {
  switchedOff = new Set(JSON.parse(document.getElementById('compare')?.dataset.hide ?? '[]'));
  if (switchedOff.size > 0) hideSeries(SYNC, switchedOff);
}

/** There are other cards now: the first final values have come, or another setting tells the lines apart. @param {Event} event */
function compareOutlines(event) {
  if (/** @type {Element} */ (event.target).id !== 'compare') return;
  outline = /** @type {CustomEvent} */ (event).detail.outline;
  clearTimeout(waiting);
  refresh();
}

function refresh() {
  const block = document.getElementById('compare');
  if (block === null || block.dataset.outline === outline) return;
  // somebody chooses something: later
  if (block.querySelector('.menu[open]') !== null) waiting = window.setTimeout(refresh, 1000);
  else void htmx.ajax('get', location.href, { target: '#compare', swap: 'outerHTML' });
}
