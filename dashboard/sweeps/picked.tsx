/** Which runs the cards are about, and the way back to all of them; see picks.ts. */
import type { FC } from 'hono/jsx';
import { count, counted } from '../format.ts';
import { Chip } from '../views/components/controls.tsx';
import { Icon } from '../views/components/icons.tsx';
import type { Analysis } from './analysis.ts';
import { isPicked, levelKey, type Pick, pickWords, printPick } from './picks.ts';
import { levelName } from './values.ts';
import { sweepHref } from './view.ts';

/** Of settings with more levels only the parallel coordinates pick. */
const MOST_BOXES = 24;

/** Inside the form of the controls: check boxes for levels, and the picks that have none. */
export const PickMenu: FC<{ analysis: Analysis }> = ({ analysis: { whole, view } }) => {
  const factors = whole.factors.filter(({ levels }) => levels.length <= MOST_BOXES);
  const boxed = new Set(factors.map(({ name }) => name));
  return (
    <>
      <details class="menu pick-menu" id="pick-menu">
        <summary class="button">
          <Icon name="filter" /> Only some runs
        </summary>
        <div class="menu-items left" data-keep-open>
          {factors.map(({ name, levels }) => {
            const pick = view.picks.find((one) => one.name === name);
            return (
              <fieldset class="pick-levels" data-keep-open>
                <legend>{name}</legend>
                {levels.map((level) => (
                  <label class="chip choice">
                    <input
                      type="checkbox"
                      name="pick"
                      value={printPick({ name, of: [levelKey(level)] })}
                      checked={pick !== undefined && isPicked(pick, level)}
                      id={`pick-${name}-${levelKey(level)}`}
                    />
                    {levelName(level)}
                  </label>
                ))}
              </fieldset>
            );
          })}
        </div>
      </details>
      {view.picks
        .filter(({ name }) => !boxed.has(name))
        .map((pick) => (
          <input type="hidden" name="pick" value={printPick(pick)} />
        ))}
    </>
  );
};

/** Nothing while all runs are shown. */
export const PickedNote: FC<{ analysis: Analysis }> = ({ analysis }) => {
  const { sweep, view, work, whole } = analysis;
  if (view.picks.length === 0) return null;
  const byOutcome = view.picks.filter((pick) => isOutcome(analysis, pick));
  const without = (picks: readonly Pick[]) => sweepHref(sweep.id, view, { picks });
  return (
    <div class="picked-runs" hx-boost="true" hx-target="#sweep-analysis" hx-swap="outerHTML">
      <span>
        Every card shows <b>{count(work.rows.length)}</b> of {counted(whole.rows.length, 'run')}:
      </span>
      {view.picks.map((pick) => (
        <Chip
          label={pickWords(pick, whole.factors)}
          removeHref={without(view.picks.filter((one) => one !== pick))}
        />
      ))}
      <a href={without([])}>All runs</a>
      {byOutcome.length === 0 ? null : (
        <span class="muted">
          Picked by their outcome: a mean over them is not that of its settings, and flatters rare luck.
        </span>
      )}
    </div>
  );
};

function isOutcome({ whole }: Analysis, { name }: Pick): boolean {
  return whole.factors.every((factor) => factor.name !== name);
}
