/** The sweeps that run, then the newest, with their progress and the time that is left. */
import type { FC } from 'hono/jsx';
import type { Database, SweepRecord } from '../../db/index.ts';
import { count, counted, shortAge } from '../format.ts';
import { endedOf, SweepBar, stateOf, timeLeftText } from '../sweeps/progress.tsx';
import { type SweepState, sweepState } from '../sweeps/state.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { Card } from '../views/components/card.tsx';

const SHOWN = 5;

/** What runs stands first, what waits next; each of these by age. */
function rank({ counts }: SweepRecord): number {
  if (counts.running > 0) return 0;
  return counts.queued > 0 ? 1 : 2;
}

export const SweepsCard: FC<{ db: Database; sweeps: readonly SweepRecord[] }> = ({ db, sweeps: all }) => {
  const shown = [...all].sort((a, b) => rank(a) - rank(b)).slice(0, SHOWN);
  const running = all.filter((one) => rank(one) === 0).length;
  const waiting = all.filter((one) => rank(one) === 1).length;
  const words = [
    running > 0 ? `${count(running)} running` : '',
    waiting > 0 ? `${count(waiting)} with runs left` : '',
    `${count(all.length - running - waiting)} finished`,
  ].filter(Boolean);
  return (
    <Card
      id="home-sweeps"
      title="Sweeps"
      remark={all.length === 0 ? '' : words.join(', ')}
      tools={all.length === 0 ? undefined : <a href="/sweeps">all sweeps</a>}
      calm
      flush
    >
      {all.length === 0 ? (
        <p class="card-empty">
          No sweeps yet: these runs were started one by one. <a href="/launch">Launch a sweep</a>
        </p>
      ) : (
        <ul class="home-sweeps">
          {shown.map((sweep) => (
            <Sweep sweep={sweep} state={sweepState(db, sweep.id, sweep.counts)} />
          ))}
        </ul>
      )}
    </Card>
  );
};

const Sweep: FC<{ sweep: SweepRecord; state: SweepState }> = ({ sweep, state }) => {
  const finished = state.activity === 'finished';
  return (
    <li>
      <StateIcon state={stateOf(state)} label={stateOf(state)} />
      <a href={`/sweeps/${sweep.id}`}>{sweep.name}</a>
      <span class="home-count">{`${count(endedOf(state))} of ${counted(state.counts.total, 'run')}`}</span>
      <span class="muted home-left">
        {finished ? `made ${shortAge(sweep.createdAt)} ago` : timeLeftText(state)}
      </span>
      <SweepBar state={state} name={sweep.name} />
    </li>
  );
};
