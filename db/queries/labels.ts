/** Tags and notes of many runs at once. */
import type { Database } from '../database.ts';

/** Tags by run number, sorted. */
export function tagsOf(db: Database, numbers: readonly number[]): Map<number, string[]> {
  const rows = db.client
    .prepare(
      'select run_no, tag from tags where run_no in (select value from json_each(?)) order by run_no, tag',
    )
    .raw()
    .all(JSON.stringify(numbers)) as [number, string][];
  const found = new Map<number, string[]>();
  for (const [no, tag] of rows) {
    const tags = found.get(no);
    if (tags === undefined) found.set(no, [tag]);
    else tags.push(tag);
  }
  return found;
}

/** The latest note by run number. */
export function lastNoteOf(db: Database, numbers: readonly number[]): Map<number, string> {
  const rows = db.client
    .prepare('select run_no, text from notes where run_no in (select value from json_each(?)) order by id')
    .raw()
    .all(JSON.stringify(numbers)) as [number, string][];
  return new Map(rows);
}

/** Every tag with the number of runs that have it, by name. */
export function countTags(db: Database): { tag: string; count: number }[] {
  return db.client.prepare('select tag, count(*) as count from tags group by tag order by tag').all() as {
    tag: string;
    count: number;
  }[];
}

/** Names of sweeps with their numbers of runs, the newest sweep first. */
export function listSweepNames(db: Database): { name: string; count: number }[] {
  return db.client
    .prepare(
      `select name, count(run_no) as count from sweeps left join sweep_runs on sweep_id = id
       group by name order by max(id) desc`,
    )
    .all() as { name: string; count: number }[];
}
