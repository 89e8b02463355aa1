/** The tracker: opens a database, starts runs, and sees to it that nothing buffered is lost at the end. */
import path from 'node:path';
import { type ClaimedRun, type Database, flattenParameters, openDatabase } from '../../db/index.ts';
import { defineMetric } from '../../db/metric-keys.ts';
import { storeParameters } from '../../db/parameters.ts';
import { type Holding, LEASE_MS } from '../../db/queue.ts';
import { storeEnvironment } from '../../db/writes/environment.ts';
import { insertRun, resumeRun, updateRun } from '../../db/writes/runs.ts';
import { addTags } from '../../db/writes/tags.ts';
import { TrackedRun } from './active-run.ts';
import { captureEnvironment } from './environment.ts';
import type { ActiveRun, StartRunOptions, Tracker, TrackerOptions } from './types.ts';

const FLUSH_EVERY_POINTS = 50_000;
const FLUSH_EVERY_MS = 2_000;

const atExit = new Set<() => void>();
let hooked = false;

/** One listener for all trackers. better-sqlite3 is synchronous, so the last points can still be written here. */
function hookExit(): void {
  if (hooked) return;
  hooked = true;
  process.on('exit', () => {
    for (const flush of atExit) flush();
  });
}

/**
 * Opens the database and gives a tracker to log runs with. Any number of processes may log to one database.
 * @throws DatabaseError where the file is no descent database, or one of a newer version
 */
export function openTracker(options: TrackerOptions = {}): Tracker {
  const given = typeof options.db === 'object';
  const db: Database = typeof options.db === 'object' ? options.db : openDatabase(options.db);
  const policy = {
    everyPoints: positive('flushEveryPoints', options.flushEveryPoints ?? FLUSH_EVERY_POINTS),
    everyMs:
      options.flushEveryMs === null ? null : positive('flushEveryMs', options.flushEveryMs ?? FLUSH_EVERY_MS),
  };
  const active = new Set<TrackedRun>();

  const flushAll = (): void => {
    for (const run of active) {
      const error = run.flushQuietly();
      if (error !== null)
        process.stderr.write(`descent: run ${run.id}: points were not written: ${String(error)}\n`);
    }
  };
  hookExit();
  atExit.add(flushAll);

  const attach = (held: Holding, heartbeatMs: number | null): ActiveRun => {
    updateRun(db, held.no, { environmentHash: storeEnvironment(db, captureEnvironment()) });
    const run = new TrackedRun(db, held, { ...policy, heartbeatMs }, (ended) => active.delete(ended));
    active.add(run);
    return run;
  };

  return {
    db,
    startRun: (run = {}) => db.transaction(() => attach(start(db, run, options.project), LEASE_MS / 4)),
    // whoever adopts a run looks after its lease: it has to know at once when the run is lost
    adopt: (claimed: ClaimedRun) => attach(claimed, null),
    defineMetric: (name, definition) => defineMetric(db, name, definition),
    close: () => {
      flushAll();
      atExit.delete(flushAll);
      for (const run of [...active]) run.detach();
      if (!given) db.close();
    },
  };
}

function start(db: Database, options: StartRunOptions, project: string | undefined): Holding {
  const { params, seed, resume, tags } = options;
  if (seed !== undefined && !Number.isSafeInteger(seed)) {
    throw new TypeError(`seed must be an integer, got ${String(seed)}`);
  }
  const parameters = flattenParameters(params ?? {});
  let held: Holding;
  if (resume === undefined) {
    const name = options.name ?? path.basename(process.argv[1] ?? 'run');
    held = insertRun(db, {
      name,
      project: options.project ?? project ?? null,
      seed: seed ?? null,
      parameters,
    });
  } else {
    held = resumeRun(db, resume);
    storeParameters(db, held.no, parameters);
  }
  if (tags) addTags(db, held.id, tags);
  return held;
}

function positive(name: string, value: number): number {
  if (Number.isFinite(value) && value > 0) return value;
  throw new TypeError(`${name} must be a number > 0, got ${String(value)}`);
}
