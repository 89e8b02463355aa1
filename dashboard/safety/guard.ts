/**
 * The checks that stand before every route: Host (DNS rebinding), Origin and Sec-Fetch-Site (requests that another
 * site makes), the token where one is asked for, and the sizes of address and body. Nothing below repeats them.
 */
import type { MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { getCookie, setCookie } from 'hono/cookie';
import { html } from 'hono/html';
import type { Env, PageContext } from '../context.ts';
import { hostnameOf, isSameToken } from './access.ts';
import { setSafetyHeaders } from './headers.ts';

export const TOKEN_COOKIE = 'descent_token';
/** Longer addresses are refused: a filter of some hundred conditions fits. */
export const MAX_ADDRESS_LENGTH = 12_000;
/** A form with every setting of a sweep is far smaller. */
export const MAX_BODY_BYTES = 256 * 1024;

const SAFE_METHODS = new Set(['GET', 'HEAD']);

export const guard: MiddlewareHandler<Env> = async (c, next) => {
  setSafetyHeaders(c);
  const refusal = refuse(c);
  if (refusal !== null) return refusal;
  const admission = await admit(c);
  if (admission !== null) return admission;
  return next();
};

export const limitBody: MiddlewareHandler<Env> = bodyLimit({
  maxSize: MAX_BODY_BYTES,
  onError: (c) => c.text(`A request body has at most ${MAX_BODY_BYTES} bytes.`, 413),
});

function refuse(c: PageContext): Response | null {
  const { access } = c.var.dashboard;
  const host = c.req.header('host');
  const hostname = hostnameOf(host);
  if (hostname === null || !access.answersTo(hostname)) {
    return c.text(
      'This dashboard does not answer to that name. Open the address that `descent dashboard` printed.',
      421,
    );
  }
  if (c.req.url.length > MAX_ADDRESS_LENGTH) {
    return c.text(`An address has at most ${MAX_ADDRESS_LENGTH} characters: shorten the filter.`, 414);
  }
  if (!SAFE_METHODS.has(c.req.method) && c.req.method !== 'POST') {
    return c.text('Only GET, HEAD and POST are answered.', 405);
  }
  return isOwnRequest(c, host!) ? null : c.text('Requests from other sites are refused.', 403);
}

/** Made by a page of this dashboard, or by a person who follows a link or uses a program. */
function isOwnRequest(c: PageContext, host: string): boolean {
  const origin = c.req.header('origin');
  if (origin !== undefined) return origin === `http://${host}` || origin === `https://${host}`;
  const site = c.req.header('sec-fetch-site');
  // Every browser of today sends Origin with a POST; what has none may come from anywhere.
  if (!SAFE_METHODS.has(c.req.method)) return site === 'same-origin';
  if (site === undefined || site === 'same-origin' || site === 'none') return true;
  return c.req.header('sec-fetch-mode') === 'navigate';
}

/** null: go on. The token comes once as `?token=…` or in a form, then as a cookie. */
async function admit(c: PageContext): Promise<Response | null> {
  const { token } = c.var.dashboard.access;
  if (token === null) return null;
  const cookie = getCookie(c, TOKEN_COOKIE);
  if (cookie !== undefined && isSameToken(cookie, token)) return null;
  const given = c.req.query('token') ?? (await tokenOfForm(c));
  if (given === undefined) return askForToken(c, null);
  if (!isSameToken(given, token)) return askForToken(c, 'That is not the token of this dashboard.');
  setCookie(c, TOKEN_COOKIE, token, { httpOnly: true, sameSite: 'Strict', path: '/' });
  const target = new URL(c.req.url);
  target.searchParams.delete('token');
  return c.redirect(`${target.pathname}${target.search}`.replace(/^\/+/, '/'), 303);
}

async function tokenOfForm(c: PageContext): Promise<string | undefined> {
  const type = c.req.header('content-type') ?? '';
  const length = Number(c.req.header('content-length') ?? Number.POSITIVE_INFINITY);
  if (c.req.method !== 'POST' || !type.startsWith('application/x-www-form-urlencoded') || length > 1000) {
    return undefined;
  }
  const { token } = await c.req.parseBody();
  return typeof token === 'string' ? token : undefined;
}

function askForToken(c: PageContext, problem: string | null): Response | Promise<Response> {
  if (!(c.req.header('accept') ?? '').includes('text/html')) {
    return c.text('A token is needed: open the address with ?token=… that `descent dashboard` printed.', 401);
  }
  return c.html(
    html`<!DOCTYPE html>
      <html lang="en">
        <head>
          <meta charset="utf-8" />
          <meta name="viewport" content="width=device-width, initial-scale=1" />
          <title>Token needed · descent</title>
        </head>
        <body>
          <main>
            <h1>A token is needed</h1>
            <p>It is the last part of the address that <code>descent dashboard</code> printed.</p>
            ${problem === null ? '' : html`<p role="alert">${problem}</p>`}
            <form method="post">
              <label>Token <input name="token" type="password" autocomplete="off" required /></label>
              <button>Open</button>
            </form>
          </main>
        </body>
      </html>`,
    401,
  );
}
