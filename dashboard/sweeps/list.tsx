/** The list of sweeps. */
import type { FC } from 'hono/jsx';
import { type Database, listSweeps, runTable, type SweepRecord, selectRunNumbers } from '../../db/index.ts';
import type { Cell } from '../../src/export/index.ts';
import { createCache } from '../cache.ts';
import { csvOf } from '../csv.ts';
import { count, counted, shortAge, timeText } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';
import { MeanSpread } from '../views/components/numbers.tsx';
import { type BestConfig, bestConfig } from './best.ts';
import { endedOf, StateCounts, SweepBar, stateOf, timeLeftText } from './progress.tsx';
import { type SweepState, sweepState } from './state.ts';

export const SWEEPS_A_PAGE = 50;

export interface ListedSweep {
  readonly sweep: SweepRecord;
  readonly state: SweepState;
  readonly best: BestConfig | null;
}

const bests = new WeakMap<Database, ReturnType<typeof createCache<BestConfig | null>>>();

export function listedSweep(db: Database, sweep: SweepRecord): ListedSweep {
  const table = runTable(db);
  const cache = bests.get(db) ?? createCache<BestConfig | null>(200);
  bests.set(db, cache);
  // the best changes when a run has ended, or the sweep has others
  const { completed, total } = sweep.counts;
  const best = cache(`${sweep.id} ${sweep.hash} ${completed} ${total}`, () =>
    bestConfig(
      table,
      selectRunNumbers(db, { sweepId: sweep.id }).flatMap((no) => table.indexOf(no) ?? []),
    ),
  );
  return { sweep, state: sweepState(db, sweep.id, sweep.counts), best };
}

export function listedSweeps(db: Database, page: number): { all: number; shown: ListedSweep[] } {
  const all = listSweeps(db);
  const from = (page - 1) * SWEEPS_A_PAGE;
  return {
    all: all.length,
    shown: all.slice(from, from + SWEEPS_A_PAGE).map((sweep) => listedSweep(db, sweep)),
  };
}

/** One row a sweep, with its best config as the table has it. */
export function sweepsCsv(db: Database): string {
  const rows = listSweeps(db).map((sweep): Cell[] => {
    const { state, best } = listedSweep(db, sweep);
    const { total, completed, diverged, failed, cancelled, running, queued } = sweep.counts;
    return [
      ...[sweep.id, sweep.name, descriptionOf(sweep.definition), sweep.createdAt, state.activity],
      ...[total, completed, diverged, failed, cancelled, running, queued],
      ...[
        best?.metric ?? null,
        best?.summary.mean ?? null,
        best?.summary.std ?? null,
        best?.summary.n ?? null,
      ],
    ];
  });
  return csvOf(
    {
      ...{ id: 'text', name: 'text', description: 'text', made: 'time', activity: 'text' },
      ...{ runs: 'integer', completed: 'integer', diverged: 'integer', failed: 'integer' },
      ...{ cancelled: 'integer', running: 'integer', queued: 'integer' },
      ...{ best_metric: 'text', best_mean: 'number', best_std: 'number', best_n: 'integer' },
    },
    rows,
  );
}

export const SweepsTable: FC<{ sweeps: readonly ListedSweep[] }> = ({ sweeps }) => (
  <div class="table-scroll">
    <table class="table sweeps-table">
      <thead>
        <tr>
          <th scope="col">Sweep</th>
          <th scope="col">Progress</th>
          <th scope="col">State</th>
          <th
            scope="col"
            class="number"
            title="Config chosen by validation accuracy, mean ± std over its seeds"
          >
            Best test/accuracy, %
          </th>
          <th scope="col" class="number">
            n
          </th>
          <th scope="col" class="number">
            Made
          </th>
        </tr>
      </thead>
      <tbody>
        {sweeps.map((one) => (
          <SweepRow one={one} />
        ))}
      </tbody>
    </table>
  </div>
);

const SweepRow: FC<{ one: ListedSweep }> = ({ one }) => {
  const { sweep, best } = one;
  const description = descriptionOf(sweep.definition);
  return (
    <tr data-row={sweep.id} data-href={`/sweeps/${sweep.id}`}>
      <th scope="row" class="sweep-name">
        <a href={`/sweeps/${sweep.id}`}>{sweep.name}</a>
        {description === null ? null : <span class="note">{description}</span>}
      </th>
      <ProgressCell one={one} />
      <StateCell one={one} />
      <td class="number sweep-best">
        {best === null ? (
          <span class="unknown">–</span>
        ) : (
          <MeanSpread metric={best.metric} mean={best.summary.mean} spread={best.summary.std} />
        )}
      </td>
      <td class="number sweep-n">{best === null ? '' : best.summary.n}</td>
      <td class="number sweep-age" title={timeText(sweep.createdAt)}>
        {shortAge(sweep.createdAt)}
      </td>
    </tr>
  );
};

/** Replaced live; holds nothing that can have the focus. */
export const ProgressCell: FC<{ one: ListedSweep }> = ({ one: { sweep, state } }) => (
  <td class="sweep-progress" id={`sweep-progress-${sweep.id}`}>
    <span class="sweep-figures">
      <b>{count(endedOf(state))}</b>
      {` of ${counted(state.counts.total, 'run')}`}
    </span>
    <SweepBar state={state} name={sweep.name} />
    <StateCounts state={state} />
  </td>
);

export const StateCell: FC<{ one: ListedSweep }> = ({ one: { sweep, state } }) => (
  <td class="sweep-state" id={`sweep-state-${sweep.id}`}>
    <span class="state-text">
      <StateIcon state={stateOf(state)} />
      <span>{timeLeftText(state)}</span>
    </span>
  </td>
);

export function descriptionOf(definition: unknown): string | null {
  const text = (definition as { readonly description?: unknown } | null)?.description;
  return typeof text === 'string' && text !== '' ? text : null;
}
