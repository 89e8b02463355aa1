import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../../db/index.ts';
import { type ExpandedSweep, expand } from '../../../src/config/index.ts';
import { encodeIdx } from '../../../src/data/idx.ts';
import { datasetFacts } from '../../../src/data/index.ts';
import { openEngine } from '../../../src/engine/index.ts';
import { estimateSweep, planRuns, runSweep, storeSweep } from '../../../src/sweep/index.ts';
import { createWorkplace, smallSweep, type Workplace } from '../../support/sweep-process.ts';
import { writeDataset } from '../data/helpers.ts';

let place: Workplace;
beforeEach(() => {
  place = createWorkplace();
});
afterEach(() => place.remove());

const expanded = expand(smallSweep(), datasetFacts);
const estimate = async (
  options: { workers?: number; database?: string; rerun?: boolean; expanded?: ExpandedSweep } = {},
) => {
  const db = options.database === undefined ? null : openDatabase(options.database);
  try {
    return await estimateSweep({
      expanded: options.expanded ?? expanded,
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

  it('asks once for the facts of a dataset, however many runs there are', async () => {
    const asked: string[] = [];
    const factsOf = (name: string) => {
      asked.push(name);
      return datasetFacts(name);
    };
    await estimateSweep({ expanded, engine: await openEngine(), factsOf, workers: 1, db: null });
    expect(asked).toEqual(['mnist10k']);
  });

  it('does not go by earlier runs of the same layers on images of another size', async () => {
    const { database } = place;
    const { info } = await openEngine();
    const db = openDatabase(database);
    storeSweep(db, expanded, planRuns(expanded), info, { definition: {} });
    db.client.exec("update runs set status = 'running', attempt = 1");
    db.client
      .prepare("update runs set status = 'completed', finished_at = 1, samples_per_second = 5, isa = ?")
      .run(info.isa);
    db.close();
    const labels = Uint8Array.from({ length: 40 }, (_, i) => i % 10);
    const pixels = Uint8Array.from({ length: 40 * 6 }, (_, i) => i);
    const folder = writeDataset(path.join(place.folder, 'tiny'), {
      trainImages: encodeIdx([40, 2, 3], pixels),
      trainLabels: encodeIdx([40], labels),
      testImages: encodeIdx([40, 2, 3], pixels),
      testLabels: encodeIdx([40], labels),
    });
    const fixed = { ...smallSweep().fixed, dataset: folder, trainSize: 30, validationSize: 10 };
    const tiny = expand(smallSweep({ fixed }), datasetFacts);
    expect(tiny.runs[0]!.layers).toEqual(expanded.runs[0]!.layers);
    const found = await estimate({ database, expanded: tiny });
    expect(found).toMatchObject({ toTrain: 4, basis: { earlierRuns: 0, measured: 1, scaled: 0 } });
    const known = await estimate({ database, rerun: true });
    expect(known.basis).toEqual({ earlierRuns: 1, measured: 0, scaled: 0 });
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
