/** Launching a sweep: the form, its preview, and the start. */
import { HTTPException } from 'hono/http-exception';
import { getSweep } from '../../db/index.ts';
import type { ConfigKey } from '../../src/config/index.ts';
import { openEngine } from '../../src/engine/index.ts';
import { planRuns, storeSweep } from '../../src/sweep/index.ts';
import type { PageContext, Route } from '../context.ts';
import { adviceFor } from '../launch/advice.ts';
import { cloneOf } from '../launch/clone.ts';
import { AxisRow, SettingRow } from '../launch/fields.tsx';
import { FIRST_FORM, type LaunchForm, parseForm, trainsAgain, workersOf } from '../launch/form.ts';
import { AXIS_KEYS, firstValues, OTHER_KEYS } from '../launch/keys.ts';
import { LaunchPage, type LaunchPageProps } from '../launch/page.tsx';
import { planLaunch } from '../launch/plan.ts';
import { estimateLaunch, OutOfBand, Preview } from '../launch/preview.tsx';
import { startTraining } from '../sweeps/training.ts';
import { renderPage, renderPart } from '../views/page.tsx';

function page(c: PageContext, props: LaunchPageProps, status: 200 | 422 = 200) {
  return renderPage(c, {
    title: 'Launch a sweep',
    active: 'launch',
    body: <LaunchPage {...props} />,
    scripts: ['launch'],
    status,
  });
}

/** `?from=<sweep>`: its definition; any other query is the form as it was left. */
function launch(c: PageContext): Response | Promise<Response> {
  const { db } = c.var.dashboard;
  const query = new URL(c.req.url).searchParams;
  const from = query.get('from');
  const blank = { plan: null, estimate: null };
  if (from === null) {
    return page(c, { form: query.size === 0 ? FIRST_FORM : parseForm(query), ...blank });
  }
  const sweep = getSweep(db, from);
  const clonedFrom = { id: sweep.id, name: sweep.name };
  // the form was changed since: its fields are in the address too
  if (query.size > 1) return page(c, { form: parseForm(query), ...blank, clonedFrom });
  return page(c, { ...cloneOf(db, sweep), ...blank, clonedFrom });
}

async function formOfRequest(c: PageContext): Promise<LaunchForm> {
  if (
    !/^(application\/x-www-form-urlencoded|multipart\/form-data)/.test(c.req.header('content-type') ?? '')
  ) {
    throw new HTTPException(415, { message: 'expected the fields of the launch form' });
  }
  const query = new URLSearchParams();
  for (const [name, value] of await c.req.formData()) {
    if (typeof value === 'string') query.append(name, value);
  }
  return parseForm(query);
}

async function preview(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const form = await formOfRequest(c);
  const plan = planLaunch(form);
  const estimate = plan.expanded === null ? null : await estimateLaunch(db, plan.expanded, form);
  const advice = plan.expanded === null ? [] : adviceFor(db, plan.definition, plan.expanded);
  return renderPart(
    c,
    <>
      <Preview plan={plan} estimate={estimate} advice={advice} />
      <OutOfBand form={form} plan={plan} estimate={estimate} />
    </>,
  );
}

/** Writes the sweep into the database and has it trained by a process of its own. */
async function start(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const form = await formOfRequest(c);
  const plan = planLaunch(form);
  if (plan.expanded === null) return page(c, { form, plan, estimate: null }, 422);
  const { info } = await openEngine();
  const { sweepId, queued } = storeSweep(db, plan.expanded, planRuns(plan.expanded), info, {
    definition: plan.definition,
    rerun: trainsAgain(form),
  });
  if (queued > 0) startTraining(db, sweepId, { workers: workersOf(form) });
  return c.redirect(`/sweeps/${sweepId}`, 303);
}

function axis(c: PageContext): Response | Promise<Response> {
  const key = c.req.query('key') as ConfigKey;
  if (!AXIS_KEYS.includes(key)) return c.text('There is no such setting.', 404);
  return renderPart(c, <AxisRow of={key} texts={firstValues(key)} problems={[]} />);
}

function setting(c: PageContext): Response | Promise<Response> {
  const key = c.req.query('key') as ConfigKey;
  if (!OTHER_KEYS.includes(key)) return c.text('There is no such setting.', 404);
  return renderPart(c, <SettingRow of={key} value="" problems={[]} />);
}

export const launchRoutes: readonly Route[] = [
  { method: 'GET', path: '/launch', handler: launch },
  { method: 'POST', path: '/launch', handler: start },
  { method: 'POST', path: '/launch/preview', handler: preview },
  { method: 'GET', path: '/launch/axis', handler: axis },
  { method: 'GET', path: '/launch/setting', handler: setting },
];
