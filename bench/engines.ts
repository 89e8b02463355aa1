/**
 * descent's engines beside each other: native, WebAssembly, and TensorFlow.js on both of its backends, each on one
 * pinned core, in turns; samples a second on lenet5 and article, batch 128, SGD.
 *
 *   npx tsx bench/engines.ts [--rounds 5]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { renderTable } from '../src/cli/table.ts';
import { createColors } from '../src/sweep/progress/colors.ts';
import { Contender, type Launch } from './engine/contender.ts';
import { writeSyntheticDigits } from './engine/synthetic-digits.ts';
import { WORKLOADS } from './engine/workloads.ts';
import { writeResult } from './support/results.ts';
import { spread } from './support/stats.ts';

const IMAGES = 8192;
const BATCH = 128;
const WORKLOAD_NAMES = ['lenet5 sgd', 'article sgd'];

const { values } = parseArgs({ options: { rounds: { type: 'string', default: '5' } } });
const rounds = Number(values.rounds);
const peer = fileURLToPath(new URL('engine/peers/descent_peer.ts', import.meta.url));
const launch = (name: string, engine: string, env: Launch['env'] = {}): Launch => ({
  ...{ name, env },
  command: [process.execPath, '--import', 'tsx', peer, engine],
});
const LAUNCHES = [
  launch('native', 'native'),
  launch('wasm', 'wasm'),
  launch('tfjs, tensorflow', 'tfjs', { DESCENT_TFJS_BACKEND: 'tensorflow' }),
  launch('tfjs, cpu', 'tfjs', { DESCENT_TFJS_BACKEND: 'cpu' }),
];
/** At least; a step of the pure JavaScript backend takes longer, and is measured once. */
const WINDOW_SEC = 1;

interface Row {
  readonly workload: string;
  readonly engine: string;
  readonly version: string;
  readonly rates: readonly number[];
}

const core = spawnSync('taskset', ['--version']).status === 0 ? availableParallelism() - 1 : null;
const folder = mkdtempSync(path.join(tmpdir(), 'descent-engines-'));
const running: Contender[] = [];
try {
  await main();
} finally {
  for (const contender of running) await contender.stop();
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const remarks: string[] = [];
  for (const one of LAUNCHES) {
    try {
      running.push(await Contender.start(one, core));
    } catch (error) {
      const reason = (error as Error).message.split('\n').find((line) => line.includes('Error')) ?? '';
      remarks.push(`${one.name} does not take part: ${reason.trim().slice(0, 200)}`);
    }
  }
  const data = writeSyntheticDigits(folder, IMAGES);
  const rows: Row[] = [];
  for (const name of WORKLOAD_NAMES) {
    const workload = WORKLOADS.find((one) => one.name === name)!;
    const { network, optimizer, learningRate } = workload;
    const rates = new Map(running.map((contender) => [contender.name, [] as number[]]));
    for (const contender of running) {
      process.stderr.write(`${name}: ${contender.name} warms up\n`);
      await contender.setup({ network, optimizer, learningRate, batch: BATCH, data, setting: {} });
    }
    for (let round = 0; round < rounds; round++) {
      for (const contender of round % 2 === 0 ? running : [...running].reverse()) {
        // in pure JavaScript one step is up to a minute: one says enough
        if (contender.name === 'tfjs, cpu' && round > 0) continue;
        const { samples, wallSec } = await contender.measure(WINDOW_SEC);
        rates.get(contender.name)!.push(samples / wallSec);
      }
    }
    for (const { name: engine, about } of running) {
      const isa = about.isa ? ` (${about.isa})` : '';
      rows.push({ workload: name, engine, version: `${about.version}${isa}`, rates: rates.get(engine)! });
    }
  }
  report(rows, remarks);
}

function report(rows: readonly Row[], remarks: readonly string[]): void {
  const native = (workload: string) =>
    spread(rows.find((row) => row.workload === workload && row.engine === 'native')!.rates).median;
  const shown = rows.map(({ workload, engine, version, rates }) => {
    const { median } = spread(rates);
    return { workload, engine, version, median, ratio: native(workload) / median };
  });
  process.stdout.write(
    renderTable(
      [
        { title: 'workload', value: ({ workload }) => workload },
        { title: 'engine', value: ({ engine }) => engine },
        { title: 'version', value: ({ version }) => version },
        { title: 'samples/s', value: ({ median }) => median.toFixed(0), align: 'right' },
        { title: 'native is … times as fast', value: ({ ratio }) => ratio.toFixed(1), align: 'right' },
      ],
      shown,
      { width: Number.POSITIVE_INFINITY, colors: createColors(false) },
    ),
  );
  for (const remark of remarks) process.stdout.write(`note: ${remark}\n`);
  const aims = shown
    .filter(({ engine }) => engine === 'tfjs, tensorflow')
    .map(({ workload, ratio }) => ({
      what: `native over tfjs on TensorFlow's library, ${workload}`,
      ...{ unit: '×', measured: ratio, direction: 'min' as const, aim: 1 },
    }));
  const file = writeResult('engines', { aims, batch: BATCH, rounds, core, rows: shown, raw: rows, remarks });
  process.stdout.write(`raw results: ${file}\n`);
}
