import { describe, expect, it } from 'vitest';
import { philoxBlock } from '../../../src/random/index.ts';

// known-answer vectors of the Random123 library (tests/kat_vectors): counter, key, expected
const KNOWN_ANSWERS = [
  ['00000000 00000000 00000000 00000000', '00000000 00000000', '6627e8d5 e169c58d bc57ac4c 9b00dbd8'],
  ['ffffffff ffffffff ffffffff ffffffff', 'ffffffff ffffffff', '408f276d 41c83b0e a20bc7c6 6d5451fd'],
  ['243f6a88 85a308d3 13198a2e 03707344', 'a4093822 299f31d0', 'd16cfe09 94fdcceb 5001e420 24126ea1'],
] as const;
const words = (hex: string) => hex.split(' ').map((word) => Number.parseInt(word, 16));

describe('philox4x32-10', () => {
  it.each(KNOWN_ANSWERS)('gives the known answer of counter %s under key %s', (counter, key, expected) => {
    const [c0, c1, c2, c3] = words(counter);
    const [k0, k1] = words(key);
    const out = new Uint32Array(6);
    philoxBlock(c0!, c1!, c2!, c3!, k0!, k1!, out, 1);
    expect([...out]).toEqual([0, ...words(expected), 0]);
  });
});
