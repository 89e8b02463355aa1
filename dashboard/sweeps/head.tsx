/** The top of a sweep's page: what it is, how far it is, what each worker does now. */
import type { FC } from 'hono/jsx';
import type { RunTable, SweepRecord } from '../../db/index.ts';
import { count, counted, metricText } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { filterOf, SweepActions } from './actions.tsx';
import { descriptionOf } from './list.tsx';
import { endedOf, StateCounts, SweepBar, stateOf, timeLeftText } from './progress.tsx';
import type { SweepState } from './state.ts';
import type { SweepWork } from './work.ts';

export const SweepHead: FC<{ sweep: SweepRecord; state: SweepState; work: SweepWork }> = (props) => {
  const { sweep, state, work } = props;
  const description = descriptionOf(sweep.definition);
  return (
    <>
      <nav class="breadcrumb" aria-label="Where this is">
        <a href="/sweeps">Sweeps</a> <span aria-hidden="true">/</span> {sweep.name}
      </nav>
      <div class="page-head">
        <h1>{sweep.name}</h1>
        <span class="summary">{summaryOf(work)}</span>
        <SweepActions sweep={sweep} state={state} />
      </div>
      {description === null ? null : <p class="sweep-question">{description}</p>}
    </>
  );
};

/** `7 × 3 × 3 seeds, lenet5 on mnist10k, 5 epochs` */
function summaryOf({ factors, seeds, same }: SweepWork): string {
  const product = [...factors.map(({ levels }) => count(levels.length)), counted(seeds, 'seed')].join(' × ');
  const { architecture, dataset, epochs, steps } = same;
  const budget =
    typeof epochs === 'number'
      ? counted(epochs, 'epoch')
      : typeof steps === 'number'
        ? counted(steps, 'step')
        : '';
  const network =
    architecture === undefined ? '' : dataset === undefined ? architecture : `${architecture} on ${dataset}`;
  return [product, network, budget].filter(Boolean).join(', ');
}

/** Replaced live. */
export const ProgressCard: FC<{ sweep: SweepRecord; state: SweepState; table: RunTable; work: SweepWork }> = (
  props,
) => {
  const { sweep, state, table, work } = props;
  const link = (status: string) =>
    `/runs?${new URLSearchParams({ filter: `${filterOf(sweep.id)} and status = "${status}"`, group: '' })}`;
  return (
    <section class="card sweep-progress-card" id="sweep-progress">
      <div class="card-body">
        <div class="progress-head">
          <span class="sweep-figures">
            <b class="key-figure">{count(endedOf(state))}</b>
            {` of ${counted(state.counts.total, 'run')}`}
          </span>
          <StateCounts state={state} link={link} />
          <span class="state-text time-left">
            <StateIcon state={stateOf(state)} />
            <span>
              <b>{timeLeftText(state)}</b>
              {doneAbout(state)}
            </span>
          </span>
        </div>
        <SweepBar state={state} name={sweep.name} />
        {state.activity === 'stopped' ? (
          <p class="note">
            No process trains this sweep. Resume it here, or with <code>{`descent resume ${sweep.id}`}</code>.
          </p>
        ) : null}
        {state.activity === 'starting' ? (
          <p class="note">The first run starts when a worker is ready.</p>
        ) : null}
        {state.running.length === 0 ? null : (
          <ul class="workers">
            {state.running.map((run) => (
              <WorkerLine sweepId={sweep.id} run={run} table={table} work={work} />
            ))}
          </ul>
        )}
      </div>
    </section>
  );
};

/** `, done about 14:32` */
function doneAbout({ remainingMs }: SweepState): string {
  if (remainingMs === null) return '';
  const time = new Date(Date.now() + remainingMs);
  const two = (value: number) => String(value).padStart(2, '0');
  return `, done about ${two(time.getHours())}:${two(time.getMinutes())}`;
}

const WorkerLine: FC<{
  sweepId: string;
  run: SweepState['running'][number];
  table: RunTable;
  work: SweepWork;
}> = ({ sweepId, run, table, work }) => {
  const row = table.indexOf(run.no) ?? -1;
  const epochs = work.epochsOf(row);
  const last = (metric: string) => table.summary(metric).last[row] ?? Number.NaN;
  const loss = last('train/loss');
  const accuracy = last('validation/accuracy');
  return (
    <li>
      <StateIcon state="running" />
      <a href={`/runs/${run.id}`}>{run.name}</a>
      {epochs === null ? null : <EpochBar done={run.epochsDone} of={epochs} />}
      <span class="note">{`epoch ${run.epochsDone}${epochs === null ? '' : `/${epochs}`}`}</span>
      {Number.isNaN(loss) ? null : <span class="note">{`train/loss ${metricText('train/loss', loss)}`}</span>}
      {Number.isNaN(accuracy) ? null : (
        <span class="note">{`validation/accuracy ${metricText('validation/accuracy', accuracy)} %`}</span>
      )}
      <form method="post" action={`/sweeps/${sweepId}/runs/${run.id}/cancel`}>
        <button type="submit" class="link-button" disabled={run.cancelRequested}>
          {run.cancelRequested ? 'stopping…' : 'cancel'}
          <span class="visually-hidden">{` ${run.name}`}</span>
        </button>
      </form>
    </li>
  );
};

const EpochBar: FC<{ done: number; of: number }> = ({ done, of }) => (
  <svg class="epoch-bar" viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true">
    <rect class="rest" width="100" height="4" />
    <rect class="info" width={((100 * Math.min(done, of)) / of).toFixed(1)} height="4" />
  </svg>
);
