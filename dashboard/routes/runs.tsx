/** The table of runs. */
import { FilterError } from '../../db/filter/index.ts';
import { countRuns, type Database, type MetricQuery, runTable } from '../../db/index.ts';
import type { PageContext, Route } from '../context.ts';
import { csvAnswer } from '../csv.ts';
import { count, counted } from '../format.ts';
import { complete } from '../runs/complete.ts';
import { Controls, SameLine } from '../runs/controls.tsx';
import { FilterBox, FilterLanguage } from '../runs/filter-box.tsx';
import { groupsCsv } from '../runs/groups-csv.ts';
import { Members } from '../runs/members.tsx';
import { matching, PAGE_ROWS, type RunsModel, runsModel, shownQuery } from '../runs/model.ts';
import { NoMatch } from '../runs/no-match.tsx';
import { numberRanges } from '../runs/number-ranges.ts';
import { pageData } from '../runs/page-data.ts';
import { SavedViews, SavedViewsDialog } from '../runs/saved-views.tsx';
import { SelectionBar, SelectionDialogs } from '../runs/selection.tsx';
import { PageRows, RunsTable } from '../runs/table.tsx';
import { joinNames, parseView, type RunsView, viewQuery } from '../runs/view.ts';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage, renderPart, wantsPart } from '../views/page.tsx';

/** A filter that is not understood leaves the table empty; the filter box says what is wrong. */
function modelFor(db: Database, view: RunsView): { model: RunsModel; problem: FilterError | null } {
  try {
    return { model: runsModel(db, view), problem: null };
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    return {
      model: runsModel(db, { ...view, filter: 'status = "queued" and status = "running"' }),
      problem: error,
    };
  }
}

function runs(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const view = parseView(new URL(c.req.url).searchParams);
  if (countRuns(db).total === 0) return noRuns(c);
  const { model, problem } = modelFor(db, view);
  const block = <RunsBlock db={db} model={model} view={view} problem={problem} />;
  if (wantsPart(c) && c.req.header('hx-target') === 'runs') {
    return renderPart(
      c,
      <>
        {block}
        <Summary model={model} oob />
      </>,
    );
  }
  const body = (
    <div class="runs-page">
      <div class="page-head">
        <h1>Runs</h1>
        <Summary model={model} />
        <SavedViews />
      </div>
      <FilterBox filter={view.filter} matches={matchText(model)} target="runs" />
      {block}
      <FilterLanguage />
      <SelectionDialogs />
      <SavedViewsDialog />
    </div>
  );
  return renderPage(c, {
    title: 'Runs',
    active: 'runs',
    body,
    scripts: ['runs'],
    topics: [`runs:${encodeURIComponent(viewQuery(view))}`],
  });
}

function noRuns(c: PageContext): Response | Promise<Response> {
  const body = (
    <EmptyState
      title="No runs yet"
      actions={[{ label: 'Launch a sweep', href: '/launch', primary: true }]}
      command="npm run quickstart"
    >
      Train a few dozen networks on the built-in digits in about half a minute, or start your own sweep.
    </EmptyState>
  );
  return renderPage(c, { title: 'Runs', active: 'runs', body });
}

function matchText(model: RunsModel): string {
  return `${count(model.rows.length)} match`;
}

function Summary({ model, oob = false }: { model: RunsModel; oob?: boolean }) {
  const groups = model.groupBy === null ? '' : ` in ${counted(model.groups.length, 'group')}`;
  const of = model.rows.length === model.total ? '' : ` of ${count(model.total)}`;
  return (
    <span class="summary" id="runs-summary" {...(oob ? { 'hx-swap-oob': 'true' } : {})}>
      {`${count(model.rows.length)}${of} runs${groups}`}
    </span>
  );
}

function RunsBlock(props: { db: Database; model: RunsModel; view: RunsView; problem: FilterError | null }) {
  const { db, model, view, problem } = props;
  const data = pageData(db, model);
  const from = (view.page - 1) * PAGE_ROWS + 1;
  const summary = `rows ${from}–${Math.min(model.groups.length, from + data.groups.length - 1)} of ${counted(model.groups.length, model.groupBy === null ? 'run' : 'group')}`;
  return (
    <div
      id="runs"
      hx-boost="true"
      hx-target="#runs"
      hx-swap="outerHTML"
      hx-push-url="true"
      hx-sync="this:replace"
      data-filter={view.filter}
      data-query={viewQuery(view)}
      data-matches={String(model.rows.length)}
      data-group={model.groupBy === null ? '' : view.group === 'all' ? 'all' : joinNames(view.group ?? [])}
      {...(problem === null ? {} : { 'data-problem': problem.problem })}
    >
      <div id="new-runs" data-known={numberRanges(model.rows.map((row) => model.table.rows[row]!.no))}></div>
      {model.rows.length === 0 && problem === null ? (
        <NoMatch db={db} view={view} />
      ) : (
        <>
          <Controls model={model} />
          <section class="card flush runs-card">
            <SameLine model={model} />
            <RunsTable data={data} />
            <SelectionBar summary={summary} />
          </section>
        </>
      )}
    </div>
  );
}

/** A hundred rows for a list that has others: `way=down` for its end, `way=up` for its beginning. */
function rows(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const query = new URL(c.req.url).searchParams;
  const way = query.get('way');
  const model = runsModel(db, parseView(query));
  return renderPart(
    c,
    <PageRows data={pageData(db, model)} way={way === 'up' || way === 'down' ? way : 'both'} />,
  );
}

/** Runs of an opened group, after the first `from`. */
function members(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const query = new URL(c.req.url).searchParams;
  return renderPart(
    c,
    <Members
      db={db}
      model={runsModel(db, parseView(query))}
      criteria={query.get('of') ?? ''}
      parent={query.get('row') ?? ''}
      from={Math.max(0, Math.floor(Number(query.get('from')) || 0))}
    />,
  );
}

/** `{matches, ms}`, or what is wrong with a filter and where. */
function check(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const filter = c.req.query('filter') ?? '';
  const startMs = performance.now();
  try {
    const matches = matching(db, runTable(db), filter, false).length;
    return c.json({
      matches,
      text: `${count(matches)} match · ${Math.max(1, Math.round(performance.now() - startMs))} ms`,
    });
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    const { problem, start, end, suggestion } = error;
    return c.json({ problem, start, end, suggestion });
  }
}

function completions(c: PageContext): Response {
  const text = c.req.query('text') ?? '';
  const at = Math.max(0, Math.min(text.length, Math.floor(Number(c.req.query('at') ?? text.length)) || 0));
  return c.json(complete(c.var.dashboard.db, text, at));
}

/** Every run that matches, all columns: what `descent export runs --filter` writes. */
function csv(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const filter = c.req.query('filter') ?? '';
  return csvOf(c, db, shownQuery(db, filter, false));
}

/** The groups as they are shown, with all digits. */
function groupsCsvAnswer(c: PageContext): Response {
  const model = runsModel(c.var.dashboard.db, parseView(new URL(c.req.url).searchParams));
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', 'attachment; filename="groups.csv"');
  return c.body(new Uint8Array(groupsCsv(model)));
}

export function csvOf(c: PageContext, db: Database, query: MetricQuery): Response {
  return csvAnswer(c, db, { table: 'runs', query, filename: 'runs.csv' });
}

export const runsRoutes: readonly Route[] = [
  { method: 'GET', path: '/runs', handler: runs },
  { method: 'GET', path: '/runs/rows', handler: rows },
  { method: 'GET', path: '/runs/members', handler: members },
  { method: 'GET', path: '/runs/check', handler: check },
  { method: 'GET', path: '/runs/complete', handler: completions },
  { method: 'GET', path: '/runs/groups.csv', handler: groupsCsvAnswer },
  { method: 'GET', path: '/runs.csv', handler: csv },
];
