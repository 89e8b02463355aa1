/** The colours of tokens.css: told apart by everybody, and readable where they stand. */
import { readFileSync } from 'node:fs';
import { clampRgb, converter, differenceCiede2000, type Rgb, wcagContrast } from 'culori';
import { describe, expect, test } from 'vitest';

const css = readFileSync(new URL('../../../dashboard/static/css/tokens.css', import.meta.url), 'utf8');

type Theme = 'light' | 'dark';

/** A token's colour; one colour where both themes have the same. */
function token(name: string, theme: Theme): string {
  const value = new RegExp(`--${name}: ([^;]+);`).exec(css)?.[1];
  if (value === undefined) throw new Error(`tokens.css has no --${name}`);
  const both = /^light-dark\((#\w+), (#\w+)\)$/.exec(value);
  return both === null ? value : both[theme === 'light' ? 1 : 2]!;
}

const distance = differenceCiede2000();
const linear = converter('lrgb');
const rgb = converter('rgb');

/** Dichromats at severity 1, on linear RGB: Machado, Oliveira and Fernandes 2009, table 1. */
const VISIONS = {
  normal: [1, 0, 0, 0, 1, 0, 0, 0, 1],
  deuteranopia: [0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.01182, 0.04294, 0.968881],
  protanopia: [0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998],
  tritanopia: [1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.3039],
} as const;

function seen(color: string, vision: keyof typeof VISIONS): Rgb {
  const { r, g, b } = linear(color)!;
  const m = VISIONS[vision];
  const row = (i: number) => m[3 * i]! * r + m[3 * i + 1]! * g + m[3 * i + 2]! * b;
  return clampRgb(rgb({ mode: 'lrgb', r: row(0), g: row(1), b: row(2) }));
}

function smallestDistance(colors: readonly string[], vision: keyof typeof VISIONS): number {
  const all = colors.map((color) => seen(color, vision));
  let smallest = Number.POSITIVE_INFINITY;
  for (const [i, a] of all.entries()) {
    for (const b of all.slice(i + 1)) smallest = Math.min(smallest, distance(a, b));
  }
  return smallest;
}

const SLOTS = Array.from({ length: 10 }, (_, i) => token(`slot-${i + 1}`, 'light'));
const MEANINGS = ['ok', 'bad', 'info', 'warn', 'neutral'];
const BACKGROUNDS = ['bg', 'surface', 'sunken', 'hover', 'selected'];

describe('the categorical palette', () => {
  test.each([
    ['normal', 15.4, 19.1],
    ['deuteranopia', 12.1, 12.2],
    ['protanopia', 12, 14.1],
  ] as const)('with %s vision any two of ten are %d apart, of the first six %d', (vision, ten, six) => {
    expect(smallestDistance(SLOTS, vision)).toBeCloseTo(ten, 1);
    expect(smallestDistance(SLOTS.slice(0, 6), vision)).toBeCloseTo(six, 1);
  });

  test('with tritanopia any two of ten are 8.4 apart', () => {
    expect(smallestDistance(SLOTS, 'tritanopia')).toBeCloseTo(8.4, 1);
  });

  test('every colour stands out from the surface of both themes by 3 : 1', () => {
    for (const slot of SLOTS) {
      expect(wcagContrast(slot, token('surface', 'light'))).toBeGreaterThanOrEqual(3);
      expect(wcagContrast(slot, token('surface', 'dark'))).toBeGreaterThanOrEqual(3);
    }
  });
});

describe.each(['light', 'dark'] as const)('in the %s theme', (theme) => {
  test.each(['text', 'text2', 'muted', 'accent'])('%s is readable on every background', (name) => {
    for (const background of BACKGROUNDS) {
      expect(wcagContrast(token(name, theme), token(background, theme)), background).toBeGreaterThanOrEqual(
        4.5,
      );
    }
  });

  test.each(MEANINGS)('%s is readable on every background and on its own tint', (name) => {
    for (const background of [...BACKGROUNDS, `${name}-tint`]) {
      expect(wcagContrast(token(name, theme), token(background, theme)), background).toBeGreaterThanOrEqual(
        4.5,
      );
    }
  });

  test('borders of controls are seen, words on the accent are read', () => {
    for (const background of ['bg', 'surface']) {
      expect(wcagContrast(token('control', theme), token(background, theme))).toBeGreaterThanOrEqual(3);
    }
    expect(wcagContrast(token('on-accent', theme), token('accent', theme))).toBeGreaterThanOrEqual(4.5);
  });

  test('the five meanings are told apart by everybody', () => {
    const colors = MEANINGS.map((name) => token(name, theme));
    const [normal, deuteranopia, protanopia] = theme === 'light' ? [18.5, 11.8, 18.1] : [15.2, 16.3, 16.2];
    expect(smallestDistance(colors, 'normal')).toBeCloseTo(normal, 1);
    expect(smallestDistance(colors, 'deuteranopia')).toBeCloseTo(deuteranopia, 1);
    expect(smallestDistance(colors, 'protanopia')).toBeCloseTo(protanopia, 1);
  });

  test('a step of the sequential map is seen, and lightness goes one way', () => {
    const steps = Array.from({ length: 9 }, (_, i) => token(`seq-${i + 1}`, theme));
    const white = steps.map((color) => wcagContrast(color, '#ffffff'));
    expect(white).toEqual([...white].sort((a, b) => (theme === 'light' ? a - b : b - a)));
    for (const vision of Object.keys(VISIONS) as (keyof typeof VISIONS)[]) {
      for (const [i, color] of steps.slice(1).entries()) {
        expect(smallestDistance([steps[i]!, color], vision), `${vision}, step ${i + 1}`).toBeGreaterThan(5);
      }
    }
  });

  test('text on a cell of a heat map is black or white, whichever is read', () => {
    for (const map of ['seq', 'div']) {
      for (let i = 1; i <= 9; i++) {
        const cell = token(`${map}-${i}`, theme);
        expect(Math.max(wcagContrast(cell, '#000'), wcagContrast(cell, '#fff'))).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});
