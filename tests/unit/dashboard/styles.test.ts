import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { loadAssets } from '../../../dashboard/assets.ts';
import { STYLE_SHEET, STYLES } from '../../../dashboard/styles.ts';

const folder = fileURLToPath(new URL('../../../dashboard/static/', import.meta.url));

it('every style sheet has its place in the cascade, once', () => {
  const there = readdirSync(`${folder}css`, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.css'))
    .map((name) => `css/${name.replaceAll('\\', '/')}`);
  expect([...STYLES].sort()).toEqual(there.sort());
});

it('pages get the style sheets as one file, in that order', () => {
  const served = loadAssets().get(STYLE_SHEET)!;
  const text = STYLES.map((name) => readFileSync(`${folder}${name}`, 'utf8')).join('');
  expect(served.bytes.toString()).toBe(text);
  expect(served.type).toBe('text/css; charset=utf-8');
});
