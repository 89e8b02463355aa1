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

it('no page has rules for a class that another page has rules for: they are served together', () => {
  const classesOf = (name: string) => {
    const text = readFileSync(`${folder}${name}`, 'utf8').replaceAll(/\/\*.*?\*\//gs, '');
    const selectors = [...text.matchAll(/([^{}]+)\{/g)].flatMap(([, list]) => list!.split(','));
    return selectors.flatMap((one) => /^\s*\.([\w-]+)/.exec(one)?.[1] ?? []);
  };
  const isPage = (name: string) => name.startsWith('css/pages/');
  const shared = new Set(STYLES.filter((name) => !isPage(name)).flatMap(classesOf));
  const owners = new Map<string, Set<string>>();
  for (const name of STYLES.filter(isPage)) {
    const page = name.split('/')[2]!.replace('.css', '');
    for (const one of classesOf(name).filter((found) => !shared.has(found))) {
      owners.set(one, (owners.get(one) ?? new Set()).add(page));
    }
  }
  expect(owners.size).toBeGreaterThan(100);
  expect([...owners].filter(([, pages]) => pages.size > 1).map(([name]) => name)).toEqual([]);
});
