/** How many runs the dashboard adds to a sweep at once. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { MOST_LAUNCHED_RUNS } from '../../../dashboard/launch/plan.ts';
import { getSweep } from '../../../db/index.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { planRuns, storeSweep } from '../../../src/sweep/index.ts';
import { openTestApp, type TestApp } from './runs/database.ts';

vi.mock(import('../../../dashboard/sweeps/training.ts'), async (original) => ({
  ...(await original()),
  startTraining: () => {},
}));

// ten thousand runs take half a minute to be written
vi.mock(import('../../../dashboard/launch/plan.ts'), async (original) => ({
  ...(await original()),
  MOST_LAUNCHED_RUNS: 100 as never,
}));

let app: TestApp;
let sweepId: string;

/** Five configs under four seeds. */
beforeAll(async () => {
  const { info } = await openEngine('native');
  app = openTestApp(({ db }) => {
    const definition = {
      name: 'rates',
      fixed: { dataset: 'mnist10k', architecture: 'logreg' },
      axes: { learningRate: [0.1, 0.2, 0.3, 0.4, 0.5] },
      seeds: { count: 4, from: 0 },
    } as const;
    const expanded = expand(definition, datasetFacts);
    ({ sweepId } = storeSweep(db, expanded, planRuns(expanded), info, { definition }));
  });
});
afterAll(() => app.close());

const extend = (seeds: string) => app.post(`/sweeps/${sweepId}/extend`, [['seeds', seeds]]);

test('a further seed counts once for each config, whatever seeds there are', async () => {
  const most = MOST_LAUNCHED_RUNS / 5;
  const refused = await extend(String(most + 1));
  expect(refused.status).toBe(400);
  expect(await refused.text()).toContain(`at most ${MOST_LAUNCHED_RUNS} runs are added here, got`);
  expect(getSweep(app.db, sweepId).counts.total).toBe(20);
  expect((await extend(String(most))).status).toBe(303);
  expect(getSweep(app.db, sweepId).counts.total).toBe(20 + MOST_LAUNCHED_RUNS);
});

test.each(['0', '-1', '1.5', '', 'two', '1e3'])('%s is no number of seeds', async (seeds) => {
  expect((await extend(seeds)).status).toBe(400);
});
