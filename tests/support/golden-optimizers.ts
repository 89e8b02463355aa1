/** Trajectories of PyTorch's and Keras's optimizers: tests/golden/optimizers/generate.py. */
import { readFileSync } from 'node:fs';
import type { ResolvedNetwork } from '../../src/config/network.ts';
import type { ResolvedOptimizer } from '../../src/config/optimizer.ts';

export interface Trajectory {
  readonly name: string;
  readonly problem: 'quadratic' | 'logistic';
  readonly optimizer: ResolvedOptimizer;
  readonly weightDecay: { readonly mode: 'none' | 'l2' | 'decoupled'; readonly lambda: number };
  readonly learningRate: number;
  /** from one step to the next */
  readonly learningRateFactor: number;
  readonly firstLoss: number;
  readonly lastLoss: number;
  /** by the number of steps taken */
  readonly weights: Readonly<Record<string, readonly number[]>>;
}

export interface GoldenFile {
  readonly library: string;
  /** (8, 3, 3, 1) bytes, 0 or 255 */
  readonly images: readonly number[];
  readonly labels: readonly number[];
  /** snapshot layout of `networkOf`: weights (9, 2), bias (2) */
  readonly start: readonly number[];
  readonly trajectories: readonly Trajectory[];
}

export const GOLDEN_FILES: readonly GoldenFile[] = ['pytorch', 'keras'].map((name) =>
  JSON.parse(readFileSync(new URL(`../golden/optimizers/${name}.json`, import.meta.url), 'utf8')),
);

export const GOLDEN_STEPS = 100;

/** The learning rate of each step, as engines take them. */
export function ratesOf({ learningRate, learningRateFactor }: Trajectory): Float32Array {
  return Float32Array.from({ length: GOLDEN_STEPS }, (_, t) => learningRate * learningRateFactor ** t);
}

/** One dense layer: its squared error is a quadratic of the weights, its binary cross-entropy logistic regressions. */
export function networkOf({ problem }: Trajectory): ResolvedNetwork {
  return {
    input: { height: 3, width: 3, channels: 1 },
    classes: 2,
    head: problem === 'quadratic' ? 'linear+mse' : 'sigmoid+bce',
    layers: [
      { type: 'flatten', name: 'flatten' },
      { type: 'dense', name: 'logits', units: 2, bias: true },
    ],
  };
}

/** Largest |a − b|, of the longest way from the start. */
export function pathError(
  weights: ArrayLike<number>,
  expected: readonly number[],
  start: readonly number[],
): number {
  const way = Math.max(...expected.map((w, i) => Math.abs(w - start[i]!)));
  return Math.max(...expected.map((w, i) => Math.abs(weights[i]! - w))) / way;
}
