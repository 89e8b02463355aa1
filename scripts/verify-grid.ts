/** `npm run verify:grid`: the bits of generated configs, over instruction sets and numbers of workers. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { createOutput } from '../src/cli/output.ts';
import { supportedIsas } from '../src/engine/index.ts';
import { runSweep } from '../src/sweep/index.ts';
import { asSweep } from '../src/sweep/verify/index.ts';
import { variedConfigs } from '../tests/support/varied-configs.ts';

const HELP = `usage: npm run verify:grid [-- OPTIONS]

Trains generated configs once and lets \`descent verify\` train them again for every instruction set of this processor
and every number of workers. Exit code 1 where a single bit of a metric or a weight differs.

  --configs N      how many (default: 50)
  --workers A,B    numbers of workers (default: 1,2)
  --isa A,B        instruction sets (default: those of this processor but portable)
  --help           this text

  npm run verify:grid -- --configs 200 --workers 1,4
`;

const BIN = fileURLToPath(new URL('../bin/descent.mjs', import.meta.url));
/** Sees more than the default recording: layer telemetry and validation between epochs too. */
const RECORDING = { lossEverySteps: 1, telemetryEverySteps: 5, validationEverySteps: 4, probeSize: 64 };

interface Verdict {
  readonly verdict: string;
  readonly name: string;
  readonly points: number | null;
  readonly differingPoints: number | null;
  readonly weightsSha256: string | null;
  readonly reason: string | null;
  readonly firstMetric: string | null;
  readonly firstStep: number | null;
}

interface GridRow {
  readonly isa: string;
  readonly workers: number;
  readonly same: number;
  readonly runs: number;
  readonly points: number;
  readonly weights: number;
  readonly seconds: number;
  readonly exitCode: number | null;
  /** verdicts other than "same", in words */
  readonly troubles: readonly string[];
}

const { values: options } = parseArgs({
  options: {
    configs: { type: 'string', default: '50' },
    workers: { type: 'string', default: '1,2' },
    isa: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (options.help) {
  process.stdout.write(HELP);
  process.exit();
}
const isas = options.isa?.split(',') ?? supportedIsas().filter((isa) => isa !== 'portable');
const workerCounts = options.workers.split(',').map(Number);
const output = createOutput();

const folder = mkdtempSync(path.join(os.tmpdir(), 'descent-verify-grid-'));
try {
  const database = path.join(folder, 'grid.db');
  const configs = variedConfigs(Number(options.configs));
  const startMs = performance.now();
  const { counts } = await runSweep({
    database,
    expanded: asSweep('grid', configs, RECORDING),
    definition: null,
    engine: 'native',
  });
  const seconds = ((performance.now() - startMs) / 1000).toFixed(1);
  output.line(
    `recorded ${counts.total} configs: ${counts.completed} completed, ${counts.diverged} diverged, ${seconds} s`,
  );
  if (counts.completed + counts.diverged !== configs.length) {
    throw new Error(`${counts.failed} of ${configs.length} configs failed to train`);
  }
  const rows = isas.flatMap((isa) => workerCounts.map((workers) => verify(database, isa, workers)));
  output.line();
  output.table({
    rows,
    columns: [
      { title: 'instruction set', value: ({ isa }) => isa },
      { title: 'workers', value: ({ workers }) => String(workers), align: 'right' },
      { title: 'the same', value: ({ same, runs }) => `${same}/${runs}`, align: 'right' },
      { title: 'metric points', value: ({ points }) => String(points), align: 'right' },
      { title: 'weight hashes', value: ({ weights }) => String(weights), align: 'right' },
      { title: 'seconds', value: (row) => row.seconds.toFixed(1), align: 'right' },
      { title: 'exit code', value: ({ exitCode }) => String(exitCode), align: 'right' },
    ],
    records: () => [],
    empty: 'nothing to compare',
  });
  for (const { isa, workers, troubles } of rows) {
    for (const trouble of troubles) output.line(`${isa}, ${workers} workers: ${trouble}`);
  }
  const good =
    rows.length > 0 &&
    rows.every(({ same, runs, exitCode }) => same === configs.length && runs === same && exitCode === 0);
  const sets = `${configs.length} configs × {${isas.join(', ')}} × {${workerCounts.join(', ')}} workers`;
  output.line(`\n${sets}: ${good ? 'bit for bit the same' : 'DIFFERENT'}`);
  process.exitCode = good ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function verify(database: string, isa: string, workers: number): GridRow {
  const startMs = performance.now();
  const args = [
    '--db',
    database,
    '--json',
    'verify',
    '--sweep',
    'grid',
    '--isa',
    isa,
    '--workers',
    String(workers),
  ];
  const child = spawnSync(process.execPath, [BIN, ...args], { encoding: 'utf8', maxBuffer: 2 ** 28 });
  if (child.stdout === '') throw new Error(`descent verify said nothing: ${child.stderr}`);
  const verdicts = JSON.parse(child.stdout) as Verdict[];
  return {
    isa,
    workers,
    same: verdicts.filter(({ verdict }) => verdict === 'same').length,
    runs: verdicts.length,
    points: verdicts.reduce((sum, { points }) => sum + (points ?? 0), 0),
    weights: verdicts.filter(({ weightsSha256 }) => weightsSha256 !== null).length,
    seconds: (performance.now() - startMs) / 1000,
    exitCode: child.status,
    troubles: verdicts
      .filter(({ verdict }) => verdict !== 'same')
      .map(
        ({ name, verdict, reason, differingPoints, points, firstMetric, firstStep }) =>
          `${name}: ${verdict}; ${reason ?? `${differingPoints} of ${points} points, first ${firstMetric} at step ${firstStep}`}`,
      ),
  };
}
