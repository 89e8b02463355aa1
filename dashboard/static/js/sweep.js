// A sweep's page: another view is another topic of the event stream; the cards come once there is something to show.
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
    void htmx.ajax('get', location.href, { target: '#sweep-analysis', swap: 'outerHTML' });
  });
  watch.observe(document.body, { childList: true, subtree: true });
}
