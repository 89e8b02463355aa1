/** One sweep's page. The argument, encoded for an address, is its id and the view: `<id>?metric=…`. */
import { getSweep } from '../../db/index.ts';
import { SweepActions } from '../sweeps/actions.tsx';
import { ProgressCard } from '../sweeps/head.tsx';
import { endedOf } from '../sweeps/progress.tsx';
import { sweepState } from '../sweeps/state.ts';
import { sweepWork } from '../sweeps/work.ts';
import type { LiveTopic } from './hub.ts';

export const sweepTopic: LiveTopic = async (db, argument) => {
  const [id = ''] = decodeURIComponent(argument).split('?');
  const sweep = getSweep(db, id);
  const state = sweepState(db, sweep.id, sweep.counts);
  const work = sweepWork(db, sweep);
  return {
    text: { announce: `${sweep.name}: ${endedOf(state)} of ${state.counts.total} runs have ended.` },
    html: {
      'sweep-actions': String(await (<SweepActions sweep={sweep} state={state} />)),
      'sweep-progress': String(
        await (<ProgressCard sweep={sweep} state={state} table={work.table} work={work} />),
      ),
    },
  };
};
