/** What went wrong, and where to look next. */
import type { FC } from 'hono/jsx';
import { type Condition, printCondition } from '../../db/filter/index.ts';
import { type Database, type RunDetail, readMetric } from '../../db/index.ts';
import { budgetOf, learningRateAt } from '../../src/train/index.ts';
import { count, significant } from '../format.ts';
import { StateIcon } from '../views/components/badge.tsx';

export const Banner: FC<{ db: Database; run: RunDetail }> = ({ db, run }) => {
  if (run.status === 'diverged') return <Diverged db={db} run={run} />;
  if (run.status === 'failed') return <Failed run={run} />;
  return null;
};

const Diverged: FC<{ db: Database; run: RunDetail }> = ({ db, run }) => {
  const loss = lastFiniteLoss(db, run);
  const rate = rateAt(run);
  return (
    <div class="card run-banner warn" role="note">
      <StateIcon state="diverged" />
      <div>
        <p>
          <b>{`Diverged at step ${count(run.divergedAtStep ?? 0)}:`}</b> a loss or a gradient was not finite.{' '}
          {loss === null
            ? ''
            : `Last finite loss of a batch: ${significant(loss.value, 3)} at step ${count(loss.step)}. `}
          {rate === null ? '' : `Learning rate there: ${significant(rate, 3)}. `}
        </p>
        <p>
          <a href={neighboursHref(run)}>See its neighbours</a>
          <span class="muted"> — the same settings at other learning rates</span>
        </p>
      </div>
    </div>
  );
};

const Failed: FC<{ run: RunDetail }> = ({ run }) => (
  <div class="card run-banner bad" role="note">
    <StateIcon state="failed" />
    <div>
      <p>
        <b>Failed{run.attempt > 1 ? ` at attempt ${count(run.attempt)}` : ''}:</b>
      </p>
      <pre class="cause">{run.error ?? 'without a message'}</pre>
      {run.errorStack === null ? null : (
        <details>
          <summary>Where it happened</summary>
          <pre>{run.errorStack}</pre>
        </details>
      )}
      <p class="muted">Starting its sweep again, or the command under “Reproduce”, trains it again.</p>
    </div>
  </div>
);

function lastFiniteLoss(db: Database, run: RunDetail): { step: number; value: number } | null {
  const { steps, values } = readMetric(db, run.id, 'train/batch_loss');
  const at = values.findLastIndex(Number.isFinite);
  return at < 0 ? null : { step: steps[at]!, value: values[at]! };
}

function rateAt({ config, divergedAtStep }: RunDetail): number | null {
  if (config === null || divergedAtStep === null) return null;
  const step = Math.max(0, divergedAtStep - 1);
  return learningRateAt(config.schedule, config.learningRate, step, budgetOf(config));
}

/** Runs of its sweep, or all runs, with its optimizer, architecture and data; by learning rate. */
function neighboursHref(run: RunDetail): string {
  const same = (key: string): Condition[] => {
    const value = run.parameters[key] ?? null;
    return value === null
      ? []
      : [{ kind: 'compare', field: { kind: 'parameter', key }, operator: '=', value }];
  };
  const sweep = run.sweeps[0];
  const operands: Condition[] = [
    ...(sweep === undefined
      ? []
      : [
          {
            kind: 'compare',
            field: { kind: 'run', name: 'sweep' },
            operator: '=',
            value: sweep.name,
          } as const,
        ]),
    ...['optimizer', 'architecture', 'dataset'].flatMap(same),
  ];
  const [first] = operands;
  const filter =
    first === undefined ? '' : printCondition(operands.length === 1 ? first : { kind: 'and', operands });
  return `/runs?${new URLSearchParams({ filter, group: 'learningRate', sort: 'learningRate' })}`;
}
