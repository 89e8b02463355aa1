/**
 * Live updates: one poll of the database for all open pages. A topic computes what its page shows now; each
 * subscriber gets only what differs from what it has. Since messages carry states and not changes, a lost
 * connection is made good by the next message.
 */
import type { Database } from '../../db/index.ts';
import { dataVersion } from '../../db/index.ts';

/** What a page shows, by the keys that its elements name. */
export interface LiveState {
  /** text of every element with `data-live="key"` */
  readonly text?: Readonly<Record<string, string>>;
  /** HTML (escaped by JSX) that replaces the element of that id */
  readonly html?: Readonly<Record<string, string>>;
  /** JSON given to the element of that id as the event `live:data` */
  readonly data?: Readonly<Record<string, unknown>>;
}

export interface LiveTopic {
  /** Cheap: it runs up to four times a second while the database changes. `argument` stands after the colon. */
  (db: Database, argument: string): LiveState | Promise<LiveState>;
  /** changes with what the topic shows of files beside the database; cheaper than the topic itself */
  readonly stamp?: (db: Database, argument: string) => string;
}

export type Send = (message: { readonly id: string; readonly data: string }) => Promise<void>;

export interface LiveHub {
  /** @returns the way to unsubscribe */
  readonly subscribe: (topics: readonly string[], lastEventId: string | undefined, send: Send) => () => void;
  readonly subscribers: () => number;
  readonly close: () => void;
}

export const POLL_MS = 250;
/** A topic that takes longer than this share of the time is computed less often. */
const LARGEST_SHARE = 0.2;

interface Subscriber {
  readonly topics: readonly string[];
  readonly send: Send;
  /** JSON of each value sent, by part and key */
  readonly sent: Map<string, string>;
  /** false while a message is on its way: a slow reader gets the next state, not all of them */
  ready: boolean;
}

export function createLiveHub(db: Database, topics: Readonly<Record<string, LiveTopic>>): LiveHub {
  const subscribers = new Set<Subscriber>();
  // Another number after a restart, so that an old Last-Event-ID never fits.
  const boot = Date.now().toString(36);
  let sequence = 0;
  let version = '';
  let late = false;
  let timer: NodeJS.Timeout | undefined;
  let closed = false;

  const topicOf = (topic: string) => {
    const [name = '', ...rest] = topic.split(':');
    return { work: Object.hasOwn(topics, name) ? topics[name] : undefined, argument: rest.join(':') };
  };

  /** What the states of the open pages are made from, as it is now. */
  const versionNow = () => {
    const stamps = new Set([...subscribers].flatMap((one) => one.topics));
    const parts = [dataVersion(db)];
    for (const topic of stamps) {
      const { work, argument } = topicOf(topic);
      if (work?.stamp !== undefined) parts.push(work.stamp(db, argument));
    }
    return parts.join(' ');
  };

  const compute = async (wanted: ReadonlySet<string>) => {
    const states = new Map<string, LiveState>();
    for (const topic of wanted) {
      const { work, argument } = topicOf(topic);
      if (work === undefined) continue;
      try {
        states.set(topic, await work(db, argument));
      } catch {
        // What the topic is about may have been deleted; its page finds out on the next request.
      }
    }
    return states;
  };

  const deliver = (subscriber: Subscriber, states: ReadonlyMap<string, LiveState>) => {
    const news: Record<string, Record<string, unknown>> = {};
    for (const topic of subscriber.topics) {
      for (const [part, values] of Object.entries(states.get(topic) ?? {})) {
        for (const [key, value] of Object.entries(values as Record<string, unknown>)) {
          const json = JSON.stringify(value);
          const name = `${part} ${key}`;
          if (subscriber.sent.get(name) === json) continue;
          subscriber.sent.set(name, json);
          news[part] = { ...news[part], [key]: value };
        }
      }
    }
    if (Object.keys(news).length === 0) return;
    subscriber.ready = false;
    subscriber.send({ id: `${boot}-${sequence}`, data: JSON.stringify(news) }).then(
      () => {
        subscriber.ready = true;
      },
      () => subscribers.delete(subscriber),
    );
  };

  const poll = async () => {
    const startMs = performance.now();
    const now = versionNow();
    if (late || now !== version) {
      late = false;
      version = now;
      sequence += 1;
      const waiting = [...subscribers].filter(({ ready }) => ready);
      if (waiting.length < subscribers.size) late = true;
      const states = await compute(new Set(waiting.flatMap((one) => one.topics)));
      for (const subscriber of waiting) deliver(subscriber, states);
    }
    schedule((performance.now() - startMs) / LARGEST_SHARE);
  };

  const schedule = (waitMs: number) => {
    timer = undefined;
    if (closed || subscribers.size === 0) return;
    timer = setTimeout(poll, Math.max(POLL_MS, waitMs));
    timer.unref();
  };

  return {
    subscribe(wanted, lastEventId, send) {
      const subscriber: Subscriber = { topics: wanted, send, sent: new Map(), ready: true };
      subscribers.add(subscriber);
      const upToDate = lastEventId === `${boot}-${sequence}` && versionNow() === version && !late;
      void compute(new Set(wanted)).then((states) => {
        if (!upToDate) deliver(subscriber, states);
        else remember(subscriber, states);
      });
      if (timer === undefined) schedule(POLL_MS);
      return () => {
        subscribers.delete(subscriber);
      };
    },
    subscribers: () => subscribers.size,
    close() {
      closed = true;
      clearTimeout(timer);
      subscribers.clear();
    },
  };
}

/** The page has these values already. */
function remember(subscriber: Subscriber, states: ReadonlyMap<string, LiveState>): void {
  for (const state of states.values()) {
    for (const [part, values] of Object.entries(state)) {
      for (const [key, value] of Object.entries(values as Record<string, unknown>)) {
        subscriber.sent.set(`${part} ${key}`, JSON.stringify(value));
      }
    }
  }
}
