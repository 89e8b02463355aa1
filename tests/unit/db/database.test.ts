import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { describe, expect, it } from 'vitest';
import { artifactsFolder, databasePath, openDatabase, schemaVersion } from '../../../db/index.ts';
import { open, output, startProcess, temporaryFolder } from './support.ts';

const schemaOf = (db: { client: BetterSqlite3.Database }) =>
  db.client.prepare('select type, name, sql from sqlite_schema order by name').all();

describe('opening a database', () => {
  it('takes the path from the option, then DESCENT_DB, then descent.db', () => {
    expect(databasePath('a.db', { DESCENT_DB: 'b.db' })).toBe(path.resolve('a.db'));
    expect(databasePath(undefined, { DESCENT_DB: 'b.db' })).toBe(path.resolve('b.db'));
    expect(databasePath(undefined, {})).toBe(path.resolve('descent.db'));
    expect(artifactsFolder('/x/descent.db')).toBe(path.join('/x', 'descent.artifacts'));
  });

  it('sets WAL, foreign keys, NORMAL synchronisation and a busy timeout of 10 s', () => {
    const { client } = open();
    expect(client.pragma('journal_mode', { simple: true })).toBe('wal');
    expect(client.pragma('foreign_keys', { simple: true })).toBe(1);
    expect(client.pragma('synchronous', { simple: true })).toBe(1);
    expect(client.pragma('busy_timeout', { simple: true })).toBe(10_000);
  });

  it('applies every migration to an empty file, and none a second time', () => {
    const file = path.join(temporaryFolder(), 'a.db');
    const first = open(file);
    const schema = schemaOf(first);
    expect(first.client.pragma('user_version', { simple: true })).toBe(schemaVersion());
    expect(schema).toContainEqual(expect.objectContaining({ type: 'trigger', name: 'runs_final_update' }));
    expect(schemaOf(open(file))).toEqual(schema);
  });

  it('keeps the points WITHOUT ROWID', () => {
    const sql = open().client.prepare("select sql from sqlite_schema where name = 'metrics'").pluck().get();
    expect(sql).toMatch(/WITHOUT ROWID$/);
  });

  it('migrates once when several processes open a new file at the same time', async () => {
    const file = path.join(temporaryFolder(), 'new.db');
    const code = `db.openDatabase(${JSON.stringify(file)}).close(); console.log('opened');`;
    const children = [1, 2, 3].map(() => startProcess(code));
    const texts = await Promise.all(children.map(output));
    expect(texts).toEqual(['opened\n', 'opened\n', 'opened\n']);
    expect(schemaOf(open(file))).toEqual(schemaOf(open()));
  });

  it('refuses a database of a newer schema version', () => {
    const file = path.join(temporaryFolder(), 'newer.db');
    const db = openDatabase(file);
    db.client.pragma(`user_version = ${schemaVersion() + 1}`);
    db.close();
    expect(() => openDatabase(file)).toThrow(
      `has schema version ${schemaVersion() + 1}, this version of descent knows up to ${schemaVersion()}: update descent`,
    );
  });

  it('refuses a SQLite database of another program and leaves it as it is', () => {
    const file = path.join(temporaryFolder(), 'other.db');
    const other = new BetterSqlite3(file);
    other.exec('create table songs (title text)');
    other.close();
    expect(() => openDatabase(file)).toThrow('is a SQLite database of another program');
    const again = new BetterSqlite3(file);
    expect(again.prepare('select name from sqlite_schema').pluck().all()).toEqual(['songs']);
    again.close();
  });

  it('refuses a file that is no database', () => {
    const file = path.join(temporaryFolder(), 'text.db');
    writeFileSync(file, 'loss,accuracy\n'.repeat(1000));
    expect(() => openDatabase(file)).toThrow('is not a SQLite database');
  });

  it('does not create a file when it must exist', () => {
    const file = path.join(temporaryFolder(), 'missing.db');
    expect(() => openDatabase(file, { create: false })).toThrow(`no database at ${file}`);
    expect(existsSync(file)).toBe(false);
  });

  it('rolls back a transaction that throws', () => {
    const db = open();
    const insert = () => db.client.exec("insert into metric_keys (name) values ('a')");
    expect(() =>
      db.transaction(() => {
        insert();
        throw new Error('stop');
      }),
    ).toThrow('stop');
    expect(db.client.prepare('select count(*) from metric_keys').pluck().get()).toBe(0);
  });
});
