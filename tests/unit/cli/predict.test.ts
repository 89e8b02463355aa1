import { PNG } from 'pngjs';
import { describe, expect, it } from 'vitest';
import { drawText, fitText, textWidth } from '../../../src/export/pictures/bitmap-font.ts';
import { cropTogether, fitPicture, pictureLines, pictureOf } from '../../../src/export/pictures/picture.ts';
import { predictionSheet } from '../../../src/export/pictures/sheet.ts';

function drawn(text: string): string[] {
  const rows = Array.from({ length: 8 }, () => Array<string>(textWidth(text)).fill('.'));
  drawText(text, (x, y) => {
    rows[y]![x] = '#';
  });
  return rows.map((row) => row.join(''));
}

describe('the font', () => {
  it('draws letters, digits and signs, with what hangs below the line', () => {
    expect(drawn('Ag7')).toEqual([
      '.###........#####',
      '#...#...........#',
      '#...#..####....#.',
      '#####.#...#....#.',
      '#...#.#...#...#..',
      '#...#..####...#..',
      '#...#.....#...#..',
      '.......###.......',
    ]);
  });

  it('gives every character that a label may have a shape of its own', () => {
    const characters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,:%-+/()#✓✕…';
    const shapes = [...characters].map((char) => drawn(char).join('\n'));
    expect(new Set(shapes).size).toBe(shapes.length);
    expect(shapes).not.toContain(drawn('\u{1f600}').join('\n'));
  });

  it('cuts a text to its room', () => {
    expect(textWidth('Trouser')).toBe(41);
    expect(fitText('Trouser', 41)).toBe('Trouser');
    expect(fitText('Trouser', 40)).toBe('Trous…');
    expect(textWidth('Trous…')).toBeLessThanOrEqual(40);
  });
});

const grey = (width: number, ...bytes: number[]) => ({
  ...{ width, height: bytes.length / width, channels: 1, bytes: Uint8Array.from(bytes) },
});

describe('a picture in the terminal', () => {
  it('is two pixels a character, ink where there are no colours', () => {
    expect(pictureLines(grey(4, 255, 255, 0, 0, 255, 0, 200, 0, 0, 0, 0, 255), false)).toEqual([
      '█▀▄ ',
      '   ▀',
    ]);
  });

  it('has greys and colours on a terminal', () => {
    const [line] = pictureLines(grey(1, 255, 128), true);
    expect(line).toBe('\u001b[38;5;231;48;5;244m▀\u001b[0m');
    const rgb = { width: 1, height: 2, channels: 3, bytes: Uint8Array.of(255, 0, 0, 0, 0, 255) };
    expect(pictureLines(rgb, true)).toEqual(['\u001b[38;5;196;48;5;21m▀\u001b[0m']);
  });

  it('is taken from its place among the images, of many channels the first', () => {
    const images = Uint8Array.from({ length: 24 }, (_, i) => i);
    const shape = { height: 2, width: 2, channels: 1 };
    expect([...pictureOf(images, shape, 2).bytes]).toEqual([8, 9, 10, 11]);
    expect([...pictureOf(images, { ...shape, channels: 2 }, 1).bytes]).toEqual([8, 10, 12, 14]);
  });

  it('loses the margins that all of them share, and no more', () => {
    const a = grey(4, 0, 0, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0);
    const b = grey(4, 0, 0, 0, 0, 0, 0, 7, 0, 0, 5, 0, 0);
    expect(cropTogether([a, b])).toEqual([grey(2, 9, 0, 0, 0), grey(2, 0, 7, 5, 0)]);
    expect(cropTogether([grey(2, 0, 0)])).toEqual([grey(2, 0, 0)]);
  });

  it('is shrunk by whole factors where it is wide, each pixel a mean', () => {
    const wide = grey(40, ...Array.from({ length: 80 }, (_, i) => (i % 40 < 2 ? 100 : 0)));
    const small = fitPicture(wide);
    expect([small.width, small.height]).toEqual([20, 1]);
    expect([...small.bytes.subarray(0, 2)]).toEqual([100, 0]);
    expect(fitPicture(grey(2, 1, 2))).toEqual(grey(2, 1, 2));
  });
});

describe('predictionSheet', () => {
  it('is a PNG with the images enlarged, and answers in another colour where they are wrong', () => {
    const item = { picture: grey(2, 255, 0, 0, 255), caption: '#0 is 1', answer: '1  99.0 %' };
    const colorsOf = (right: boolean) => {
      const { data, width, height } = PNG.sync.read(
        Buffer.from(predictionSheet('run', [{ ...item, right }])),
      );
      expect(width).toBeGreaterThan(140);
      expect(height).toBeGreaterThan(140);
      const seen = new Map<string, number>();
      for (let i = 0; i < data.length; i += 4) {
        const key = [...data.subarray(i, i + 3)].join();
        seen.set(key, (seen.get(key) ?? 0) + 1);
      }
      return seen;
    };
    const right = colorsOf(true);
    // two of the four pixels, 70 × 70 each
    expect(right.get('0,0,0')).toBe(2 * 70 * 70);
    expect(right.has('26,127,55') && !right.has('179,38,30')).toBe(true);
    const wrong = colorsOf(false);
    expect(wrong.has('179,38,30') && !wrong.has('26,127,55')).toBe(true);
  });
});
