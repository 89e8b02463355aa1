import { describe, expect, test } from 'vitest';
import { DRAWING_SIDE, likeMnist } from '../../../../dashboard/playground/network/drawing.ts';

const SIDE = 28;

/** Full ink in a rectangle. */
function rectangle(left: number, top: number, width: number, height: number): Uint8Array {
  const ink = new Uint8Array(DRAWING_SIDE ** 2);
  for (let y = top; y < top + height; y++)
    ink.fill(255, y * DRAWING_SIDE + left, y * DRAWING_SIDE + left + width);
  return ink;
}

function bounds(pixels: Uint8Array) {
  const at = [...pixels.keys()].filter((i) => pixels[i]! > 0);
  const xs = at.map((i) => i % SIDE);
  const ys = at.map((i) => Math.floor(i / SIDE));
  return [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
}

describe('a drawing made like MNIST', () => {
  test('nothing drawn is nothing', () => {
    expect(likeMnist(new Uint8Array(DRAWING_SIDE ** 2), DRAWING_SIDE)).toBeNull();
  });

  test('is 20 pixels in its longer side and in the middle, wherever and however large it was drawn', () => {
    for (const ink of [rectangle(10, 20, 40, 200), rectangle(230, 60, 20, 100), rectangle(0, 0, 8, 40)]) {
      const pixels = likeMnist(ink, DRAWING_SIDE)!;
      expect(bounds(pixels)).toEqual([12, 15, 4, 23]);
      expect(pixels[14 * SIDE + 13]).toBe(255);
    }
    expect(bounds(likeMnist(rectangle(30, 100, 200, 100), DRAWING_SIDE)!)).toEqual([4, 23, 9, 18]);
  });

  test('has its centre of mass in the middle, not its frame', () => {
    // a heavy foot pulls the shape up
    const ink = rectangle(100, 40, 20, 200);
    const foot = rectangle(100, 200, 60, 40);
    const pixels = likeMnist(
      ink.map((value, i) => Math.max(value, foot[i]!)),
      DRAWING_SIDE,
    )!;
    let [mass, sumX, sumY] = [0, 0, 0];
    pixels.forEach((value, i) => {
      mass += value;
      sumX += value * (i % SIDE);
      sumY += value * Math.floor(i / SIDE);
    });
    expect(Math.abs(sumX / mass - 13.5)).toBeLessThanOrEqual(0.5);
    expect(Math.abs(sumY / mass - 13.5)).toBeLessThanOrEqual(0.5);
  });

  test('half-covered pixels have half the ink', () => {
    // 205 tall: a pixel of the digit covers 10.25; the columns 0 … 10.25 are covered by 5 of ink
    const ink = rectangle(0, 0, 5, 205);
    const pixels = likeMnist(ink, DRAWING_SIDE)!;
    expect(Math.max(...pixels)).toBe(Math.round((255 * 5) / 10.25));
  });

  test('a dot is a dot, and ink of another size is refused', () => {
    const dot = likeMnist(rectangle(100, 100, 1, 1), DRAWING_SIDE)!;
    expect(bounds(dot)).toEqual([4, 23, 4, 23]);
    expect(() => likeMnist(new Uint8Array(10), DRAWING_SIDE)).toThrow(/280 × 280 bytes, got 10/);
  });
});
