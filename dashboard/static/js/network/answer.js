// What the network says: ten bars, the digit as it sees it, and the filters of its first layer.
import { rgb } from '../playground/contours.js';
import { token } from '../theme.js';

/** @typedef {import('../bundles/playground.js').Filters} Filters */

const SIDE = 28;
const FILTER_PIXELS = 44;

/**
 * @param {Float32Array | null} probabilities null: nothing to read
 * @param {number | null} label what the digit is, where that is known
 */
export function showAnswer(probabilities, label) {
  const best = probabilities === null ? -1 : probabilities.indexOf(Math.max(...probabilities));
  for (const row of document.querySelectorAll('#bars [data-digit]')) {
    const digit = Number(/** @type {HTMLElement} */ (row).dataset.digit);
    const share = probabilities?.[digit] ?? null;
    row.classList.toggle('best', digit === best);
    row.querySelector('.share')?.setAttribute('width', share === null ? '0' : `${(100 * share).toFixed(1)}%`);
    const text = row.querySelector('.number');
    if (text) text.textContent = share === null ? '–' : `${(100 * share).toFixed(1)} %`;
  }
  const line = document.getElementById('answer');
  if (line === null) return;
  if (probabilities === null) line.textContent = 'Nothing drawn yet.';
  else if (!Number.isFinite(probabilities[best] ?? Number.NaN))
    line.textContent = 'No answer: the network has diverged.';
  else {
    const sure = `${(100 * (probabilities[best] ?? 0)).toFixed(0)} %`;
    const verdict = label === null ? '' : label === best ? ', and right' : `, but it is a ${label}`;
    line.textContent = `It says ${best}, ${sure} sure${verdict}.`;
  }
}

/**
 * Bytes as ink on the ground of the page.
 * @param {HTMLCanvasElement} canvas 28 × 28
 * @param {Uint8Array | null} pixels
 */
export function showDigit(canvas, pixels) {
  const ground = rgb(token('--surface'));
  const ink = rgb(token('--text'));
  paint(canvas, SIDE, SIDE, (i) => {
    const share = (pixels?.[i] ?? 0) / 255;
    return ground.map((value, channel) => value + ((ink[channel] ?? 0) - value) * share);
  });
}

/** @param {Filters} filters */
export function showFilters({ layer, height, width, of, weights }) {
  const box = document.getElementById('filters');
  const remark = document.getElementById('filters-remark');
  if (box === null) return;
  const shown = weights.length === of ? `${of} units` : `the first ${weights.length} of ${of} units`;
  const text = `${layer}: ${shown}, ${height} × ${width}`;
  if (remark) remark.textContent = text;
  box.setAttribute('aria-label', `Weights of the first layer, ${text}`);
  while (box.children.length > weights.length) box.lastElementChild?.remove();
  while (box.children.length < weights.length) box.append(document.createElement('canvas'));
  const [negative, zero, positive] = ['--div-1', '--div-5', '--div-9'].map((name) => rgb(token(name)));
  const most = Math.max(
    1e-12,
    ...weights.map((one) => one.reduce((max, w) => Math.max(max, Math.abs(w)), 0)),
  );
  for (const [unit, one] of weights.entries()) {
    const canvas = /** @type {HTMLCanvasElement} */ (box.children[unit]);
    paint(canvas, width, height, (i) => {
      const value = (one[i] ?? 0) / most;
      const end = value < 0 ? negative : positive;
      return (zero ?? []).map((from, channel) => from + ((end?.[channel] ?? 0) - from) * Math.abs(value));
    });
    canvas.style.width = `${FILTER_PIXELS}px`;
  }
}

/**
 * @param {HTMLCanvasElement} canvas
 * @param {number} width
 * @param {number} height
 * @param {(i: number) => number[]} color of each pixel
 */
function paint(canvas, width, height, color) {
  if (canvas.width !== width || canvas.height !== height) Object.assign(canvas, { width, height });
  const context = canvas.getContext('2d');
  if (context === null) return;
  const image = context.createImageData(width, height);
  for (let i = 0; i < width * height; i++) image.data.set([...color(i), 255], 4 * i);
  context.putImageData(image, 0, 0);
}
