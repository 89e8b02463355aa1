/** The pill of the top bar: how much is running, and for how long. */
import { countRuns, type Database, listSweeps, type SweepRecord } from '../../db/index.ts';
import { roughly } from '../../src/sweep/progress/format.ts';
import { count } from '../format.ts';
import { sweepState } from '../sweeps/state.ts';
import { StateIcon } from '../views/components/badge.tsx';
import type { LiveTopic } from './hub.ts';

function pillText(db: Database, sweep: SweepRecord | undefined): string {
  const { running, queued } = countRuns(db);
  if (running === 0 && queued === 0) return 'nothing running';
  if (running === 0) return `${count(queued)} queued`;
  const remainingMs = sweep === undefined ? null : sweepState(db, sweep.id, sweep.counts).remainingMs;
  return `${count(running)} running${remainingMs === null ? '' : ` · ${roughly(remainingMs)} left`}`;
}

/** Leads to the sweep that runs, where there is one. */
export function livePill(db: Database) {
  const active = countRuns(db).running > 0;
  const sweep = active ? listSweeps(db).find(({ counts }) => counts.running > 0) : undefined;
  return (
    <a
      id="live-pill"
      class={active ? 'pill active' : 'pill'}
      href={sweep === undefined ? '/sweeps' : `/sweeps/${sweep.id}`}
    >
      <StateIcon state={active ? 'running' : 'queued'} />
      <span class="pill-text">{pillText(db, sweep)}</span>
    </a>
  );
}

export const statusTopic: LiveTopic = async (db) => ({ html: { 'live-pill': String(await livePill(db)) } });
