/** Numbers and vectors: means, norms, and the snapshot seen as one. */
import type { ParameterInfo } from '../../engine/contract.ts';

/** Positions in the snapshot of what is trained. */
export function trainedPositions(parameters: readonly ParameterInfo[]): Uint32Array {
  const trained = parameters.filter(({ trainable }) => trainable);
  const positions = new Uint32Array(trained.reduce((sum, { size }) => sum + size, 0));
  let next = 0;
  for (const { offset, size } of trained) {
    for (let i = 0; i < size; i++) positions[next++] = offset + i;
  }
  return positions;
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Euclidean norm; float64 sums. */
export function norm(values: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += values[i]! * values[i]!;
  return Math.sqrt(sum);
}

/** The bias of the last layer, which a network always has. */
export function outputBias(parameters: readonly ParameterInfo[]): ParameterInfo {
  return parameters.filter(({ name }) => name === 'bias').at(-1)!;
}
