// One event stream a tab, closed while the tab is hidden. A message says what the page shows now; only what
// differs is touched, so that focus and scroll stay.

let lastId = '';
/** @type {EventSource | null} */
let source = null;
/** Pauses before a stream that was refused is asked for again, each twice the one before. */
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
let pauseMs = FIRST_PAUSE_MS;
let reopening = 0;
/** Announcements for screen readers come at most so often. */
const ANNOUNCE_MS = 10_000;
let announced = '';
let latest = '';
let announcing = 0;
const CONTROLS = 'a, button, input, select, summary, [tabindex]';
const SCROLLERS = '[role="region"][tabindex]';
const TYPED = 'textarea, [contenteditable], input:not([type="checkbox"], [type="radio"])';

export function initLive() {
  if (!document.body.dataset.topics) return;
  document.addEventListener('visibilitychange', () => (document.hidden ? close() : open()));
  addEventListener('pagehide', close);
  for (const type of ['pointerout', 'focusout', 'toggle', 'close', 'htmx:afterRequest']) {
    // toggle and close do not bubble
    document.addEventListener(type, replaceWaiting, true);
  }
  if (!document.hidden) open();
}

/**
 * The page shows something else now: other topics.
 * @param {string[]} topics
 */
export function setTopics(topics) {
  const joined = topics.join(',');
  if (document.body.dataset.topics === joined) return;
  document.body.dataset.topics = joined;
  lastId = '';
  close();
  open();
}

function open() {
  if (source !== null) return;
  const query = new URLSearchParams({ topics: document.body.dataset.topics ?? '', last: lastId });
  source = new EventSource(`/live?${query}`);
  source.addEventListener('open', () => {
    pauseMs = FIRST_PAUSE_MS;
    setLost(false);
  });
  source.addEventListener('error', () => {
    setLost(true);
    // the browser goes on trying by itself, unless the answer was no stream
    if (source?.readyState === EventSource.CLOSED) reopen();
  });
  source.addEventListener('message', (event) => {
    setLost(false);
    lastId = event.lastEventId;
    apply(JSON.parse(event.data));
  });
}

function close() {
  clearTimeout(reopening);
  source?.close();
  source = null;
}

function reopen() {
  close();
  reopening = window.setTimeout(open, pauseMs);
  pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS);
}

/** @param {boolean} lost */
function setLost(lost) {
  document.getElementById('live-pill')?.classList.toggle('lost', lost);
}

/** @param {{ text?: Record<string, string>, html?: Record<string, string>, data?: Record<string, unknown> }} news */
function apply({ text = {}, html = {}, data = {} }) {
  for (const [key, value] of Object.entries(text)) {
    for (const element of document.querySelectorAll(`[data-live="${CSS.escape(key)}"]`)) {
      if (element.textContent !== value) element.textContent = value;
    }
  }
  for (const [id, markup] of Object.entries(html)) replace(id, markup);
  for (const [id, detail] of Object.entries(data)) {
    document.getElementById(id)?.dispatchEvent(new CustomEvent('live:data', { detail }));
  }
  const announcement = text.announce;
  if (announcement !== undefined) announce(announcement);
}

/**
 * What the server does not send again: the latest markup of blocks that could not be replaced when it came.
 * @type {Map<string, string>}
 */
const waiting = new Map();

/** A pointer has left, a field or a dialog was closed, an answer has come: what was held back comes now. */
function replaceWaiting() {
  if (waiting.size === 0) return;
  requestAnimationFrame(() => {
    // a copy: what must wait on is put back
    for (const [id, markup] of [...waiting]) replace(id, markup);
  });
}

/**
 * @param {string} id
 * @param {string} markup escaped by the server
 */
function replace(id, markup) {
  waiting.delete(id);
  const old = document.getElementById(id);
  const template = document.createElement('template');
  template.innerHTML = markup;
  const next = template.content.firstElementChild;
  if (old === null || next === null || old.isEqualNode(next)) return;
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  // no jump under the pointer, nothing lost of what is being typed or was asked for from within
  if (
    old.matches('[data-calm]:hover') ||
    old.querySelector('.htmx-request') !== null ||
    focused?.matches(TYPED) ||
    focused?.closest('dialog, details[open]')
  ) {
    waiting.set(id, markup);
    return;
  }
  const at = focused === null ? -1 : [...old.querySelectorAll(CONTROLS)].indexOf(focused);
  const scrolled = [...old.querySelectorAll(SCROLLERS)].map(({ scrollLeft, scrollTop }) => ({
    left: scrollLeft,
    top: scrollTop,
  }));
  old.replaceWith(next);
  htmx.process(next);
  for (const [i, scroller] of next.querySelectorAll(SCROLLERS).entries()) {
    scroller.scrollTo({ ...scrolled[i], behavior: 'instant' });
  }
  const control = next.querySelectorAll(CONTROLS)[at];
  if (control instanceof HTMLElement) control.focus({ preventScroll: true });
  next.dispatchEvent(new CustomEvent('live:replaced', { bubbles: true, detail: old }));
}

/** Of what comes during the pause after an announcement, the latest is told at its end. @param {string} message */
function announce(message) {
  latest = message;
  // what the page showed as it was loaded is no news
  if (announced === '') announced = message;
  if (announcing === 0) tell();
}

function tell() {
  announcing = 0;
  if (latest === announced) return;
  announced = latest;
  const region = document.getElementById('announcer');
  if (region !== null) region.textContent = latest;
  announcing = window.setTimeout(tell, ANNOUNCE_MS);
}
