// The page of one run: tags and note in place, a log that follows, blocks that come while the run goes on, and charts that
// stay zoomed through all of it.
import { rememberCharts } from './chart-address.js';
import { initEdit } from './edit.js';
import { setTopics } from './live.js';

/** Outlines that differ come in bursts at the end of an epoch: one request for all of them. */
const REFRESH_MS = 300;

let refreshing = 0;

initEdit();
rememberCharts('run');
initRefresh();
initTopics();
initLog();

function page() {
  return /** @type {HTMLElement | null} */ (document.getElementById('run-page'));
}

/** The run has other blocks now: it ended, or measured something for the first time. */
function initRefresh() {
  document.addEventListener(
    'live:data',
    (event) => {
      const target = event.target;
      if (!(target instanceof HTMLElement) || target.id !== 'run-page') return;
      const { outline } = /** @type {CustomEvent} */ (event).detail;
      if (outline === target.dataset.outline || refreshing !== 0) return;
      refreshing = window.setTimeout(refresh, REFRESH_MS);
    },
    true,
  );
}

async function refresh() {
  const busy = document.querySelector('dialog[open], .in-place');
  if (busy === null) {
    await htmx.ajax('get', location.pathname + location.search, {
      target: '#run-page',
      swap: 'outerHTML',
    });
  }
  refreshing = 0;
  // somebody types or decides something: later
  if (busy !== null) refreshing = window.setTimeout(refresh, 1000);
}

/** Another signal in the heat map is another topic. */
function initTopics() {
  document.addEventListener('htmx:afterSettle', () => {
    const run = page()?.dataset.run;
    if (run === undefined) return;
    const layers = document.getElementById('run-layers');
    const signal = layers?.dataset.signal;
    setTopics(['status', `run:${run}${signal === undefined ? '' : `/${signal}`}`, `log:${run}`]);
  });
}

/** Stays at the end as long as the reader does. */
function initLog() {
  const follow = () => {
    const log = document.getElementById('run-log');
    if (log === null || log.dataset.followed !== undefined) return;
    log.dataset.followed = '';
    log.scrollTop = log.scrollHeight;
    let atEnd = true;
    log.addEventListener('scroll', () => {
      atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 24;
    });
    new MutationObserver(() => {
      if (atEnd) log.scrollTop = log.scrollHeight;
    }).observe(log, { childList: true, characterData: true, subtree: true });
  };
  follow();
  document.addEventListener('htmx:load', follow);
}
