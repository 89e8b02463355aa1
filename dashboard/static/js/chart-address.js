// What is hidden, zoomed to, pinned or on another scale in the charts of a page stands in its address, and stays while
// settings of the page change.

/** Query parameters that only the browser knows until the next request. */
const OWN = ['hide', 'zoom', 'pin', 'rescaled'];

/** @typedef {(name: string, next: URL, now: URL) => boolean} Keeps */

/**
 * @param {string} sync of the charts
 * @param {Keeps} keeps whether another address of the page keeps that parameter; default: always
 */
export function rememberCharts(sync, keeps = () => true) {
  /** @param {string} event @param {string} name @param {(detail: any) => string} text */
  const on = (event, name, text) =>
    document.addEventListener(event, (happened) => {
      const { detail } = /** @type {CustomEvent} */ (happened);
      if (detail.sync === sync) remember(name, text(detail));
    });
  on('descent:series', 'hide', ({ hidden }) => hidden.map(escapeName).join(','));
  on('descent:zoom', 'zoom', ({ zoom }) => (zoom === null ? '' : zoom.map(short).join(',')));
  on('descent:pin', 'pin', ({ x }) => (x === null ? '' : String(x)));
  on('descent:scale', 'rescaled', ({ rescaled }) => rescaled.map(escapeName).join(','));
  document.addEventListener('htmx:configRequest', (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    detail.path = withOwn(detail.path, keeps);
  });
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

/** @param {string} path @param {Keeps} keeps */
function withOwn(path, keeps) {
  const next = new URL(path, location.href);
  const now = new URL(location.href);
  if (next.pathname !== now.pathname) return path;
  for (const name of OWN) {
    const value = now.searchParams.get(name);
    next.searchParams.delete(name);
    if (value !== null && keeps(name, next, now)) next.searchParams.set(name, value);
  }
  return next.pathname + next.search;
}
