/** Is it running, is it well, what did we learn? */
import { countRuns, listSweeps } from '../../db/index.ts';
import { claimEntries, trainingNow } from '../claims/entries.ts';
import type { PageContext, Route } from '../context.ts';
import { ClaimsCard } from '../home/claims-card.tsx';
import { engineInfo, MachineCard } from '../home/machine-card.tsx';
import { RunsCard } from '../home/runs-card.tsx';
import { SweepsCard } from '../home/sweeps-card.tsx';
import { EmptyState } from '../views/components/states.tsx';
import { renderPage } from '../views/page.tsx';

async function home(c: PageContext): Promise<Response> {
  const { db } = c.var.dashboard;
  const [entries, info] = await Promise.all([claimEntries(db, null), engineInfo()]);
  const empty = countRuns(db).total === 0;
  const sweeps = listSweeps(db);
  const body = (
    <div class="home-page">
      <h1 class="visually-hidden">Home</h1>
      <div class="home-main">
        {empty ? (
          <EmptyState
            title="No runs yet"
            actions={[{ label: 'Launch a sweep', href: '/launch', primary: true }]}
            command="npm run quickstart"
          >
            Train 63 networks on the built-in digits in about a minute, or start a sweep of your own.
          </EmptyState>
        ) : (
          <>
            <SweepsCard db={db} sweeps={sweeps} />
            <RunsCard db={db} />
          </>
        )}
      </div>
      <div class="home-side">
        <ClaimsCard entries={entries} trainingOf={trainingNow(db, sweeps)} />
        <MachineCard db={db} info={info} />
      </div>
    </div>
  );
  return renderPage(c, { title: 'Home', active: 'home', body, topics: ['home'] });
}

export const homeRoutes: readonly Route[] = [{ method: 'GET', path: '/', handler: home }];
