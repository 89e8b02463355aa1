/**
 * Parallel efficiency of a sweep: the same runs on one worker and on one a core, alternating; efficiency is
 * (time on one worker) / (workers x time on all of them). Starting the workers is part of it.
 *
 *   npx tsx bench/parallel.ts [--runs 12] [--rounds 3] [--workers 2]
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
    runs: { type: 'string', default: '12' },
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
  const oneMs: number[] = [];
  const allMs: number[] = [];
  for (let round = 0; round < rounds; round++) {
    oneMs.push(await timeOf(`one-${round}`, 1));
    allMs.push(await timeOf(`all-${round}`, workers));
  }
  const efficiency = spread(oneMs.map((one, round) => (100 * one) / (workers * allMs[round]!)));
  const seconds = (list: readonly number[]) => `${(spread(list).median / 1000).toFixed(1)} s`;
  process.stdout.write(
    [
      `${runs} runs of lenet5 on mnist10k, 10 epochs each; medians of ${rounds} rounds`,
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
    oneWorkerMs: oneMs,
    allWorkersMs: allMs,
  });
  process.stdout.write(`raw results: ${file}\n`);
}

async function timeOf(name: string, size: number): Promise<number> {
  const definition = {
    name,
    fixed: { dataset: 'mnist10k', architecture: 'lenet5', epochs: 10, learningRate: 0.01 },
    seeds: { count: runs },
  } as const;
  const { durationMs, counts } = await runSweep({
    database: path.join(folder, `${name}.db`),
    expanded: expand(definition, datasetFacts),
    definition,
    engine: 'auto',
    workers: size,
  });
  if (counts.completed !== runs) throw new Error(`${runs} runs must complete, got ${JSON.stringify(counts)}`);
  return durationMs;
}
