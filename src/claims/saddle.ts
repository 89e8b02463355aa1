/** How many steps an optimizer needs to leave a saddle, on the float64 twins of its rule. */
import { OPTIMIZER_DEFAULTS, type OptimizerName, type ResolvedOptimizer } from '../config/index.ts';
import { initialState, rotated, saddle, step } from '../optimizers/index.ts';
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
export function stepsToLeaveSaddle({ optimizer, rotation, seed }: SaddleOptions): number {
  const stream = new RandomStream(seed, 'saddle');
  const sign = () => (stream.uniform() < 0.5 ? -1 : 1);
  const along = sign() * (0.5 + stream.uniform());
  const off = sign() * OFFSET;
  return Math.min(...RATES.map((rate) => stepsAt(optimizer, rate, rotation, along, off)));
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
  const rule = { name: optimizer, ...OPTIMIZER_DEFAULTS[optimizer].hyper } as ResolvedOptimizer;
  let position: Float64Array = Float64Array.of(cos * along - sin * off, sin * along + cos * off);
  let state = initialState(rule, 2);
  for (let t = 1; t <= MOST_STEPS; t++) {
    const gradient = Float64Array.from(surface.gradient(position[0]!, position[1]!));
    ({ parameters: position, state } = step(rule, state, position, gradient, rate));
    const across = cos * position[1]! - sin * position[0]!;
    const remaining = cos * position[0]! + sin * position[1]!;
    if (!Number.isFinite(across)) return MOST_STEPS;
    // a path that is thrown out along the stable axis has diverged, not left
    if (Math.abs(remaining) > 10) return MOST_STEPS;
    if (Math.abs(across) >= LEFT_AT) return t;
  }
  return MOST_STEPS;
}
