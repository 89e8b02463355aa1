import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { storeBytes } from '../../../db/artifact-files.ts';
import {
  addNote,
  addTags,
  artifactPath,
  backupDatabase,
  checkDatabase,
  claimRun,
  collectGarbage,
  type Database,
  findArtifact,
  getRun,
  iterateMetrics,
  listRuns,
  listSweeps,
  logPath,
  mergeDatabase,
  readArtifact,
  removeRuns,
  removeSweep,
  requestCancel,
} from '../../../db/index.ts';
import { openTracker } from '../../../src/tracking/index.ts';
import { eventually } from '../../support/sweep-process.ts';
import { fill, kill, open, printed, startProcess, temporaryFolder } from './support.ts';

/** Trains (logs) the first waiting run. */
function train(db: Database, metric = 'train/loss'): string {
  const run = openTracker({ db }).adopt(claimRun(db)!);
  run.log({ [metric]: 1, 'test/accuracy': Number.NaN }, 0);
  run.log({ [metric]: 0.5 }, 10);
  run.logJson('facts', { metric });
  writeFileSync(run.logPath, `log of ${run.id}`);
  run.finish({ epochsDone: 1 });
  return run.id;
}

/** What merge and backup must keep. */
const content = (db: Database, id: string) => {
  const { sweeps: _, ...run } = getRun(db, id);
  return { ...run, points: [...iterateMetrics(db, { ids: [id] })] };
};

describe('a stored file', () => {
  it('is written anew where a power cut has left it empty', () => {
    const db = open();
    const bytes = Buffer.from('weights');
    const { sha256 } = storeBytes(db, bytes);
    truncateSync(artifactPath(db, sha256), 0);
    expect(storeBytes(db, bytes)).toEqual({ sha256, bytes: bytes.length });
    expect(readFileSync(artifactPath(db, sha256))).toEqual(bytes);
    expect(readdirSync(path.join(db.artifactsPath, 'tmp'))).toEqual([]);
  });
});

describe('backup', () => {
  it('copies a whole number of batches while another process writes, and does not stop it', async () => {
    const db = open();
    const writer = startProcess(`
      const tracker = openTracker({ db: ${JSON.stringify(db.path)}, flushEveryMs: null });
      const run = tracker.startRun({ name: 'writer' });
      let step = 0;
      setInterval(() => {
        for (let i = 0; i < 500; i++) run.log({ 'train/loss': 2 * step }, step++);
        run.logJson('at', { step });
        run.flush();
        if (step === 1000) console.log('writing');
      }, 1);
    `);
    await printed(writer, 'writing');
    const target = path.join(temporaryFolder(), 'copy.db');
    expect((await backupDatabase(db, target)).artifactsMissing).toEqual([]);
    const copy = open(target);
    const steps = [...iterateMetrics(copy)].map(({ step, value }) => [step, value]);
    expect(steps.length % 500).toBe(0);
    expect(steps.length).toBeGreaterThanOrEqual(1000);
    expect(steps).toEqual(steps.map((_, i) => [i, 2 * i]));
    expect(checkDatabase(copy).problems).toEqual([]);
    const pointsNow = () => db.client.prepare('select count(*) from metrics').pluck().get() as number;
    await eventually(() => pointsNow() > steps.length, 'the other process goes on writing');
    await kill(writer);
  });

  it('ends though another process commits without a pause, and is the state at its begin', async () => {
    const db = open();
    // 5000 pages: fifty parts
    db.client.exec(`create table filler (bytes blob);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 5000)
      insert into filler select randomblob(3000) from n`);
    const writer = startProcess(`
      const { client } = db.openDatabase(${JSON.stringify(db.path)});
      client.exec('create table commits (n integer)');
      const commit = client.prepare('insert into commits values (?)');
      for (let n = 1; ; n++) {
        commit.run(n);
        if (n === 100) console.log('writing');
      }
    `);
    await printed(writer, 'writing');
    const commitsIn = ({ client }: Database) =>
      client.prepare('select max(n) from commits').pluck().get() as number;
    const before = commitsIn(db);
    const target = path.join(temporaryFolder(), 'copy.db');
    await backupDatabase(db, target);
    const after = commitsIn(db);
    await kill(writer);
    const copy = open(target);
    const share = (commitsIn(copy) - before) / (after - before);
    expect(share).toBeGreaterThanOrEqual(0);
    expect(share).toBeLessThan(0.5); // near 1 where the copy began anew with each commit
    expect(copy.client.prepare('select count(*) from filler').pluck().get()).toBe(5000);
  });

  it('leaves no database behind where its artifacts cannot be copied, and does it in full the next time', async () => {
    const db = open();
    fill(db, [0.1]);
    const id = train(db);
    const target = path.join(temporaryFolder(), 'copy.db');
    const inTheWay = target.replace(/\.db$/, '.artifacts');
    writeFileSync(inTheWay, 'a file where the folder should be');
    await expect(backupDatabase(db, target)).rejects.toThrow(/EEXIST|ENOTDIR/);
    expect(readdirSync(path.dirname(target))).toEqual(['copy.artifacts']);
    rmSync(inTheWay);
    expect(await backupDatabase(db, target)).toMatchObject({ artifactsCopied: 1 });
    expect(readArtifact(open(target), id, 'facts').toString()).toBe('{"metric":"train/loss"}');
  });

  it('copies a database in use, with its artifacts', async () => {
    const db = open();
    fill(db, [0.1, 0.2]);
    const id = train(db);
    const running = openTracker({ db }).adopt(claimRun(db)!);
    const target = path.join(temporaryFolder(), 'deep', 'copy.db');
    const report = await backupDatabase(db, target);
    expect(report).toEqual({ path: target, artifactsCopied: 1, artifactsMissing: [] });
    running.finish();
    const copy = open(target);
    expect(content(copy, id)).toEqual(content(db, id));
    expect(readArtifact(copy, id, 'facts').toString()).toBe('{"metric":"train/loss"}');
    expect(getRun(copy, running.id).status).toBe('running');
    expect(checkDatabase(copy).problems).toEqual([]);
  });

  it('does not overwrite a file', async () => {
    const db = open();
    await expect(backupDatabase(db, db.path)).rejects.toThrow('a backup never overwrites');
  });
});

describe('merge', () => {
  it('adds runs with points, labels, artifacts, logs and sweeps, once', () => {
    const [a, b] = [open(), open()];
    // other metrics first, so that the numbers of metric names differ
    openTracker({ db: a }).defineMetric('zeta', { unit: 'm' });
    fill(a, [0.1]);
    train(a, 'validation/loss');
    fill(b, [0.2, 0.3]);
    const id = train(b);
    addTags(b, id, ['imported']);
    addNote(b, id, 'from b');
    const before = content(b, id);
    expect(mergeDatabase(a, b.path)).toEqual({
      ...{ added: 1, replaced: 0, known: 0, twins: 0, unfinished: 1, points: 3, artifactsCopied: 1 },
      artifactsMissing: [],
    });
    expect(content(a, id)).toEqual(before);
    expect(existsSync(logPath(a, id))).toBe(true);
    expect(listSweeps(a).map(({ name, counts }) => [name, counts.total])).toEqual([
      ['rates', 1],
      ['rates', 1],
    ]);
    expect(mergeDatabase(a, b.path)).toMatchObject({ added: 0, known: 1, points: 0, artifactsCopied: 0 });
    expect(getRun(a, id).notes).toHaveLength(1);
    expect(checkDatabase(a).problems).toEqual([]);
  });

  it('keeps one run of an identity, unless both are wanted', () => {
    const [a, b] = [open(), open()];
    fill(a, [0.1]);
    fill(b, [0.1, 0.2], 'other');
    const mine = train(a);
    const theirs = train(b);
    train(b);
    expect(mergeDatabase(a, b.path)).toMatchObject({ added: 1, twins: 1 });
    const other = listSweeps(a).find(({ name }) => name === 'other')!;
    expect(listRuns(a, { sweepId: other.id }).map(({ id }) => id)).toEqual([mine, expect.any(String)]);
    expect(mergeDatabase(a, b.path, { keepBoth: true })).toMatchObject({ added: 1, known: 1 });
    expect(getRun(a, theirs).status).toBe('completed');
  });

  it('takes the finished version of a run that is unfinished in the target', async () => {
    const a = open();
    const sweep = fill(a, [0.1]);
    const file = path.join(temporaryFolder(), 'b.db');
    await backupDatabase(a, file);
    const b = open(file);
    const id = train(b);
    expect(mergeDatabase(a, b.path)).toMatchObject({ replaced: 1, added: 0, points: 3 });
    expect(content(a, id)).toEqual(content(b, id));
    expect(listRuns(a, { sweepId: sweep }).map(({ status }) => status)).toEqual(['completed']);
  });

  it('refuses to merge a database into itself, or a missing one', () => {
    const a = open();
    expect(() => mergeDatabase(a, a.path)).toThrow('cannot be merged into itself');
    expect(() => mergeDatabase(a, `${a.path}.missing`)).toThrow('no database at');
  });
});

describe('check', () => {
  it('finds planted damage and says what to do', () => {
    const db = open();
    fill(db, [0.1, 0.2]);
    const id = train(db);
    train(db, 'validation/loss');
    expect(checkDatabase(db)).toEqual({ ok: true, runs: 2, points: 6, artifacts: 2, problems: [] });
    const [first, second] = listRuns(db).map((run) => findArtifact(db, run.id, 'facts')!.sha256);
    rmSync(artifactPath(db, first!));
    appendFileSync(artifactPath(db, second!), '!');
    writeFileSync(path.join(path.dirname(artifactPath(db, second!)), 'e'.repeat(64)), 'x');
    db.client.exec(`
      drop trigger run_summary_final_update; drop trigger metrics_running_insert; drop trigger metrics_final_delete;
      update run_summary set max = 7 where run_no = 1 and key_id = (select id from metric_keys where name = 'train/loss');
      delete from metrics where run_no = 2 and value is null;
      insert into metrics values (99, 1, 0, 1);
      pragma foreign_keys = off; insert into tags values (77, 'lost')`);
    const { ok, problems } = checkDatabase(db);
    expect(ok).toBe(false);
    const kinds = problems.map(({ kind }) => kind).sort();
    expect(kinds.filter((kind) => kind !== 'summary')).toEqual([
      ...['artifact-damaged', 'artifact-missing', 'artifact-unreferenced', 'foreign-key', 'stray-points'],
    ]);
    const said = problems.filter(({ kind }) => kind === 'summary').map(({ message }) => message);
    expect(said).toContain(`the summary of train/loss of run ${id} does not agree with its points`);
    expect(said.some((message) => message.includes('test/accuracy'))).toBe(true);
    for (const { fix } of problems) expect(fix).not.toBe('');
  });
});

describe('removing', () => {
  it('deletes a run and its log, then its artifact at the next collection, and never a running one', () => {
    const db = open();
    fill(db, [0.1, 0.2, 0.3]);
    const [a, b] = [train(db), train(db)];
    const running = openTracker({ db }).adopt(claimRun(db)!);
    const log = logPath(db, a);
    expect(() => removeRuns(db, [a, running.id])).toThrow(`descent cancel ${running.id}`);
    expect(listRuns(db)).toHaveLength(3);
    removeRuns(db, [a]);
    expect(existsSync(log)).toBe(false);
    // b has the same bytes: they stay
    expect(collectGarbage(db, { filesOlderThanMs: 0 })).toEqual({ runs: [], files: 0, bytes: 0, young: 0 });
    removeRuns(db, [b]);
    expect(collectGarbage(db)).toMatchObject({ files: 0, young: 1 });
    expect(collectGarbage(db, { filesOlderThanMs: -1, dryRun: true })).toMatchObject({ files: 1, bytes: 23 });
    expect(collectGarbage(db, { filesOlderThanMs: -1, vacuum: true })).toMatchObject({ files: 1, bytes: 23 });
    expect(
      readdirSync(db.artifactsPath).flatMap((name) => readdirSync(path.join(db.artifactsPath, name))),
    ).toEqual([]);
    running.finish();
  });

  it('leaves an old file that is stored again: the row that names it is about to be written', () => {
    const db = open();
    const bytes = Buffer.from('weights');
    const file = artifactPath(db, storeBytes(db, bytes).sha256);
    utimesSync(file, 0, 0);
    expect(collectGarbage(db, { dryRun: true })).toMatchObject({ files: 1, young: 0 });
    storeBytes(db, bytes);
    expect(collectGarbage(db)).toMatchObject({ files: 0, young: 1 });
    expect(readFileSync(file)).toEqual(bytes);
  });

  it('passes over a file that is gone by the time it is looked at', () => {
    const db = open();
    storeBytes(db, Buffer.from('weights'));
    // listed, and not there: as a temporary file that a running sweep has just given its name
    symlinkSync('gone', path.join(db.artifactsPath, 'tmp', 'a1b2'));
    expect(collectGarbage(db, { filesOlderThanMs: -1 })).toEqual({ runs: [], files: 1, bytes: 7, young: 0 });
  });

  it('deletes a sweep with the runs that no other sweep has', () => {
    const db = open();
    const first = fill(db, [0.1, 0.2], 'first');
    fill(db, [0.2, 0.3], 'second');
    const [own, shared] = listRuns(db, { sweepId: first }).map(({ id }) => id);
    expect(removeSweep(db, first, { runs: true }).removed).toEqual([own]);
    expect(getRun(db, shared!).sweeps.map(({ name }) => name)).toEqual(['second']);
    expect(() => removeSweep(db, first)).toThrow('no sweep');
  });

  it('deletes old cancelled runs when asked', () => {
    const db = open();
    const id = fill(db, [0.1]);
    requestCancel(db, { sweepId: id });
    expect(collectGarbage(db, { cancelledOlderThanMs: 60_000 }).runs).toEqual([]);
    expect(collectGarbage(db, { cancelledOlderThanMs: 0 }).runs).toHaveLength(1);
    expect(listRuns(db)).toEqual([]);
  });
});
