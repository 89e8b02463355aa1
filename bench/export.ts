/**
 * Export of a million metric points as CSV, JSON lines and Parquet: time, and how far the resident set grows, each in a
 * process of its own. Once more with four times the points: where memory is flat, that grows no further.
 *
 *   npx tsx bench/export.ts [--points 1000000] [--rounds 3]
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { openDatabase } from '../db/index.ts';
import { exportTable, FORMATS, type Format, fileSink } from '../src/export/index.ts';
import { openTracker } from '../src/tracking/index.ts';
import { type Aim, writeResult } from './support/results.ts';
import { spread } from './support/stats.ts';

const { values } = parseArgs({
  options: {
    points: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '3' },
    /** what a child process does: `<database> <format>` */
    one: { type: 'boolean', default: false },
  },
  allowPositionals: true,
});
const points = Number(values.points);
const rounds = Number(values.rounds);

interface Measured {
  readonly rows: number;
  readonly bytes: number;
  readonly durationMs: number;
  /** resident set with everything loaded and the database open */
  readonly residentBytes: number;
  /** the largest resident set of the process */
  readonly peakBytes: number;
}

/** As a short sweep logs them: 20 metrics of 500 steps a run. */
const STEPS = 500;
const METRICS = 20;
/** more points for the question whether memory stays flat */
const FACTOR = 4;

const folder = mkdtempSync(path.join(tmpdir(), 'descent-export-'));
try {
  if (values.one) {
    const [database, format] = process.argv.slice(-2) as [string, Format];
    process.stdout.write(JSON.stringify(await measure(database, format)));
  } else {
    main();
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function main(): void {
  const few = fill('few', points);
  const many = fill('many', FACTOR * points);
  const lines = [`export of ${few.points.toLocaleString('en-US')} points, median of ${rounds}`];
  const aims: Aim[] = [];
  const raw: Record<string, unknown> = {};
  for (const format of FORMATS) {
    const runs = Array.from({ length: rounds }, () => inChild(few, format));
    const larger = Array.from({ length: rounds }, () => inChild(many, format));
    const seconds = spread(runs.map(({ durationMs }) => durationMs / 1000));
    const growth = spread(runs.map(growthMegabytes));
    const growthOfMany = spread(larger.map(growthMegabytes));
    lines.push(
      `  ${format.padEnd(8)} ${seconds.median.toFixed(2)} s   ${(runs[0]!.bytes / 1e6).toFixed(1).padStart(6)} MB` +
        `   memory + ${growth.median.toFixed(0)} MB, with ${FACTOR} times the points + ${growthOfMany.median.toFixed(0)} MB`,
    );
    const what = `export of ${few.points} points as ${format}`;
    aims.push(
      { what, unit: 's', measured: seconds.median, direction: 'max', aim: (5 * few.points) / 1e6 },
      {
        what: `${what}: peak memory with ${FACTOR} times the points, as a multiple`,
        ...{ unit: '×', direction: 'max', aim: 1.25 },
        measured: peak(larger) / peak(runs),
      },
    );
    raw[format] = { seconds, growthMegabytes: growth, rounds: runs, [`times${FACTOR}`]: larger };
  }
  process.stdout.write(`${lines.join('\n')}\n`);
  const file = writeResult('export', { aims, points: few.points, formats: raw });
  process.stdout.write(`raw results: ${file}\n`);
}

function peak(list: readonly Measured[]): number {
  return spread(list.map(({ peakBytes }) => peakBytes)).median;
}

interface Filled {
  readonly database: string;
  readonly points: number;
}

/** A database with so many points, rounded up to whole runs. */
function fill(name: string, total: number): Filled {
  const database = path.join(folder, `${name}.db`);
  const tracker = openTracker({ db: database, flushEveryMs: null });
  const steps = Array.from({ length: STEPS }, (_, i) => i * 10);
  let done = 0;
  for (let run = 0; done < total; run++) {
    const active = tracker.startRun({ name: `run ${run}`, seed: run });
    for (let metric = 0; metric < METRICS; metric++) {
      // float64 with all digits: the longest numbers that a text format can meet
      active.logSeries(
        `gradient_rms/layer${metric}`,
        steps,
        steps.map((step) => Math.exp(-step / 2000) * (1 + Math.sin(step + metric + run) / 10)),
      );
    }
    active.finish();
    done += STEPS * METRICS;
  }
  tracker.close();
  return { database, points: done };
}

function inChild({ database, points: expected }: Filled, format: Format): Measured {
  const args = ['--import', 'tsx', import.meta.filename, '--one', database, format];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`export as ${format} failed: ${stderr}`);
  const measured = JSON.parse(stdout) as Measured;
  if (measured.rows !== expected) throw new Error(`expected ${expected} rows, got ${measured.rows}`);
  return measured;
}

async function measure(file: string, format: Format): Promise<Measured> {
  const database = openDatabase(file);
  const target = path.join(folder, `metrics.${format}`);
  const residentBytes = process.memoryUsage.rss();
  const start = performance.now();
  const rows = await exportTable(database, { table: 'metrics', format, sink: fileSink(target) });
  const durationMs = performance.now() - start;
  const { size } = statSync(target);
  database.close();
  // maxRSS is in kilobytes
  return { rows, bytes: size, durationMs, residentBytes, peakBytes: process.resourceUsage().maxRSS * 1024 };
}

function growthMegabytes({ peakBytes, residentBytes }: Measured): number {
  return (peakBytes - residentBytes) / 1e6;
}
