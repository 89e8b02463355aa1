/** What would be run, how long it takes and what it costs: the numbers of `descent sweep --dry-run`. */
import type { FC } from 'hono/jsx';
import type { Database } from '../../db/index.ts';
import { basisText, runArithmetic } from '../../src/cli/sweep-report.ts';
import { type ExpandedSweep, gridRows, type SweepDefinition } from '../../src/config/index.ts';
import { datasetFacts } from '../../src/data/index.ts';
import { openEngine } from '../../src/engine/index.ts';
import { type Estimate, estimateSweep, physicalCores } from '../../src/sweep/index.ts';
import { bytes, compact, roughly } from '../../src/sweep/progress/format.ts';
import { count, counted } from '../format.ts';
import { Icon } from '../views/components/icons.tsx';
import { ProblemSlot } from './fields.tsx';
import { type LaunchForm, type Problem, trainsAgain, workersOf } from './form.ts';
import type { LaunchPlan } from './plan.ts';
import { typescriptOf } from './typescript.ts';

export async function estimateLaunch(
  db: Database,
  expanded: ExpandedSweep,
  form: LaunchForm,
): Promise<Estimate> {
  return estimateSweep({
    expanded,
    engine: await openEngine(),
    factsOf: datasetFacts,
    workers: workersOf(form) ?? physicalCores(),
    db,
    rerun: trainsAgain(form),
  });
}

/** @param estimate null: it is still to come */
export const Preview: FC<{ plan: LaunchPlan | null; estimate: Estimate | null }> = ({ plan, estimate }) => (
  <div id="launch-preview" class="launch-preview" aria-live="polite">
    {plan === null ? (
      <p class="note">Counting the runs…</p>
    ) : plan.expanded === null ? (
      <Problems problems={plan.problems} />
    ) : (
      <Numbers expanded={plan.expanded} definition={plan.definition} estimate={estimate} />
    )}
  </div>
);

const Problems: FC<{ problems: readonly Problem[] }> = ({ problems }) => (
  <div class="launch-problems" role="alert">
    <p class="launch-count">Not yet</p>
    <ul>
      {problems.map(({ field, message }) => (
        <li>
          {field === '' ? '' : <b>{`${field.replace(/^(fixed|axis)\./, '')} `}</b>}
          {message}
        </li>
      ))}
    </ul>
  </div>
);

const Numbers: FC<{ expanded: ExpandedSweep; definition: SweepDefinition; estimate: Estimate | null }> = ({
  expanded,
  definition,
  estimate,
}) => (
  <>
    <p class="note">
      {expanded.axes
        .map(
          ({ keys, count: n }) =>
            `${n} ${keys[0] === 'seed' ? (n === 1 ? 'seed' : 'seeds') : keys.join(' + ')}`,
        )
        .join(' × ')}
    </p>
    <p class="launch-count">{counted(expanded.runs.length, 'run')}</p>
    {estimate === null ? <p class="note">Estimating…</p> : <Cost estimate={estimate} />}
    <dl class="facts">
      {expanded.counts.excluded + expanded.counts.duplicates === 0 ? null : (
        <>
          <dt>configs</dt>
          <dd>{runArithmetic(expanded)}</dd>
        </>
      )}
      {estimate === null ? null : (
        <>
          <dt>already in the database</dt>
          <dd>{estimate.done === 0 ? 'none' : `${count(estimate.done)}, reused`}</dd>
          <dt>to train</dt>
          <dd>{count(estimate.toTrain)}</dd>
          <dt>on disk</dt>
          <dd>{estimate.toTrain === 0 ? '–' : `about ${bytes(estimate.diskBytes)}`}</dd>
        </>
      )}
    </dl>
    <details>
      <summary>The grid</summary>
      <div class="table-scroll">
        <table class="table compact-table">
          <thead>
            <tr>
              <th scope="col">axis</th>
              <th scope="col" class="number">
                n
              </th>
              <th scope="col">values</th>
            </tr>
          </thead>
          <tbody>
            {gridRows(expanded).map(({ axis, count: n, values }) => (
              <tr>
                <td class="mono">{axis}</td>
                <td class="number">{n}</td>
                <td class="wrap">{values.length > 400 ? `${values.slice(0, 400)}…` : values}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </details>
    <details>
      <summary>As TypeScript</summary>
      <div class="code-block">
        <button
          type="button"
          class="icon-button"
          data-copy={typescriptOf(definition)}
          aria-label="Copy the definition"
        >
          <Icon name="copy" />
        </button>
        <pre tabindex={0}>{typescriptOf(definition)}</pre>
      </div>
    </details>
  </>
);

const Cost: FC<{ estimate: Estimate }> = ({ estimate }) =>
  estimate.toTrain === 0 ? (
    <p class="launch-cost">Every run is in the database already: nothing to train.</p>
  ) : (
    <p class="launch-cost">
      about <b>{roughly(estimate.durationMs)}</b>
      {` on ${counted(estimate.workers, 'worker')}, at ${compact(estimate.samplesPerSecond!)} samples/s each, ${basisText(estimate)}`}
    </p>
  );

/** `Start 960 runs` */
export function startText(plan: LaunchPlan | null, estimate: Estimate | null): string {
  if (plan?.expanded == null) return 'Start';
  if (estimate?.toTrain === 0) return 'Open the sweep';
  return `Start ${counted(estimate?.toTrain ?? plan.expanded.runs.length, 'run')}`;
}

/** The slots of all fields, and the text of the button, put in their places. */
export const OutOfBand: FC<{ form: LaunchForm; plan: LaunchPlan; estimate: Estimate | null }> = (props) => {
  const { form, plan, estimate } = props;
  const fields = [
    ...['name', 'description', 'seeds', 'firstSeed', 'telemetry', 'workers', 'more'],
    ...[...form.fixed.keys()].map((key) => `fixed.${key}`),
    ...[...form.axes.keys()].map((key) => `axis.${key}`),
  ];
  return (
    <>
      {fields.map((field) => (
        <ProblemSlot field={field} problems={plan.problems} oob />
      ))}
      <span id="launch-start-text" hx-swap-oob="true">
        {startText(plan, estimate)}
      </span>
    </>
  );
};
