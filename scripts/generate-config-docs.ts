/** Writes the tables of docs/definitions.md from the schema: `npm run docs:config`; `--check` only compares. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CONFIG_KEYS, FIELDS } from '../src/config/fields.ts';
import { HYPER_PARAMETERS, OPTIMIZER_DEFAULTS } from '../src/config/optimizer-defaults.ts';

export const DOCUMENT = fileURLToPath(new URL('../docs/definitions.md', import.meta.url));

/** The document with its generated parts as the schema now gives them. @throws Error where a marker is missing */
export function withTables(document: string): string {
  return between(between(document, 'keys', keysTable()), 'optimizers', optimizersTable());
}

function keysTable(): string {
  const rows = CONFIG_KEYS.map((key) => {
    const { schema, default: fallback, doc } = FIELDS[key];
    return [`\`${key}\``, schema.description ?? '', fallback, doc];
  });
  return table(['key', 'value', 'default', 'meaning'], rows);
}

function optimizersTable(): string {
  const rows = Object.entries(OPTIMIZER_DEFAULTS).map(([name, { learningRate, hyper }]) => {
    const own = HYPER_PARAMETERS.filter((key) => hyper[key] !== undefined);
    return [
      `\`${name}\``,
      String(learningRate),
      own.map((key) => `\`${key}\` ${hyper[key]}`).join(', ') || 'none',
    ];
  });
  return table(['optimizer', 'learningRate', 'hyper-parameters'], rows);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function between(document: string, name: string, content: string): string {
  const [start, end] = [`<!-- ${name}: generated -->`, `<!-- /${name} -->`];
  const from = document.indexOf(start);
  const to = document.indexOf(end);
  if (from < 0 || to < from)
    throw new Error(`docs/definitions.md must have the markers ${start} and ${end}, got neither or one`);
  return `${document.slice(0, from + start.length)}\n${content}\n${document.slice(to)}`;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const before = readFileSync(DOCUMENT, 'utf8');
  const after = withTables(before);
  if (process.argv.includes('--check')) {
    if (before !== after) {
      console.error('docs/definitions.md is out of date: run npm run docs:config');
      process.exitCode = 1;
    }
  } else writeFileSync(DOCUMENT, after);
}
