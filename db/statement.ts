/** Statements that are run many times a second, prepared once a connection. */
import type BetterSqlite3 from 'better-sqlite3';
import type { Database } from './database.ts';

const prepared = new WeakMap<Database, Map<string, BetterSqlite3.Statement>>();

/** `sql` prepared, the same statement for the same text; its mode (`pluck`, `raw`) stays as it was set last. */
export function statement(db: Database, sql: string): BetterSqlite3.Statement {
  let known = prepared.get(db);
  if (known === undefined) {
    known = new Map();
    prepared.set(db, known);
  }
  let found = known.get(sql);
  if (found === undefined) {
    found = db.client.prepare(sql);
    known.set(sql, found);
  }
  return found;
}
