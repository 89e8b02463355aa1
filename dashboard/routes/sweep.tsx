/** One sweep. */
import { getSweep } from '../../db/index.ts';
import type { PageContext, Route } from '../context.ts';
import { SweepDialogs } from '../sweeps/actions.tsx';
import { ProgressCard, SweepHead } from '../sweeps/head.tsx';
import { sweepState } from '../sweeps/state.ts';
import { trainingLog } from '../sweeps/training.ts';
import { parseView, viewQuery } from '../sweeps/view.ts';
import { sweepWork } from '../sweeps/work.ts';
import { renderPage } from '../views/page.tsx';

function sweep(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const found = getSweep(db, c.req.param('id')!);
  const view = parseView(new URL(c.req.url).searchParams);
  const state = sweepState(db, found.id, found.counts);
  const work = sweepWork(db, found);
  const log = trainingLog(db, found.id);
  const body = (
    <div class="sweep-page">
      <SweepHead sweep={found} state={state} work={work} />
      <ProgressCard sweep={found} state={state} table={work.table} work={work} />
      {log === null ? null : (
        <details class="card more-parts">
          <summary>
            <h2>Log</h2>
            <span class="remark">of the processes that this dashboard started</span>
          </summary>
          <div class="card-body">
            <pre class="log" tabindex={0} id="sweep-log">
              {log}
            </pre>
          </div>
        </details>
      )}
      <SweepDialogs sweep={found} state={state} seeds={work.seeds} configs={work.configs} />
    </div>
  );
  return renderPage(c, {
    title: found.name,
    active: 'sweeps',
    body,
    topics: [`sweep:${encodeURIComponent(`${found.id}?${viewQuery(view)}`)}`],
  });
}

export const sweepRoutes: readonly Route[] = [{ method: 'GET', path: '/sweeps/:id', handler: sweep }];
