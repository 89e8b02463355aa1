/** Picks of a sweep's page as they stand in the address. */
import { describe, expect, test } from 'vitest';
import { isPicked, parsePicks, printPick } from '../../../dashboard/sweeps/picks.ts';
import { parseView, viewQuery } from '../../../dashboard/sweeps/view.ts';

describe('picks', () => {
  test('names and levels with commas and backslashes come back as they were', () => {
    const pick = { name: 'a,b', of: ['x\\y', 'p,q', '0.1'] };
    expect(parsePicks([printPick(pick)])).toEqual([pick]);
  });

  test('several of one name add up, as check boxes send them', () => {
    expect(parsePicks(['optimizer,adam', 'activation,relu', 'optimizer,sgd,adam'])).toEqual([
      { name: 'optimizer', of: ['adam', 'sgd'] },
      { name: 'activation', of: ['relu'] },
    ]);
  });

  test('a name without levels picks nothing', () => {
    expect(parsePicks(['optimizer', ''])).toEqual([]);
  });

  test('a range takes in both of its ends, a level only itself', () => {
    const range = { name: 'validation/loss', of: ['-1..2.5e-1'] };
    expect([-1.01, -1, 0.25, 0.26].map((value) => isPicked(range, value))).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(isPicked(range, null)).toBe(false);
    const levels = { name: 'batchNorm', of: ['null', '0.1', 'true'] };
    expect([null, 0.1, 0.2, true, false].map((value) => isPicked(levels, value))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
  });

  test('a view keeps its picks through its address', () => {
    const view = parseView(new URLSearchParams('pick=optimizer,adam&pick=validation/accuracy,0.9..1'));
    expect(parseView(new URLSearchParams(viewQuery(view)))).toEqual(view);
    expect(view.picks).toHaveLength(2);
  });
});
