// The drawing pad: strokes of a mouse, pen or finger, told as ink.
import { DRAWING_SIDE, likeMnist } from '../bundles/playground.js';
import { token } from '../theme.js';

/** A pen of MNIST, where a digit fills 200 of the 280 pixels of the pad. */
const PEN = 22;

/** @typedef {{ x: number, y: number }} Spot */

/** @param {(pixels: Uint8Array | null) => void} onDrawn (28, 28) bytes; null: nothing is drawn */
export function createPad(onDrawn) {
  const pad = /** @type {HTMLCanvasElement} */ (document.getElementById('pad'));
  const hint = document.getElementById('pad-hint');
  const context = /** @type {CanvasRenderingContext2D} */ (
    pad.getContext('2d', { willReadFrequently: true })
  );
  /** @type {Spot[][]} */
  let strokes = [];
  /** a digit that was not drawn here: gone with the first stroke @type {HTMLCanvasElement | null} */
  let picture = null;
  let frame = 0;

  const redraw = () => {
    context.clearRect(0, 0, DRAWING_SIDE, DRAWING_SIDE);
    if (picture !== null) {
      context.imageSmoothingEnabled = false;
      context.drawImage(picture, 0, 0, DRAWING_SIDE, DRAWING_SIDE);
    }
    Object.assign(context, { lineCap: 'round', lineJoin: 'round', lineWidth: PEN });
    context.strokeStyle = token('--text');
    for (const stroke of strokes) {
      context.beginPath();
      for (const [i, { x, y }] of stroke.entries()) {
        if (i === 0) context.moveTo(x, y);
        // a dot is a line of no length
        context.lineTo(x, y);
      }
      context.stroke();
    }
    if (hint) hint.hidden = strokes.length > 0 || picture !== null;
  };
  const tell = () => {
    cancelAnimationFrame(frame);
    frame = requestAnimationFrame(() => {
      redraw();
      onDrawn(likeMnist(ink(), DRAWING_SIDE));
    });
  };
  const ink = () => {
    const { data } = context.getImageData(0, 0, DRAWING_SIDE, DRAWING_SIDE);
    return Uint8Array.from({ length: DRAWING_SIDE ** 2 }, (_, i) => data[4 * i + 3] ?? 0);
  };
  const spot = (/** @type {PointerEvent} */ event) => {
    const { left, top, width, height } = pad.getBoundingClientRect();
    return {
      x: ((event.clientX - left) / width) * DRAWING_SIDE,
      y: ((event.clientY - top) / height) * DRAWING_SIDE,
    };
  };

  pad.addEventListener('pointerdown', (event) => {
    if (event.button !== 0) return;
    event.preventDefault();
    pad.setPointerCapture(event.pointerId);
    picture = null;
    strokes.push([spot(event)]);
    tell();
  });
  pad.addEventListener('pointermove', (event) => {
    if (!pad.hasPointerCapture(event.pointerId)) return;
    for (const part of event.getCoalescedEvents?.() ?? [event]) strokes.at(-1)?.push(spot(part));
    tell();
  });

  return {
    redraw,
    /**
     * Without telling.
     * @param {HTMLCanvasElement | null} [next] a digit to show in place of a drawing
     */
    wipe(next = null) {
      strokes = [];
      picture = next;
      redraw();
    },
  };
}
