/** A small font for labels on pictures: 5 × 8 pixels a character, the last row for what hangs below the line. */

/** Row by row from the top, one base-32 digit a row, its highest bit the left pixel. */
const GLYPHS: Readonly<Record<string, string>> = {
  ' ': '00000000',
  '0': 'ehjlphe0',
  '1': '4c4444e0',
  '2': 'eh1248v0',
  '3': 'eh161he0',
  '4': '26aiv220',
  '5': 'vgu11he0',
  '6': '68guhhe0',
  '7': 'v1224440',
  '8': 'ehhehhe0',
  '9': 'ehhf12c0',
  A: 'ehhvhhh0',
  B: 'uhhuhhu0',
  C: 'ehggghe0',
  D: 'uhhhhhu0',
  E: 'vgguggv0',
  F: 'vgguggg0',
  G: 'ehgnhhf0',
  H: 'hhhvhhh0',
  I: 'e44444e0',
  J: '72222ic0',
  K: 'hikokih0',
  L: 'ggggggv0',
  M: 'hrllhhh0',
  N: 'hppljjh0',
  O: 'ehhhhhe0',
  P: 'uhhuggg0',
  Q: 'ehhhlid0',
  R: 'uhhukih0',
  S: 'fgge11u0',
  T: 'v4444440',
  U: 'hhhhhhe0',
  V: 'hhhhaa40',
  W: 'hhhllrh0',
  X: 'hha4ahh0',
  Y: 'hha44440',
  Z: 'v1248gv0',
  a: '00e1fhf0',
  b: 'gguhhhu0',
  c: '00fgggf0',
  d: '11fhhhf0',
  e: '00ehvgf0',
  f: '68u88880',
  g: '00fhhf1e',
  h: 'gguhhhh0',
  i: '40c444e0',
  j: '2062222c',
  k: 'ggikoki0',
  l: 'c44444e0',
  m: '00qllll0',
  n: '00uhhhh0',
  o: '00ehhhe0',
  p: '00uhhugg',
  q: '00fhhf11',
  r: '00moggg0',
  s: '00fge1u0',
  t: '88u88860',
  u: '00hhhhf0',
  v: '00hhaa40',
  w: '00hllla0',
  x: '00ha4ah0',
  y: '00hhhf1e',
  z: '00v248v0',
  '.': '00000cc0',
  ',': '00000c48',
  ':': '00cc0cc0',
  '%': 'pp248jj0',
  '-': '000e0000',
  '+': '0044v440',
  '/': '11248gg0',
  '(': '24888420',
  ')': '84222480',
  '#': 'aavavaa0',
  "'": '44400000',
  '&': 'cik8lid0',
  _: '0000000v',
  '!': '44444040',
  '=': '00v0v000',
  '<': '248g8420',
  '>': '84212480',
  '?': 'eh124040',
  '✓': '0112k800',
  '✕': '0ha4ah00',
  '…': '000000l0',
  '→': '042v2400',
};
/** What the font lacks: a box. */
const UNKNOWN = 'vhhhhhv0';

export const GLYPH = { width: 5, height: 8, advance: 6 } as const;

/** Pixels that a text takes at scale 1, without the gap after its last character. */
export function textWidth(text: string): number {
  return Math.max(0, [...text].length * GLYPH.advance - 1);
}

/** Calls `put(x, y)` for every pixel of the text, (0, 0) at its top left. */
export function drawText(text: string, put: (x: number, y: number) => void): void {
  [...text].forEach((char, index) => {
    const rows = GLYPHS[char] ?? UNKNOWN;
    [...rows].forEach((digit, y) => {
      const bits = Number.parseInt(digit, 32);
      for (let x = 0; x < GLYPH.width; x++) {
        if ((bits >> (GLYPH.width - 1 - x)) & 1) put(index * GLYPH.advance + x, y);
      }
    });
  });
}

/** Cut with an ellipsis to a width in pixels at scale 1. */
export function fitText(text: string, width: number): string {
  if (textWidth(text) <= width) return text;
  const room = Math.max(0, Math.floor((width + 1) / GLYPH.advance) - 1);
  return `${[...text].slice(0, room).join('')}…`;
}
