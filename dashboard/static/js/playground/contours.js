// Heights as bands of colour, with a line where one band meets the next.
import { heightsOf, LEVELS } from '../bundles/playground.js';
import { token } from '../theme.js';

/** @typedef {import('../bundles/playground.js').Surface} Surface */

/** The function is asked at every so many CSS pixels; between them heights are interpolated. */
const GRID = 2;
/** How far the colour of the highest band is from the ground; paths have to stand out from every band. */
const STRONGEST = 0.62;
const LINE = 0.16;

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Surface} surface
 * @param {{ left: number, top: number, width: number, height: number }} plot in CSS pixels
 */
export function drawContours(canvas, surface, plot) {
  const scale = Math.min(2, devicePixelRatio);
  const width = Math.max(1, Math.round(plot.width * scale));
  const height = Math.max(1, Math.round(plot.height * scale));
  canvas.width = width;
  canvas.height = height;
  Object.assign(canvas.style, {
    left: `${plot.left}px`,
    top: `${plot.top}px`,
    width: `${plot.width}px`,
    height: `${plot.height}px`,
  });
  const context = canvas.getContext('2d');
  if (context === null) return;
  const levels = levelGrid(surface, plot, width, height, scale);
  const { bands, lines } = colors(surface);
  const image = context.createImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      const level = levels[i] ?? 0;
      const edge =
        (x + 1 < width && levels[i + 1] !== level) || (y + 1 < height && levels[i + width] !== level);
      pixels[i] = (edge ? lines : bands)[level] ?? 0;
    }
  }
  context.putImageData(image, 0, 0);
}

/**
 * The band of each device pixel.
 * @param {Surface} surface
 * @param {{ width: number, height: number }} plot
 * @param {number} width
 * @param {number} height
 * @param {number} scale
 */
function levelGrid(surface, plot, width, height, scale) {
  const [[x0, x1], [y0, y1]] = surface.window;
  const heightAt = heightsOf(surface);
  const columns = Math.ceil(plot.width / GRID) + 2;
  const rows = Math.ceil(plot.height / GRID) + 2;
  const grid = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const x = x0 + ((column * GRID) / plot.width) * (x1 - x0);
      const y = y1 - ((row * GRID) / plot.height) * (y1 - y0);
      grid[row * columns + column] = heightAt(x, y);
    }
  }
  const levels = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const gy = (y + 0.5) / scale / GRID;
    const row = Math.floor(gy);
    const dy = gy - row;
    for (let x = 0; x < width; x++) {
      const gx = (x + 0.5) / scale / GRID;
      const column = Math.floor(gx);
      const dx = gx - column;
      const i = row * columns + column;
      const top = mix(grid[i] ?? 0, grid[i + 1] ?? 0, dx);
      const bottom = mix(grid[i + columns] ?? 0, grid[i + columns + 1] ?? 0, dx);
      levels[y * width + x] = Math.min(LEVELS - 1, Math.max(0, Math.floor(mix(top, bottom, dy))));
    }
  }
  return levels;
}

/** Greys from low to high; for the saddle blue below it and orange above. @param {Surface} surface */
function colors(surface) {
  const ground = rgb(token('--surface'));
  const text = rgb(token('--text'));
  const band = (/** @type {number} */ level) => {
    if (surface.function.minimum !== null)
      return blend(ground, rgb(token('--axis')), (STRONGEST * level) / (LEVELS - 1));
    const share = (2 * level + 1) / LEVELS - 1;
    return blend(ground, rgb(token(share < 0 ? '--div-8' : '--div-2')), STRONGEST * Math.abs(share));
  };
  const levels = Array.from({ length: LEVELS }, (_, level) => band(level));
  return {
    bands: Uint32Array.from(levels, packed),
    lines: Uint32Array.from(levels, (color) => packed(blend(color, text, LINE))),
  };
}

/**
 * @param {number} a
 * @param {number} b
 * @param {number} share
 */
function mix(a, b, share) {
  return a + (b - a) * share;
}

/**
 * @param {number[]} from
 * @param {number[]} to
 * @param {number} share
 */
function blend(from, to, share) {
  return from.map((value, i) => Math.round(mix(value, to[i] ?? 0, share)));
}

/** @param {string} hex such as #4a5361 */
export function rgb(hex) {
  return [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
}

/** Opaque, in the order of bytes of canvas pixels. @param {number[]} color */
function packed([red = 0, green = 0, blue = 0]) {
  return (0xff000000 | (blue << 16) | (green << 8) | red) >>> 0;
}
