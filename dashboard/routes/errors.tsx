import type { ErrorHandler, NotFoundHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { Env } from '../context.ts';
import { SAFETY_HEADERS, setSafetyHeaders } from '../safety/headers.ts';
import { EmptyState, ErrorState } from '../views/components/states.tsx';
import { renderPage } from '../views/page.tsx';

/** Errors that a wrong address or form explains; everything else is a fault of the dashboard. */
const STATUS_BY_NAME: Readonly<Record<string, 400 | 404>> = {
  FilterError: 400,
  ConfigError: 400,
  SelectionError: 400,
  UsageError: 400,
  NotFoundError: 404,
};

export const missingPage: NotFoundHandler<Env> = (c) => {
  setSafetyHeaders(c);
  if (c.req.path.startsWith('/api/')) {
    return c.json({ error: `there is no ${c.req.path}: GET /api lists the addresses` }, 404);
  }
  const body = (
    <EmptyState title="There is no such page" actions={[{ label: 'All runs', href: '/runs', primary: true }]}>
      The address may be mistyped, or what it showed was deleted.
    </EmptyState>
  );
  return renderPage(c, { title: 'Not found', body, status: 404 });
};

export const failurePage: ErrorHandler<Env> = (error, c) => {
  // hono's middleware brings its answer along
  if (error instanceof HTTPException && error.res !== undefined) return withSafetyHeaders(error.res);
  setSafetyHeaders(c);
  if (isWrongForm(error)) return c.text('A form is expected: application/x-www-form-urlencoded.', 415);
  // refusals of routes say their status themselves
  const status = error instanceof HTTPException ? error.status : (STATUS_BY_NAME[error.name] ?? 500);
  if (status === 500) process.stderr.write(`${error.stack ?? error.message}\n`);
  const wantsHtml =
    (c.req.header('accept') ?? '').includes('text/html') || c.req.header('hx-request') !== undefined;
  if (!wantsHtml) return c.text(error.message, status);
  const body = (
    <ErrorState
      title={status === 404 ? 'Not found' : 'This page could not be made'}
      cause={error.message}
      details={status === 500 ? (error.stack ?? null) : null}
      retry={c.req.method === 'GET' ? c.req.url : null}
    />
  );
  return renderPage(c, { title: 'Error', body, status });
};

/** What reading a form says of a body of another type. */
function isWrongForm(error: Error): boolean {
  return error instanceof TypeError && error.message.startsWith('Content-Type was not one of');
}

/** A response that was made elsewhere carries none of those that the context has. */
function withSafetyHeaders(response: Response): Response {
  const answer = new Response(response.body, response);
  for (const [name, value] of Object.entries(SAFETY_HEADERS)) answer.headers.set(name, value);
  return answer;
}
