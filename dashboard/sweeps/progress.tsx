/** What a sweep's progress looks like, in the list of sweeps and on a sweep's own page. */
import type { FC } from 'hono/jsx';
import type { RunStatus } from '../../db/index.ts';
import { roughly } from '../../src/sweep/progress/format.ts';
import { count } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { ProgressBar } from '../views/components/progress.tsx';
import type { Activity, SweepState } from './state.ts';

const SHOWN: readonly RunStatus[] = ['completed', 'diverged', 'failed', 'cancelled', 'running', 'queued'];

export function endedOf({ counts }: SweepState): number {
  return counts.completed + counts.diverged + counts.failed + counts.cancelled;
}

/** `2 min left`, `estimating…`, `stopped: 24 left` */
export function timeLeftText({ activity, remainingMs, counts }: SweepState): string {
  switch (activity) {
    case 'running':
      return remainingMs === null ? 'estimating…' : `${roughly(remainingMs)} left`;
    case 'starting':
      return 'starting…';
    case 'stopped':
      return `stopped, ${count(counts.queued + counts.running)} left`;
    case 'finished':
      if (counts.total === 0) return 'no runs';
      return counts.cancelled > 0 ? `ended, ${count(counts.cancelled)} cancelled` : 'finished';
    default:
      return activity satisfies never;
  }
}

/** The state of a run that tells the same. */
export function stateOf({ activity, counts }: SweepState): RunStatus {
  const by: Readonly<Record<Activity, RunStatus>> = {
    running: 'running',
    starting: 'queued',
    stopped: 'queued',
    finished: counts.failed > 0 ? 'failed' : counts.cancelled > 0 ? 'cancelled' : 'completed',
  };
  return by[activity];
}

/** Icons with numbers, of the states that occur; `link`: each leads to these runs. */
export const StateCounts: FC<{ state: SweepState; link?: (status: RunStatus) => string }> = ({
  state: { counts },
  link,
}) => (
  <span class="state-counts">
    {SHOWN.filter((status) => counts[status] > 0).map((status) => {
      const inner = (
        <>
          <StateIcon state={status} />
          {`${count(counts[status])} ${status}`}
        </>
      );
      return link === undefined ? (
        <span class="state-count">{inner}</span>
      ) : (
        <a class="state-count" href={link(status)}>
          {inner}
        </a>
      );
    })}
  </span>
);

export const SweepBar: FC<{ state: SweepState; name: string }> = ({ state, name }) => (
  <ProgressBar counts={state.counts} label={`Progress of ${name}`} />
);
