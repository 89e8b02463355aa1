/** Training that the dashboard starts in a process of its own. */
import { existsSync, readFileSync } from 'node:fs';
import { afterAll, expect, test } from 'vitest';
import { startTraining } from '../../../dashboard/sweeps/training.ts';
import { countRuns, openDatabase, requestCancel, requeueRuns, sweepLogPath } from '../../../db/index.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { planRuns, storeSweep } from '../../../src/sweep/index.ts';
import { createWorkplace, smallSweep } from '../../support/sweep-process.ts';

const place = createWorkplace();
const db = openDatabase(place.database);
afterAll(() => {
  db.close();
  place.remove();
});

test('a sweep that is resumed while its process is ending is trained after all', async () => {
  const definition = smallSweep({ seeds: [0] });
  const expanded = expand(definition, datasetFacts);
  const { info } = await openEngine();
  const { sweepId } = storeSweep(db, expanded, planRuns(expanded), info, { definition });
  requestCancel(db, { sweepId });
  startTraining(db, sweepId, { workers: 1 });
  // what it says last: it has found nothing to train
  const log = () => (existsSync(sweepLogPath(db, sweepId)) ? readFileSync(sweepLogPath(db, sweepId)) : '');
  await expect.poll(() => log().length, { interval: 5 }).toBeGreaterThan(0);
  expect(countRuns(db, sweepId)).toMatchObject({ cancelled: 2, completed: 0 });
  requeueRuns(db, sweepId, ['cancelled']);
  startTraining(db, sweepId, { workers: 1 });
  await expect.poll(() => countRuns(db, sweepId).completed, { timeout: 60_000 }).toBe(2);
});
