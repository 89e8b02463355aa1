/** Paths of the update rules on the analytic functions, on the same float64 twins that check the engines. */
import { defaultOptimizer, type OptimizerName } from '../../config/index.ts';
import type { ResolvedOptimizer } from '../../config/optimizer.ts';
import {
  type Position,
  type Range,
  rotated,
  saddle,
  TEST_FUNCTIONS,
  type TestFunction,
  WINDOWS,
  walk,
} from '../../optimizers/index.ts';
import { halfDecades } from '../../stats/index.ts';
import { SLOT_STYLES } from '../palette.ts';
import { axis, GRID_BOX, legend, renderChart } from './chart.ts';
import type { Figure } from './figure.ts';

const named = (name: OptimizerName) => ({ name: name as string, optimizer: defaultOptimizer(name) });
export const SHOWN: readonly { readonly name: string; readonly optimizer: ResolvedOptimizer }[] = [
  ...(['sgd', 'momentum', 'nesterov', 'adagrad', 'rmsprop', 'adam', 'nadam'] as const).map(named),
  // as in the claim: but for the momentum it is Adam with β₁ 0
  {
    name: 'rmsprop with momentum',
    optimizer: {
      ...defaultOptimizer('rmsprop'),
      ...{ momentum: 0.9, rho: 0.999, biasCorrection: true, epsilonPlacement: 'outside' },
    } as ResolvedOptimizer,
  },
];
const STEPS = 200;
const RATES = halfDecades(-8, 0);
const LEVELS = 14;
const CELLS = 48;

export function trajectoryFigures(title: string, number: number): Figure[] {
  const functions = [...TEST_FUNCTIONS, rotated(saddle, 45)];
  return functions.map((one) => {
    const name = one.name.split(' ')[0]!;
    const turned = one.name.includes('rotated') ? '-turned' : '';
    return {
      title: `${title}: ${one.name}`,
      file: `${number}-${name}${turned}.svg`,
      bytes: draw(one, WINDOWS[name]!),
      caption: `${STEPS} steps from the usual start, each at the rate of a half-decade grid (0.0001 to 1) that ends lowest; contours at even steps of the logarithm.`,
    };
  });
}

function draw(surface: TestFunction, [xs, ys]: readonly [Range, Range]): string {
  const grid = sample(surface, xs, ys);
  const inside = ([x, y]: Position) => x >= xs[0] && x <= xs[1] && y >= ys[0] && y <= ys[1];
  const paths = SHOWN.map(({ name, optimizer }, slot) => ({
    name,
    slot,
    points: untilOutside(bestPath(optimizer, surface), inside),
  }));
  return renderChart(
    {
      grid: { ...GRID_BOX, top: 72, left: 56, right: 16 },
      legend: legend(SHOWN.map(({ name }) => name)),
      xAxis: { ...axis({ title: 'x', min: xs[0], max: xs[1] }, false), splitLine: { show: false } },
      yAxis: {
        ...axis({ title: 'y', min: ys[0], max: ys[1] }, true),
        nameGap: 34,
        splitLine: { show: false },
      },
      visualMap: {
        show: false,
        min: 0,
        max: LEVELS,
        seriesIndex: 0,
        dimension: 3,
        inRange: { color: ['#ffffff', '#eceff3', '#d6dce4', '#bcc6d2'] },
      },
      series: [
        { type: 'custom', data: grid, renderItem: strip(ys), silent: true, z: 0 },
        ...paths.map(({ name, slot, points }) => {
          const { color, dash } = SLOT_STYLES[slot]!;
          return {
            type: 'line',
            name,
            data: points.map(([x, y]) => [Number(x.toPrecision(5)), Number(y.toPrecision(5))]),
            showSymbol: false,
            lineStyle: { width: 2, color, type: dash },
            itemStyle: { color },
            z: 2,
          };
        }),
      ],
    } as Parameters<typeof renderChart>[0],
    560,
    460,
  );
}

/**
 * (from x, to x, y, level), cells of one level in a row as one; levels are even steps of the logarithm above the lowest
 * value in the window.
 */
function sample(surface: TestFunction, xs: Range, ys: Range): [number, number, number, number][] {
  const at = ([low, high]: Range, i: number) => low + ((i + 0.5) / CELLS) * (high - low);
  const cells = Array.from({ length: CELLS * CELLS }, (_, i) => {
    const [x, y] = [at(xs, i % CELLS), at(ys, Math.floor(i / CELLS))];
    return { x, y, value: surface.value(x, y) };
  });
  const lowest = Math.min(...cells.map(({ value }) => value));
  const heights = cells.map(({ value }) => Math.log1p(value - lowest));
  const highest = Math.max(...heights);
  const level = (i: number) => Math.floor((LEVELS * heights[i]!) / highest);
  const half = (xs[1] - xs[0]) / CELLS / 2;
  const strips: [number, number, number, number][] = [];
  cells.forEach(({ x, y }, i) => {
    const last = strips.at(-1);
    if (i % CELLS > 0 && last?.[3] === level(i)) last[1] = x + half;
    else strips.push([x - half, x + half, y, level(i)]);
  });
  return strips;
}

function strip(ys: Range) {
  return (
    _: unknown,
    api: {
      value: (i: number) => number;
      coord: (point: readonly number[]) => [number, number];
      size: (of: readonly number[]) => [number, number];
      visual: (name: string) => string;
    },
  ) => {
    const [, height] = api.size([0, (ys[1] - ys[0]) / CELLS]);
    const [left, y] = api.coord([api.value(0), api.value(2)]).map(Math.round) as [number, number];
    const [right] = api.coord([api.value(1), api.value(2)]).map(Math.round) as [number, number];
    return {
      type: 'rect',
      shape: { x: left, y: Math.round(y - height / 2), width: right - left, height: Math.ceil(height) + 1 },
      style: { fill: api.visual('color') },
    };
  };
}

function bestPath(optimizer: ResolvedOptimizer, surface: TestFunction): Position[] {
  let best: Position[] = [];
  let lowest = Number.POSITIVE_INFINITY;
  for (const rate of RATES) {
    const path = [
      ...walk(surface, {
        optimizer,
        learningRate: rate,
        start: surface.start,
        steps: STEPS,
      }),
    ];
    const [x, y] = path.at(-1)!;
    // a saddle has no lowest point: the path that leaves without being thrown about counts
    const value =
      Number.isFinite(x) && Math.abs(x) < 10 ? Math.max(surface.value(x, y), -1e3) : Number.POSITIVE_INFINITY;
    if (value < lowest) {
      lowest = value;
      best = path;
    }
  }
  return best;
}

function untilOutside<T>(path: readonly T[], inside: (point: T) => boolean): T[] {
  const out = path.findIndex((point) => !inside(point));
  return out === -1 ? [...path] : path.slice(0, out);
}
