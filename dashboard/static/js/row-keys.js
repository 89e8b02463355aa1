// j, k and x on every page: from row to row of its lists, and to a row's check box. A page with more to do at a row
// (the table of runs) puts its own in their place.

/** Rows that the keys stop at: of tables, and the children of what is marked as a list of rows. */
const ROWS = 'main table tbody tr, main [data-rows] > *';
/** What has the focus at a row; where there is none (a table of numbers) the row is passed over. */
const TARGETS = 'a[href], button:not([disabled]), summary, input[type="checkbox"]';

/** @param {number} by 1 or -1 */
export function moveRow(by) {
  const targets = [...document.querySelectorAll(ROWS)].flatMap((row) => {
    const target = row.querySelector(TARGETS);
    return target instanceof HTMLElement && target.offsetParent !== null ? [{ row, target }] : [];
  });
  const now = targets.findIndex(({ row }) => row.contains(document.activeElement));
  const next = now === -1 ? (by > 0 ? 0 : targets.length - 1) : now + by;
  const target = targets[Math.min(targets.length - 1, Math.max(0, next))]?.target;
  // the ring of the focus shows where one is
  target?.focus({ preventScroll: true });
  target?.scrollIntoView({ block: 'nearest' });
}

/** The check box of the row that has the focus. */
export function toggleRowBox() {
  const box = document.activeElement?.closest(ROWS)?.querySelector('input[type="checkbox"]');
  if (box instanceof HTMLInputElement) box.click();
}
