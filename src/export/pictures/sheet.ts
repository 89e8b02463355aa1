/** Answers as one picture: every image with its label, the network's answer and its probability. */
import { toPng } from '../../tracking/image.ts';
import { drawText, fitText, GLYPH, textWidth } from './bitmap-font.ts';
import type { Picture } from './picture.ts';

export interface SheetItem {
  readonly picture: Picture;
  /** above the image, e.g. `#12  label 7` */
  readonly caption: string;
  /** below it, e.g. `7  99.8 %` */
  readonly answer: string;
  readonly right: boolean;
}

type Rgb = readonly [number, number, number];
const PAPER: Rgb = [255, 255, 255];
const TEXT: Rgb = [31, 35, 40];
const FAINT: Rgb = [89, 99, 110];
const RIGHT: Rgb = [26, 127, 55];
const WRONG: Rgb = [179, 38, 30];
/** Pixels of the sheet a pixel of the font. */
const TEXT_SCALE = 2;
const MARGIN = 24;
const GAP = 6;
/** About so many pixels across an image. */
const IMAGE_SIZE = 140;
const LINE = GLYPH.height * TEXT_SCALE;

/** PNG bytes. The sign beside an answer says what its colour says. */
export function predictionSheet(title: string, items: readonly SheetItem[]): Uint8Array {
  const { height, width } = items[0]!.picture;
  const scale = Math.max(1, Math.round(IMAGE_SIZE / Math.max(height, width)));
  const texts = items.flatMap(({ caption, answer }) => [caption, `✓ ${answer}`]);
  const widest = Math.min(320, Math.max(...texts.map(textWidth)) * TEXT_SCALE);
  const tile = { width: Math.max(width * scale, widest), height: height * scale + 2 * (LINE + GAP) };
  const rows = Math.ceil(items.length / Math.ceil(Math.sqrt(items.length * 1.6)));
  const columns = Math.ceil(items.length / rows);
  const canvas = createCanvas(
    columns * (tile.width + MARGIN) + MARGIN,
    rows * (tile.height + MARGIN) + LINE + 2 * MARGIN,
  );
  const shortened = (text: string, room: number) => fitText(text, Math.floor(room / TEXT_SCALE));
  canvas.text(MARGIN, MARGIN, shortened(title, canvas.width - 2 * MARGIN), TEXT);
  items.forEach(({ picture, caption, answer, right }, i) => {
    const x = MARGIN + (i % columns) * (tile.width + MARGIN);
    const y = 2 * MARGIN + LINE + Math.floor(i / columns) * (tile.height + MARGIN);
    canvas.text(x, y, shortened(caption, tile.width), FAINT);
    canvas.picture(x, y + LINE + GAP, picture, scale);
    const line = `${right ? '✓' : '✕'} ${answer}`;
    canvas.text(x, y + LINE + 2 * GAP + height * scale, shortened(line, tile.width), right ? RIGHT : WRONG);
  });
  return toPng(canvas);
}

function createCanvas(width: number, height: number) {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) data[i] = PAPER[i % 3]!;
  const square = (x0: number, y0: number, size: number, color: ArrayLike<number>) => {
    for (let y = y0; y < Math.min(y0 + size, height); y++) {
      for (let x = x0; x < Math.min(x0 + size, width); x++) {
        for (let c = 0; c < 3; c++) data[(y * width + x) * 3 + c] = color[c]!;
      }
    }
  };
  return {
    width,
    height,
    data,
    text(x: number, y: number, text: string, color: Rgb) {
      drawText(text, (dx, dy) => square(x + dx * TEXT_SCALE, y + dy * TEXT_SCALE, TEXT_SCALE, color));
    },
    picture(x: number, y: number, { height: rows, width: columns, channels, bytes }: Picture, scale: number) {
      for (let i = 0; i < rows * columns; i++) {
        const at = i * channels;
        const [red, green, blue] = channels === 1 ? [at, at, at] : [at, at + 1, at + 2];
        const color = [bytes[red!]!, bytes[green!]!, bytes[blue!]!];
        square(x + (i % columns) * scale, y + Math.floor(i / columns) * scale, scale, color);
      }
    },
  };
}
