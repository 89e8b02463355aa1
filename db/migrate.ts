/**
 * Applies the migrations that drizzle-kit generated. drizzle's own migrator takes no lock before it looks what is
 * missing, so two processes that open a new file at once would both create the tables; this one does.
 * PRAGMA user_version counts the migrations applied.
 */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type BetterSqlite3 from 'better-sqlite3';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { DatabaseError } from './errors.ts';

/** Marks a file as a descent database (PRAGMA application_id): "dsnt". */
export const APPLICATION_ID = 0x64736e74;

/** In a checkout beside this file, in an installed package (dist/db) in the package's db/. */
export function migrationsFolder(): string {
  const beside = fileURLToPath(new URL('./migrations', import.meta.url));
  return existsSync(beside) ? beside : fileURLToPath(new URL('../../db/migrations', import.meta.url));
}

let statements: string[][] | undefined;
function migrations(): string[][] {
  statements ??= readMigrationFiles({ migrationsFolder: migrationsFolder() }).map(
    (migration) => migration.sql,
  );
  return statements;
}

/** Version of the schema that this code reads and writes. */
export function schemaVersion(): number {
  return migrations().length;
}

/** @throws DatabaseError where the file is foreign, newer, or (read-only) older or empty. */
export function migrate(client: BetterSqlite3.Database, location: string, readonly: boolean): void {
  const wanted = schemaVersion();
  const found = version(client, location);
  if (found === wanted) return;
  if (readonly) {
    throw new DatabaseError(
      found === 0
        ? `${location} is empty, not a database yet: train something into it, or name another file with --db or DESCENT_DB`
        : `${location} has schema version ${found}, this version of descent reads ${wanted}: open it once for writing ` +
            '(descent ls) to bring it up to date',
    );
  }
  client
    .transaction(() => {
      // looked at again under the lock: another process may have been faster
      const current = version(client, location);
      for (const migration of migrations().slice(current)) {
        for (const statement of migration) client.exec(statement);
      }
      client.pragma(`user_version = ${wanted}`);
      client.pragma(`application_id = ${APPLICATION_ID}`);
    })
    .immediate();
}

function version(client: BetterSqlite3.Database, location: string): number {
  const current = client.pragma('user_version', { simple: true }) as number;
  const application = client.pragma('application_id', { simple: true }) as number;
  const tables = client.prepare('select count(*) from sqlite_schema').pluck().get() as number;
  if (application !== APPLICATION_ID && (tables > 0 || current > 0)) {
    throw new DatabaseError(
      `${location} is a SQLite database of another program: name another file with --db or DESCENT_DB`,
    );
  }
  const wanted = schemaVersion();
  if (current > wanted) {
    throw new DatabaseError(
      `${location} has schema version ${current}, this version of descent knows up to ${wanted}: ` +
        'update descent, or name another file with --db or DESCENT_DB',
    );
  }
  return current;
}
