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
  const columns = columnsOf(ends).map((column) => ({ column, places: spread(column.map(({ y }) => y)) }));
  // where none meet, a chart that is drawn often is not drawn twice
  if (columns.every(({ column, places }) => column.every(({ y }, i) => y === places[i]))) return;
  const series = columns.flatMap(({ column, places }) =>
    places.map((y, i) => ({
      id: column[i]?.id ?? '',
      // the place itself: ECharts adds a difference more than once
      labelLayout: { x: (column[i]?.x ?? 0) + GAP_PX, y, align: 'left', verticalAlign: 'middle' },
    })),
  );
  chart.setOption({ series });
}

/**
 * Where a line leaves the chart, looked for from its end: a place in pixels is dear; null: it is not there.
 * @param {ECharts} chart
 * @param {readonly (readonly [number, number | null])[]} points
 * @param {boolean} log
 */
function endOf(chart, points, log) {
  const middle = chart.getHeight() / 2;
  for (let i = points.length - 1; i >= 0; i -= 1) {
    const [x = 0, y = null] = points[i] ?? [];
    if (y === null || (log && y <= 0)) continue;
    const [px = 0, py = 0] = /** @type {number[]} */ (chart.convertToPixel('grid', [x, y]));
    // zoomed to the part before: the label stands near the edge
    if (chart.containPixel('grid', [px, middle])) return { x: px, y: py };
  }
  return null;
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
