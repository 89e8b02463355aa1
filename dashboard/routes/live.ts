import { streamSSE } from 'hono/streaming';
import type { PageContext, Route } from '../context.ts';

/** More tabs than a person has; a program that opens streams without end is stopped here. */
const MAX_STREAMS = 64;
const MAX_TOPICS = 8;
/** A comment now and then, so that a lost connection is noticed. */
const HEARTBEAT_MS = 15_000;

/** `/live?topics=status,run:<id>`: one event stream a tab. `last` stands for Last-Event-ID in a new EventSource. */
function live(c: PageContext): Response {
  const { live: hub } = c.var.dashboard;
  if (hub.subscribers() >= MAX_STREAMS) {
    return c.text(`At most ${MAX_STREAMS} pages are updated live: close some.`, 503);
  }
  const topics = (c.req.query('topics') ?? '').split(',').filter(Boolean).slice(0, MAX_TOPICS);
  const last = c.req.header('last-event-id') ?? c.req.query('last');
  return streamSSE(c, async (stream) => {
    const unsubscribe = hub.subscribe(topics, last, (message) => stream.writeSSE(message));
    let open = true;
    let wake = () => {};
    stream.onAbort(() => {
      open = false;
      unsubscribe();
      wake();
    });
    await stream.write('retry: 1000\n\n');
    while (open) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, HEARTBEAT_MS);
        timer.unref();
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
      if (open) await stream.write(': still here\n\n');
    }
  });
}

export const liveRoutes: readonly Route[] = [{ method: 'GET', path: '/live', handler: live }];
