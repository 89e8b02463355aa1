// Names at the ends of paths: beside their dots, clear of each other and, where there is room, of every path.

/** @typedef {readonly [number, number]} Position in pixels */
/** @typedef {{ left: number, right: number, top: number, bottom: number }} Box */

const HEIGHT = 13;
/** Of a letter, on average. */
const LETTER_WIDTH = 6.3;
const FROM_DOT = 8;
/** Rows above and below that of the dot. */
const MOST_ROWS = 6;
/** Two names over each other are worse than any path below one. */
const CLASH = 1000;

/**
 * @param {readonly (readonly Position[])[]} paths
 * @param {readonly string[]} names
 * @param {{ left: number, top: number, width: number, height: number }} plot
 * @returns {(Box | null)[]} null: the path has no point, or no place is inside the picture
 */
export function placeNames(paths, names, plot) {
  const drawn = paths.flatMap(closely);
  /** @type {Box[]} */
  const taken = [];
  return paths.map((path, i) => {
    const end = path.at(-1);
    if (end === undefined) return null;
    /** @param {Box} box */
    const cost = (box) =>
      CLASH * taken.filter((one) => overlap(one, box)).length +
      drawn.filter((point) => inside(point, box)).length;
    let best = null;
    let least = Number.POSITIVE_INFINITY;
    // the nearest first: only what is better takes its place
    for (const box of placesBeside(end, LETTER_WIDTH * (names[i]?.length ?? 0))) {
      const { left, top, width, height } = plot;
      const fits =
        box.left >= left && box.right <= left + width && box.top >= top && box.bottom <= top + height;
      const here = fits ? cost(box) : Number.POSITIVE_INFINITY;
      if (here >= least) continue;
      best = box;
      least = here;
    }
    if (best !== null) taken.push(best);
    return best;
  });
}

/**
 * Right and left of a point, row by row away from it.
 * @param {Position} point
 * @param {number} width
 */
function placesBeside([x, y], width) {
  const rows = [0];
  for (let row = 1; row <= MOST_ROWS; row += 1) rows.push(row, -row);
  return rows.flatMap((row) =>
    [x + FROM_DOT, x - FROM_DOT - width].map((left) => {
      const top = y + (row - 0.5) * HEIGHT;
      return { left, right: left + width, top, bottom: top + HEIGHT };
    }),
  );
}

/** Points along a path, so close that none crosses a name unseen. @param {readonly Position[]} points */
function closely(points) {
  return points.flatMap(([x, y], i) => {
    const [fromX, fromY] = points[i - 1] ?? [x, y];
    const parts = Math.max(1, Math.ceil(Math.hypot(x - fromX, y - fromY) / (HEIGHT / 2)));
    return Array.from({ length: parts }, (_, part) => {
      const share = (part + 1) / parts;
      return /** @type {Position} */ ([fromX + share * (x - fromX), fromY + share * (y - fromY)]);
    });
  });
}

/** @param {Box} a @param {Box} b */
function overlap(a, b) {
  return a.left < b.right && a.right > b.left && a.top < b.bottom && a.bottom > b.top;
}

/** @param {Position} point @param {Box} box */
function inside([x, y], { left, right, top, bottom }) {
  return x > left && x < right && y > top && y < bottom;
}
