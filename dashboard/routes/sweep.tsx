/** One sweep. */
import { getSweep } from '../../db/index.ts';
import type { PageContext, Route } from '../context.ts';
import { csvText } from '../csv.ts';
import { SweepDialogs } from '../sweeps/actions.tsx';
import { analyse } from '../sweeps/analysis.ts';
import { SweepCards } from '../sweeps/cards.tsx';
import { CSV_TABLES, sweepCsv } from '../sweeps/csv.ts';
import { ProgressCard, SweepHead } from '../sweeps/head.tsx';
import { sweepState } from '../sweeps/state.ts';
import { trainingLog } from '../sweeps/training.ts';
import { parseView, sweepHref, viewQuery } from '../sweeps/view.ts';
import { BackgroundLog } from '../views/components/background-log.tsx';
import { renderPage, renderPart, wantsPart } from '../views/page.tsx';

function sweep(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const found = getSweep(db, c.req.param('id')!);
  const view = parseView(new URL(c.req.url).searchParams);
  const state = sweepState(db, found.id, found.counts);
  const analysis = analyse(db, found, view);
  const { work } = analysis;
  const log = trainingLog(db, found.id);
  const query = viewQuery(view);
  const topic = `sweep:${encodeURIComponent(`${found.id}?${query}`)}`;
  if (wantsPart(c)) {
    const href = sweepHref(found.id, view);
    if (!c.req.header('hx-current-url')?.endsWith(href)) c.header('HX-Push-Url', href);
    return renderPart(c, <SweepCards analysis={analysis} topic={topic} />);
  }
  const body = (
    <div class="sweep-page">
      <SweepHead sweep={found} state={state} work={work} />
      <ProgressCard sweep={found} state={state} table={work.table} work={work} />
      {found.counts.completed === 0 ? (
        <div id="sweep-analysis" data-to-come></div>
      ) : (
        <SweepCards analysis={analysis} topic={topic} />
      )}
      {log === null ? null : <BackgroundLog live="sweep-log" text={log} id="sweep-log" />}
      <SweepDialogs sweep={found} state={state} seeds={work.seeds} configs={work.configs} />
    </div>
  );
  return renderPage(c, {
    title: found.name,
    active: 'sweeps',
    body,
    scripts: ['sweep'],
    topics: [topic],
  });
}

/** What a card shows, as CSV. */
function csv(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const found = getSweep(db, c.req.param('id')!);
  const table = CSV_TABLES.find((name) => name === c.req.param('table'));
  if (table === undefined) return c.text(`There is no such table: ${CSV_TABLES.join(', ')}.`, 404);
  const view = parseView(new URL(c.req.url).searchParams);
  return csvText(c, sweepCsv(analyse(db, found, view), table), `${found.name}-${table}.csv`);
}

export const sweepRoutes: readonly Route[] = [
  { method: 'GET', path: '/sweeps/:id', handler: sweep },
  { method: 'GET', path: '/sweeps/:id/csv/:table', handler: csv },
];
