import { afterEach, beforeEach, expect, it } from 'vitest';
import { claimRun, getRun, isCancelRequested, listRuns, openDatabase } from '../../db/index.ts';
import { expand } from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { planRuns, storeSweep } from '../../src/sweep/plan.ts';
import { runCli } from '../support/run-cli.ts';
import { createWorkplace, smallSweep, type Workplace } from '../support/sweep-process.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.remove());

it('descent cancel <run> cancels a run that waits, asks a running one to stop, and leaves the others', async () => {
  const db = openDatabase(place.database);
  try {
    const expanded = expand(smallSweep(), datasetFacts);
    const engine = { name: 'native', numerics: 'fma-1', version: '1', isa: 'portable' } as const;
    const { sweepId } = storeSweep(db, expanded, planRuns(expanded), engine, { definition: {} });
    const running = claimRun(db, { sweepId })!;
    const [, waiting, ...others] = listRuns(db, { sweepId });

    const first = await runCli(place, ['cancel', waiting!.id]);
    expect(first).toMatchObject({ code: 0, stderr: '' });
    expect(first.stdout).toBe(
      `run ${waiting!.id}: 1 waiting cancelled, 0 running asked to stop, 0 ended before\n`,
    );
    expect(getRun(db, waiting!.id).status).toBe('cancelled');

    const second = await runCli(place, ['cancel', running.id]);
    expect(second.stdout).toContain('0 waiting cancelled, 1 running asked to stop');
    expect(isCancelRequested(db, running.id)).toBe(true);
    expect(others.map(({ id }) => getRun(db, id).status)).toEqual(['queued', 'queued']);
    expect((await runCli(place, ['cancel', 'nothing'])).code).toBe(1);
  } finally {
    db.close();
  }
});
