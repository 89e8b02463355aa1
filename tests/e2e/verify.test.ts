import { cpSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { artifactsFolder, type Database, getRun, listRuns, openDatabase } from '../../db/index.ts';
import { resolveConfig } from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { supportedIsas } from '../../src/engine/index.ts';
import { runSweep } from '../../src/sweep/index.ts';
import { asSweep } from '../../src/sweep/verify/index.ts';
import { openTracker } from '../../src/tracking/index.ts';
import { runCli, runCliJson } from '../support/run-cli.ts';
import { createWorkplace, type Workplace } from '../support/sweep-process.ts';
import { variedConfigs } from '../support/varied-configs.ts';

interface Verdict {
  readonly id: string;
  readonly verdict: string;
  readonly reason: string | null;
  readonly isa: string | null;
  readonly points: number | null;
  readonly differingPoints: number | null;
  readonly firstMetric: string | null;
  readonly firstStep: number | null;
  readonly firstRecorded: number | null;
  readonly firstAgain: number | null;
  readonly weightsSha256: string | null;
  readonly weightsSha256Again: string | null;
  readonly differingArtifacts: readonly string[] | null;
}

const diverging = resolveConfig(
  {
    ...{ architecture: 'mlp', units: [10], head: 'linear+mse', activation: 'identity', trainSize: 200 },
    ...{ validationSize: 50, batchSize: 20, epochs: 2, optimizer: 'sgd', learningRate: 1e9 },
  },
  datasetFacts,
);
const COMPLETED = 6;

let recorded: Workplace;
/** the first is an ordinary completed run */
let ids: string[];
beforeAll(async () => {
  recorded = createWorkplace();
  const { counts } = await runSweep({
    database: recorded.database,
    expanded: asSweep('varied', [...variedConfigs(COMPLETED), diverging], {
      ...{ lossEverySteps: 1, telemetryEverySteps: 5, validationEverySteps: 4, probeSize: 32 },
    }),
    definition: null,
    engine: 'native',
  });
  expect(counts).toMatchObject({ completed: COMPLETED, diverged: 1, failed: 0 });
  const db = openDatabase(recorded.database);
  ids = listRuns(db).map(({ id }) => id);
  db.close();
});
afterAll(() => recorded.remove());

/** A copy of what was recorded, with something changed that no ordinary write can change. */
async function tampered(change: (db: Database) => void, verdictOf: (place: Workplace) => Promise<void>) {
  const place = createWorkplace();
  try {
    cpSync(recorded.database, place.database);
    cpSync(artifactsFolder(recorded.database), artifactsFolder(place.database), { recursive: true });
    const db = openDatabase(place.database);
    try {
      const rules = db.client.prepare("select name from sqlite_schema where type = 'trigger'").pluck().all();
      for (const rule of rules) db.client.exec(`drop trigger ${rule}`);
      change(db);
    } finally {
      db.close();
    }
    await verdictOf(place);
  } finally {
    place.remove();
  }
}

const numberOf = (db: Database, id: string) =>
  db.client.prepare('select no from runs where id = ?').pluck().get(id) as number;

describe('descent verify', () => {
  const isas = supportedIsas().filter((isa) => isa !== 'portable');

  it.each(isas.flatMap((isa) => [1, 2].map((workers) => [isa, workers] as const)))(
    'finds every bit again on %s with %i workers, also of a diverged run',
    async (isa, workers) => {
      const args = ['verify', '--sweep', 'varied', '--isa', isa, '--workers', String(workers)];
      const { code, rows } = await runCliJson<Verdict>(recorded, args);
      expect(rows.map(({ id, verdict, isa: used }) => [id, verdict, used])).toEqual(
        ids.map((id) => [id, 'same', isa]),
      );
      for (const { points, differingPoints, weightsSha256, weightsSha256Again } of rows.slice(0, COMPLETED)) {
        expect(points).toBeGreaterThan(20);
        expect(differingPoints).toBe(0);
        expect(weightsSha256).toMatch(/^[0-9a-f]{64}$/);
        expect(weightsSha256Again).toBe(weightsSha256);
      }
      expect(code).toBe(0);
    },
  );

  it('says which point differs first, where one was changed by the smallest amount', async () => {
    let before = 0;
    let after = 0;
    const change = (db: Database) => {
      const where = `run_no = ${numberOf(db, ids[0]!)} and key_id = (select id from metric_keys where name = 'train/batch_loss')`;
      before = db.client
        .prepare(`select value from metrics where ${where} and step = 3`)
        .pluck()
        .get() as number;
      after = before * (1 + Number.EPSILON);
      expect(after).not.toBe(before);
      db.client.prepare(`update metrics set value = ? where ${where} and step = 3`).run(after);
      db.client.exec(`delete from metrics where ${where} and step = 4`);
    };
    await tampered(change, async (place) => {
      const { code, rows } = await runCliJson<Verdict>(place, ['verify', ids[0]!]);
      expect(rows).toMatchObject([
        {
          verdict: 'different',
          ...{ differingPoints: 2, firstMetric: 'train/batch_loss', firstStep: 3 },
          ...{ firstRecorded: after, firstAgain: before, differingArtifacts: [] },
        },
      ]);
      expect(code).toBe(1);
      const text = await runCli(place, ['verify', ids[0]!]);
      expect(text.stdout).toContain(
        `first difference: train/batch_loss at step 3: recorded ${after}, again ${before}`,
      );
      expect(text.code).toBe(1);
    });
  });

  it('notices a weight hash that is not that of the weights', async () => {
    const wrong = 'ab'.repeat(32);
    const change = (db: Database) =>
      db.client
        .prepare("update artifacts set sha256 = ? where run_no = ? and kind = 'weights'")
        .run(wrong, numberOf(db, ids[1]!));
    await tampered(change, async (place) => {
      const { code, rows } = await runCliJson<Verdict>(place, ['verify', ids[0]!, ids[1]!]);
      expect(rows.map(({ verdict }) => verdict)).toEqual(['same', 'different']);
      expect(rows[1]).toMatchObject({
        ...{ differingPoints: 0, weightsSha256: wrong, differingArtifacts: ['weights.f32'] },
      });
      const db = openDatabase(recorded.database);
      const kept = getRun(db, ids[1]!).artifacts.find(({ kind }) => kind === 'weights')!;
      db.close();
      expect(rows[1]!.weightsSha256Again).toBe(kept.sha256);
      expect(code).toBe(1);
    });
  });

  it('refuses what it cannot repeat, before any training, and says why', async () => {
    const set = (db: Database, column: string, value: string, id: string) =>
      db.client.prepare(`update runs set ${column} = ? where id = ?`).run(value, id);
    let logged = '';
    const change = (db: Database) => {
      set(db, 'numerics', 'fma-0', ids[0]!);
      set(db, 'status', 'running', ids[1]!);
      set(db, 'config', JSON.stringify({ ...diverging, learningRate: 2e9 }), ids[COMPLETED]!);
      const tracker = openTracker({ db });
      const run = tracker.startRun({ name: 'mine' });
      run.finish();
      logged = run.id;
      tracker.close();
    };
    await tampered(change, async (place) => {
      const args = ['verify', ids[0]!, ids[1]!, ids[COMPLETED]!, logged];
      const { code, rows } = await runCliJson<Verdict>(place, args);
      expect(rows.map(({ verdict }) => verdict)).toEqual(Array(4).fill('refused'));
      expect(rows[0]!.reason).toContain(
        'it was trained with numerics fma-0, this version of the native engine has',
      );
      expect(rows[1]!.reason).toContain('it is running, not finished');
      expect(rows[2]!.reason).toContain('it was changed, or another version of descent hashed it');
      expect(rows[3]!.reason).toContain('logged through the SDK');
      expect(code).toBe(1);
    });
  });

  it('names the instruction sets that there are, and asks for a run', async () => {
    const { rows } = await runCliJson<Verdict>(recorded, ['verify', ids[0]!, '--isa', 'mmx']);
    expect(rows[0]!.reason).toContain(`DESCENT_ISA must be one of ${supportedIsas().join(', ')}`);
    const without = await runCli(recorded, ['verify']);
    expect(without.stderr).toContain('which run? name one or several, or choose with --sweep or --filter');
    expect(without.code).toBe(2);
  });
});
