/** Opening a database: where it is, how the connection is set, and that its schema is the current one. */
import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { type BetterSQLite3Database, drizzle } from 'drizzle-orm/better-sqlite3';
import { DatabaseError } from './errors.ts';
import { migrate } from './migrate.ts';
import * as schema from './schema.ts';

/** How long a writer waits for another one. */
export const BUSY_TIMEOUT_MS = 10_000;

/** One connection. Synchronous, for one process; any number of processes may have one open on the same file. */
export interface Database {
  /** absolute path of the SQLite file */
  readonly path: string;
  /** absolute path of the folder beside it: artifacts by SHA-256, and logs/ */
  readonly artifactsPath: string;
  /** better-sqlite3, for SQL inside db/ */
  readonly client: BetterSqlite3.Database;
  /** drizzle, for queries inside db/ */
  readonly orm: BetterSQLite3Database<typeof schema>;
  /** Runs `work` inside BEGIN IMMEDIATE … COMMIT, rolled back where it throws; nested calls join the outer one. */
  transaction<T>(work: () => T): T;
  close(): void;
}

export interface OpenOptions {
  /** false: a missing file is an error instead of a new database */
  readonly create?: boolean;
  /** opens without writing anything, migrations included */
  readonly readonly?: boolean;
}

/** `given` (the --db option), else DESCENT_DB, else descent.db in the working folder; absolute. */
export function databasePath(given?: string, env: NodeJS.ProcessEnv = process.env): string {
  return path.resolve(given || env.DESCENT_DB || 'descent.db');
}

/** `descent.artifacts` beside `descent.db`. */
export function artifactsFolder(databaseFile: string): string {
  const { dir, name } = path.parse(databaseFile);
  return path.join(dir, `${name}.artifacts`);
}

/**
 * Opens (and creates) the database at `databasePath(file)` and brings its schema up to date.
 * @throws DatabaseError for a file that is no descent database, or one that a newer version of descent wrote.
 */
export function openDatabase(file?: string, options: OpenOptions = {}): Database {
  const location = databasePath(file);
  const mustExist = options.create === false || options.readonly === true;
  if (mustExist && !existsSync(location)) {
    throw new DatabaseError(
      `no database at ${location}: name an existing one with --db or DESCENT_DB, or train something first ` +
        '(npm run quickstart)',
    );
  }
  if (!mustExist) mkdirSync(path.dirname(location), { recursive: true });
  const client = connect(location, options.readonly === true);
  try {
    configure(client, options.readonly === true);
    migrate(client, location, options.readonly === true);
  } catch (error) {
    client.close();
    throw explain(error, location);
  }
  return {
    path: location,
    artifactsPath: artifactsFolder(location),
    client,
    orm: drizzle({ client, schema }),
    transaction: (work) => (client.inTransaction ? work() : client.transaction(work).immediate()),
    close: () => {
      client.close();
    },
  };
}

/**
 * A second, read-only connection that sees the database as it is now, whatever is written until it is closed: for long
 * reads that must fit together.
 */
export function openSnapshot(db: Pick<Database, 'path'>): Database {
  const snapshot = openDatabase(db.path, { readonly: true });
  snapshot.client.exec('begin');
  // SQLite takes the state of the first read, not of `begin`
  snapshot.client.prepare('select 1 from runs limit 1').get();
  return snapshot;
}

function connect(location: string, readonly: boolean): BetterSqlite3.Database {
  try {
    return new BetterSqlite3(location, { timeout: BUSY_TIMEOUT_MS, readonly });
  } catch (error) {
    throw explain(error, location);
  }
}

function configure(client: BetterSqlite3.Database, readonly: boolean): void {
  client.pragma('foreign_keys = ON');
  if (!readonly) useWal(client);
  // NORMAL under WAL: a power cut may lose the last transactions, never the consistency of the file.
  client.pragma('synchronous = NORMAL');
  client.pragma('cache_size = -16000');
  // 16 MB instead of 4: several workers write the same pages again and again, and each checkpoint waits for the disk.
  client.pragma('wal_autocheckpoint = 4000');
}

/** SQLite does not always wait for the lock that the first change of mode needs, whatever the busy timeout. */
function useWal(client: BetterSqlite3.Database): void {
  const until = Date.now() + BUSY_TIMEOUT_MS;
  for (;;) {
    try {
      client.pragma('journal_mode = WAL');
      return;
    } catch (error) {
      const busy = error instanceof BetterSqlite3.SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!busy || Date.now() > until) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function explain(error: unknown, location: string): unknown {
  if (!(error instanceof BetterSqlite3.SqliteError)) return error;
  if (error.code === 'SQLITE_NOTADB') {
    return new DatabaseError(
      `${location} is not a SQLite database: name another file with --db or DESCENT_DB`,
    );
  }
  if (error.code.startsWith('SQLITE_CANTOPEN')) {
    return new DatabaseError(`${location} cannot be opened: does its folder exist, and may you write there?`);
  }
  if (error.code.startsWith('SQLITE_BUSY')) {
    return new DatabaseError(
      `${location} was locked by another process for more than ${BUSY_TIMEOUT_MS / 1000} s: try again when it is done`,
    );
  }
  return error;
}
