/**
 * `npm run bench`: runs every benchmark beside this file (bench/*.ts), one after the other, then sums up their aims.
 * A benchmark is a program: it prints its table and writes bench/results/<its file name>.json.
 */
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { writePerformanceDocument } from '../scripts/generate-performance-docs.ts';
import { aimHolds, describeAim, type ResultFile, readResult } from './support/results.ts';

const HELP = `usage: npm run bench [-- NAME... [--list]]

Runs the benchmarks one after the other (all of them without a NAME) and sums up which aims hold.
Raw results go to bench/results/. The engine against its peers is a program of its own: npm run bench:engine.

  --list   print the names and run nothing
  --help   this text

Exit code: 0 when all ran and every aim holds, 1 otherwise.
`;

const folder = fileURLToPath(new URL('.', import.meta.url));
const available = readdirSync(folder)
  .filter((file) => file.endsWith('.ts') && file !== basename(import.meta.filename))
  .map((file) => file.slice(0, -3))
  .sort();

process.exitCode = main();

function main(): number {
  const { values, positionals } = parseArgs({
    options: { list: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
    allowPositionals: true,
  });
  if (values.help) {
    process.stdout.write(HELP);
    return 0;
  }
  if (values.list) {
    process.stdout.write(`${available.join('\n')}\n`);
    return 0;
  }
  const unknown = positionals.filter((name) => !available.includes(name));
  if (unknown.length > 0) {
    process.stderr.write(
      `no benchmark is called ${unknown.map((name) => `"${name}"`).join(', ')}: there are ${available.join(', ')}\n`,
    );
    return 1;
  }
  const outcomes = (positionals.length > 0 ? positionals : available).map(runOne);
  writePerformanceDocument();
  process.stdout.write(`\n== summary\n${outcomes.map(({ text }) => text).join('\n')}\n`);
  return outcomes.every(({ good }) => good) ? 0 : 1;
}

function runOne(name: string): { readonly good: boolean; readonly text: string } {
  process.stdout.write(`\n== ${name}\n`);
  const started = new Date().toISOString();
  const { status, signal } = spawnSync(process.execPath, ['--import', 'tsx', `${folder}${name}.ts`], {
    stdio: 'inherit',
  });
  let result: ResultFile | null = null;
  try {
    result = readResult(name);
  } catch {
    // said below, with the exit status
  }
  if (result === null || result.date < started) {
    return {
      good: false,
      text: `${name}: FAILED (${signal ?? `exit status ${status}`}), no new result was written`,
    };
  }
  const good = status === 0 && result.aims.every(aimHolds);
  const lines = result.aims.map((aim) => `${name}: ${describeAim(aim)}`);
  if (status !== 0) lines.push(`${name}: ended with ${signal ?? `exit status ${status}`}`);
  return { good, text: lines.join('\n') };
}
