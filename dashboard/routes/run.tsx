/** The page of one run, what it loads later, its files, and cancelling it. */
import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import { artifactPath, type Database, getRun, NotFoundError, requestCancel } from '../../db/index.ts';
import type { PageContext, Route } from '../context.ts';
import { csvAnswer, csvText } from '../csv.ts';
import { shownSignal } from '../run/charts.tsx';
import { configCsv } from '../run/config.tsx';
import { confusionCsv } from '../run/confusion.tsx';
import { runTopics } from '../run/live.tsx';
import { logFile } from '../run/log.ts';
import { hasMistakes, mistakesCard, parseMistakesView } from '../run/mistakes.tsx';
import { RunPage } from '../run/page.tsx';
import { parseRunView } from '../run/view.ts';
import { attachment, insideOf } from '../safety/attachment.ts';
import { renderPage, renderPart, wantsPart } from '../views/page.tsx';

function run(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  const { search, searchParams } = new URL(c.req.url);
  const view = parseRunView(searchParams);
  // a part of an id finds the run; its address has the whole of it
  if (found.id !== c.req.param('id')) return c.redirect(`/runs/${found.id}${search}`);
  const body = <RunPage db={db} run={found} view={view} />;
  // htmx takes out of it the block that it asked for
  if (wantsPart(c)) return renderPart(c, body);
  return renderPage(c, {
    title: found.name,
    active: 'runs',
    body,
    scripts: ['run'],
    topics: runTopics(found, shownSignal(found, view)),
  });
}

async function mistakes(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  if (!hasMistakes(found)) throw new NotFoundError(`run ${found.id} kept no answers to test images`);
  const card = await mistakesCard(db, found, parseMistakesView(new URL(c.req.url).searchParams));
  if (wantsPart(c)) return renderPart(c, card);
  // a cell of the confusion matrix that is opened in a tab of its own
  return renderPage(c, {
    title: `${found.name}: most wrong`,
    active: 'runs',
    body: <div class="run-page">{card}</div>,
  });
}

/** Every point, or those of the metrics named. */
function metricsCsv(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  const keys = c.req.queries('metric')?.slice(0, 100);
  return csvAnswer(c, db, {
    table: 'metrics',
    query: { ids: [found.id], ...(keys !== undefined && { keys }) },
    filename: `${found.id}${keys?.length === 1 ? `-${keys[0]!.replaceAll('/', '-')}` : ''}-metrics.csv`,
  });
}

/** One row a metric. */
function summaryCsv(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const { id } = getRun(db, c.req.param('id')!);
  return csvAnswer(c, db, { table: 'summary', query: { ids: [id] }, filename: `${id}-summary.csv` });
}

function configTable(c: PageContext): Response {
  const found = getRun(c.var.dashboard.db, c.req.param('id')!);
  return csvText(c, configCsv(found), `${found.id}-config.csv`);
}

function confusionTable(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  const text = confusionCsv(db, found);
  if (text === null) throw new NotFoundError(`run ${found.id} kept no confusion matrix`);
  return csvText(c, text, `${found.id}-confusion.csv`);
}

function log(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  const file = logFile(db, found.id);
  if (file === null) throw new NotFoundError(`run ${found.id} has no log`);
  return saved(c, file, `${found.id}.log`, 'text/plain; charset=utf-8');
}

/** By digest, and only those of this run: what the address says never becomes part of a path. */
function artifact(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  const wanted = found.artifacts.find(({ sha256 }) => sha256 === c.req.param('sha256'));
  if (wanted === undefined) throw new NotFoundError(`run ${found.id} has no such artifact`);
  const file = storedFile(db, wanted.sha256);
  if (file === null) {
    throw new NotFoundError(
      `the file of artifact "${wanted.name}" of run ${found.id} is missing: copy the artifacts folder beside the ` +
        'database, or train the run again with --rerun',
    );
  }
  // the type that a program gave is believed for pictures only: the page shows them small
  return saved(c, file, wanted.name, wanted.mime === 'image/png' ? 'image/png' : 'application/octet-stream');
}

/** null: missing, or a link that leads out of the artifacts folder */
function storedFile(db: Database, sha256: string): string | null {
  return /^[0-9a-f]{64}$/.test(sha256) ? insideOf(db.artifactsPath, artifactPath(db, sha256)) : null;
}

function saved(c: PageContext, file: string, name: string, type: string): Response {
  c.header('Content-Type', type);
  c.header('Content-Disposition', attachment(name));
  return c.body(Readable.toWeb(createReadStream(file)) as ReadableStream);
}

function cancel(c: PageContext): Response {
  const { db } = c.var.dashboard;
  const found = getRun(db, c.req.param('id')!);
  requestCancel(db, { runId: found.id });
  return c.redirect(`/runs/${found.id}`, 303);
}

export const runRoutes: readonly Route[] = [
  { method: 'GET', path: '/runs/:id', handler: run },
  { method: 'GET', path: '/runs/:id/mistakes', handler: mistakes },
  { method: 'GET', path: '/runs/:id/metrics.csv', handler: metricsCsv },
  { method: 'GET', path: '/runs/:id/summary.csv', handler: summaryCsv },
  { method: 'GET', path: '/runs/:id/config.csv', handler: configTable },
  { method: 'GET', path: '/runs/:id/confusion.csv', handler: confusionTable },
  { method: 'GET', path: '/runs/:id/log', handler: log },
  { method: 'GET', path: '/runs/:id/artifacts/:sha256', handler: artifact },
  { method: 'POST', path: '/runs/:id/cancel', handler: cancel },
];
