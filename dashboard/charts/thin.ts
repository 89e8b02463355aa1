/** Fewer points with the same outline: of each bucket of steps the smallest and the largest value. */
import type { Point } from './spec.ts';

/**
 * Keeps the first and the last point, and every NaN as a gap (null) where its bucket has nothing else.
 * @param most points to keep; at least 4
 */
export function thinPoints(
  steps: ArrayLike<number>,
  values: ArrayLike<number>,
  most: number,
  shown: (value: number) => number | null = (value) => value,
): Point[] {
  const all = Array.from(steps, (step, i): Point => {
    const value = values[i]!;
    return [step, Number.isFinite(value) ? shown(value) : null];
  });
  if (all.length <= most) return all;
  const buckets = Math.floor((most - 2) / 2);
  const kept = [all[0]!];
  for (let b = 0; b < buckets; b++) {
    const from = 1 + Math.floor((b * (all.length - 2)) / buckets);
    const to = 1 + Math.floor(((b + 1) * (all.length - 2)) / buckets);
    const finite = all.slice(from, to).filter((point): point is [number, number] => point[1] !== null);
    if (finite.length === 0) {
      kept.push(all[from]!);
      continue;
    }
    const low = finite.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = finite.reduce((a, b) => (b[1] > a[1] ? b : a));
    kept.push(...(low === high ? [low] : low[0] < high[0] ? [low, high] : [high, low]));
  }
  kept.push(all.at(-1)!);
  return kept;
}
