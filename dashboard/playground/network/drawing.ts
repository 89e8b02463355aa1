/** A drawing made like a digit of MNIST: scaled into 20 × 20, its centre of mass in the middle of 28 × 28. */
import { SIDE } from './digits.ts';

/** Pixels a side of the drawing pad. */
export const DRAWING_SIDE = 280;
/** Source: LeCun, Cortes & Burges, the description of the MNIST files. */
const BOX = 20;

/**
 * Ink (side, side) bytes, 0 where there is none, to (28, 28) bytes; null where nothing is drawn. Keeps the shape's
 * proportions; each pixel is the mean ink of the area that it covers.
 */
export function likeMnist(ink: Uint8Array, side: number): Uint8Array | null {
  if (ink.length !== side * side) {
    throw new RangeError(`ink must have ${side} × ${side} bytes, got ${ink.length}`);
  }
  const bounds = boundsOf(ink, side);
  if (bounds === null) return null;
  const { left, top, width, height } = bounds;
  // drawing pixels that one pixel of the digit covers
  const scale = Math.max(width, height) / BOX;
  const small = new Float64Array(SIDE * SIDE);
  const columns = Math.max(1, Math.round(width / scale));
  const rows = Math.max(1, Math.round(height / scale));
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      small[y * SIDE + x] = meanInk(ink, side, left + x * scale, top + y * scale, scale);
    }
  }
  return centred(small, columns, rows);
}

function boundsOf(ink: Uint8Array, side: number) {
  let [left, top, right, bottom] = [side, side, -1, -1];
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (ink[y * side + x] === 0) continue;
      left = Math.min(left, x);
      right = Math.max(right, x);
      top = Math.min(top, y);
      bottom = Math.max(bottom, y);
    }
  }
  return right < 0 ? null : { left, top, width: right - left + 1, height: bottom - top + 1 };
}

/** Mean over the square of `size` at (x, y), parts of pixels counted as parts; nothing lies outside. */
function meanInk(ink: Uint8Array, side: number, x: number, y: number, size: number): number {
  let sum = 0;
  for (let row = Math.floor(y); row < y + size; row++) {
    const tall = Math.min(row + 1, y + size) - Math.max(row, y);
    for (let column = Math.floor(x); column < x + size; column++) {
      const wide = Math.min(column + 1, x + size) - Math.max(column, x);
      if (row >= 0 && row < side && column >= 0 && column < side)
        sum += tall * wide * ink[row * side + column]!;
    }
  }
  return sum / (size * size);
}

/** Moved by whole pixels until its centre of mass is nearest to the middle, or the shape at an edge. */
function centred(small: Float64Array, columns: number, rows: number): Uint8Array {
  let [mass, sumX, sumY] = [0, 0, 0];
  small.forEach((value, i) => {
    mass += value;
    sumX += value * (i % SIDE);
    sumY += value * Math.floor(i / SIDE);
  });
  const middle = (SIDE - 1) / 2;
  const shift = (sum: number, size: number) =>
    Math.min(SIDE - size, Math.max(0, Math.round(middle - sum / mass)));
  const [dx, dy] = [shift(sumX, columns), shift(sumY, rows)];
  const pixels = new Uint8Array(SIDE * SIDE);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      pixels[(y + dy) * SIDE + x + dx] = Math.round(small[y * SIDE + x]!);
    }
  }
  return pixels;
}
