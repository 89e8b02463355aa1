import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../db/index.ts';
import { runCli, runCliJson } from '../support/run-cli.ts';
import { contents, createWorkplace, smallSweep, startCli, type Workplace } from '../support/sweep-process.ts';

type Row = Readonly<Record<string, unknown>>;

let place: Workplace;
beforeEach(async () => {
  place = createWorkplace();
  const { code } = await startCli(place, ['sweep', place.define(smallSweep())]).ended;
  expect(code).toBe(0);
});
afterEach(() => place.remove());

const ids = async (filter = 'status = "completed"') =>
  (await runCliJson<Row>(place, ['ls', '--filter', `${filter} order by seed`])).rows.map(
    ({ id }) => id as string,
  );

/** Files of artifacts, without the logs. */
const files = (database: string) =>
  readdirSync(database.replace(/\.db$/, '.artifacts'), { recursive: true, withFileTypes: true }).filter(
    (entry) => entry.isFile() && !entry.name.endsWith('.log'),
  ).length;

describe('tags and notes', () => {
  it('are found by filters, shown with the run, and taken away again', async () => {
    await runCli(place, ['tag', 'keep', 'momentum-runs', '--filter', 'optimizer = "momentum"']);
    const tagged = await ids('tag = "keep"');
    expect(tagged).toEqual(await ids('optimizer = "momentum"'));
    const [first, second] = tagged as [string, string];
    await runCli(place, ['tag', 'keep', '--remove', '--run', first]);
    expect(await ids('tag = "keep"')).toEqual([second]);
    await runCli(place, ['note', second, 'a seed worth a look']);
    const { stdout } = await runCli(place, ['show', second]);
    expect(stdout).toContain('a seed worth a look');
    expect(stdout).toContain('momentum-runs');
  });

  it('need to be told which runs', async () => {
    const { code, stderr } = await runCli(place, ['tag', 'lonely']);
    expect(code).toBe(2);
    expect(stderr).toContain('name them with --run, --sweep or --filter');
  });
});

describe('descent rm and gc', () => {
  it('remove what was chosen and the files that only it had, and nothing else', async () => {
    const before = contents(place.database);
    const fileCount = files(place.database);
    const shown = await runCliJson<never>(place, ['rm', '--filter', 'optimizer = "sgd"', '--dry-run']);
    expect(shown.rows).toMatchObject({ dryRun: true, removal: { runs: 2 } });
    expect(contents(place.database)).toEqual(before);
    const asked = await runCli(place, ['rm', '--filter', 'optimizer = "sgd"', '--json']);
    expect(asked.code).toBe(2);
    expect(contents(place.database)).toEqual(before);

    await runCli(place, ['rm', '--filter', 'optimizer = "sgd"', '--yes']);
    const left = Object.entries(before).filter(([, run]) => (run.parameters as Row).optimizer === 'momentum');
    expect(contents(place.database)).toEqual(Object.fromEntries(left));
    const { rows } = await runCliJson<never>(place, ['gc', '--older-than', '0']);
    const freed = (rows as unknown as { files: number }).files;
    expect(freed).toBeGreaterThan(0);
    expect(files(place.database)).toBe(fileCount - freed);
    expect((await runCli(place, ['db', 'check'])).code).toBe(0);
  });
});

describe('descent db', () => {
  it('merges two databases run by run, and once more changes nothing', async () => {
    const other = createWorkplace();
    try {
      const more = other.define(smallSweep({ name: 'more', seeds: [1, 2] }));
      expect((await startCli(other, ['sweep', more]).ended).code).toBe(0);
      const target = path.join(place.folder, 'all.db');
      const merge = () => runCliJson<Row>(place, ['db', 'merge', target, place.database, other.database]);
      const { rows } = await merge();
      expect(rows.map(({ added, twins }) => [added, twins])).toEqual([
        [4, 0],
        [2, 2],
      ]);
      const all = contents(target);
      expect(all).toEqual({ ...contents(place.database), ...contents(other.database) });
      const again = await merge();
      expect(again.rows.map(({ added }) => added)).toEqual([0, 0]);
      expect(contents(target)).toEqual(all);
    } finally {
      other.remove();
    }
  });

  it('backs up runs and artifacts into a database of its own that is sound', async () => {
    const copy = path.join(place.folder, 'copy.db');
    await runCli(place, ['db', 'backup', copy]);
    expect(contents(copy)).toEqual(contents(place.database));
    expect(files(copy)).toBe(files(place.database));
    expect((await runCli({ ...place, database: copy }, ['db', 'check'])).stdout).toContain('✓ sound');
  });

  it('says what is damaged, and ends with 1', async () => {
    const folder = place.database.replace(/\.db$/, '.artifacts');
    const db = openDatabase(place.database, { create: false });
    const { sha256 } = db.client
      .prepare("select sha256 from artifacts where kind = 'weights' limit 1")
      .get() as { sha256: string };
    db.close();
    const file = path.join(folder, sha256.slice(0, 2), sha256);
    expect(existsSync(file)).toBe(true);
    rmSync(file);
    const { code, stdout } = await runCli(place, ['db', 'check']);
    expect(code).toBe(1);
    expect(stdout).toContain(sha256.slice(0, 12));
    expect(stdout).toContain('✕ damaged');
  });
});
