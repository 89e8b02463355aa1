/** How many steps an optimizer needs to leave a saddle, on the float64 twins of its rule. */
import { defaultOptimizer, type OptimizerName } from '../config/index.ts';
import { rotated, saddle, walk } from '../optimizers/index.ts';
import { RandomStream } from '../random/index.ts';
import { halfDecades } from '../stats/index.ts';

/** Off the stable axis at the start: how far a path is from being stuck for ever. */
const OFFSET = 1e-6;
/** Left: so far along the axis of descent. */
const LEFT_AT = 1;
const MOST_STEPS = 5000;
/** 0.0001 … 1, the same for every optimizer */
const RATES = halfDecades(-8, 0);

export interface SaddleOptions {
  readonly optimizer: OptimizerName;
  /** degrees by which x² − y² is turned; 0 flatters rules that scale each coordinate alone */
  readonly rotation: number;
  /** of the start: x in ±[0.5, 1.5] along the stable axis, ±1e-6 off it */
  readonly seed: number;
}

/** Steps until the path has left, at the best rate of the grid; the cap of 5,000 where none leaves. */
export function stepsToLeaveSaddle(options: SaddleOptions): number {
  return quickestFromSaddle(options).steps;
}

/** With the rate that leaves soonest; of several the lowest. */
export function quickestFromSaddle({ optimizer, rotation, seed }: SaddleOptions): {
  readonly rate: number;
  readonly steps: number;
} {
  const stream = new RandomStream(seed, 'saddle');
  const sign = () => (stream.uniform() < 0.5 ? -1 : 1);
  const along = sign() * (0.5 + stream.uniform());
  const off = sign() * OFFSET;
  return RATES.map((rate) => ({ rate, steps: stepsAt(optimizer, rate, rotation, along, off) })).reduce(
    (best, one) => (one.steps < best.steps ? one : best),
  );
}

function stepsAt(
  optimizer: OptimizerName,
  rate: number,
  rotation: number,
  along: number,
  off: number,
): number {
  const radians = (rotation * Math.PI) / 180;
  const [cos, sin] = [Math.cos(radians), Math.sin(radians)];
  const surface = rotation === 0 ? saddle : rotated(saddle, rotation);
  const path = walk(surface, {
    optimizer: defaultOptimizer(optimizer),
    learningRate: rate,
    start: [cos * along - sin * off, sin * along + cos * off],
    steps: MOST_STEPS,
  });
  let t = 0;
  for (const [x, y] of path) {
    const across = cos * y - sin * x;
    const remaining = cos * x + sin * y;
    if (!Number.isFinite(across)) return MOST_STEPS;
    // a path that is thrown out along the stable axis has diverged, not left
    if (Math.abs(remaining) > 10) return MOST_STEPS;
    if (Math.abs(across) >= LEFT_AT) return t;
    t += 1;
  }
  return MOST_STEPS;
}
