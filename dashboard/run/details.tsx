/** The tabs under a run: log, metrics, environment, artifacts. */
import type { FC } from 'hono/jsx';
import { type Database, inferDefinition, type RunDetail } from '../../db/index.ts';
import { bytesText, count, metricHead, metricText, timeText, UNKNOWN } from '../format.ts';
import { Segments } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import { Facts } from './config.tsx';
import { logTail } from './log.ts';
import { type RunView, runHref, TABS, type Tab } from './view.ts';

interface Props {
  readonly db: Database;
  readonly run: RunDetail;
  readonly view: RunView;
}

const TITLES: Readonly<Record<Tab, string>> = {
  log: 'Log',
  metrics: 'Metrics',
  environment: 'Environment',
  artifacts: 'Artifacts',
};

/** Its own block, so that a change of the tab swaps nothing else. */
export const Details: FC<Props> = (props) => {
  const { run, view } = props;
  const counts: Partial<Record<Tab, number>> = {
    metrics: Object.keys(run.summary).length,
    artifacts: run.artifacts.length,
  };
  return (
    <section class="card flush" id="run-details" data-tab={view.tab}>
      <header class="card-head">
        <h2 class="visually-hidden">Details</h2>
        <Segments
          label="Details"
          hx={{
            'hx-target': '#run-details',
            'hx-select': '#run-details',
            'hx-swap': 'outerHTML',
            'hx-push-url': 'true',
          }}
          options={TABS.map((tab) => ({
            label: counts[tab] === undefined ? TITLES[tab] : `${TITLES[tab]} ${count(counts[tab])}`,
            href: runHref(run.id, view, { tab }),
            active: tab === view.tab,
          }))}
        />
      </header>
      <Panel {...props} />
    </section>
  );
};

const Panel: FC<Props> = (props) => {
  switch (props.view.tab) {
    case 'log':
      return <Log {...props} />;
    case 'metrics':
      return <Metrics {...props} />;
    case 'environment':
      return <Environment {...props} />;
    case 'artifacts':
      return <Artifacts {...props} />;
    default:
      return props.view.tab satisfies never;
  }
};

const Log: FC<Props> = ({ db, run }) => {
  const log = logTail(db, run.id);
  const live = run.status === 'running' || run.status === 'queued';
  if (log === null && !live) return <p class="panel muted">This run has no log.</p>;
  return (
    <>
      <pre
        class="log"
        id="run-log"
        data-live="log"
        tabindex={0}
        role="log"
        aria-label="Log of the run"
        aria-live="off"
      >
        {log?.text ?? ''}
      </pre>
      <footer class="footnote log-foot">
        <span>
          {live ? 'Grows while the run goes on.' : 'What its process printed.'}
          {log !== null && log.left > 0 ? ` The first ${bytesText(log.left)} are in the file only.` : ''}
        </span>
        {log === null ? null : <a href={`/runs/${run.id}/log`}>Save the whole log</a>}
      </footer>
    </>
  );
};

const Metrics: FC<Props> = ({ run }) => (
  <>
    <div class="table-scroll" tabindex={0} role="region" aria-label="Metrics of the run">
      <table class="table metrics-table">
        <thead>
          <tr>
            <th scope="col">metric</th>
            {['last', 'best', 'at step', 'min', 'max', 'points', 'NaN'].map((title) => (
              <th scope="col" class="number">
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(run.summary).map(([metric, one]) => (
            <tr>
              <th scope="row">{metricHead(metric, inferDefinition(metric).unit)}</th>
              <td class="number">{metricText(metric, one.last)}</td>
              <td class="number">{metricText(metric, one.best)}</td>
              <td class="number">{one.bestStep === null ? UNKNOWN : count(one.bestStep)}</td>
              <td class="number">{metricText(metric, one.min)}</td>
              <td class="number">{metricText(metric, one.max)}</td>
              <td class="number">{count(one.count)}</td>
              <td class="number">{one.nanCount === 0 ? UNKNOWN : count(one.nanCount)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <footer class="footnote">
      Best by the direction of the metric; min, max and best leave NaN out.{' '}
      <a href={`/runs/${run.id}/summary.csv`}>This table as CSV</a>,{' '}
      <a href={`/runs/${run.id}/metrics.csv`}>all points as CSV</a>
    </footer>
  </>
);

const Environment: FC<Props> = ({ run }) => {
  const { environment: made } = run;
  const rows: [string, string | null][] = [
    ['created', timeText(run.createdAt)],
    ['started', run.startedAt === null ? null : timeText(run.startedAt)],
    ['finished', run.finishedAt === null ? null : timeText(run.finishedAt)],
    ['attempt', run.attempt === 0 ? null : count(run.attempt)],
    ['project', run.project],
    ['process', run.owner === null ? null : `${run.owner.pid} on ${run.owner.host}`],
    ...(made === null
      ? []
      : ([
          ['machine', `${made.cpu}, ${count(made.cores)} cores, ${bytesText(made.memoryBytes)}`],
          ['system', `${made.os}, ${made.arch}`],
          ['software', `descent ${made.descent}, node ${made.node}`],
          [
            'git',
            made.gitCommit === null
              ? null
              : `${made.gitCommit}${made.gitDirty ? ', with changes' : ', clean'}`,
          ],
        ] as [string, string | null][])),
    ['speed', run.samplesPerSecond === null ? null : `${count(run.samplesPerSecond)} samples/s`],
    ['peak memory', run.peakMemoryBytes === null ? null : bytesText(run.peakMemoryBytes)],
    ['config hash', run.configHash],
    ['SHA-256 of the data', run.config?.dataSha256 ?? null],
    ['recording', run.recording === null ? null : recordingText(run)],
  ];
  return <Facts rows={rows.filter((row): row is [string, string] => row[1] !== null)} />;
};

function recordingText({ recording }: RunDetail): string {
  return Object.entries(recording!)
    .filter(([, value]) => !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => `${key} ${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(', ');
}

const Artifacts: FC<Props> = ({ run }) => {
  if (run.artifacts.length === 0) {
    return (
      <p class="panel muted">
        {run.status === 'completed' ? 'It kept no files.' : 'Files are kept at the end of a run.'}
      </p>
    );
  }
  return (
    <div class="table-scroll" tabindex={0} role="region" aria-label="Artifacts of the run">
      <table class="table artifacts">
        <thead>
          <tr>
            <th scope="col">name</th>
            <th scope="col">kind</th>
            <th scope="col" class="number">
              step
            </th>
            <th scope="col" class="number">
              size
            </th>
            <th scope="col">SHA-256</th>
          </tr>
        </thead>
        <tbody>
          {run.artifacts.map(({ name, kind, step, bytes, sha256, mime }) => (
            <tr>
              <th scope="row">
                {mime === 'image/png' ? (
                  <img src={artifactHref(run, sha256)} alt="" width="28" height="28" loading="lazy" />
                ) : null}
                <a href={artifactHref(run, sha256)} download>
                  <Icon name="download" /> {name}
                </a>
              </th>
              <td>{kind}</td>
              <td class="number">{step === null ? UNKNOWN : count(step)}</td>
              <td class="number">{bytesText(bytes)}</td>
              <td>
                <code>{sha256.slice(0, 16)}</code>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
};

function artifactHref(run: RunDetail, sha256: string): string {
  return `/runs/${run.id}/artifacts/${sha256}`;
}
