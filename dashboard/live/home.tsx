import { claimEntries } from '../claims/entries.ts';
import { ClaimsCard } from '../home/claims-card.tsx';
import { engineInfo, MachineCard } from '../home/machine-card.tsx';
import { RunsCard } from '../home/runs-card.tsx';
import { SweepsCard } from '../home/sweeps-card.tsx';
import type { LiveTopic } from './hub.ts';

/** The cards of the home page; each is sent only where it differs. */
export const homeTopic: LiveTopic = async (db) => ({
  html: {
    'home-sweeps': String(await (<SweepsCard db={db} />)),
    'home-runs': String(await (<RunsCard db={db} />)),
    'home-claims': String(await (<ClaimsCard db={db} entries={await claimEntries(db, null)} />)),
    'home-machine': String(await (<MachineCard db={db} info={await engineInfo()} />)),
  },
});
