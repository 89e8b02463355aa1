/** Stores generated runs, row by row and without the writers of db/, so that the filter is tested alone. */
import { type Database, openDatabase } from '../../../db/index.ts';
import { SWEEPS, type TestRun } from './generators.ts';

/** Run i gets the id `run<i>`. */
export function storeRuns(file: string, runs: readonly TestRun[]): Database {
  const database = openDatabase(file);
  const { client } = database;
  const prepare = (table: string, columns: readonly string[]) =>
    client.prepare(
      `insert into ${table} (${columns.join(', ')}) values (${columns.map(() => '?').join(', ')})`,
    );
  const insertRun = prepare('runs', [
    ...[
      'id',
      'name',
      'project',
      'status',
      'config_hash',
      'seed',
      'engine',
      'engine_version',
      'numerics',
      'isa',
    ],
    ...['created_at', 'started_at', 'finished_at', 'wall_ms', 'samples_per_second', 'peak_memory_bytes'],
    ...['epochs_done', 'best_epoch', 'diverged_at_step', 'attempt', 'error'],
  ]);
  const insertParameter = prepare('parameters', ['run_no', 'key', 'text', 'number']);
  const insertKey = client.prepare('insert into metric_keys (name) values (?) on conflict do nothing');
  const keyId = client.prepare('select id from metric_keys where name = ?').pluck();
  const insertSummary = prepare('run_summary', [
    ...['run_no', 'key_id', 'count', 'nan_count', 'last', 'last_step', 'best', 'min', 'max'],
  ]);
  const insertTag = prepare('tags', ['run_no', 'tag']);
  const insertMember = prepare('sweep_runs', ['sweep_id', 'position', 'run_no']);
  const finish = client.prepare('update runs set status = ? where no = ?');
  database.transaction(() => {
    SWEEPS.forEach(({ id, name }, i) => {
      client
        .prepare("insert into sweeps (id, name, hash, definition, created_at) values (?, ?, ?, '{}', 0)")
        .run(id, name, `hash${i}`);
    });
    runs.forEach((run, i) => {
      const f = run.fields;
      const no = insertRun.run(
        ...[
          `run${i}`,
          f.name,
          f.project,
          'queued',
          f.configHash,
          f.seed,
          f.engine,
          f.engineVersion,
          f.numerics,
        ],
        ...[f.isa, f.created, f.started, f.finished, f.wallMs, f.samplesPerSecond, f.peakMemoryBytes],
        ...[f.epochsDone, f.bestEpoch, f.divergedAtStep, f.attempt, f.error],
      ).lastInsertRowid;
      for (const [key, value] of Object.entries(run.parameters)) {
        const text = typeof value === 'string' || typeof value === 'boolean' ? String(value) : null;
        const number = typeof value === 'number' || typeof value === 'boolean' ? Number(value) : null;
        insertParameter.run(no, key, text, number);
      }
      for (const [key, { last, best, min, max }] of Object.entries(run.metrics)) {
        insertKey.run(key);
        insertSummary.run(no, keyId.get(key), 1, 0, last, 0, best, min, max);
      }
      for (const tag of run.tags) insertTag.run(no, tag);
      for (const sweep of run.sweeps) insertMember.run(SWEEPS[sweep]!.id, i, no);
      finish.run(f.status, no);
    });
  });
  return database;
}
