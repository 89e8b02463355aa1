/** Paths of optimizers on a surface, and how they end. Runs in the server and in pages. */
import type { ResolvedOptimizer } from '../../src/config/optimizer.ts';
import { type Position, walk } from '../../src/optimizers/index.ts';
import { RandomStream } from '../../src/random/index.ts';
import { halfDecades } from '../../src/stats/grid.ts';
import type { Surface } from './surface.ts';

/** Arrived: from here on never again farther than this from the minimum. */
export const ARRIVED_WITHIN = 0.05;
/** The saddle is left: so far along its axis of descent. */
export const LEFT_AT = 1;
/** Thrown out along the other axis: diverged, not left. */
const THROWN_OUT_AT = 10;
const RATES = halfDecades(-8, 0);

export interface Course {
  readonly start: Position;
  readonly steps: number;
  /** standard deviation of the noise on each component of the gradient; the same noise for every optimizer */
  readonly noise: number;
}

/** How a path ends; `steps` where it got there. */
export type Outcome =
  | { readonly kind: 'arrived'; readonly steps: number }
  | { readonly kind: 'under way'; readonly distance: number }
  | { readonly kind: 'diverged'; readonly steps: number };

export interface Trajectory {
  /** the start and the position after each step; all finite */
  readonly points: readonly Position[];
  readonly outcome: Outcome;
}

export function trajectory(
  surface: Surface,
  optimizer: ResolvedOptimizer,
  learningRate: number,
  course: Course,
): Trajectory {
  const { noise, ...rest } = course;
  const stream = new RandomStream(0, 'playground/noise');
  const noisy = noise === 0 ? {} : { noise: () => noise * stream.normal() };
  const points: Position[] = [];
  let diverged: number | null = null;
  for (const point of walk(surface.function, { optimizer, learningRate, ...rest, ...noisy })) {
    if (point.every((value) => Number.isFinite(value))) points.push(point);
    else diverged = points.length;
  }
  if (diverged !== null) return { points, outcome: { kind: 'diverged', steps: diverged } };
  return {
    points,
    outcome: surface.function.minimum === null ? leaving(surface, points) : arriving(surface, points),
  };
}

function arriving(surface: Surface, points: readonly Position[]): Outcome {
  const [mx, my] = surface.function.minimum!;
  const distance = ([x, y]: Position) => Math.hypot(x - mx, y - my);
  const lastAway = points.findLastIndex((point) => distance(point) > ARRIVED_WITHIN);
  if (lastAway < points.length - 1) return { kind: 'arrived', steps: lastAway + 1 };
  return { kind: 'under way', distance: distance(points.at(-1)!) };
}

function leaving(surface: Surface, points: readonly Position[]): Outcome {
  const turn = (-surface.rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)];
  for (const [steps, [x, y]] of points.entries()) {
    if (Math.abs(cos * x - sin * y) > THROWN_OUT_AT) return { kind: 'diverged', steps };
    if (Math.abs(sin * x + cos * y) >= LEFT_AT) return { kind: 'arrived', steps };
  }
  const [x, y] = points.at(-1)!;
  return { kind: 'under way', distance: LEFT_AT - Math.abs(sin * x + cos * y) };
}

/**
 * Of a half-decade grid from 0.0001 the rate that arrives in the fewest steps without leaving the picture; where none
 * arrives, that comes nearest.
 */
export function bestRate(surface: Surface, optimizer: ResolvedOptimizer, course: Course): number {
  let best = RATES[0]!;
  let least = Number.POSITIVE_INFINITY;
  for (const rate of RATES.filter((each) => each <= surface.largestRate)) {
    const cost = costOf(trajectory(surface, optimizer, rate, course), surface, course);
    if (cost < least) [best, least] = [rate, cost];
  }
  return best;
}

function costOf({ points, outcome }: Trajectory, { window }: Surface, { steps }: Course): number {
  const [[x0, x1], [y0, y1]] = window;
  const until = outcome.kind === 'arrived' ? outcome.steps : points.length;
  const leaves = points.slice(0, until).some(([x, y]) => x < x0 || x > x1 || y < y0 || y > y1);
  if (leaves || outcome.kind === 'diverged') return Number.POSITIVE_INFINITY;
  return outcome.kind === 'arrived' ? outcome.steps : steps + outcome.distance;
}
