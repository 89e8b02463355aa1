/** Sweeps that are in the database already: what is left of them, and more seeds. */
import { describe, expect, it } from 'vitest';
import { type Database, getSweep, listRuns, requestCancel } from '../../../db/index.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { engineOf, extendSweep, planRuns, resumeSweep, storeSweep } from '../../../src/sweep/index.ts';
import { smallSweep, type Workplace } from '../../support/sweep-process.ts';
import { workplaceForEach } from '../../support/workplace.ts';

let place: Workplace;
let db: Database;
workplaceForEach((opened) => {
  ({ place, db } = opened);
});

/** A sweep whose runs all wait. */
async function queued(definition = smallSweep()): Promise<string> {
  const expanded = expand(definition, datasetFacts);
  const { info } = await openEngine('auto');
  return storeSweep(db, expanded, planRuns(expanded), info, { definition }).sweepId;
}

const resume = (sweep: string, again?: readonly ('failed' | 'cancelled')[]) =>
  resumeSweep({ database: place.database, sweep, workers: 1, ...(again && { again }) });

describe('resumeSweep', () => {
  it('trains a sweep from its stored configs alone', async () => {
    const id = await queued();
    const { status, counts } = await resume(id);
    expect(status).toBe('finished');
    expect(counts).toMatchObject({ total: 4, completed: 4, queued: 0 });
  });

  it('tries cancelled runs again only where it is asked to', async () => {
    const id = await queued();
    requestCancel(db, { runId: listRuns(db, { sweepId: id })[0]!.id });
    expect((await resume(id, ['failed'])).counts).toMatchObject({ completed: 3, cancelled: 1 });
    expect((await resume(id)).counts).toMatchObject({ completed: 4, cancelled: 0, cached: 3 });
  });

  it('refuses runs of an engine that gives other numbers, and says what to do', async () => {
    const id = await queued();
    db.client.prepare("update runs set numerics = 'of-long-ago'").run();
    await expect(resume(id)).rejects.toThrow(/numerics of-long-ago.*start the sweep from its definition/s);
  });
});

describe('extendSweep', () => {
  it('adds the next seeds at the end, trains only them, and keeps the sweep', async () => {
    const id = await queued();
    await resume(id);
    const before = listRuns(db, { sweepId: id }).map((run) => run.id);
    const extension = extendSweep(db, 'small', 2, await engineOf(db, id));
    expect(extension).toEqual({ sweepId: id, seeds: [2, 3], runs: 4 });
    expect(getSweep(db, id).definition).toMatchObject({ seeds: { count: 4 } });

    const { counts } = await resume(id);
    expect(counts).toMatchObject({ total: 8, completed: 8, cached: 4 });
    const after = listRuns(db, { sweepId: id });
    expect(after.slice(0, 4).map((run) => run.id)).toEqual(before);
    expect(after.slice(4).map((run) => run.name)).toEqual([
      'sgd · seed 2',
      'momentum · seed 2',
      'sgd · seed 3',
      'momentum · seed 3',
    ]);
  });

  it('is the same sweep as one that was defined with these seeds', async () => {
    const id = await queued(smallSweep({ seeds: { count: 1 } }));
    extendSweep(db, id, 1, await engineOf(db, id));
    expect(await queued(smallSweep({ seeds: { count: 2 } }))).toBe(id);
  });

  it.each([0, 1.5, -1])('refuses %s more seeds', async (count) => {
    const id = await queued();
    await expect(engineOf(db, id).then((engine) => extendSweep(db, id, count, engine))).rejects.toThrow(
      `must be an integer >= 1, got ${count}`,
    );
  });
});
