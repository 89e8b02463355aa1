/** Effects on the axis of the claims, 260 wide: where each stands, and what is beyond its ends at 30 margins. */
import { describe, expect, test } from 'vitest';
import { ForestRow } from '../../../dashboard/claims/forest.tsx';

/** What is drawn of an effect and its interval, in margins of 0.5: dots by their x, the rest by its path. */
function drawn(effect: number, low: number, high: number): string[] {
  const interval95 = { low: low * 0.5, high: high * 0.5 };
  const comparison = { effect: effect * 0.5, interval95, verdict: 'supported' as const };
  const svg = String(ForestRow({ comparison, margin: 0.5 }));
  return [...svg.matchAll(/class="(interval|arrow|effect)" (?:cx|d)="([^"]+)"/g)].map(
    ([, name, where]) => `${name} ${where}`,
  );
}

describe('an effect with its interval', () => {
  test('within the scale is a dot between two ends', () => {
    expect(drawn(0.5, 0, 1)).toEqual([
      'interval M130.0 0H161.7',
      'interval M130.0 -3v6',
      'interval M161.7 -3v6',
      'effect 145.9',
    ]);
  });

  test('whose bounds are off the scale is a dot between two arrows', () => {
    expect(drawn(6, -200, 200)).toEqual([
      'interval M8.0 0H252.0',
      'arrow M13 -4L6 0l7 4z',
      'arrow M247 -4L254 0l-7 4z',
      'effect 209.3',
    ]);
  });

  test('that is off the scale itself is a large arrow, and a bound beyond the same edge has no end', () => {
    expect(drawn(40, 36, 44)).toEqual([
      'interval M252.0 0H252.0',
      'arrow M247 -4L254 0l-7 4z',
      'effect M242 -6L254 0l-12 6z',
    ]);
    expect(drawn(-40, -44, -6)).toEqual([
      'interval M8.0 0H50.7',
      'arrow M13 -4L6 0l7 4z',
      'interval M50.7 -3v6',
      'effect M18 -6L6 0l12 6z',
    ]);
  });
});
