/** What a run's page shows anew while the run goes on. */
import { type Database, getRun, type RunDetail } from '../../db/index.ts';
import { counted } from '../format.ts';
import type { LiveState, LiveTopic } from '../live/hub.ts';
import { curvesOf } from './curves.ts';
import { siblingsOf } from './facts.ts';
import { Figures } from './figures.tsx';
import { RunState } from './head.tsx';
import { logStamp, logTail } from './log.ts';
import { isSignal, layerMetric } from './metric-names.ts';
import { layerMap } from './telemetry.ts';

/** Topics of a page; the signal is that of its heat map. */
export function runTopics(run: RunDetail, signal: string | null): string[] {
  return [`run:${run.id}${signal === null ? '' : `/${signal}`}`, `log:${run.id}`];
}

/**
 * Which blocks the page has: another outline means another page. Numbers and points are no part of it, they are
 * replaced where they stand.
 */
export function outlineOf(run: RunDetail): string {
  const courses = Object.entries(run.summary)
    .filter(([metric]) => layerMetric(metric) === null)
    .map(([metric, { count }]) => `${metric}${count > 1 ? '+' : ''}`);
  const signals = new Set(Object.keys(run.summary).flatMap((metric) => layerMetric(metric)?.[0] ?? []));
  return [run.status, run.cancelRequested ? 'asked' : '', ...courses, ...signals].join(' ');
}

/** The argument is `<id>` or `<id>/<signal of the heat map>`. */
export const runTopic: LiveTopic = Object.assign(
  async (db: Database, argument: string): Promise<LiveState> => {
    const [id = '', signal = ''] = argument.split('/');
    const run = getRun(db, id);
    const outline = {
      data: { 'run-page': { outline: outlineOf(run) } },
      text: { announce: `${run.name}: ${run.status}, ${counted(run.epochsDone, 'epoch')}.` },
    };
    return run.status === 'running' ? merged(await runningState(db, run, signal), outline) : outline;
  },
  { stamp: (db: Database, argument: string) => (isDue(db, argument) ? 'due' : '') },
);

async function runningState(db: Database, run: RunDetail, signal: string): Promise<LiveState> {
  const figures: LiveState = {
    html: {
      'run-state': String(await RunState({ run })),
      'run-figures': String(await Figures({ db, run, siblings: siblingsOf(db, run) })),
    },
  };
  return merged(figures, chartsNow(db, run, signal));
}

/** Charts are drawn anew less often than numbers change: a run of short epochs would keep a browser busy. */
const CHART_MS = 750;

interface Drawing {
  readonly atMs: number;
  readonly state: LiveState;
  /** something has changed since: it is due at the end of CHART_MS, also where nothing changes any more */
  owed: boolean;
}

const drawings = new WeakMap<Database, Map<string, Drawing>>();

function chartsNow(db: Database, run: RunDetail, signal: string): LiveState {
  const kept = drawings.get(db) ?? new Map<string, Drawing>();
  drawings.set(db, kept);
  const key = signal === '' ? run.id : `${run.id}/${signal}`;
  const old = kept.get(key);
  if (old !== undefined && performance.now() - old.atMs < CHART_MS) {
    old.owed = true;
    return old.state;
  }
  const state = chartState(db, run, signal);
  // those of pages that were closed long ago go
  if (kept.size >= 64) kept.clear();
  kept.set(key, { atMs: performance.now(), state, owed: false });
  return state;
}

function isDue(db: Database, argument: string): boolean {
  const one = drawings.get(db)?.get(argument);
  return one?.owed === true && performance.now() - one.atMs >= CHART_MS;
}

function chartState(db: Database, run: RunDetail, signal: string): LiveState {
  const curves = curvesOf(db, run);
  const map = isSignal(signal) ? layerMap(db, run, signal) : null;
  return {
    text: {
      ...Object.fromEntries(curves.map(({ id, footnote }) => [`${id}-note`, footnote])),
      ...(map !== null && { 'layers-note': map.footnote }),
    },
    data: {
      ...Object.fromEntries(curves.map(({ id, spec }) => [`${id}-chart`, spec])),
      ...(map !== null && { 'layers-chart': map.spec }),
    },
  };
}

function merged(a: LiveState, b: LiveState): LiveState {
  return { html: { ...a.html, ...b.html }, text: { ...a.text, ...b.text }, data: { ...a.data, ...b.data } };
}

/** The end of the log of a run; it is looked at also where the database is still. */
export const logTopic: LiveTopic = Object.assign(
  (db: Database, id: string): LiveState => ({ text: { log: logTail(db, id)?.text ?? '' } }),
  { stamp: logStamp },
);
