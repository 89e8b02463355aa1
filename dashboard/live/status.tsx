/** The pill of the top bar: how much is running, and for how long. */
import { countRuns, type Database, listSweeps } from '../../db/index.ts';
import { count } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';
import type { LiveTopic } from './hub.ts';

function pillText(db: Database): string {
  const { running, queued } = countRuns(db);
  if (running === 0 && queued === 0) return 'nothing running';
  if (running === 0) return `${count(queued)} queued`;
  return `${count(running)} running`;
}

/** Leads to the sweep that runs, where there is one. */
function pillHref(db: Database): string {
  const running = listSweeps(db).find(({ counts }) => counts.running > 0);
  return running === undefined ? '/sweeps' : `/sweeps/${running.id}`;
}

export function livePill(db: Database) {
  const active = countRuns(db).running > 0;
  return (
    <a id="live-pill" class={active ? 'pill active' : 'pill'} href={pillHref(db)}>
      <StateIcon state={active ? 'running' : 'queued'} />
      <span class="pill-text">{pillText(db)}</span>
    </a>
  );
}

export const statusTopic: LiveTopic = async (db) => ({ html: { 'live-pill': String(await livePill(db)) } });
