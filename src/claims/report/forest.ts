/** All comparisons of a claim on one axis: effects in multiples of the margin, right is for the statement. */
import type { ClaimEvidence, ComparisonRecord } from '../evidence.ts';
import { axis, renderChart } from './chart.ts';

const COLORS = {
  supported: '#187563',
  contradicted: '#980e1c',
  equivalent: '#2060c4',
  conditional: '#9a5f00',
  inconclusive: '#434b58',
};
/** Beyond this an interval ends in an arrow, and an effect is a larger one. */
const EDGE = 8;

interface Row {
  readonly label: string;
  readonly color: string;
  readonly effect: number;
  readonly low: number;
  readonly high: number;
}

export function forestPlot({ hypotheses }: ClaimEvidence): string {
  const rows = hypotheses.flatMap((hypothesis) =>
    hypothesis.strata.flatMap(({ label, margin, comparisons }) =>
      comparisons.flatMap((comparison) => {
        const many = comparisons.length > 1 ? ` (${comparison.rival})` : '';
        const where = hypothesis.strata.length > 1 ? `, ${label}` : '';
        return rowOf(`${hypothesis.id}${many}${where}`, comparison, margin);
      }),
    ),
  );
  if (rows.length === 0) return '';
  const clamp = (value: number) => Math.max(-EDGE, Math.min(EDGE, value));
  const height = 90 + rows.length * 22;
  type Api = { coord: (point: readonly number[]) => [number, number] };
  const round = (value: number) => Math.round(value * 10) / 10;
  return renderChart(
    {
      grid: { left: 300, right: 24, top: 16, bottom: 56 },
      xAxis: {
        ...axis(
          { title: 'effect, multiples of the margin (grey: too small to count; right: for the statement)' },
          false,
        ),
        min: -EDGE,
        max: EDGE,
      },
      yAxis: {
        type: 'category',
        inverse: true,
        data: rows.map(({ label }) => label),
        axisLabel: { color: '#434c59', fontSize: 11, width: 280, overflow: 'truncate' },
        axisLine: { show: false },
        axisTick: { show: false },
      },
      series: [
        {
          type: 'custom',
          data: rows.map((row, i) => [clamp(row.effect), i]),
          markArea: {
            silent: true,
            itemStyle: { color: '#eef0f4' },
            data: [[{ xAxis: -1 }, { xAxis: 1 }]],
          },
          markLine: {
            silent: true,
            symbol: 'none',
            label: { show: false },
            lineStyle: { color: '#b7bfca', type: 'solid' },
            data: [{ xAxis: 0 }],
          },
          renderItem: ({ dataIndex }: { dataIndex: number }, api: Api) => {
            const row = rows[dataIndex]!;
            const [left, y] = api.coord([clamp(row.low), dataIndex]).map(round) as [number, number];
            const [right] = api.coord([clamp(row.high), dataIndex]).map(round) as [number, number];
            const [middle] = api.coord([clamp(row.effect), dataIndex]).map(round) as [number, number];
            const stroke = { stroke: row.color, lineWidth: 2 };
            const arrow = (at: number, way: 1 | -1, half = 4) => ({
              type: 'polygon',
              shape: {
                points: [
                  [at, y - half],
                  [at + way * 1.5 * half, y],
                  [at, y + half],
                ],
              },
              style: { fill: row.color },
            });
            return {
              type: 'group',
              children: [
                { type: 'line', shape: { x1: left, y1: y, x2: right, y2: y }, style: stroke },
                ...(row.low < -EDGE ? [arrow(left, -1)] : []),
                ...(row.high > EDGE ? [arrow(right, 1)] : []),
                Math.abs(row.effect) > EDGE
                  ? arrow(middle - Math.sign(row.effect) * 4, row.effect > 0 ? 1 : -1, 6)
                  : { type: 'circle', shape: { cx: middle, cy: y, r: 4 }, style: { fill: row.color } },
              ],
            };
          },
        },
      ],
    } as Parameters<typeof renderChart>[0],
    860,
    height,
  );
}

function rowOf(label: string, { effect, interval95, verdict }: ComparisonRecord, margin: number): Row[] {
  if (effect === null) return [];
  const low = interval95.low === null ? Number.NEGATIVE_INFINITY : interval95.low / margin;
  const high = interval95.high === null ? Number.POSITIVE_INFINITY : interval95.high / margin;
  return [{ label, color: COLORS[verdict], effect: effect / margin, low, high }];
}
