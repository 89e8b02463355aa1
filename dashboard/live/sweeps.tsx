/** Progress of the sweeps in the list. The argument is the page. */
import { countRuns } from '../../db/index.ts';
import { counted } from '../format.ts';
import { listedSweeps, ProgressCell, StateCell } from '../sweeps/list.tsx';
import type { LiveTopic } from './hub.ts';

export const sweepsTopic: LiveTopic = async (db, argument) => {
  const { all, shown } = listedSweeps(db, Math.max(1, Number(argument) || 1));
  const html: Record<string, string> = {};
  for (const one of shown) {
    html[`sweep-progress-${one.sweep.id}`] = String(await (<ProgressCell one={one} />));
    html[`sweep-state-${one.sweep.id}`] = String(await (<StateCell one={one} />));
  }
  const { running, queued } = countRuns(db);
  const announce = `${counted(all, 'sweep')}: ${counted(running, 'run')} in training, ${queued} waiting.`;
  return { html, text: { announce } };
};
