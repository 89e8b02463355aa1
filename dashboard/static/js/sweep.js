// A sweep's page: another view is another topic of the event stream; the cards come once there is something to show;
// what is picked on an axis of the parallel coordinates goes for all cards; heat map and importance as pictures.
import { savePng, saveSvg } from './charts/export.js';
import { setTopics } from './live.js';

/** Outlines that differ come in bursts: one request for all of them. */
const REFRESH_MS = 300;

document.addEventListener('htmx:afterSettle', () => {
  const topic = document.getElementById('sweep-analysis')?.dataset.topic;
  if (topic !== undefined) setTopics(['status', topic]);
});

// Before the first run has completed there is nothing to show; with it the cards come.
if (document.querySelector('#sweep-analysis[data-to-come]') !== null) {
  const watch = new MutationObserver(() => {
    if (document.querySelector('#sweep-progress .state-count .sign.ok') === null) return;
    watch.disconnect();
    show(location.href);
  });
  watch.observe(document.body, { childList: true, subtree: true });
}

// There are other cards now: the first runs with a value, or with something to compare, have ended.
let refreshing = 0;
document.addEventListener(
  'live:data',
  (event) => {
    const { target } = event;
    if (!(target instanceof HTMLElement) || target.id !== 'sweep-analysis') return;
    const { outline } = /** @type {CustomEvent<{ outline: string }>} */ (event).detail;
    if (outline === target.dataset.outline || 'toCome' in target.dataset || refreshing !== 0) return;
    refreshing = window.setTimeout(refresh, REFRESH_MS);
  },
  true,
);

function refresh() {
  refreshing = 0;
  // somebody chooses something: later
  const busy = document.querySelector(
    '#sweep-analysis :is(select, input):focus, #sweep-analysis details[open]',
  );
  if (busy === null) show(location.href);
  else refreshing = window.setTimeout(refresh, 1000);
}

document.addEventListener('click', (event) => {
  const item = /** @type {Element} */ (event.target).closest('[data-save]');
  const picture = item?.closest('[data-picture]');
  const json = picture?.querySelector('script')?.textContent;
  const card = picture?.closest('.card');
  const body = card?.querySelector('.card-body');
  if (!(item instanceof HTMLElement) || !(picture instanceof HTMLElement) || !json) return;
  if (!(body instanceof HTMLElement)) return;
  const footnote = card?.querySelector('.footnote')?.textContent ?? '';
  const save = item.dataset.save === 'svg' ? saveSvg : savePng;
  void save(picture.dataset.picture ?? '', JSON.parse(json), footnote, body);
});

/** @param {string} address */
function show(address) {
  void htmx.ajax('get', address, { target: '#sweep-analysis', swap: 'outerHTML' });
}

document.addEventListener('descent:pick', (event) => {
  const { name, of } = /** @type {CustomEvent<{ name: string, of: string[] }>} */ (event).detail;
  const address = new URL(location.href);
  const start = `${escaped(name)},`;
  const others = address.searchParams.getAll('pick').filter((pick) => !pick.startsWith(start));
  address.searchParams.delete('pick');
  for (const pick of others) address.searchParams.append('pick', pick);
  if (of.length > 0) address.searchParams.append('pick', [name, ...of].map(escaped).join(','));
  show(address.href);
});

/** A comma inside a name has a backslash before it. @param {string} name */
function escaped(name) {
  return name.replaceAll(/[\\,]/g, '\\$&');
}

// Several boxes may be wanted: the menu stays open over the cards that each of them brings.
let picking = false;
document.addEventListener('htmx:beforeSwap', () => {
  picking = document.querySelector('#pick-menu[open]') !== null;
});
document.addEventListener('htmx:load', () => {
  if (picking) document.getElementById('pick-menu')?.setAttribute('open', '');
  picking = false;
});
