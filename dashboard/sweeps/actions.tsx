/** What can be done to a sweep: buttons that fit its state, and the dialogs that they open. */
import type { FC } from 'hono/jsx';
import type { SweepRecord } from '../../db/index.ts';
import { count, counted } from '../format.ts';
import { Icon } from '../views/components/icons.tsx';
import type { SweepState } from './state.ts';

interface Props {
  readonly sweep: Pick<SweepRecord, 'id' | 'name'>;
  readonly state: SweepState;
}

/** Replaced live: what is offered follows the state. */
export const SweepActions: FC<Props> = ({ sweep, state }) => {
  const { counts, activity } = state;
  const left = counts.queued + counts.running;
  const idle = activity === 'stopped' || activity === 'finished';
  const again = (idle ? left : 0) + counts.cancelled;
  return (
    <div class="page-tools" id="sweep-actions">
      {again > 0 && idle ? (
        <PostButton path={`/sweeps/${sweep.id}/resume`} primary>
          <Icon name="play" /> {`Resume ${counted(again, 'run')}`}
        </PostButton>
      ) : null}
      {counts.failed > 0 ? (
        <PostButton path={`/sweeps/${sweep.id}/retry`}>
          <Icon name="refresh" /> {`Retry ${count(counts.failed)} failed`}
        </PostButton>
      ) : null}
      <button type="button" class="button" data-opens="extend-sweep">
        <Icon name="plus" /> Extend seeds
      </button>
      <a class="button" href={`/launch?from=${sweep.id}`}>
        <Icon name="copy" /> Clone
      </a>
      <a class="button" href={`/runs.csv?${new URLSearchParams({ filter: filterOf(sweep.id) })}`} download>
        <Icon name="download" /> CSV
      </a>
      {left > 0 ? (
        <button type="button" class="button danger" data-opens="cancel-sweep">
          <Icon name="close" /> Cancel…
        </button>
      ) : null}
    </div>
  );
};

const PostButton: FC<{ path: string; primary?: boolean; children?: unknown }> = (props) => (
  <form method="post" action={props.path}>
    <button type="submit" class={props.primary ? 'button primary' : 'button'}>
      {props.children}
    </button>
  </form>
);

/** Not replaced live: a person may be typing in one. */
export const SweepDialogs: FC<Props & { seeds: number; configs: number }> = ({ sweep, seeds, configs }) => (
  <>
    <dialog id="extend-sweep" class="dialog" aria-labelledby="extend-title">
      <h2 id="extend-title">Extend with more seeds</h2>
      <p class="note">
        {`${counted(configs, 'config')} under ${counted(seeds, 'seed')} so far. Each further seed trains every config once ` +
          'more; n grows, nothing is trained again.'}
      </p>
      <form method="post" action={`/sweeps/${sweep.id}/extend`} class="dialog-fields">
        <label for="extend-count">Further seeds</label>
        <input
          class="field small"
          id="extend-count"
          name="seeds"
          type="number"
          min="1"
          max="100"
          value="2"
          required
          data-configs={String(configs)}
        />
        <CloseButton />
        <button type="submit" class="button primary">
          Extend and train
        </button>
      </form>
    </dialog>
    <dialog id="cancel-sweep" class="dialog" aria-labelledby="cancel-title">
      <h2 id="cancel-title">Cancel what is left?</h2>
      <p>
        Waiting runs are cancelled at once, running ones within about a second. What they recorded stays, and
        Resume trains them after all.
      </p>
      <form method="post" action={`/sweeps/${sweep.id}/cancel`}>
        <CloseButton />
        <button type="submit" class="button danger">
          Cancel the runs that are left
        </button>
      </form>
    </dialog>
  </>
);

const CloseButton: FC = () => (
  <button type="submit" class="button quiet" formmethod="dialog" formnovalidate>
    Close
  </button>
);

/** The runs of a sweep, in the language of filters. */
export function filterOf(sweepId: string): string {
  return `sweep = "${sweepId}"`;
}
