import { type Database, runTable } from '../../db/index.ts';
import { criteriaOf } from '../runs/criteria.ts';
import { matching, runsModel } from '../runs/model.ts';
import { pageData } from '../runs/page-data.ts';
import { Row, rowId } from '../runs/rows.tsx';
import { RunsHead } from '../runs/table.tsx';
import { parseView, type RunsView } from '../runs/view.ts';
import type { LiveTopic } from './hub.ts';

/** So long after a run has ended its row is still sent: a page that was busy gets its last values, too. */
const ENDED_MS = 60_000;

/** How many runs match the page's filter now, and its rows while runs train. The argument is the page's query, encoded. */
export const runsTopic: LiveTopic = (db: Database, argument) => {
  const view = parseView(new URLSearchParams(decodeURIComponent(argument)));
  const matches = matching(db, runTable(db), view.filter, false).length;
  return { data: { 'new-runs': { matches } }, html: rowsInTraining(db, view) };
};

/**
 * By id: the head and every row of the page, since they share their scales (a page gets only those that differ from
 * what it has), and the single runs that train, for the groups that are opened. Their order is that of the page.
 */
function rowsInTraining(db: Database, view: RunsView): Record<string, string> {
  const model = runsModel(db, view);
  const { table, groupBy } = model;
  const since = Date.now() - ENDED_MS;
  const changes = (row: number) => {
    const { status, finished } = table.rows[row]!;
    return status === 'running' || (finished !== null && finished > since);
  };
  if (!model.rows.some(changes)) return {};
  const data = pageData(db, model);
  const rows: Record<string, string> = { 'runs-head': String(<RunsHead data={data} />) };
  for (const group of data.groups) {
    const parent = groupBy === null ? null : rowId(criteriaOf(table, groupBy, group.members[0]!));
    rows[parent ?? `row-${group.key}`] = String(<Row data={data} group={group} />);
    if (parent === null) continue;
    for (const row of group.members.filter(changes)) {
      const { id } = table.rows[row]!;
      rows[`row-${id}`] = String(<Row data={data} group={{ key: id, members: [row] }} parent={parent} />);
    }
  }
  return rows;
}
