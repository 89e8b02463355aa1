import { type Database, runTable } from '../../db/index.ts';
import { counted } from '../format.ts';
import { criteriaOf } from '../runs/criteria.ts';
import { matching, PAGE_ROWS, type RunsModel, runsModel } from '../runs/model.ts';
import { numberRanges } from '../runs/number-ranges.ts';
import { type PageData, pageData } from '../runs/page-data.ts';
import { Row, rowId } from '../runs/rows.tsx';
import { RunsHead } from '../runs/table.tsx';
import { parseView, type RunsView } from '../runs/view.ts';
import type { LiveTopic } from './hub.ts';

/** So long after a run has ended its row is still sent: a page that was busy gets its last values, too. */
const ENDED_MS = 60_000;
/** Pages beyond that of the address whose rows in training are sent, the nearest first: those that scrolling loads. */
const FURTHER_PAGES = 4;

type Rows = Record<string, string>;

/** Which runs match the page's filter now, and its rows while runs train. The argument is the page's query, encoded. */
export const runsTopic: LiveTopic = (db: Database, argument) => {
  const view = parseView(new URLSearchParams(decodeURIComponent(argument)));
  const table = runTable(db);
  const rows = matching(db, table, view.filter, view.group === null).map((row) => table.rows[row]!);
  const running = rows.filter(({ status }) => status === 'running').length;
  return {
    data: { 'new-runs': { runs: numberRanges(rows.map(({ no }) => no)) } },
    html: rowsInTraining(db, view),
    ...(running > 0 && { text: { announce: `${running} of ${counted(rows.length, 'run')} in training.` } }),
  };
};

/**
 * By id: the head and every row of the page, since they share their scales (a page gets only those that differ from
 * what it has), and the single runs that train, for the groups that are opened. Their order is that of the page. Of
 * further pages, on their own scales, only the rows in training.
 */
function rowsInTraining(db: Database, view: RunsView): Rows {
  const model = runsModel(db, view);
  const { table } = model;
  const since = Date.now() - ENDED_MS;
  const changes = (row: number) => {
    const { status, finished } = table.rows[row]!;
    return status === 'running' || (finished !== null && finished > since);
  };
  if (!model.rows.some(changes)) return {};
  const data = pageData(db, model);
  const rows: Rows = { 'runs-head': String(<RunsHead data={data} />) };
  addRows(rows, data, changes, true);
  for (const page of furtherPages(model, changes)) {
    addRows(rows, pageData(db, { ...model, view: { ...view, page } }), changes, false);
  }
  return rows;
}

function addRows(rows: Rows, data: PageData, changes: (row: number) => boolean, every: boolean): void {
  const { table, groupBy } = data.model;
  for (const group of data.groups) {
    const changing = group.members.filter(changes);
    if (!every && changing.length === 0) continue;
    const parent = groupBy === null ? null : rowId(criteriaOf(table, groupBy, group.members[0]!));
    rows[parent ?? `row-${group.key}`] = String(<Row data={data} group={group} />);
    if (parent === null) continue;
    for (const row of changing) {
      const { id } = table.rows[row]!;
      rows[`row-${id}`] = String(<Row data={data} group={{ key: id, members: [row] }} parent={parent} />);
    }
  }
}

function furtherPages({ groups, view }: RunsModel, changes: (row: number) => boolean): number[] {
  const pages = new Set<number>();
  groups.forEach(({ members }, i) => {
    if (members.some(changes)) pages.add(Math.floor(i / PAGE_ROWS) + 1);
  });
  pages.delete(view.page);
  return [...pages].sort((a, b) => Math.abs(a - view.page) - Math.abs(b - view.page)).slice(0, FURTHER_PAGES);
}
