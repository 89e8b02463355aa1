import { countRuns, type Database, listSweeps } from '../../db/index.ts';
import { claimEntries, trainingNow } from '../claims/entries.ts';
import { judgingStamp } from '../claims/training.ts';
import { counted } from '../format.ts';
import { ClaimsCard } from '../home/claims-card.tsx';
import { engineInfo, MachineCard } from '../home/machine-card.tsx';
import { RunsCard } from '../home/runs-card.tsx';
import { SweepsCard } from '../home/sweeps-card.tsx';
import type { LiveState, LiveTopic } from './hub.ts';

/** The cards of the home page; each is sent only where it differs. */
export const homeTopic: LiveTopic = Object.assign(homeNow, { stamp: judgingStamp });

async function homeNow(db: Database): Promise<LiveState> {
  const sweeps = listSweeps(db);
  const entries = await claimEntries(db, null);
  return {
    text: { announce: announced(db) },
    html: {
      'home-sweeps': String(await (<SweepsCard db={db} sweeps={sweeps} />)),
      'home-runs': String(await (<RunsCard db={db} />)),
      'home-claims': String(await (<ClaimsCard entries={entries} trainingOf={trainingNow(db, sweeps)} />)),
      'home-machine': String(await (<MachineCard db={db} info={await engineInfo()} />)),
    },
  };
}

function announced(db: Database): string {
  const { total, running, queued } = countRuns(db);
  return `${counted(total, 'run')}: ${running} running, ${queued} waiting.`;
}
