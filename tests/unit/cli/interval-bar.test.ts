import { describe, expect, it } from 'vitest';
import { intervalScale } from '../../../src/cli/interval-bar.ts';

describe('intervalScale', () => {
  it('draws estimate and interval on a scale that holds zero', () => {
    const scale = intervalScale([-2, 8], 11);
    expect(scale.bar(5, { low: 3, high: 8 })).toBe('  │  ├─●──┤');
    expect(scale.bar(-1, { low: -2, high: 2 })).toBe('├●┼─┤      ');
    expect(scale.bar(4, null)).toBe('  │   ●    ');
  });

  it('writes the ends over the bars, and zero where there is room', () => {
    expect(intervalScale([-2, 8], 11).title(String)).toBe('-2        8');
    expect(intervalScale([-5, 5], 11).title(String)).toBe('-5   0    5');
    expect(intervalScale([3, 5], 8).title(String)).toBe('0      5');
  });

  it('draws an interval narrower than a character, and no difference at all', () => {
    expect(intervalScale([0, 10], 11).bar(5, { low: 4.9, high: 5.1 })).toBe('│    ●     ');
    expect(intervalScale([0], 5).bar(0, { low: 0, high: 0 })).toBe('  ●  ');
  });
});
