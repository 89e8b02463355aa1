/**
 * Wall time of a sweep of tiny runs that is not the engine's: claiming, splitting, recording, artifacts, progress,
 * starting the workers.
 *
 *   npx tsx bench/sweep-overhead.ts [--runs 500] [--run-ms 500] [--workers 2]
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
    runs: { type: 'string', default: '500' },
    'run-ms': { type: 'string', default: '500' },
    workers: { type: 'string', default: String(physicalCores()) },
  },
});
const runs = Number(values.runs);
const workers = Number(values.workers);

const folder = mkdtempSync(path.join(tmpdir(), 'descent-overhead-'));
try {
  await main();
} finally {
  rmSync(folder, { recursive: true, force: true });
}

async function main(): Promise<void> {
  const epochs = await epochsOf(Number(values['run-ms']));
  const { outcome, finished } = await sweep('measured', runs, epochs);
  const capacityMs = outcome.durationMs * workers;
  const engineMs = finished.reduce((sum, run) => sum + run.engineMs, 0);
  const insideMs = finished.reduce((sum, run) => sum + run.durationMs, 0);
  const outside = (100 * (capacityMs - engineMs)) / capacityMs;
  const recording = (100 * (insideMs - engineMs)) / capacityMs;
  const length = spread(finished.map(({ engineMs }) => engineMs));
  process.stdout.write(
    [
      `${runs} runs of lenet5, ${epochs} epochs of 1,000 images each, ${workers} workers`,
      `  a run's engine time, median        ${length.median.toFixed(0)} ms`,
      `  wall time                          ${(outcome.durationMs / 1000).toFixed(1)} s`,
      `  outside the engine                 ${outside.toFixed(2)} % of workers x wall time`,
      `    splitting and recording          ${recording.toFixed(2)} %`,
      `    starting workers, between runs   ${(outside - recording).toFixed(2)} %`,
      '',
    ].join('\n'),
  );
  const file = writeResult('sweep-overhead', {
    aims: [
      {
        what: `wall time outside training, ${runs} runs of ${length.median.toFixed(0)} ms`,
        ...{ unit: '%', measured: outside, direction: 'max', aim: 5 },
      },
    ],
    runs,
    workers,
    epochs,
    wallMs: outcome.durationMs,
    engineMs: finished.map((run) => Math.round(run.engineMs * 10) / 10),
    outsideEnginePercent: outside,
    recordingPercent: recording,
  });
  process.stdout.write(`raw results: ${file}\n`);
}

/** As many epochs as a run of about `targetMs` takes here, once workers are warm: each one's first runs are not. */
async function epochsOf(targetMs: number): Promise<number> {
  const epochs = 4;
  const { finished } = await sweep('warm-up', 10 * workers, epochs);
  const warm = finished.slice(finished.length / 2);
  const oneMs = spread(warm.map(({ engineMs }) => engineMs)).median / epochs;
  return Math.max(1, Math.round(targetMs / oneMs));
}

async function sweep(name: string, count: number, epochs: number) {
  const definition = {
    name,
    fixed: {
      dataset: 'mnist10k',
      architecture: 'lenet5',
      trainSize: 1000,
      validationSize: 200,
      epochs,
      batchSize: 50,
      learningRate: 0.01,
    },
    seeds: { count },
  } as const;
  const finished: { readonly engineMs: number; readonly durationMs: number }[] = [];
  const outcome = await runSweep({
    database: path.join(folder, `${name}.db`),
    expanded: expand(definition, datasetFacts),
    definition,
    engine: 'auto',
    workers,
    onEvent: (event) => {
      if (event.type === 'run-finished') finished.push(event);
    },
  });
  if (outcome.counts.completed !== count) {
    throw new Error(`${count} runs must complete, got ${JSON.stringify(outcome.counts)}`);
  }
  return { outcome, finished };
}
