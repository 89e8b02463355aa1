/** Making a sweep and filling the queue; both may be repeated. */
import { flattenConfig } from '../../src/config/flatten.ts';
import type { Database } from '../database.ts';
import { NotFoundError } from '../errors.ts';
import { newId } from '../ids.ts';
import { storeParameters } from '../parameters.ts';
import { eraseAttempt } from '../points.ts';
import type { EnqueueOptions, EnqueueResult, RunInput, SweepInput } from '../queue-types.ts';
import type { RunStatus } from '../schema.ts';

/** Makes the sweep, or finds the one with the same name and hash: the same command resumes. */
export function createSweep(
  db: Database,
  input: SweepInput,
): { readonly id: string; readonly created: boolean } {
  return db.transaction(() => {
    const known = findSweepByHash(db, input.name, input.hash);
    const recording = input.recording ? JSON.stringify(input.recording) : null;
    if (known !== null) {
      db.client.prepare('update sweeps set recording = ? where id = ?').run(recording, known);
      return { id: known, created: false };
    }
    const id = newId();
    db.client
      .prepare(
        'insert into sweeps (id, name, hash, definition, recording, source, created_at) values (?, ?, ?, ?, ?, ?, ?)',
      )
      .run(
        id,
        input.name,
        input.hash,
        JSON.stringify(input.definition),
        recording,
        input.source ?? null,
        Date.now(),
      );
    return { id, created: true };
  });
}

interface Known {
  no: number;
  status: RunStatus;
}

/**
 * Links position i of the sweep to a run of the identity of `inputs[i]`: one that is done anywhere in the database,
 * else one that waits or runs, else one that failed or was cancelled, which waits again, else a new one.
 */
export function enqueueRuns(
  db: Database,
  sweepId: string,
  inputs: readonly RunInput[],
  options: EnqueueOptions,
): EnqueueResult {
  const { client } = db;
  const find = client.prepare(
    `select no, status from runs where config_hash = ? and seed = ? and engine = ? and numerics = ?
     order by case status when 'completed' then 0 when 'diverged' then 0 when 'running' then 1 when 'queued' then 2
       else 3 end, no desc limit 1`,
  );
  const linked = client.prepare(
    `select no, status from sweep_runs join runs on no = run_no where sweep_id = ? and position = ?`,
  );
  const link = client.prepare(
    `insert into sweep_runs (sweep_id, position, run_no) values (?, ?, ?)
     on conflict (sweep_id, position) do update set run_no = excluded.run_no`,
  );
  const dropUnused = client.prepare(
    `delete from runs where no = ? and status = 'queued' and not exists (select 1 from sweep_runs where run_no = no)`,
  );
  const insert = client.prepare(
    `insert into runs (id, name, project, status, config_hash, seed, engine, numerics, config, recording, created_at)
     values (?, ?, ?, 'queued', ?, ?, ?, ?, ?, ?, ?)`,
  );
  const record = client.prepare(`update runs set recording = ? where no = ? and status = 'queued'`);
  const recording = options.recording ? JSON.stringify(options.recording) : null;
  const result = { queued: 0, requeued: 0, pending: 0, done: 0, shared: 0 };

  const place = (input: RunInput, position: number): void => {
    const identity = [input.configHash, input.config.seed, options.engine, options.numerics];
    const current = linked.get(sweepId, position) as Known | undefined;
    const waiting = current?.status === 'queued' || current?.status === 'running';
    const known = find.get(...identity) as Known | undefined;
    const reuse = options.rerun ? (waiting ? current : undefined) : known;
    if (reuse === undefined) {
      const name = input.name ?? input.config.architecture;
      const json = JSON.stringify(input.config);
      const row = [newId(), name, options.project ?? null, ...identity, json, recording, Date.now()];
      const no = Number(insert.run(...row).lastInsertRowid);
      const { seed: _, ...flat } = flattenConfig(input.config);
      storeParameters(db, no, flat);
      link.run(sweepId, position, no);
      result.queued += 1;
      return;
    }
    if (reuse.no !== current?.no) {
      link.run(sweepId, position, reuse.no);
      // a twin finished elsewhere (merged, or in another sweep): ours need not wait any more
      if (current) dropUnused.run(current.no);
    }
    if (reuse.status === 'completed' || reuse.status === 'diverged') result.done += 1;
    else if (reuse.status === 'failed' || reuse.status === 'cancelled') {
      requeue(db, reuse.no, { attempt: 0 });
      result.requeued += 1;
    } else if (reuse.no === current?.no) result.pending += 1;
    else result.shared += 1;
    // what is left of a sweep records what its last command asks for
    if (options.recording !== undefined) record.run(recording, reuse.no);
  };

  db.transaction(() => {
    if (client.prepare('select 1 from sweeps where id = ?').get(sweepId) === undefined) {
      throw new NotFoundError(`no sweep ${sweepId} in ${db.path}: make it with createSweep first`);
    }
    const first = options.firstPosition ?? 0;
    inputs.forEach((input, index) => {
      place(input, first + index);
    });
  });
  return result;
}

/** Id of the sweep of that identity; null: there is none. */
export function findSweepByHash(db: Database, name: string, hash: string): string | null {
  const found = db.client
    .prepare('select id from sweeps where name = ? and hash = ?')
    .pluck()
    .get(name, hash);
  return (found as string | undefined) ?? null;
}

/** What a sweep consists of after it was extended: its new identity and definition. */
export function redefineSweep(
  db: Database,
  sweepId: string,
  { hash, definition }: Pick<SweepInput, 'hash' | 'definition'>,
): void {
  db.client
    .prepare('update sweeps set hash = ?, definition = ? where id = ?')
    .run(hash, JSON.stringify(definition), sweepId);
}

/** Runs of the sweep in one of these states wait again. @returns how many */
export function requeueRuns(
  db: Database,
  sweepId: string,
  statuses: readonly ('failed' | 'cancelled')[],
): number {
  return db.transaction(() => {
    const numbers = db.client
      .prepare(
        `select no from sweep_runs join runs on no = run_no
         where sweep_id = ? and config is not null and status in (select value from json_each(?))`,
      )
      .pluck()
      .all(sweepId, JSON.stringify(statuses)) as number[];
    for (const no of numbers) requeue(db, no, { attempt: 0 });
    return numbers.length;
  });
}

/**
 * Puts a run that has not ended well back into the queue, without what its attempt left behind. `keepPoints`: that
 * stays to be looked at until the next attempt begins (`claimRun` deletes it).
 */
export function requeue(
  db: Database,
  runNo: number,
  { attempt, keepPoints = false }: { attempt: number; keepPoints?: boolean },
): void {
  if (!keepPoints) eraseAttempt(db, runNo);
  db.client
    .prepare(
      `update runs set status = 'queued', attempt = ?, started_at = null, finished_at = null, wall_ms = null,
         samples_per_second = null, peak_memory_bytes = null, epochs_done = iif(?, epochs_done, 0), best_epoch = null,
         error = null, error_stack = null, owner_pid = null, owner_host = null, owner_started = null,
         lease_until = null, cancel_requested = 0 where no = ?`,
    )
    .run(attempt, keepPoints ? 1 : 0, runNo);
}
