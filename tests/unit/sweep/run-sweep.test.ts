import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { getRun, logPath, openDatabase } from '../../../db/index.ts';
import { type ExpandedSweep, expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { exitCodeOf, runSweep, type SweepEvent } from '../../../src/sweep/index.ts';
import { createWorkplace, smallSweep, type Workplace } from '../../support/sweep-process.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.remove());

/** The sweep with the files of its second config changed since it was defined. */
function withChangedFiles(): ExpandedSweep {
  const expanded = expand(smallSweep({ seeds: [0] }), datasetFacts);
  const runs = expanded.runs.map((run, i) => (i === 1 ? { ...run, dataSha256: 'f'.repeat(64) } : run));
  return { ...expanded, runs };
}

async function run(expanded: ExpandedSweep) {
  const events: SweepEvent[] = [];
  const outcome = await runSweep({
    database: place.database,
    expanded,
    definition: {},
    engine: 'auto',
    workers: 1,
    onEvent: (event) => events.push(event),
  });
  return { outcome, events };
}

describe('runSweep', () => {
  it('records a failing run with its error and stack, and trains the rest', async () => {
    const { outcome, events } = await run(withChangedFiles());
    expect(outcome.counts).toMatchObject({ total: 2, completed: 1, failed: 1 });
    expect(exitCodeOf(outcome)).toBe(1);
    const failed = events.find((event) => event.type === 'run-finished' && event.status === 'failed');
    expect(failed).toMatchObject({ error: expect.stringContaining('but the files found have') });
    const db = openDatabase(place.database);
    try {
      const record = getRun(db, (failed as { runId: string }).runId);
      expect(record).toMatchObject({ status: 'failed', error: expect.stringContaining('f'.repeat(64)) });
      expect(record.errorStack).toMatch(/RangeError: .*\n\s+at .*train-run/s);
      expect(readFileSync(logPath(db, record.id), 'utf8')).toMatch(/RangeError: .*\n\s+at /s);
    } finally {
      db.close();
    }
  });

  it('tries a failed run again when the sweep is started again', async () => {
    await run(withChangedFiles());
    const { events } = await run(withChangedFiles());
    expect(events.filter(({ type }) => type === 'run-started')).toHaveLength(1);
  });

  it("keeps the log of each run, with a line an epoch, and the run's facts", async () => {
    const expanded = expand(smallSweep({ seeds: [0] }), datasetFacts);
    const { events } = await run(expanded);
    const db = openDatabase(place.database);
    try {
      for (const event of events) {
        if (event.type !== 'run-finished') continue;
        const log = readFileSync(event.logFile, 'utf8');
        expect(log.match(/validation\/accuracy/g)).toHaveLength(3);
        expect(log).toMatch(/test\/accuracy .*\n.*completed after 3 epochs/);
        const record = getRun(db, event.runId);
        expect(record).toMatchObject({ status: 'completed', epochsDone: 3, engine: 'native', attempt: 1 });
        expect(record.samplesPerSecond).toBeGreaterThan(0);
        expect(record.peakMemoryBytes).toBeGreaterThan(1e7);
        expect(record.environment).toMatchObject({ node: expect.stringContaining(process.versions.node) });
        expect(record.artifacts.map(({ kind }) => kind).sort()).toEqual([
          'confusion',
          'correct',
          'predictions',
          'weights',
        ]);
      }
    } finally {
      db.close();
    }
  });

  it('tells its events in order', async () => {
    const { events } = await run(expand(smallSweep({ seeds: [0] }), datasetFacts));
    const told = events
      .filter(({ type }) => type !== 'counts' && type !== 'run-progress')
      .map(({ type }) => type);
    expect(told).toEqual([
      'sweep-started',
      'run-started',
      'run-finished',
      'run-started',
      'run-finished',
      'sweep-finished',
    ]);
    const steps = events.flatMap((event) => (event.type === 'run-progress' ? [event.progress.step] : []));
    expect(Math.max(...steps)).toBe(18);
    expect(events.at(-1)).toMatchObject({
      outcome: 'finished',
      counts: { completed: 2, queued: 0, running: 0 },
    });
  });

  it('says what workers printed that cannot start', async () => {
    const expanded = expand(smallSweep({ seeds: [0] }), datasetFacts);
    const before = process.env.NODE_OPTIONS;
    process.env.NODE_OPTIONS = '--require ./no-such-file.cjs';
    try {
      await expect(run(expanded)).rejects.toThrow(
        /3 workers in a row ended before they were ready.*no-such-file/s,
      );
    } finally {
      if (before === undefined) delete process.env.NODE_OPTIONS;
      else process.env.NODE_OPTIONS = before;
    }
  });
});
