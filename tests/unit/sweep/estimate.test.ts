import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../db/index.ts';
import { expand } from '../../../src/config/index.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { estimateSweep, runSweep } from '../../../src/sweep/index.ts';
import { createWorkplace, smallSweep, type Workplace } from '../../support/sweep-process.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.remove());

const expanded = expand(smallSweep(), datasetFacts);
const estimate = async (options: { workers?: number; database?: string; rerun?: boolean } = {}) => {
  const db = options.database === undefined ? null : openDatabase(options.database);
  try {
    return await estimateSweep({
      expanded,
      engine: await openEngine(),
      factsOf: datasetFacts,
      workers: options.workers ?? 1,
      rerun: options.rerun ?? false,
      db,
    });
  } finally {
    db?.close();
  }
};

describe('the estimate of a dry run', () => {
  it('counts every run and measures the speed where nothing was trained before', async () => {
    const found = await estimate();
    expect(found).toMatchObject({ runs: 4, done: 0, toTrain: 4, workers: 1 });
    expect(found.basis).toEqual({ earlierRuns: 0, measured: 1, scaled: 0 });
    expect(found.samplesPerSecond).toBeGreaterThan(100);
    expect(found.durationMs).toBeGreaterThan(0);
  });

  it('never uses more workers than there are runs', async () => {
    expect((await estimate({ workers: 64 })).workers).toBe(4);
  });

  it('leaves out what the database has, unless all is to be trained again, and goes by its speed', async () => {
    const part = expand(smallSweep({ seeds: [0] }), datasetFacts);
    const { database } = place;
    await runSweep({ database, expanded: part, definition: {}, engine: 'auto', workers: 1 });
    expect(await estimate({ database })).toMatchObject({
      runs: 4,
      done: 2,
      toTrain: 2,
      basis: { earlierRuns: 1, measured: 0, scaled: 0 },
    });
    expect(await estimate({ database, rerun: true })).toMatchObject({ done: 0, toTrain: 4 });
  });

  it('gives its error where at least five earlier runs tell how much their speed varies', async () => {
    const { database } = place;
    const earlier = expand(smallSweep({ seeds: [7, 8, 9] }), datasetFacts);
    await runSweep({ database, expanded: earlier, definition: {}, engine: 'auto', workers: 1 });
    const db = openDatabase(database);
    const speeds = db.client
      .prepare('select samples_per_second from runs order by samples_per_second')
      .pluck()
      .all() as number[];
    db.close();
    const at = (share: number) => {
      const place = share * (speeds.length - 1);
      const below = Math.floor(place);
      return speeds[below]! + (place - below) * (speeds[below + 1]! - speeds[below]!);
    };
    const expected = (at(0.9) - at(0.1)) / 2 / at(0.5);
    expect((await estimate({ database })).errorShare).toBeCloseTo(expected, 10);
    expect((await estimate()).errorShare).toBeNull();
  });

  it('says nothing of time where nothing is left to train', async () => {
    const { database } = place;
    await runSweep({ database, expanded, definition: {}, engine: 'auto', workers: 2 });
    expect(await estimate({ database })).toMatchObject({
      done: 4,
      toTrain: 0,
      durationMs: 0,
      samplesPerSecond: null,
      diskBytes: 0,
    });
  });
});
