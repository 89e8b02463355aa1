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
import type { Advice } from './advice.ts';
import { ProblemSlot } from './fields.tsx';
import { type LaunchForm, type Problem, trainsAgain, workersOf } from './form.ts';
import type { LaunchPlan } from './plan.ts';
import { typescriptOf } from './typescript.ts';
import { conditionsInWords } from './words.ts';

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

interface PreviewProps {
  readonly plan: LaunchPlan | null;
  /** null: it is still to come */
  readonly estimate: Estimate | null;
  readonly advice?: readonly Advice[];
}

export const Preview: FC<PreviewProps> = ({ plan, estimate, advice = [] }) => (
  <div id="launch-preview" class="launch-preview" aria-live="polite">
    {plan === null ? (
      <p class="note">Counting the runs…</p>
    ) : plan.expanded === null ? (
      <Problems problems={plan.problems} />
    ) : (
      <>
        <Numbers expanded={plan.expanded} estimate={estimate} />
        <AdviceList advice={advice} />
        <Details expanded={plan.expanded} definition={plan.definition} />
      </>
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

const Numbers: FC<{ expanded: ExpandedSweep; estimate: Estimate | null }> = ({ expanded, estimate }) => (
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
  </>
);

/** What earlier runs say of it; the button writes the exclusion into the form (static/js/launch.js). */
const AdviceList: FC<{ advice: readonly Advice[] }> = ({ advice }) =>
  advice.length === 0 ? null : (
    <ul class="launch-advice">
      {advice.map(({ text, runs, exclude }) => (
        <li>
          <span>{`${text}.`}</span>
          {exclude === null ? null : (
            <button type="button" class="button" data-exclude={JSON.stringify(exclude)}>
              {`Exclude those ${counted(runs, 'run')}`}
            </button>
          )}
        </li>
      ))}
    </ul>
  );

const Details: FC<{ expanded: ExpandedSweep; definition: SweepDefinition }> = ({ expanded, definition }) => (
  <>
    <ConditionList definition={definition} />
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

const ConditionList: FC<{ definition: SweepDefinition }> = ({ definition }) => {
  const words = conditionsInWords(definition);
  return words.length === 0 ? null : (
    <ul class="launch-conditions note">
      {words.map((sentence) => (
        <li>{sentence}</li>
      ))}
    </ul>
  );
};

const Cost: FC<{ estimate: Estimate }> = ({ estimate }) =>
  estimate.toTrain === 0 ? (
    <p class="launch-cost">Every run is in the database already: nothing to train.</p>
  ) : (
    <p class="launch-cost">
      about <b>{roughly(estimate.durationMs)}</b>
      {errorText(estimate)}
      {` on ${counted(estimate.workers, 'worker')}, at ${compact(estimate.samplesPerSecond!)} samples/s each, ${basisText(estimate)}`}
    </p>
  );

/** ` ± 5 min`; nothing below a second, or where no earlier runs tell how much their speed varies */
function errorText({ durationMs, errorShare }: Estimate): string {
  const errorMs = (errorShare ?? 0) * durationMs;
  return errorMs < 1000 ? '' : ` ± ${roughly(errorMs)}`;
}

/** `Start 960 runs` */
export function startText(plan: LaunchPlan | null, estimate: Estimate | null): string {
  if (plan?.expanded == null) return 'Start';
  if (estimate?.toTrain === 0) return 'Open the sweep';
  return `Start ${counted(estimate?.toTrain ?? plan.expanded.runs.length, 'run')}`;
}

/** On a phone, where the preview is far below: `960 runs · about 1 h 42 min`. */
export function barText(plan: LaunchPlan | null, estimate: Estimate | null): string {
  if (plan === null) return 'Counting the runs…';
  if (plan.expanded === null) return `Not yet: ${counted(plan.problems.length, 'problem')}`;
  const runs = counted(plan.expanded.runs.length, 'run');
  if (estimate === null) return runs;
  return estimate.toTrain === 0
    ? `${runs}, all there already`
    : `${runs} · about ${roughly(estimate.durationMs)}`;
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
      <a id="launch-bar-text" href="#launch-preview" hx-swap-oob="true">
        {barText(plan, estimate)}
      </a>
    </>
  );
};
