/** The way that an update rule takes on a function of two variables. */
import type { ResolvedOptimizer } from '../config/optimizer.ts';
import { initialState, step } from './step.ts';
import type { TestFunction } from './test-functions.ts';

export type Position = readonly [number, number];

export interface WalkOptions {
  readonly optimizer: ResolvedOptimizer;
  readonly learningRate: number;
  readonly start: Position;
  /** the walk ends earlier only at a position that is not finite, which is still given */
  readonly steps: number;
  /** added to each component of each gradient; left out: nothing */
  readonly noise?: () => number;
}

/** The start, then the position after each step. */
export function* walk(surface: TestFunction, options: WalkOptions): Generator<Position> {
  const { optimizer, learningRate, start, steps, noise } = options;
  let position: Float64Array = Float64Array.from(start);
  let state = initialState(optimizer, 2);
  yield start;
  for (let t = 1; t <= steps; t++) {
    const gradient = Float64Array.from(surface.gradient(position[0]!, position[1]!));
    if (noise !== undefined) for (let i = 0; i < 2; i++) gradient[i]! += noise();
    ({ parameters: position, state } = step(optimizer, state, position, gradient, learningRate));
    const [x, y] = position as unknown as Position;
    yield [x, y];
    if (!Number.isFinite(x) || !Number.isFinite(y)) return;
  }
}
