// A sweep's page: another view is another topic of the event stream; the cards come once there is something to show;
// what is picked on an axis of the parallel coordinates goes for all cards.
import { setTopics } from './live.js';

document.addEventListener('htmx:load', (event) => {
  const { topic } = /** @type {HTMLElement} */ (event.target).dataset ?? {};
  if (topic) setTopics(['status', topic]);
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
