// A sweep's page: another view is another topic of the event stream; the cards come once there is something to show.
import { setTopics } from './live.js';

document.addEventListener('htmx:load', (event) => {
  const { topic } = /** @type {HTMLElement} */ (event.target).dataset ?? {};
  if (topic) setTopics(['status', topic]);
});

// Before the first run has ended there are no cards; with it the page is asked for once more.
if (document.getElementById('sweep-analysis') === null) {
  const watch = new MutationObserver(() => {
    if (document.querySelector('#sweep-progress .state-count .sign.ok') === null) return;
    watch.disconnect();
    location.reload();
  });
  watch.observe(document.body, { childList: true, subtree: true });
}
