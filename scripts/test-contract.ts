/**
 * `npm run test:contract`: runs the contract suite on every engine and backend, then counts what ran and what was
 * skipped, with the reasons. Arguments go to vitest.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly message?: string;
    readonly assertionResults: readonly {
      /** engine, check, … */
      readonly ancestorTitles: readonly string[];
      readonly status: 'passed' | 'failed' | 'skipped' | 'pending' | 'todo';
    }[];
  }[];
}

interface Count {
  run: number;
  failed: number;
  skipped: number;
  reason: string;
}

/** native, WebAssembly, and TensorFlow.js on each of its backends */
const ENGINES = 4;

const root = fileURLToPath(new URL('..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'descent-contract-'));
try {
  const file = join(folder, 'report.json');
  const vitest = join(root, 'node_modules/vitest/vitest.mjs');
  const reporters = ['--reporter=dot', '--reporter=json', `--outputFile.json=${file}`];
  const args = [vitest, 'run', 'tests/contract', ...reporters, ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, DESCENT_CONTRACT: 'all' },
  });
  const counts = countsOf(JSON.parse(readFileSync(file, 'utf8')) as Report);
  print(counts);
  const uneven = unevenCounts(counts);
  for (const line of uneven) process.stderr.write(`contract suite: ${line}\n`);
  process.exitCode = status === 0 && uneven.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** By engine, then by check. */
function countsOf({ testResults }: Report): Map<string, Map<string, Count>> {
  const counts = new Map<string, Map<string, Count>>();
  const add = (engine: string, check: string, key: 'run' | 'failed' | 'skipped', reason = '') => {
    const checks = counts.get(engine) ?? new Map<string, Count>();
    const count = checks.get(check) ?? { run: 0, failed: 0, skipped: 0, reason };
    count[key] += 1;
    counts.set(engine, checks.set(check, count));
  };
  for (const { name, status, assertionResults } of testResults) {
    // a file that broke before its first test
    if (assertionResults.length === 0 && status === 'failed') add(name.split('/').at(-1)!, 'all', 'failed');
    for (const { ancestorTitles, status: outcome } of assertionResults) {
      const [engine = '', ...titles] = ancestorTitles.filter((title) => title !== '');
      const reason = titles[0]?.startsWith('skipped: ') ? titles.shift()!.slice('skipped: '.length) : '';
      const key = outcome === 'passed' ? 'run' : outcome === 'failed' ? 'failed' : 'skipped';
      add(engine, titles[0] ?? '', key, reason);
    }
  }
  return counts;
}

/** Every engine must have met, or skipped with a reason, the same number of tests of every check. */
function unevenCounts(counts: ReturnType<typeof countsOf>): string[] {
  const total = (count: Count | undefined) =>
    count === undefined ? 0 : count.run + count.failed + count.skipped;
  const [[model, expected] = ['', new Map<string, Count>()], ...others] = counts;
  const lines = others.flatMap(([engine, checks]) =>
    [...new Set([...expected.keys(), ...checks.keys()])]
      .filter((check) => total(checks.get(check)) !== total(expected.get(check)))
      .map(
        (check) =>
          `"${check}" must have as many tests on every engine, got ${total(expected.get(check))} on ${model}, ` +
          `${total(checks.get(check))} on ${engine}`,
      ),
  );
  return counts.size === ENGINES
    ? lines
    : [...lines, `it must run on ${ENGINES} engines, got ${counts.size}`];
}

function print(counts: ReturnType<typeof countsOf>): void {
  const table = new Table({
    head: ['engine', 'check', 'run', 'failed', 'skipped'],
    colAligns: ['left', 'left', 'right', 'right', 'right'],
    style: { head: [], border: [], compact: true },
  });
  const total = { run: 0, failed: 0, skipped: 0 };
  const reasons = new Map<string, string>();
  for (const [engine, checks] of counts) {
    let first = true;
    for (const [check, { run, failed, skipped, reason }] of checks) {
      table.push([first ? engine : '', check, run, failed, skipped]);
      first = false;
      if (reason !== '') reasons.set(engine, reason);
      total.run += run + failed;
      total.failed += failed;
      total.skipped += skipped;
    }
  }
  process.stdout.write(`\n${table.toString()}\n`);
  for (const [engine, reason] of reasons) process.stdout.write(`${engine} was skipped: ${reason}\n`);
  const { run, failed, skipped } = total;
  process.stdout.write(`contract suite: ${run} run (${failed} failed), ${skipped} skipped\n`);
}
