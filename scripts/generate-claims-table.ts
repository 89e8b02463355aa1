/** Copies the table of docs/claims/README.md into the README: `npm run docs:claims`, after `descent claims report`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const README = new URL('../README.md', import.meta.url);
const REPORT = new URL('../docs/claims/README.md', import.meta.url);
const BEGIN = '<!-- claims: npm run docs:claims -->';
const END = '<!-- /claims -->';

/** The README with the table that the report has now. @throws Error where the marks are missing */
export function readmeWithClaims(): string {
  const readme = readFileSync(README, 'utf8');
  const from = readme.indexOf(BEGIN);
  const to = readme.indexOf(END);
  if (from === -1 || to < from) throw new Error(`README.md has no "${BEGIN}" … "${END}"`);
  const table = readFileSync(REPORT, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.replaceAll(/\]\(([\w-]+\.md)\)/g, '](docs/claims/$1)'));
  return `${readme.slice(0, from + BEGIN.length)}\n\n${table.join('\n')}\n\n${readme.slice(to)}`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(README, readmeWithClaims());
