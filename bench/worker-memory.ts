/**
 * Largest resident set of a worker process that trains lenet5 and 2c2d on the whole of MNIST, with telemetry and a
 * test, read from the kernel (VmHWM) while it works. Needs the dataset: DESCENT_DATA_DIR, or `descent data fetch
 * mnist`; without it mnist10k is measured, and the result says so.
 *
 *   npx tsx bench/worker-memory.ts
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expand } from '../src/config/index.ts';
import { datasetFacts, loadDataset } from '../src/data/index.ts';
import { runSweep } from '../src/sweep/index.ts';
import { writeResult } from './support/results.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'descent-memory-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const dataset = (await present('mnist')) ? 'mnist' : 'mnist10k';
  const definition = {
    name: 'memory',
    fixed: { dataset, steps: 500, learningRate: 0.01, optimizer: 'adam' },
    axes: { architecture: ['lenet5', '2c2d'] },
    recording: { telemetryEverySteps: 100, probeSize: 512 },
  } as const;
  const peaks: Record<string, number> = {};
  let pid = 0;
  let label = '';
  const read = () => {
    const peak = peakBytes(pid);
    if (peak !== null) peaks[label] = Math.max(peaks[label] ?? 0, peak);
  };
  const { counts } = await runSweep({
    database: path.join(folder, 'memory.db'),
    expanded: expand(definition, datasetFacts),
    definition,
    engine: 'auto',
    workers: 1,
    onEvent: (event) => {
      if (event.type === 'run-started') ({ pid, label } = event);
      if (event.type === 'run-progress' || event.type === 'run-finished') read();
    },
  });
  if (counts.completed !== 2) throw new Error(`2 runs must complete, got ${JSON.stringify(counts)}`);
  const megabytes = (name: string) => (peaks[name] ?? Number.NaN) / 1e6;
  process.stdout.write(
    [
      `peak resident set of a worker on ${dataset}`,
      `  lenet5               ${megabytes('lenet5').toFixed(0)} MB`,
      `  lenet5, then 2c2d    ${megabytes('2c2d').toFixed(0)} MB`,
      '',
    ].join('\n'),
  );
  const file = writeResult('worker-memory', {
    aims: [
      {
        what: `peak memory of a worker on ${dataset === 'mnist' ? 'full MNIST' : 'mnist10k (full MNIST is not here)'}, lenet5`,
        ...{ unit: 'MB', measured: megabytes('lenet5'), direction: 'max', aim: 300 },
      },
    ],
    dataset,
    peakBytes: peaks,
  });
  process.stdout.write(`raw results: ${file}\n`);
}

async function present(name: string): Promise<boolean> {
  try {
    await loadDataset(name);
    return true;
  } catch {
    return false;
  }
}

/** High-water mark of a process's resident set, bytes; null where the system does not tell or it has ended. */
function peakBytes(pid: number): number | null {
  try {
    const match = /VmHWM:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return match ? Number(match[1]) * 1024 : null;
  } catch {
    return null;
  }
}
