/** `npm run bench:engine`: descent's engines against the fastest peer, each on one pinned core. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writePerformanceDocument } from '../../scripts/generate-performance-docs.ts';
import { renderTable } from '../../src/cli/table.ts';
import { createColors } from '../../src/sweep/progress/colors.ts';
import { aimHolds, describeAim, writeResult } from '../support/results.ts';
import { Contender, type Launch } from './contender.ts';
import { OURS, peers } from './contenders.ts';
import { FmaPeak } from './fma-peak.ts';
import { type Comparison, compare, type Field, type RunningPeer } from './measure.ts';
import { HELP, type Options, parseOptions, UsageError } from './options.ts';
import { openPeerPython, type PeerPython } from './python.ts';
import { aimsOf, COLUMNS, describeRow, rowsOf } from './report.ts';
import { writeSyntheticDigits } from './synthetic-digits.ts';
import { type Doubling, twoProcesses } from './two-processes.ts';
import { BAR_BATCH, type Variant, type Workload } from './workloads.ts';

const IMAGES = 60_000;
/** of those asked for, the ones whose doubling is measured */
const DOUBLED = ['lenet5 sgd', 'article adam'];

const say = (line: string) => process.stderr.write(`${line}\n`);

try {
  const options = parseOptions(process.argv.slice(2));
  if (options === 'help') process.stdout.write(HELP);
  else process.exitCode = await main(options);
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  say(`${error.message}\n\n${HELP}`);
  process.exitCode = 2;
}

async function main(options: Options): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'descent-bench-'));
  const running: Contender[] = [];
  try {
    const python = openPeerPython(say);
    const remarks = [...python.remarks];
    if (options.core === null) remarks.push('not pinned: taskset was not found');
    if (options.clock === 'cpu') remarks.push('rates count CPU time, not wall time');
    const field = await open(options, python, folder, running, remarks);
    const comparisons: Comparison[] = [];
    let doublings: readonly Doubling[] = [];
    // written after every comparison: an interrupted hour must not be lost
    const save = (complete: boolean) => {
      if (options.result === null) return;
      const about = running.map(({ name, about }) => ({ name, ...about }));
      const aims = aimsOf(comparisons.flatMap(rowsOf), doublings);
      const { clock, core, pairs, windowSec } = options;
      const settings = { clock, core, pairs, windowSec, images: IMAGES };
      writeResult(options.result, { aims, complete, settings, remarks, about, comparisons, doublings });
    };
    for (const workload of options.variants.length > 0 ? options.workloads : []) {
      let before: Comparison | null = null;
      for (const batch of options.batches) {
        say(`${workload.name}, batch ${batch}`);
        before = await compare(workload, batch, field, options, before, say);
        comparisons.push(before);
        for (const row of rowsOf(before)) say(`  ${describeRow(row)}`);
        save(false);
      }
    }
    for (const contender of running) await contender.stop();
    doublings = options.parallel ? await doubled(options, field, remarks) : [];
    save(true);
    if (options.result !== null) writePerformanceDocument();
    return report(comparisons, doublings, remarks);
  } finally {
    for (const contender of running) await contender.stop();
    rmSync(folder, { recursive: true });
  }
}

async function open(
  options: Options,
  python: PeerPython,
  folder: string,
  running: Contender[],
  remarks: string[],
): Promise<Field> {
  const start = async (launch: Launch): Promise<Contender | null> => {
    try {
      const contender = await Contender.start(launch, options.core);
      running.push(contender);
      return contender;
    } catch (error) {
      remarks.push(reason(error as Error));
      return null;
    }
  };
  const ours: Partial<Record<Variant, Contender>> = {};
  for (const variant of options.variants) {
    const { isa, ...launch } = OURS[variant];
    const contender = await start(launch);
    if (contender?.about.isa === isa) ours[variant] = contender;
    else if (contender !== null)
      remarks.push(`${variant}: not on this machine, it runs ${contender.about.isa}`);
  }
  const others: RunningPeer[] = [];
  for (const peer of Object.keys(ours).length > 0 ? peers(python) : []) {
    const contender = await start(peer);
    if (contender !== null) others.push({ peer, contender });
  }
  const peak = FmaPeak.build(folder, options.core);
  if (peak === null) remarks.push('no C++ compiler: the FMA peak was not measured');
  for (const { name, about } of running) say(`${name}: ${about.version}${about.isa ? `, ${about.isa}` : ''}`);
  for (const remark of remarks) say(`note: ${remark}`);
  return { ours, peers: others, peak, data: writeSyntheticDigits(folder, IMAGES) };
}

async function doubled(options: Options, field: Field, remarks: string[]): Promise<readonly Doubling[]> {
  const chosen = options.workloads.filter(({ name }) => DOUBLED.includes(name));
  const workloads: readonly Workload[] = chosen.length > 0 ? chosen : options.workloads.slice(0, 1);
  try {
    say('two processes on two cores');
    const launch = { ...OURS['native avx512'], name: 'native', env: {} };
    return await twoProcesses(launch, workloads, BAR_BATCH, field.data, options);
  } catch (error) {
    remarks.push(`two processes were not measured: ${(error as Error).message}`);
    return [];
  }
}

function report(
  comparisons: readonly Comparison[],
  doublings: readonly Doubling[],
  remarks: readonly string[],
) {
  const rows = comparisons.flatMap(rowsOf);
  const style = { width: Number.POSITIVE_INFINITY, colors: createColors(process.stdout.isTTY) };
  process.stdout.write(`\n${renderTable(COLUMNS, rows, style)}\n`);
  const aims = aimsOf(rows, doublings);
  const missed = aims.filter((aim) => !aimHolds(aim));
  for (const { workload, ratio } of doublings) {
    process.stdout.write(`two processes on two cores, ${workload}: ${ratio.toFixed(2)} × one\n`);
  }
  for (const remark of remarks) process.stdout.write(`note: ${remark}\n`);
  process.stdout.write(`${aims.length - missed.length} of ${aims.length} bars hold\n`);
  for (const aim of missed) process.stdout.write(`  ${describeAim(aim)}\n`);
  return aims.length > 0 && missed.length === 0 ? 0 : 1;
}

/** The line of a failed start that says why: an import that was not found, mostly. */
function reason({ message }: Error): string {
  const telling = message.split('\n').find((line) => /^\w*Error\b.*: /.test(line.trim()));
  const [name] = message.split(' could not start');
  return telling === undefined
    ? message.slice(0, 200)
    : `${name}: not taking part: ${telling.trim()}`.slice(0, 300);
}
