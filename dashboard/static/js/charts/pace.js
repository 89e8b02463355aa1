// Charts that live data change: one after the other, and never more often than the page can draw them.

/** The rest of the time is the reader's. */
const LARGEST_SHARE = 0.25;
const LONGEST_WAIT_MS = 5000;

/** The latest change of each chart that waits. @type {Map<object, () => void>} */
const waiting = new Map();
let busy = false;

/**
 * Does `change` soon; a later one for the same chart takes its place.
 * @param {object} chart
 * @param {() => void} change
 */
export function paced(chart, change) {
  waiting.set(chart, change);
  if (!busy) next();
}

function next() {
  const [first] = waiting;
  if (first === undefined) return;
  const [chart, change] = first;
  waiting.delete(chart);
  busy = true;
  const startMs = performance.now();
  change();
  // a timer after the next frame: layout and painting have been done by then
  requestAnimationFrame(() =>
    setTimeout(() => {
      const tookMs = performance.now() - startMs;
      const waitMs = Math.min(LONGEST_WAIT_MS, tookMs * (1 / LARGEST_SHARE - 1));
      setTimeout(() => {
        busy = false;
        next();
      }, waitMs);
    }),
  );
}
