/** What goes when runs are removed, told before they are. */
import type { Database } from '../database.ts';
import { RUN_STATUSES, type RunStatus } from '../schema.ts';

export interface Removal {
  readonly runs: number;
  readonly statuses: Readonly<Partial<Record<RunStatus, number>>>;
  readonly points: number;
  /** files that no other run refers to, and their size */
  readonly artifacts: number;
  readonly artifactBytes: number;
  readonly tags: number;
  readonly notes: number;
  /** names of sweeps that stay and lose runs */
  readonly otherSweeps: readonly string[];
}

/** Ids of the runs that no sweep but these has, in the order in which they were made. */
export function runsOnlyOf(db: Database, sweepIds: readonly string[]): string[] {
  return db.client
    .prepare(
      `select id from runs where no in (select run_no from sweep_runs where sweep_id in (select value from json_each(@ids)))
         and no not in (select run_no from sweep_runs where sweep_id not in (select value from json_each(@ids)))
       order by no`,
    )
    .pluck()
    .all({ ids: JSON.stringify(sweepIds) }) as string[];
}

/** Changes nothing. `sweepIds`: sweeps that go too. */
export function describeRemoval(
  db: Database,
  runIds: readonly string[],
  sweepIds: readonly string[] = [],
): Removal {
  const numbers = JSON.stringify(
    db.client
      .prepare('select no from runs where id in (select value from json_each(?))')
      .pluck()
      .all(JSON.stringify(runIds)),
  );
  const chosen = '(select value from json_each(@numbers))';
  const get = <Row>(sql: string): Row => db.client.prepare(sql).get({ numbers }) as Row;
  const statuses = db.client
    .prepare(`select status, count(*) as n from runs where no in ${chosen} group by status`)
    .all({ numbers }) as { status: RunStatus; n: number }[];
  const counts = new Map(statuses.map(({ status, n }) => [status, n]));
  return {
    runs: statuses.reduce((sum, { n }) => sum + n, 0),
    statuses: Object.fromEntries(
      RUN_STATUSES.flatMap((status) => (counts.has(status) ? [[status, counts.get(status)!]] : [])),
    ),
    ...get<{ points: number }>(
      `select coalesce(sum(count), 0) as points from run_summary where run_no in ${chosen}`,
    ),
    ...get<{ artifacts: number; artifactBytes: number }>(
      `select count(*) as artifacts, coalesce(sum(bytes), 0) as artifactBytes from (
         select sha256, max(bytes) as bytes from artifacts where run_no in ${chosen}
           and sha256 not in (select sha256 from artifacts where run_no not in ${chosen}) group by sha256)`,
    ),
    ...get<{ tags: number }>(`select count(*) as tags from tags where run_no in ${chosen}`),
    ...get<{ notes: number }>(`select count(*) as notes from notes where run_no in ${chosen}`),
    otherSweeps: db.client
      .prepare(
        `select distinct name from sweeps join sweep_runs on sweep_id = id where run_no in ${chosen}
           and id not in (select value from json_each(@sweepIds)) order by name`,
      )
      .pluck()
      .all({ numbers, sweepIds: JSON.stringify(sweepIds) }) as string[],
  };
}
