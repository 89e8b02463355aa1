/**
 * Parallel efficiency of a sweep: the same runs on one worker and on one a core, alternating; efficiency is
 * (time on one worker) / (workers x time on all of them). Starting the workers is part of it; runs are of one length on
 * every machine, so that it is the same part.
 *
 *   npx tsx bench/parallel.ts [--runs 24] [--run-ms 2000] [--rounds 3] [--workers 2]
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { expand } from '../src/config/index.ts';
import { datasetFacts } from '../src/data/index.ts';
import { physicalCores, runSweep } from '../src/sweep/index.ts';
import { writeResult } from './support/results.ts';
import { spread } from './support/stats.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '24' },
    'run-ms': { type: 'string', default: '2000' },
    rounds: { type: 'string', default: '3' },
    workers: { type: 'string', default: String(physicalCores()) },
  },
});
const runs = Number(values.runs);
const rounds = Number(values.rounds);
const workers = Number(values.workers);

const folder = mkdtempSync(path.join(tmpdir(), 'descent-parallel-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const epochs = await epochsOf(Number(values['run-ms']));
  const oneMs: number[] = [];
  const allMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    oneMs.push((await sweep(`one-${round}`, runs, epochs, 1)).wallMs);
    allMs.push((await sweep(`all-${round}`, runs, epochs, workers)).wallMs);
  }
  const efficiency = spread(oneMs.map((one, round) => (100 * one) / (workers * allMs[round]!)));
  const seconds = (list: readonly number[]) => `${(spread(list).median / 1000).toFixed(1)} s`;
  process.stdout.write(
    [
      `${runs} runs of lenet5 on mnist10k, ${epochs} epochs each; medians of ${rounds} rounds`,
      `  1 worker     ${seconds(oneMs)}`,
      `  ${workers} workers    ${seconds(allMs)}`,
      `  efficiency   ${efficiency.median.toFixed(1)} % (${efficiency.min.toFixed(1)} to ${efficiency.max.toFixed(1)})`,
      '',
    ].join('\n'),
  );
  const file = writeResult('parallel', {
    aims: [
      {
        what: `parallel efficiency of a sweep on ${workers} workers`,
        ...{ unit: '%', measured: efficiency.median, direction: 'min', aim: 95 },
      },
    ],
    runs,
    workers,
    epochs,
    oneWorkerMs: oneMs,
    allWorkersMs: allMs,
  });
  process.stdout.write(`raw results: ${file}\n`);
}

/** As many epochs as a run of about `targetMs` takes here, once a worker is warm. */
async function epochsOf(targetMs: number): Promise<number> {
  const epochs = 5;
  const { engineMs } = await sweep('warm-up', 4, epochs, 1);
  return Math.max(1, Math.round((epochs * targetMs) / engineMs.at(-1)!));
}

async function sweep(name: string, count: number, epochs: number, size: number) {
  const definition = {
    name,
    fixed: { dataset: 'mnist10k', architecture: 'lenet5', epochs, learningRate: 0.01 },
    seeds: { count },
  } as const;
  const engineMs: number[] = [];
  const { durationMs, counts } = await runSweep({
    database: path.join(folder, `${name}.db`),
    expanded: expand(definition, datasetFacts),
    definition,
    engine: 'auto',
    workers: size,
    onEvent: (event) => {
      if (event.type === 'run-finished') engineMs.push(event.engineMs);
    },
  });
  if (counts.completed !== count)
    throw new Error(`${count} runs must complete, got ${JSON.stringify(counts)}`);
  return { wallMs: durationMs, engineMs };
}
