/** Brings the runs of one database into another. */
import { copyFileSync, existsSync, realpathSync } from 'node:fs';
import { logPath } from '../artifact-files.ts';
import { type Database, openDatabase } from '../database.ts';
import { DatabaseError } from '../errors.ts';
import { newId } from '../ids.ts';
import { copyArtifacts, referencedHashes } from './backup.ts';

export interface MergeReport {
  /** new in the target */
  readonly added: number;
  /** the same run, unfinished in the target and finished in the source: replaced */
  readonly replaced: number;
  /** in the target by id */
  readonly known: number;
  /** another run of the target has the same identity and is completed or diverged */
  readonly twins: number;
  /** waiting or running in the source: stay there */
  readonly unfinished: number;
  readonly points: number;
  readonly artifactsCopied: number;
  readonly artifactsMissing: readonly string[];
}

interface SourceRun {
  no: number;
  id: string;
  status: string;
  config_hash: string | null;
  seed: number | null;
  engine: string | null;
  numerics: string | null;
}

/**
 * Adds what ended (completed, diverged, failed, cancelled) in the database at `sourceFile` to `target`, with points,
 * artifacts, logs, tags, notes and sweeps; once more changes nothing. Where both have finished a run of the same
 * identity, the target's stays and takes the place of the source's in its sweeps, unless `keepBoth`.
 * The source is only read (its schema is brought up to date first).
 */
export function mergeDatabase(
  target: Database,
  sourceFile: string,
  options: { readonly keepBoth?: boolean } = {},
): MergeReport {
  const source = openDatabase(sourceFile, { create: false });
  try {
    if (realpathSync(source.path) === realpathSync(target.path)) {
      throw new DatabaseError(`${source.path} cannot be merged into itself: name two databases`);
    }
    const files = copyArtifacts(source, target, referencedHashes(source));
    target.client.prepare('attach database ? as source').run(source.path);
    try {
      const counts = target.transaction(() => new Merge(target, options.keepBoth === true).all());
      copyLogs(source, target, counts.copied);
      const { copied: _, ...rest } = counts;
      return { ...rest, ...files };
    } finally {
      target.client.exec('detach database source');
    }
  } finally {
    source.close();
  }
}

class Merge {
  private readonly db: Database;
  private readonly keepBoth: boolean;
  /** row number in the source → in the target */
  private readonly numbers = new Map<number, number>();
  private readonly report = { added: 0, replaced: 0, known: 0, twins: 0, unfinished: 0, points: 0 };
  private readonly copied: string[] = [];

  constructor(db: Database, keepBoth: boolean) {
    this.db = db;
    this.keepBoth = keepBoth;
  }

  all() {
    const { client } = this.db;
    client.exec(`
      insert or ignore into main.environment select * from source.environment;
      insert or ignore into main.metric_keys (name, direction, unit) select name, direction, unit from source.metric_keys`);
    const rows = client
      .prepare('select no, id, status, config_hash, seed, engine, numerics from source.runs order by no')
      .all() as SourceRun[];
    for (const run of rows) this.run(run);
    this.sweeps();
    return { ...this.report, copied: this.copied };
  }

  private run(run: SourceRun): void {
    const { client } = this.db;
    const known = client.prepare('select no, status from main.runs where id = ?').get(run.id) as
      | { no: number; status: string }
      | undefined;
    const finished = isFinal(run.status);
    if (run.status === 'queued' || run.status === 'running') {
      if (known) this.numbers.set(run.no, known.no);
      this.report.unfinished += 1;
      return;
    }
    if (known !== undefined) {
      if (finished && !isFinal(known.status) && known.status !== 'running') this.replace(run, known.no);
      else {
        this.numbers.set(run.no, known.no);
        this.report.known += 1;
      }
      this.labels(run.no);
      return;
    }
    const twin = this.keepBoth ? undefined : this.twin(run);
    if (twin !== undefined && finished) {
      this.numbers.set(run.no, twin);
      this.report.twins += 1;
    } else {
      this.copy(run);
      this.report.added += 1;
    }
    this.labels(run.no);
  }

  private twin(run: SourceRun): number | undefined {
    if (run.config_hash === null) return undefined;
    return this.db.client
      .prepare(
        `select no from main.runs where config_hash = ? and seed is ? and engine is ? and numerics is ?
           and status in ('completed', 'diverged') order by no limit 1`,
      )
      .pluck()
      .get(run.config_hash, run.seed, run.engine, run.numerics) as number | undefined;
  }

  private replace(run: SourceRun, no: number): void {
    const { client } = this.db;
    const links = client
      .prepare('select sweep_id, position from main.sweep_runs where run_no = ?')
      .raw()
      .all(no);
    const tags = client.prepare('select tag from main.tags where run_no = ?').pluck().all(no);
    const notes = client.prepare('select text, created_at from main.notes where run_no = ?').raw().all(no);
    client.prepare('delete from main.runs where no = ?').run(no);
    const copy = this.copy(run);
    const link = client.prepare('insert into main.sweep_runs (sweep_id, position, run_no) values (?, ?, ?)');
    for (const row of links as unknown[][]) link.run(...row, copy);
    for (const tag of tags)
      client.prepare('insert into main.tags (run_no, tag) values (?, ?)').run(copy, tag);
    const note = client.prepare('insert into main.notes (text, created_at, run_no) values (?, ?, ?)');
    for (const row of notes as unknown[][]) note.run(...row, copy);
    this.report.replaced += 1;
  }

  private copy(run: SourceRun): number {
    const { client } = this.db;
    const columns = (client.pragma('table_info(runs)') as { name: string }[])
      .map(({ name }) => name)
      .filter((name) => name !== 'no' && name !== 'status');
    // running until all is in: points are taken only then
    const { lastInsertRowid } = client
      .prepare(
        `insert into main.runs (${columns.join(', ')}, status)
         select ${columns.join(', ')}, 'running' from source.runs where no = ?`,
      )
      .run(run.no);
    const no = Number(lastInsertRowid);
    this.numbers.set(run.no, no);
    const parameters = { no, from: run.no };
    const keys = 'join source.metric_keys s on s.id = key_id join main.metric_keys t on t.name = s.name';
    this.report.points += client
      .prepare(
        `insert into main.metrics (run_no, key_id, step, value)
         select @no, t.id, step, value from source.metrics ${keys} where run_no = @from order by t.id, step`,
      )
      .run(parameters).changes;
    // best follows the target's idea of the direction
    client
      .prepare(
        `insert into main.run_summary select @no, t.id, count, nan_count, last, last_step, min, min_step, max, max_step,
           case t.direction when 'min' then min when 'max' then max end,
           case t.direction when 'min' then min_step when 'max' then max_step end
         from source.run_summary ${keys} where run_no = @from`,
      )
      .run(parameters);
    client
      .prepare(
        'insert into main.parameters select @no, key, text, number from source.parameters where run_no = @from',
      )
      .run(parameters);
    client
      .prepare(
        `insert into main.artifacts (run_no, name, kind, step, sha256, bytes, mime, created_at)
         select @no, name, kind, step, sha256, bytes, mime, created_at from source.artifacts where run_no = @from`,
      )
      .run(parameters);
    client.prepare('update main.runs set status = ? where no = ?').run(run.status, no);
    this.copied.push(run.id);
    return no;
  }

  /** Tags and notes: the union. */
  private labels(from: number): void {
    const no = this.numbers.get(from);
    if (no === undefined) return;
    this.db.client
      .prepare('insert or ignore into main.tags select @no, tag from source.tags where run_no = @from')
      .run({ no, from });
    this.db.client
      .prepare(
        `insert into main.notes (run_no, text, created_at) select @no, text, created_at from source.notes n
         where run_no = @from and not exists (select 1 from main.notes m
           where m.run_no = @no and m.text = n.text and m.created_at = n.created_at)`,
      )
      .run({ no, from });
  }

  /** A sweep of the same name and hash is the same sweep; its empty positions are filled. */
  private sweeps(): void {
    const { client } = this.db;
    const find = client.prepare('select id from main.sweeps where name = ? and hash = ?').pluck();
    const taken = client.prepare('select 1 from main.sweeps where id = ?');
    const insert = client.prepare(
      `insert into main.sweeps (id, name, hash, definition, recording, source, created_at)
       select ?, name, hash, definition, recording, source, created_at from source.sweeps where id = ?`,
    );
    const link = client.prepare(
      'insert or ignore into main.sweep_runs (sweep_id, position, run_no) values (?, ?, ?)',
    );
    const sweeps = client.prepare('select id, name, hash from source.sweeps').all() as {
      id: string;
      name: string;
      hash: string;
    }[];
    for (const sweep of sweeps) {
      let id = find.get(sweep.name, sweep.hash) as string | undefined;
      if (id === undefined) {
        id = taken.get(sweep.id) === undefined ? sweep.id : newId();
        insert.run(id, sweep.id);
      }
      const links = client
        .prepare('select position, run_no from source.sweep_runs where sweep_id = ? order by position')
        .raw()
        .all(sweep.id) as [number, number][];
      for (const [position, from] of links) {
        const no = this.numbers.get(from);
        if (no !== undefined) link.run(id, position, no);
      }
    }
  }
}

function isFinal(status: string): boolean {
  return status === 'completed' || status === 'diverged';
}

function copyLogs(source: Database, target: Database, ids: readonly string[]): void {
  for (const id of ids) {
    const from = logPath(source, id);
    if (existsSync(from)) copyFileSync(from, logPath(target, id));
  }
}
