// Sets of whole numbers as text, as dashboard/runs/number-ranges.ts writes them: `1-640,702`.

/** @param {string} text @returns {[number, number][]} */
function rangesOf(text) {
  return text
    .split(',')
    .filter((part) => part !== '')
    .map((part) => {
      const [from, to] = part.split('-').map(Number);
      return [from ?? 0, to ?? from ?? 0];
    });
}

/**
 * How many of the numbers are not among those known.
 * @param {string} now
 * @param {string} known
 */
export function countNew(now, known) {
  const old = rangesOf(known);
  let at = 0;
  let count = 0;
  for (const [from, to] of rangesOf(now)) {
    count += to - from + 1;
    while (at < old.length && /** @type {[number, number]} */ (old[at])[1] < from) at += 1;
    for (let i = at; i < old.length; i += 1) {
      const [start, end] = /** @type {[number, number]} */ (old[i]);
      if (start > to) break;
      count -= Math.min(end, to) - Math.max(start, from) + 1;
    }
  }
  return count;
}
