/** A whole page, or only its main block where htmx asks for a part. */
import { html } from 'hono/html';
import type { Child } from 'hono/jsx';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { PageContext } from '../context.ts';
import { Layout, type Section } from './layout.tsx';
import { themeOf } from './theme.ts';

export interface PageOptions {
  readonly title: string;
  readonly active?: Section;
  readonly body: Child;
  /** further topics of the event stream; `status` is always among them */
  readonly topics?: readonly string[];
  /** modules of static/js/ that only this page needs */
  readonly scripts?: readonly string[];
  readonly status?: ContentfulStatusCode;
}

export function renderPage(c: PageContext, options: PageOptions): Response | Promise<Response> {
  const { dashboard } = c.var;
  c.header('Vary', 'HX-Request');
  const page = (
    <Layout
      dashboard={dashboard}
      theme={themeOf(c)}
      {...options}
      topics={['status', ...(options.topics ?? [])]}
    />
  );
  return c.html(html`<!DOCTYPE html>${page}`, options.status ?? 200);
}

/** Whether htmx wants a part of the page. Going back in the history asks for the whole one. */
export function wantsPart(c: PageContext): boolean {
  return c.req.header('hx-request') === 'true' && c.req.header('hx-history-restore-request') !== 'true';
}

/** A part of a page, for htmx. */
export function renderPart(c: PageContext, part: Child): Response | Promise<Response> {
  c.header('Vary', 'HX-Request');
  return c.html(html`${part}`);
}
