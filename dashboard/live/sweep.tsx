/** One sweep's page. The argument, encoded for an address, is its id and the view: `<id>?metric=…`. */
import { type Database, getSweep } from '../../db/index.ts';
import { SweepActions } from '../sweeps/actions.tsx';
import { analyse } from '../sweeps/analysis.ts';
import { BoardCard } from '../sweeps/board-card.tsx';
import { chartTexts, outlineOf } from '../sweeps/cards.tsx';
import { bestOfSpec, sensitivitySpec } from '../sweeps/curves.ts';
import { EffectsCard, InteractionsCard } from '../sweeps/effects-card.tsx';
import { ProgressCard } from '../sweeps/head.tsx';
import { HeatCard } from '../sweeps/heat-card.tsx';
import { ImportanceCard } from '../sweeps/importance-card.tsx';
import { parallelSpec } from '../sweeps/parallel.ts';
import { endedOf } from '../sweeps/progress.tsx';
import { sweepState } from '../sweeps/state.ts';
import { TopTenCard } from '../sweeps/top-ten-card.tsx';
import { logStamp, trainingLog } from '../sweeps/training.ts';
import { parseView } from '../sweeps/view.ts';
import { readArgument } from './argument.ts';
import type { LiveState, LiveTopic } from './hub.ts';

export const sweepTopic: LiveTopic = Object.assign(sweepNow, {
  // the log grows beside the database
  stamp: (db: Database, argument: string) => logStamp(db, readArgument(argument).id),
});

async function sweepNow(db: Database, argument: string): Promise<LiveState> {
  const { id, query } = readArgument(argument);
  const sweep = getSweep(db, id);
  const state = sweepState(db, sweep.id, sweep.counts);
  const analysis = analyse(db, sweep, parseView(new URLSearchParams(query)));
  const { work } = analysis;
  return {
    text: {
      announce: `${sweep.name}: ${endedOf(state)} of ${state.counts.total} runs have ended.`,
      ...chartTexts(analysis),
      'sweep-log': trainingLog(db, sweep.id) ?? '',
    },
    html: {
      'sweep-actions': String(await (<SweepActions sweep={sweep} state={state} />)),
      'sweep-progress': String(
        await (<ProgressCard sweep={sweep} state={state} table={work.table} work={work} />),
      ),
      'sweep-heat': String(await (<HeatCard analysis={analysis} />)),
      'sweep-board': String(await (<BoardCard analysis={analysis} />)),
      'sweep-top-ten': String(await (<TopTenCard analysis={analysis} />)),
      'sweep-importance': String(await (<ImportanceCard analysis={analysis} />)),
      'sweep-effects': String(await (<EffectsCard analysis={analysis} />)),
      'sweep-interactions': String(await (<InteractionsCard analysis={analysis} />)),
    },
    data: {
      'sweep-analysis': { outline: outlineOf(analysis) },
      'sweep-sensitivity-chart': sensitivitySpec(analysis),
      'sweep-parallel-chart': parallelSpec(analysis)?.spec ?? null,
      'sweep-best-of-chart': bestOfSpec(analysis),
    },
  };
}
