/** Buttons that have claims trained and judged in the background. */
import type { FC } from 'hono/jsx';
import { type ClaimDefinition, PRESET_NAMES, type PresetName } from '../../src/claims/index.ts';
import { counted } from '../format.ts';
import { Icon } from '../views/components/icons.tsx';
import type { ClaimEntry, Training } from './entries.ts';

/** `Run smoke` */
export const RunButton: FC<{ action: string; preset: PresetName }> = ({ action, preset }) => (
  <form method="post" action={action}>
    <button type="submit" class="button primary" name="preset" value={preset}>
      <Icon name="play" /> {`Run ${preset}`}
    </button>
  </form>
);

/** Replaced live: what is offered follows the training. */
export const ClaimActions: FC<{ entry: ClaimEntry; training: Training | null }> = ({ entry, training }) => {
  const { id } = entry;
  return (
    <div id="claim-actions" class="page-tools">
      {training !== null && !training.alive ? (
        <form method="post" action={runHref(id)}>
          <button type="submit" class="button primary" name="preset" value={training.preset}>
            <Icon name="play" /> Go on
          </button>
        </form>
      ) : null}
      {training !== null || morePresets(entry).length === 0 ? null : (
        <button type="button" class="button" data-opens="more-seeds">
          <Icon name="plus" /> seeds
        </button>
      )}
    </div>
  );
};

export function runHref(id: string): string {
  return `/claims/${encodeURIComponent(id)}/run`;
}

/** With more seeds than the evidence that is shown. */
function morePresets({ evidence, definition }: ClaimEntry): readonly PresetName[] {
  if (evidence === null || definition === null) return [];
  return PRESET_NAMES.slice(PRESET_NAMES.indexOf(evidence.preset) + 1);
}

/** Not replaced live: a person may be choosing. */
export const SeedsDialog: FC<{ entry: ClaimEntry }> = ({ entry }) => {
  const presets = morePresets(entry);
  const { definition, id } = entry;
  if (presets.length === 0 || definition === null) return null;
  return (
    <dialog id="more-seeds" class="dialog" aria-labelledby="more-seeds-title">
      <h2 id="more-seeds-title">Judge it with more seeds</h2>
      <p>
        How many seeds a claim is judged by is written down in its presets, before the runs: a larger one
        trains what it lacks and judges anew. No run that is there is trained again; the verdict of the
        smaller preset stays.
      </p>
      <form method="post" action={runHref(id)}>
        <fieldset class="preset-choice">
          <legend class="visually-hidden">Preset</legend>
          {presets.map((preset, i) => (
            <label>
              <input type="radio" name="preset" value={preset} required checked={i === 0} />
              <span>
                <b>{preset}</b> <span class="note">{sizeOf(definition, preset)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <button type="submit" class="button" formmethod="dialog" formnovalidate>
          Close
        </button>
        <button type="submit" class="button primary">
          Train and judge
        </button>
      </form>
    </dialog>
  );
};

/** `10 final seeds an arm, 5 tuning seeds a trial, 2 strata` */
function sizeOf({ presets }: ClaimDefinition, preset: PresetName): string {
  const { finalSeeds, tuningSeeds, strata } = presets[preset];
  return [
    `${counted(finalSeeds, 'final seed')} an arm`,
    ...(tuningSeeds === 0 ? [] : [`${counted(tuningSeeds, 'tuning seed')} a trial`]),
    counted(strata.length, 'stratum', 'strata'),
  ].join(', ');
}
