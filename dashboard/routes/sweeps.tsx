/** The list of sweeps. */
import type { PageContext, Route } from '../context.ts';
import { csvText } from '../csv.ts';
import { counted } from '../format.ts';
import { listedSweeps, SWEEPS_A_PAGE, SweepsTable, sweepsCsv } from '../sweeps/list.tsx';
import { Icon } from '../views/components/icons.tsx';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage } from '../views/page.tsx';

function sweeps(c: PageContext): Response | Promise<Response> {
  const page = Math.max(1, Math.min(10_000, Math.floor(Number(c.req.query('page')) || 1)));
  const { all, shown } = listedSweeps(c.var.dashboard.db, page);
  if (all === 0) return noSweeps(c);
  const pages = Math.ceil(all / SWEEPS_A_PAGE);
  const body = (
    <>
      <div class="page-head">
        <h1>Sweeps</h1>
        <span class="summary">{counted(all, 'sweep')}, newest first</span>
        <div class="page-tools">
          <a class="button" href="/sweeps.csv" download="">
            <Icon name="download" /> CSV
          </a>
        </div>
      </div>
      <section class="card flush">
        <SweepsTable sweeps={shown} />
      </section>
      {pages === 1 ? null : (
        <nav class="pages" aria-label="Pages of sweeps">
          {page > 1 ? <a href={`/sweeps?page=${page - 1}`}>Newer</a> : null}
          <span class="note">{`page ${page} of ${pages}`}</span>
          {page < pages ? <a href={`/sweeps?page=${page + 1}`}>Older</a> : null}
        </nav>
      )}
    </>
  );
  return renderPage(c, { title: 'Sweeps', active: 'sweeps', body, topics: [`sweeps:${page}`] });
}

function noSweeps(c: PageContext): Response | Promise<Response> {
  const body = (
    <EmptyState
      title="No sweeps yet"
      actions={[{ label: 'Launch a sweep', href: '/launch', primary: true }]}
      command="npm run quickstart"
    >
      A sweep trains every combination of the settings that you choose, each under several seeds.
    </EmptyState>
  );
  return renderPage(c, { title: 'Sweeps', active: 'sweeps', body });
}

/** All of them, not only those of a page. */
function csv(c: PageContext): Response {
  return csvText(c, sweepsCsv(c.var.dashboard.db), 'sweeps.csv');
}

export const sweepsRoutes: readonly Route[] = [
  { method: 'GET', path: '/sweeps', handler: sweeps },
  { method: 'GET', path: '/sweeps.csv', handler: csv },
];
