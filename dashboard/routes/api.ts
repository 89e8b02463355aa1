/** `GET /api/…`: the same queries as the pages, as JSON. Reads only. */
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import { FilterError } from '../../db/filter/index.ts';
import { ENDPOINTS, type Endpoint } from '../api/index.ts';
import { toJson } from '../api/json.ts';
import { checkNames } from '../api/request.ts';
import type { PageContext, Route } from '../context.ts';

function handlerOf({ parameters, answer }: Endpoint) {
  const known = parameters.map(({ name }) => name);
  return async (c: PageContext): Promise<Response> => {
    try {
      checkNames(c, known);
      return send(c, await answer(c), 200);
    } catch (error) {
      const status = statusOf(error as Error);
      if (status === null) throw error;
      return send(c, describe(error as Error), status);
    }
  };
}

function send(c: PageContext, value: object, status: ContentfulStatusCode): Response {
  c.header('Content-Type', 'application/json; charset=utf-8');
  return c.body(toJson(value), status);
}

/** null: a fault of the dashboard */
function statusOf(error: Error): 400 | 404 | null {
  if (error.name === 'NotFoundError') return 404;
  return error.name === 'RequestError' || error instanceof FilterError ? 400 : null;
}

function describe(error: Error): object {
  if (!(error instanceof FilterError)) return { error: error.message };
  const { problem, start, end, suggestion } = error;
  return { error: problem, filter: { start, end, suggestion } };
}

export const apiRoutes: readonly Route[] = ENDPOINTS.map((endpoint) => ({
  method: 'GET',
  path: endpoint.path,
  handler: handlerOf(endpoint),
}));
