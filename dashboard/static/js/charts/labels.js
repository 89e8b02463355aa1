// Names at the ends of lines, shifted apart where they would lie over each other.

/** @typedef {import('./spec').ChartSpec} ChartSpec */
/** @typedef {import('../vendor/echarts.js').ECharts} ECharts */
/** @typedef {{ id: string, x: number, y: number }} End */

const LINE_PX = 13;
const GAP_PX = 8;
/** Ends further apart than a name is wide do not meet. */
const NAME_PX = 60;

/**
 * Moves the labels of a chart that is drawn.
 * @param {ECharts} chart
 * @param {ChartSpec} spec
 */
export function spreadLabels(chart, spec) {
  const ends = spec.series.flatMap((one, i) => {
    if (one.kind !== 'line' || !one.label) return [];
    const end = endOf(chart, one.points, spec.y.scale === 'log');
    return end === null ? [] : [{ id: `line ${i}`, ...end }];
  });
  if (ends.length < 2) return;
  const series = columnsOf(ends).flatMap((column) =>
    spread(column.map(({ y }) => y)).map((y, i) => ({
      id: column[i]?.id ?? '',
      // the place itself: ECharts adds a difference more than once
      labelLayout: { x: (column[i]?.x ?? 0) + GAP_PX, y, align: 'left', verticalAlign: 'middle' },
    })),
  );
  chart.setOption({ series });
}

/**
 * Where a line leaves the chart; null: it is not there.
 * @param {ECharts} chart
 * @param {readonly (readonly [number, number | null])[]} points
 * @param {boolean} log
 */
function endOf(chart, points, log) {
  /** @type {{ x: number, y: number } | null} */
  let last = null;
  for (const [x, y] of points) {
    if (y === null || (log && y <= 0)) continue;
    const [px = 0, py = 0] = /** @type {number[]} */ (chart.convertToPixel('grid', [x, y]));
    if (last !== null && !chart.containPixel('grid', [px, last.y])) {
      // zoomed to the part before: the label stands near the edge
      return last;
    }
    last = { x: px, y: py };
  }
  return last;
}

/** @param {readonly End[]} ends @returns {End[][]} from top to bottom each */
function columnsOf(ends) {
  /** @type {End[][]} */
  const columns = [];
  for (const end of [...ends].sort((a, b) => a.x - b.x)) {
    const column = columns.at(-1);
    if (column?.[0] !== undefined && end.x - column[0].x < NAME_PX) column.push(end);
    else columns.push([end]);
  }
  return columns.map((column) => column.sort((a, b) => a.y - b.y));
}

/**
 * The places nearest to those wished for that are a line apart: neighbours that collide become a block around their mean.
 * @param {readonly number[]} wished ascending
 * @returns {number[]}
 */
export function spread(wished) {
  /** @type {{ sum: number, size: number }[]} of wished places, each less its own offset in the block */
  const blocks = [];
  for (const y of wished) {
    let block = { sum: y, size: 1 };
    for (let before = blocks.at(-1); before !== undefined; before = blocks.at(-1)) {
      const end = before.sum / before.size + before.size * LINE_PX;
      if (end <= block.sum / block.size) break;
      blocks.pop();
      block = {
        sum: before.sum + block.sum - block.size * before.size * LINE_PX,
        size: before.size + block.size,
      };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ sum, size }) => Array.from({ length: size }, (_, i) => sum / size + i * LINE_PX));
}
