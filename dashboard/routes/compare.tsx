/** Curves of runs or groups beside each other. */
import { HTTPException } from 'hono/http-exception';
import type { Child } from 'hono/jsx';
import { stream } from 'hono/streaming';
import { countRuns, type Database, listSweeps } from '../../db/index.ts';
import { budgetOf, csvRefusal } from '../compare/budget.ts';
import { CSV_TABLES, compareCsv } from '../compare/csv.ts';
import { NO_OUTLINE, topicOf } from '../compare/data.ts';
import { curvesCsv } from '../compare/export.ts';
import { compareModel } from '../compare/model.ts';
import { CompareBlock } from '../compare/page.tsx';
import { type CompareView, parseCompareView } from '../compare/view.ts';
import type { PageContext, Route } from '../context.ts';
import { counted } from '../format.ts';
import { attachment } from '../safety/attachment.ts';
import { Card } from '../views/components/card.tsx';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage, renderPart, wantsPart } from '../views/page.tsx';

const OFFERED_SWEEPS = 5;

function compare(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const view = parseCompareView(new URL(c.req.url).searchParams);
  if (view.runs === null && view.filter === null) return nothingChosen(c, db);
  const model = compareModel(db, view);
  if (model.rows.length === 0) return noneFound(c, view);
  return renderBlock(c, topicOf(model.view), <CompareBlock db={db} model={model} />);
}

/** The block alone for its own links, or the page around it. */
function renderBlock(c: PageContext, topic: string | null, block: Child): Response | Promise<Response> {
  if (wantsPart(c) && c.req.header('hx-target') === 'compare') return renderPart(c, block);
  return renderPage(c, {
    title: 'Compare',
    active: 'compare',
    body: block,
    scripts: ['compare'],
    topics: topic === null ? [] : [topic],
  });
}

function nothingChosen(c: PageContext, db: Database): Response | Promise<Response> {
  const { total } = countRuns(db);
  const sweeps = total === 0 ? [] : listSweeps(db).slice(0, OFFERED_SWEEPS);
  const body =
    total === 0 ? (
      <EmptyState
        title="No runs yet"
        actions={[{ label: 'Launch a sweep', href: '/launch', primary: true }]}
        command="npm run quickstart"
      >
        Here the curves of runs stand beside each other, with means and bands over their seeds.
      </EmptyState>
    ) : (
      <>
        <EmptyState
          title="Pick runs to compare"
          actions={[{ label: 'Choose in Runs', href: '/runs', primary: true }]}
        >
          Select some in Runs and press c: groups of settings become a mean with a band over their seeds.
        </EmptyState>
        {sweeps.length === 0 ? null : (
          <Card title="Or a whole sweep" class="sweep-offers">
            <ul>
              {sweeps.map(({ name, counts }) => (
                <li>
                  <a href={`/compare?${new URLSearchParams({ filter: `sweep = ${JSON.stringify(name)}` })}`}>
                    {name}
                  </a>
                  <span class="muted">{counted(counts.total, 'run')}</span>
                </li>
              ))}
            </ul>
          </Card>
        )}
      </>
    );
  return renderPage(c, { title: 'Compare', active: 'compare', body });
}

/** Fills by itself when the first of them begins. */
function noneFound(c: PageContext, view: CompareView): Response | Promise<Response> {
  const topic = topicOf(view);
  const block = (
    <div id="compare" data-outline={NO_OUTLINE} {...(topic === null ? {} : { 'data-topic': topic })}>
      <EmptyState
        title="None of these runs is here"
        actions={[{ label: 'Choose in Runs', href: '/runs', primary: true }]}
      >
        {view.runs === null
          ? `No run matches ${view.filter}. Runs that come to match appear here.`
          : `The ${counted(view.runs.length, 'run')} that this address names may have been deleted.`}
      </EmptyState>
    </div>
  );
  return renderBlock(c, topic, block);
}

/** The curves with all digits and all points. */
function csv(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const view = parseCompareView(new URL(c.req.url).searchParams);
  const model = compareModel(db, { ...view, filter: view.filter ?? '' });
  const refusal = csvRefusal(budgetOf(db, model));
  if (refusal !== null) throw new HTTPException(400, { message: refusal });
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', 'attachment; filename="curves.csv"');
  return stream(c, async (out) => {
    for (const part of curvesCsv(db, model)) {
      if (out.aborted) return;
      await out.write(part);
    }
  });
}

/** What a card shows. */
function tableCsv(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const table = CSV_TABLES.find((name) => name === c.req.param('table'));
  if (table === undefined) return c.text(`There is no such table: ${CSV_TABLES.join(', ')}.`, 404);
  const view = parseCompareView(new URL(c.req.url).searchParams);
  const model = compareModel(db, { ...view, filter: view.filter ?? '' });
  c.header('Content-Type', 'text/csv; charset=utf-8');
  c.header('Content-Disposition', attachment(`compare-${table}.csv`));
  return c.body(compareCsv(model, table));
}

export const compareRoutes: readonly Route[] = [
  { method: 'GET', path: '/compare', handler: compare },
  { method: 'GET', path: '/compare.csv', handler: csv },
  { method: 'GET', path: '/compare/csv/:table', handler: tableCsv },
];
