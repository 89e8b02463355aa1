/** Images as characters: two pixels each, the upper and the lower half of a block. */
import type { ImageShape } from '../../config/network.ts';

export interface Picture {
  /** pixels; (height, width, channels) bytes in `bytes`, channels 1 or 3 */
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly bytes: Uint8Array;
}

/** Characters a line that a picture may take. */
const WIDEST = 32;
/** A pixel at least this bright is drawn where there are no colours. */
const INK = 96;

/** Image `index` of (n, height, width, channels) bytes; of other than 1 or 3 channels the first. */
export function pictureOf(images: Uint8Array, shape: ImageShape, index: number): Picture {
  const { height, width, channels } = shape;
  const size = height * width * channels;
  const bytes = images.subarray(index * size, (index + 1) * size);
  if (channels === 1 || channels === 3) return { height, width, channels, bytes };
  const first = Uint8Array.from({ length: height * width }, (_, i) => bytes[i * channels]!);
  return { height, width, channels: 1, bytes: first };
}

/** The rows and columns that are not black in every picture: digits have wide margins. All of equal size. */
export function cropTogether(pictures: readonly Picture[]): Picture[] {
  const [one] = pictures;
  if (one === undefined) return [];
  const { height, width, channels } = one;
  const used = (y: number, x: number) =>
    pictures.some(({ bytes }) =>
      bytes.subarray((y * width + x) * channels, (y * width + x + 1) * channels).some((byte) => byte > 0),
    );
  const rows = Array.from({ length: height }, (_, y) => y);
  const columns = Array.from({ length: width }, (_, x) => x);
  const usedRows = rows.filter((y) => columns.some((x) => used(y, x)));
  const usedColumns = columns.filter((x) => usedRows.some((y) => used(y, x)));
  const [top, bottom] = [usedRows[0] ?? 0, usedRows.at(-1) ?? height - 1];
  const [left, right] = [usedColumns[0] ?? 0, usedColumns.at(-1) ?? width - 1];
  return pictures.map(({ bytes }) => {
    const cut = new Uint8Array((bottom - top + 1) * (right - left + 1) * channels);
    for (let y = top; y <= bottom; y++) {
      const from = (y * width + left) * channels;
      const row = bytes.subarray(from, from + (right - left + 1) * channels);
      cut.set(row, (y - top) * row.length);
    }
    return { height: bottom - top + 1, width: right - left + 1, channels, bytes: cut };
  });
}

/** Shrunk by a whole factor (means of squares of pixels) to at most `WIDEST` columns. */
export function fitPicture(picture: Picture): Picture {
  const { height, width, channels, bytes } = picture;
  const factor = Math.ceil(width / WIDEST);
  if (factor <= 1) return picture;
  const [rows, columns] = [Math.ceil(height / factor), Math.ceil(width / factor)];
  const small = new Uint8Array(rows * columns * channels);
  for (let i = 0; i < small.length; i++) {
    const c = i % channels;
    const x0 = (Math.floor(i / channels) % columns) * factor;
    const y0 = Math.floor(i / channels / columns) * factor;
    let sum = 0;
    let count = 0;
    for (let y = y0; y < Math.min(y0 + factor, height); y++) {
      for (let x = x0; x < Math.min(x0 + factor, width); x++) {
        sum += bytes[(y * width + x) * channels + c]!;
        count += 1;
      }
    }
    small[i] = Math.round(sum / count);
  }
  return { height: rows, width: columns, channels, bytes: small };
}

/** Lines of `picture.width` characters; with `colors` in the 256 colours that every terminal with colours has. */
export function pictureLines(picture: Picture, colors: boolean): string[] {
  const { height, width } = picture;
  const lines: string[] = [];
  for (let y = 0; y < height; y += 2) {
    let line = '';
    for (let x = 0; x < width; x++) {
      const upper = pixel(picture, y, x);
      const lower = y + 1 < height ? pixel(picture, y + 1, x) : [0, 0, 0];
      line += colors
        ? `\u001b[38;5;${colorNumber(upper)};48;5;${colorNumber(lower)}m▀`
        : half(brightness(upper) >= INK, brightness(lower) >= INK);
    }
    lines.push(colors ? `${line}\u001b[0m` : line);
  }
  return lines;
}

function half(upper: boolean, lower: boolean): string {
  if (upper && lower) return '█';
  if (upper) return '▀';
  return lower ? '▄' : ' ';
}

function pixel({ width, channels, bytes }: Picture, y: number, x: number): readonly number[] {
  const at = (y * width + x) * channels;
  const red = bytes[at]!;
  return channels === 1 ? [red, red, red] : [red, bytes[at + 1]!, bytes[at + 2]!];
}

function brightness([red, green, blue]: readonly number[]): number {
  return (red! + green! + blue!) / 3;
}

/** Of xterm's 256: the ramp of 24 greys with black and white at its ends, or the 6 × 6 × 6 cube. */
function colorNumber(rgb: readonly number[]): number {
  const [red, green, blue] = rgb as [number, number, number];
  if (red === green && green === blue) {
    const grey = Math.round((red / 255) * 25);
    return grey === 0 ? 16 : grey === 25 ? 231 : 231 + grey;
  }
  const level = (value: number) => Math.round((value / 255) * 5);
  return 16 + 36 * level(red) + 6 * level(green) + level(blue);
}
