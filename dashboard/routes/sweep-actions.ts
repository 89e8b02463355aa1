/** Cancel, resume, retry, extend: each answers with the page of the sweep. */
import { HTTPException } from 'hono/http-exception';
import {
  type Database,
  getRun,
  getSweep,
  listSweepRuns,
  requestCancel,
  requeueOrphans,
  requeueRuns,
  type SweepRecord,
} from '../../db/index.ts';
import { engineOf, extendSweep } from '../../src/sweep/index.ts';
import type { PageContext, Route } from '../context.ts';
import { MOST_LAUNCHED_RUNS } from '../launch/plan.ts';
import { startTraining } from '../sweeps/training.ts';

function asked(c: PageContext): { db: Database; sweep: SweepRecord } {
  const { db } = c.var.dashboard;
  return { db, sweep: getSweep(db, c.req.param('id')!) };
}

const back = (c: PageContext, sweepId: string) => c.redirect(`/sweeps/${sweepId}`, 303);

function cancel(c: PageContext): Response {
  const { db, sweep } = asked(c);
  requestCancel(db, { sweepId: sweep.id });
  // runs whose process is gone have nobody who would notice
  requeueOrphans(db, { sweepId: sweep.id });
  return back(c, sweep.id);
}

function cancelRun(c: PageContext): Response {
  const { db, sweep } = asked(c);
  requestCancel(db, { runId: getRun(db, c.req.param('run')!).id });
  requeueOrphans(db, { sweepId: sweep.id });
  return back(c, sweep.id);
}

function resume(c: PageContext): Response {
  const { db, sweep } = asked(c);
  requeueRuns(db, sweep.id, ['cancelled']);
  startTraining(db, sweep.id);
  return back(c, sweep.id);
}

function retry(c: PageContext): Response {
  const { db, sweep } = asked(c);
  if (requeueRuns(db, sweep.id, ['failed']) > 0) startTraining(db, sweep.id);
  return back(c, sweep.id);
}

/** Each further seed trains every config once. */
function configsIn(db: Database, sweep: SweepRecord): number {
  return new Set(listSweepRuns(db, sweep.id).map(({ configHash }) => configHash)).size;
}

async function extend(c: PageContext): Promise<Response> {
  const { db, sweep } = asked(c);
  const given = (await c.req.formData()).get('seeds');
  const count = typeof given === 'string' && /^\d{1,5}$/.test(given.trim()) ? Number(given) : Number.NaN;
  if (!(count >= 1) || count * configsIn(db, sweep) > MOST_LAUNCHED_RUNS) {
    throw new HTTPException(400, {
      message:
        `seeds must be an integer >= 1, and at most ${MOST_LAUNCHED_RUNS} runs are added here, got ` +
        `${JSON.stringify(given)}; \`descent extend ${sweep.id} --seeds N\` has no such bound`,
    });
  }
  const { sweepId } = extendSweep(db, sweep.id, count, await engineOf(db, sweep.id));
  startTraining(db, sweepId);
  return back(c, sweepId);
}

export const sweepActionRoutes: readonly Route[] = [
  { method: 'POST', path: '/sweeps/:id/cancel', handler: cancel },
  { method: 'POST', path: '/sweeps/:id/resume', handler: resume },
  { method: 'POST', path: '/sweeps/:id/retry', handler: retry },
  { method: 'POST', path: '/sweeps/:id/extend', handler: extend },
  { method: 'POST', path: '/sweeps/:id/runs/:run/cancel', handler: cancelRun },
];
