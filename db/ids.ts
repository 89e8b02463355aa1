/** Ids of runs and sweeps: 13 characters that sort by time of creation. */
import { randomInt } from 'node:crypto';

// Crockford's base 32: no i, l, o, u, which people misread
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const SUFFIXES = 32 ** 4;

let lastMs = 0;
let suffix = 0;

/** 9 characters of milliseconds since 1970, then 4 that start at random and count up within a millisecond. */
export function newId(now = Date.now()): string {
  if (now > lastMs) {
    lastMs = now;
    // room left to count up, so that ids of one process always sort in the order they were made
    suffix = randomInt(SUFFIXES / 2);
  } else {
    suffix += 1;
    if (suffix >= SUFFIXES) {
      lastMs += 1;
      suffix = randomInt(SUFFIXES / 2);
    }
  }
  return base32(lastMs, 9) + base32(suffix, 4);
}

function base32(value: number, width: number): string {
  let rest = value;
  let text = '';
  for (let place = 0; place < width; place++) {
    text = ALPHABET[rest % 32] + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}
