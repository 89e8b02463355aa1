/** Runs of the SDK, and the end of any run. */
import type { Database } from '../database.ts';
import { DatabaseError } from '../errors.ts';
import { newId } from '../ids.ts';
import { storeParameters } from '../parameters.ts';
import { currentOwner, liveness } from '../process.ts';
import { resolveRunNumber } from '../queries/runs.ts';
import { type Holding, heartbeat, LEASE_MS } from '../queue/claim.ts';
import { statement } from '../statement.ts';
import type { ParameterValue } from '../types.ts';

export interface NewRun {
  readonly name: string;
  readonly project: string | null;
  readonly seed: number | null;
  readonly parameters: Readonly<Record<string, ParameterValue>>;
}

/** A run without a RunConfig, running from now on, owned by this process. */
export function insertRun(db: Database, run: NewRun): Holding {
  const { pid, host, started } = currentOwner();
  return db.transaction(() => {
    const id = newId();
    const now = Date.now();
    const { lastInsertRowid } = db.client
      .prepare(
        `insert into runs (id, name, project, status, seed, attempt, created_at, started_at, owner_pid, owner_host,
           owner_started, lease_until) values (?, ?, ?, 'running', ?, 1, ?, ?, ?, ?, ?, ?)`,
      )
      .run(id, run.name, run.project, run.seed, now, now, pid, host, started, now + LEASE_MS);
    const no = Number(lastInsertRowid);
    storeParameters(db, no, run.parameters);
    return { no, id, attempt: 1 };
  });
}

interface Resumable {
  id: string;
  status: string;
  attempt: number;
  config: string | null;
  pid: number | null;
  host: string | null;
  started: string | null;
  lease: number | null;
}

/**
 * Takes over a run of the SDK that has not ended well; its points stay.
 * @throws NotFoundError, or DatabaseError where the run is finished, in the queue or written by a living process
 */
export function resumeRun(db: Database, reference: string): Holding {
  return db.transaction(() => {
    const no = resolveRunNumber(db, reference);
    const run = db.client
      .prepare(
        `select id, status, attempt, config, owner_pid as pid, owner_host as host, owner_started as started,
           lease_until as lease from runs where no = ?`,
      )
      .get(no) as Resumable;
    const refuse = (why: string, wayOut: string): never => {
      throw new DatabaseError(`run ${run.id} cannot be resumed: ${why}; ${wayOut}`);
    };
    if (run.config !== null) refuse('it belongs to the queue', 'start its sweep or `descent run` again');
    if (run.status === 'completed' || run.status === 'diverged') {
      refuse(`it is ${run.status}, and a finished run is never modified`, 'start a new run');
    }
    if (run.pid !== null) {
      const owner = { pid: run.pid, host: run.host!, started: run.started };
      const alive = liveness(owner);
      if (alive === 'alive' || (alive === 'unknown' && run.lease! > Date.now())) {
        refuse(`process ${run.pid} on ${run.host} is writing it`, 'end that process, or start a new run');
      }
    }
    const { pid, host, started } = currentOwner();
    const now = Date.now();
    db.client
      .prepare(
        `update runs set status = 'running', attempt = attempt + 1, started_at = coalesce(started_at, ?),
           finished_at = null, error = null, error_stack = null, cancel_requested = 0, owner_pid = ?, owner_host = ?,
           owner_started = ?, lease_until = ? where no = ?`,
      )
      .run(now, pid, host, started, now + LEASE_MS, no);
    return { no, id: run.id, attempt: run.attempt + 1 };
  });
}

/** Columns that are known only while or after a run trains; undefined leaves one as it is. */
export interface RunColumns {
  readonly epochsDone?: number | undefined;
  readonly bestEpoch?: number | null | undefined;
  readonly wallMs?: number | undefined;
  readonly samplesPerSecond?: number | undefined;
  readonly peakMemoryBytes?: number | undefined;
  readonly engineVersion?: string | undefined;
  readonly isa?: string | undefined;
  readonly environmentHash?: string | undefined;
}

const COLUMNS = {
  epochsDone: 'epochs_done',
  bestEpoch: 'best_epoch',
  wallMs: 'wall_ms',
  samplesPerSecond: 'samples_per_second',
  peakMemoryBytes: 'peak_memory_bytes',
  engineVersion: 'engine_version',
  isa: 'isa',
  environmentHash: 'environment_hash',
} as const satisfies Record<keyof RunColumns, string>;

export function updateRun(db: Database, runNo: number, columns: RunColumns): void {
  const given = (Object.keys(columns) as (keyof RunColumns)[]).filter((key) => columns[key] !== undefined);
  if (given.length === 0) return;
  const assignments = given.map((key) => `${COLUMNS[key]} = ?`).join(', ');
  statement(db, `update runs set ${assignments} where no = ?`).run(
    ...given.map((key) => columns[key]),
    runNo,
  );
}

export type Ending =
  | { readonly status: 'completed' }
  | { readonly status: 'cancelled' }
  | { readonly status: 'diverged'; readonly step: number }
  | { readonly status: 'failed'; readonly message: string; readonly stack: string | null };

/** Ends a run that this process holds. @throws RunLostError */
export function endRun(db: Database, run: Holding, ending: Ending, columns: RunColumns): void {
  db.transaction(() => {
    heartbeat(db, run);
    updateRun(db, run.no, columns);
    const now = Date.now();
    db.client
      .prepare(
        `update runs set status = @status, finished_at = @now, wall_ms = coalesce(@wallMs, @now - started_at),
           diverged_at_step = @step, error = @message, error_stack = @stack, owner_pid = null, owner_host = null,
           owner_started = null, lease_until = null, cancel_requested = 0 where no = @no`,
      )
      .run({
        no: run.no,
        now,
        status: ending.status,
        wallMs: columns.wallMs ?? null,
        step: ending.status === 'diverged' ? ending.step : null,
        message: ending.status === 'failed' ? ending.message : null,
        stack: ending.status === 'failed' ? ending.stack : null,
      });
  });
}
