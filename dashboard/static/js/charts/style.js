// Colours, dashes and markers of the ten slots, read from tokens.css.
import { token } from '../theme.js';

/** @type {readonly (number[] | 'solid')[]} */
const DASHES = [
  'solid',
  'solid',
  [8, 2, 2, 2],
  [2, 2],
  [6, 2],
  [4, 2],
  [8, 2, 2, 2, 2, 2],
  [6, 2],
  [2, 2],
  [1, 3],
];
const MARKERS = [
  'circle',
  'rect',
  'triangle',
  'diamond',
  'pin',
  'roundRect',
  'arrow',
  'circle',
  'rect',
  'triangle',
];

/**
 * @param {number | null} slot
 * @param {number | null} [shade] of the sequential scale, in place of the slot
 */
export function slotColor(slot, shade) {
  if (shade) return token(`--seq-${shade}`);
  return slot === null ? token('--muted') : token(`--slot-${slot}`);
}

/** @param {number | null} slot */
export function slotDash(slot) {
  return slot === null ? 'solid' : (DASHES[slot - 1] ?? 'solid');
}

/** @param {number | null} slot */
export function slotMarker(slot) {
  return slot === null ? 'circle' : (MARKERS[slot - 1] ?? 'circle');
}
