/** Which images a measure looks at: the same ones in every run that trains on the same images. */
import { evenlySpaced } from '../results.ts';
import type { MeasuredRun } from './types.ts';

/** At most `count` of the images trained on, evenly spaced; indices into `data.train`. */
export function trainingImages({ trainIndices }: MeasuredRun, count: number): Uint32Array {
  return evenlySpaced(trainIndices.length, count).map((i) => trainIndices[i]!);
}
