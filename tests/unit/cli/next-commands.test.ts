import { describe, expect, it } from 'vitest';
import { claimRun, type Database } from '../../../db/index.ts';
import { commandLine } from '../../../src/cli/command-line.ts';
import { createOutput } from '../../../src/cli/output.ts';
import { printSweepEnd } from '../../../src/cli/sweep-report.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { planRuns, type SweepOutcome, storeSweep } from '../../../src/sweep/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { smallSweep, type Workplace } from '../../support/sweep-process.ts';
import { workplaceForEach } from '../../support/workplace.ts';

const ENGINE = { name: 'native', numerics: 'fma-1', version: '1', isa: 'portable' } as const;

let place: Workplace;
let db: Database;
workplaceForEach((opened) => {
  ({ place, db } = opened);
});

function endText(
  outcome: Partial<SweepOutcome>,
  queued: number,
  workers?: number,
  expanded = expand(smallSweep(), datasetFacts),
): string {
  let text = '';
  const stdout = { write: (part: string) => (text += part) };
  const output = createOutput({ stdout, env: {} });
  const counts = {
    total: 4,
    queued,
    running: 0,
    completed: 0,
    diverged: 0,
    failed: 0,
    cancelled: 0,
    cached: 0,
  };
  printSweepEnd(
    { db: place.database, output },
    db,
    expanded,
    { sweepId: '01hx3f', status: 'finished', counts, durationMs: 1, ...outcome },
    workers === undefined ? {} : { workers },
  );
  return text;
}

describe('what a sweep says to do next', () => {
  it('after Ctrl-C is to resume it by its id, on its database and with its workers', () => {
    const text = endText({ status: 'interrupted' }, 3, 2);
    expect(text.trim().split('\n')[0]).toBe(`descent resume 01hx3f --workers 2 --db ${place.database}`);
    expect(text).toContain('go on with the 3 runs that are left');
  });

  it('after Ctrl-C in its last run names no workers', () => {
    const text = endText({ status: 'interrupted' }, 1, 1);
    expect(text).toContain(`descent resume 01hx3f --db ${place.database}\n`);
    expect(text).toContain('go on with the run that is left');
  });

  it('of a single run is to look at it and its mistakes, by its id', () => {
    const expanded = expand(smallSweep({ axes: {}, seeds: [0] }), datasetFacts);
    const { sweepId } = storeSweep(db, expanded, planRuns(expanded), ENGINE, { definition: {} });
    const run = openTracker({ db }).adopt(claimRun(db, { sweepId })!);
    run.log({ 'test/accuracy': 0.875 }, 18);
    run.finish();
    const lines = endText({ sweepId }, 0, 1, expanded).trim().split('\n');
    expect(lines[0]).toBe(`run ${run.id}  ✓ completed  test accuracy 87.50 %`);
    expect(lines.filter((line) => line.startsWith('  descent')).map((line) => line.trim())).toEqual([
      `descent show ${run.id} --db ${place.database}`,
      `descent predict ${run.id} --wrong --db ${place.database}`,
      `descent dashboard --db ${place.database}`,
    ]);
  });

  it('of a single run that failed is to read its log', () => {
    const expanded = expand(smallSweep({ axes: {}, seeds: [0] }), datasetFacts);
    const { sweepId } = storeSweep(db, expanded, planRuns(expanded), ENGINE, { definition: {} });
    const run = openTracker({ db }).adopt(claimRun(db, { sweepId })!);
    run.fail(new Error('no disk'));
    const text = endText({ sweepId }, 0, 1, expanded);
    expect(text).toContain(`run ${run.id}  ✕ failed\n`);
    expect(text).toContain(`descent log ${run.id} --db ${place.database}\n`);
    expect(text).not.toContain('predict');
  });

  it('after its end names the database, too', () => {
    const text = endText({}, 0);
    expect(text).toContain(`descent leaderboard small --db ${place.database}\n`);
  });
});

describe('a command line', () => {
  it('does not name the database that a shell would get anyway', () => {
    const before = process.env.DESCENT_DB;
    process.env.DESCENT_DB = place.database;
    try {
      expect(commandLine({ db: place.database }, ['ls'])).toBe('descent ls');
      expect(commandLine({ db: 'my runs.db' }, ['ls'])).toBe("descent ls --db 'my runs.db'");
    } finally {
      if (before === undefined) delete process.env.DESCENT_DB;
      else process.env.DESCENT_DB = before;
    }
  });

  it('quotes what a shell would take apart', () => {
    const words = [
      'run',
      '--set',
      'units=[300, 100]',
      '--set',
      'head=softmax+ce',
      '--filter',
      `a = "b's"`,
      '',
    ];
    expect(commandLine({ db: 'descent.db' }, words)).toBe(
      `descent run --set 'units=[300, 100]' --set head=softmax+ce --filter 'a = "b'\\''s"' ''`,
    );
  });
});
