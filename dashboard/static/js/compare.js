// The compare page: what the legend hides, what is zoomed to and where a tooltip is pinned stand in the address, and stay
// while settings change. Another view is another topic of the event stream.

import { markLegends } from './charts/legend.js';
import { hideSeries } from './charts.js';
import { setTopics } from './live.js';

const SYNC = 'compare';
/** Query parameters that only the browser knows until the next request. */
const OWN = ['hide', 'zoom', 'pin'];

/** Names that the legend has switched off. @type {Set<string>} */
let switchedOff = new Set();
/** Of the cards that the page should have. */
let outline = '';
let waiting = 0;

applyHidden();
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
  if (sync !== SYNC) return;
  switchedOff = new Set(hidden);
  remember('hide', hidden.map(escapeName).join(','));
});
document.addEventListener('descent:zoom', (event) => {
  const { sync, zoom } = /** @type {CustomEvent} */ (event).detail;
  if (sync === SYNC) remember('zoom', zoom === null ? '' : zoom.map(short).join(','));
});
document.addEventListener('descent:pin', (event) => {
  const { sync, x } = /** @type {CustomEvent} */ (event).detail;
  if (sync === SYNC) remember('pin', x === null ? '' : String(x));
});
document.addEventListener('htmx:configRequest', (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  detail.path = withOwn(detail.path);
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

/** A comma inside a name has a backslash before it. @param {string} name */
function escapeName(name) {
  return name.replaceAll(/[\\,]/g, '\\$&');
}

/** @param {number} value */
function short(value) {
  return Number(value.toPrecision(6));
}

/**
 * @param {string} name
 * @param {string} value '' takes it away
 */
function remember(name, value) {
  const address = new URL(location.href);
  if (value === '') address.searchParams.delete(name);
  else address.searchParams.set(name, value);
  history.replaceState(history.state, '', address);
}

/** Other settings of the same lines keep what is hidden and zoomed. @param {string} path */
function withOwn(path) {
  const next = new URL(path, location.href);
  const now = new URL(location.href);
  if (next.pathname !== '/compare') return path;
  const same = (/** @type {string} */ name) => next.searchParams.get(name) === now.searchParams.get(name);
  for (const name of OWN) {
    const value = now.searchParams.get(name);
    next.searchParams.delete(name);
    if (value !== null && same('group') && (name === 'hide' || same('x'))) next.searchParams.set(name, value);
  }
  return next.pathname + next.search;
}
