/** Reference values written by the scripts in tests/golden/stats. */
import { readFileSync } from 'node:fs';
import { expect } from 'vitest';

// biome-ignore lint/suspicious/noExplicitAny: the shape is what the script of that name writes
export function goldenStats(name: string): any {
  return JSON.parse(readFileSync(new URL(`../golden/stats/${name}.json`, import.meta.url), 'utf8'));
}

/** Relative for large values, absolute for small ones: both sides are float64 in another order of operations. */
export function expectClose(actual: number | null | undefined, expected: number, tolerance = 1e-11) {
  expect(actual).not.toBeNull();
  expect(Math.abs(actual! - expected)).toBeLessThanOrEqual(tolerance * Math.max(1, Math.abs(expected)));
}
