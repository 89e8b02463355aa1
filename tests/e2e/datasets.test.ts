/** Sweeps on images that are missing or damaged. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listRuns, listSweeps, openDatabase } from '../../db/index.ts';
import { expand } from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { openEngine } from '../../src/engine/index.ts';
import { planRuns, storeSweep } from '../../src/sweep/index.ts';
import { runCli } from '../support/run-cli.ts';
import { createWorkplace, smallSweep, type Workplace } from '../support/sweep-process.ts';
import { smallDataset, writeDataset } from '../unit/data/helpers.ts';

let place: Workplace;
let env: Readonly<Record<string, string>>;
beforeEach(() => {
  place = createWorkplace();
  const folder = path.join(place.folder, 'data');
  mkdirSync(folder);
  env = { DESCENT_DATA_DIR: folder, DESCENT_CACHE_DIR: path.join(place.folder, 'cache') };
});
afterEach(() => place.remove());

const onMnist = smallSweep({ fixed: { ...smallSweep().fixed, dataset: 'mnist' } });

/** The sweep in the database, with runs that wait, or that `status` says have ended. */
async function store(status: 'queued' | 'completed'): Promise<void> {
  const db = openDatabase(place.database);
  try {
    const { info } = await openEngine('auto');
    const expanded = expand(onMnist, datasetFacts);
    storeSweep(db, expanded, planRuns(expanded), info, { definition: onMnist });
    if (status === 'queued') return;
    db.client.exec("update runs set status = 'running', attempt = 1");
    db.client.prepare('update runs set status = ?, finished_at = 1').run(status);
  } finally {
    db.close();
  }
}

/** Sweeps and runs by name and status, as the database has them. */
function recorded() {
  const db = openDatabase(place.database);
  try {
    return {
      sweeps: listSweeps(db).map(({ name }) => name),
      runs: listRuns(db).map(({ status, attempt }) => `${status} ${attempt}`),
    };
  } finally {
    db.close();
  }
}

describe('a sweep on a built-in dataset', () => {
  it('is refused before anything is recorded where the files are not here', async () => {
    const { code, stderr } = await runCli(place, ['sweep', place.define(onMnist)], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`expected mnist in ${path.join(env.DESCENT_DATA_DIR!, 'mnist')}`);
    expect(stderr).toContain('got nothing there. Download it: descent data fetch mnist');
    expect(recorded()).toEqual({ sweeps: [], runs: [] });
  });

  it('is refused before anything is recorded where a file is damaged', async () => {
    const files = smallDataset();
    const folder = writeDataset(path.join(env.DESCENT_DATA_DIR!, 'mnist'), files);
    const { code, stderr } = await runCli(place, ['sweep', place.define(onMnist)], env);
    expect(code).toBe(1);
    expect(stderr).toContain(`${path.join(folder, 'train-images-idx3-ubyte')}: expected SHA-256 ba891046e65`);
    expect(stderr).toContain('get a good one: descent data fetch mnist');
    writeFileSync(path.join(folder, 'train-images-idx3-ubyte'), files.trainImages.subarray(0, 30));
    const truncated = await runCli(place, ['run', '--set', 'dataset=mnist'], env);
    expect(truncated.stderr).toContain('descent data fetch mnist');
    expect(recorded()).toEqual({ sweeps: [], runs: [] });
  });

  it.each([
    ['resumed', ['resume', 'small']],
    ['extended', ['extend', 'small', '--seeds', '2']],
  ])('is %s only where the files are here, and stays as it was', async (_, args) => {
    await store('queued');
    const before = recorded();
    const { code, stderr } = await runCli(place, args, env);
    expect(code).toBe(1);
    expect(stderr).toContain('descent data fetch mnist');
    expect(recorded()).toEqual(before);
    expect(before.runs).toEqual(['queued 0', 'queued 0', 'queued 0', 'queued 0']);
  });

  it('needs no files where all its runs are done', async () => {
    await store('completed');
    const { code } = await runCli(place, ['sweep', place.define(onMnist)], env);
    expect(code).toBe(0);
    expect(recorded().runs).toHaveLength(4);
  });
});
