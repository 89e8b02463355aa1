/** Names at the ends of lines. */
import { expect, test } from 'vitest';
// @ts-expect-error a script of the page, which has a tsconfig of its own
import { spread } from '../../../dashboard/static/js/charts/labels.js';

test('names that have room stay where they are', () => {
  expect(spread([10, 40, 53])).toEqual([10, 40, 53]);
});

test('names that collide are a line apart, around the middle of where they would be', () => {
  expect(spread([100, 100, 103])).toEqual([88, 101, 114]);
});

test('a block that grows into its neighbour takes it in', () => {
  const places = spread([20, 40, 41, 42, 90]);
  expect(places).toEqual([16.25, 29.25, 42.25, 55.25, 90]);
  expect((16.25 + 29.25 + 42.25 + 55.25) / 4).toBe((20 + 40 + 41 + 42) / 4);
});
