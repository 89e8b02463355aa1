/** Name, state, what belongs to it, and what can be done with it. */
import type { FC } from 'hono/jsx';
import { printCondition } from '../../db/filter/index.ts';
import type { RunDetail, RunRow } from '../../db/index.ts';
import { count, counted, timeText } from '../format.ts';
import { EditableNote, EditableTags } from '../runs/cells.tsx';
import { StateBadge } from '../views/components/badge.tsx';
import { Icon } from '../views/components/icons.tsx';

interface HeadProps {
  readonly run: RunDetail;
  readonly siblings: readonly RunRow[];
}

export const RunHead: FC<HeadProps> = ({ run, siblings }) => (
  <>
    <nav class="crumbs" aria-label="Where this run belongs">
      <a href="/runs">Runs</a>
      {run.sweeps.map(({ id, name }) => (
        <>
          <span aria-hidden="true">/</span>
          <a href={`/sweeps/${id}`}>{name}</a>
        </>
      ))}
      <SeedLinks run={run} siblings={siblings} />
    </nav>
    <div class="page-head run-head">
      <h1>{run.name}</h1>
      <RunState run={run} />
      <span class="run-id">
        <code>{run.id}</code>
        <button type="button" class="icon-button" data-copy={run.id} aria-label="Copy the id of this run">
          <Icon name="copy" />
        </button>
      </span>
      <EditableTags run={run.id} tags={run.tags} id="run" />
      <div class="page-tools">
        {siblings.length < 2 ? null : (
          <a class="button" href={compareHref(run)}>
            <Icon name="compare" /> {`Compare its ${count(siblings.length)} seeds`}
          </a>
        )}
        <a class="button" href={`/runs/${run.id}/metrics.csv`}>
          <Icon name="download" /> CSV
        </a>
        <CancelButton run={run} />
      </div>
    </div>
    <div class="run-note">
      <EditableNote
        run={run.id}
        note={run.notes.at(-1)?.text ?? ''}
        id="run"
        empty={
          <span class="muted">
            <Icon name="plus" /> Add a note
          </span>
        }
      />
      <OlderNotes run={run} />
    </div>
  </>
);

const OlderNotes: FC<{ run: RunDetail }> = ({ run }) => {
  const older = run.notes.slice(0, -1).reverse();
  if (older.length === 0) return null;
  return (
    <details class="older-notes">
      <summary>{counted(older.length, 'older note')}</summary>
      <ul>
        {older.map(({ text, createdAt }) => (
          <li>
            <span class="muted">{timeText(createdAt)}</span> {text}
          </li>
        ))}
      </ul>
    </details>
  );
};

/** Swapped while the run goes on. */
export const RunState: FC<{ run: RunDetail }> = ({ run }) => (
  <span id="run-state">
    <StateBadge
      state={run.status}
      {...(run.divergedAtStep !== null && { detail: `at step ${count(run.divergedAtStep)}` })}
      {...(run.status === 'running' && run.cancelRequested && { detail: ', asked to stop' })}
    />
  </span>
);

const SeedLinks: FC<HeadProps> = ({ run, siblings }) => {
  const at = siblings.findIndex(({ id }) => id === run.id);
  const [before, after] = [siblings[at - 1], siblings[at + 1]];
  if (before === undefined && after === undefined) return null;
  return (
    <span class="seed-links">
      {before === undefined ? null : (
        <a href={`/runs/${before.id}`} rel="prev">
          <Icon name="arrowLeft" /> {`seed ${before.seed}`}
        </a>
      )}
      {after === undefined ? null : (
        <a href={`/runs/${after.id}`} rel="next">
          {`seed ${after.seed}`} <Icon name="arrowRight" />
        </a>
      )}
    </span>
  );
};

/** The same settings, so that later seeds join. */
function compareHref({ configHash }: RunDetail): string {
  const filter = printCondition({
    kind: 'compare',
    field: { kind: 'run', name: 'configHash' },
    operator: '=',
    value: configHash!,
  });
  return `/compare?${new URLSearchParams({ filter, group: 'all' })}`;
}

const CancelButton: FC<{ run: RunDetail }> = ({ run }) => {
  if (run.status !== 'running' && run.status !== 'queued') return null;
  return (
    <>
      <button type="button" class="button danger" data-opens="cancel-run" disabled={run.cancelRequested}>
        <Icon name="close" /> Cancel…
      </button>
      <dialog id="cancel-run" class="dialog" aria-labelledby="cancel-run-title">
        <h2 id="cancel-run-title">Cancel this run?</h2>
        <p>
          {run.status === 'running'
            ? `It stops within about a second. The ${counted(run.epochsDone, 'epoch')} recorded so far stay; it is not tested.`
            : 'It waits in the queue and has not begun.'}{' '}
          Starting its sweep again trains it again.
        </p>
        <form method="post" action={`/runs/${run.id}/cancel`}>
          <button type="submit" class="button" formmethod="dialog">
            Keep it
          </button>
          <button type="submit" class="button danger">
            Cancel the run
          </button>
        </form>
      </dialog>
    </>
  );
};
