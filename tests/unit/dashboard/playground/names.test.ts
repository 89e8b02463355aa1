/** Names beside the ends of paths: a letter is 6.3 wide, a row 13 high, a name stands 8 from its dot. */
import { expect, test } from 'vitest';
// @ts-expect-error a script of the page, which has a tsconfig of its own
import { placeNames } from '../../../../dashboard/static/js/playground/names.js';

const plot = { left: 0, top: 0, width: 300, height: 300 };
type Box = { left: number; top: number; bottom: number };
type Points = [number, number][];
/** Left edge and middle of each name. */
function placed(paths: Points[], names: string[]): ([number, number] | null)[] {
  const boxes: (Box | null)[] = placeNames(paths, names, plot);
  return boxes.map((box) => box && [box.left, (box.top + box.bottom) / 2]);
}

test('a name stands right of its dot, at the edge of the picture left of it', () => {
  expect(placed([[[100, 100]]], ['adam'])).toEqual([[108, 100]]);
  expect(placed([[[290, 100]]], ['adam'])).toEqual([[290 - 8 - 4 * 6.3, 100]]);
});

test('names of paths that end at one point stand in rows', () => {
  const end: Points = [[290, 100]];
  expect(placed([end, end, end], ['adam', 'adam', 'adam']).map((place) => place![1])).toEqual([100, 113, 87]);
});

test('a name goes to the side that no path crosses, also between two points far apart', () => {
  expect(
    placed(
      [
        [[100, 100]],
        [
          [120, 0],
          [120, 300],
        ],
      ],
      ['adam', 'sgd'],
    )[0],
  ).toEqual([100 - 8 - 4 * 6.3, 100]);
});

test('a path without a point has no name', () => {
  expect(placed([[], [[100, 100]]], ['adam', 'sgd'])).toEqual([null, [108, 100]]);
});
