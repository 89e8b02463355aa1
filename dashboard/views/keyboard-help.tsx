import type { FC } from 'hono/jsx';

type Key = readonly [keys: readonly string[], does: string];

const GROUPS: readonly { readonly title: string; readonly keys: readonly Key[] }[] = [
  {
    title: 'On every page',
    keys: [
      [['/'], 'filter; the runs, where a page has none'],
      [['j', 'k'], 'next, previous row'],
      [['enter'], 'open the row'],
      [['x'], 'select the row, or clear its box'],
      [['g', 'then', 'h r s c p'], 'go to home, runs, sweeps, claims, playground'],
      [['d'], 'light or dark'],
      [['esc'], 'close, clear'],
      [['?'], 'this list'],
    ],
  },
  {
    title: 'Runs',
    keys: [
      [['shift', 'x'], 'select a range'],
      [['o'], 'expand a group'],
      [['c'], 'compare the selected'],
      [['t'], 'tag the selected'],
      [['e'], 'export the selected'],
      [['alt', '↑', '↓'], 'move a chosen column in the list of columns'],
    ],
  },
  {
    title: 'Playground',
    keys: [[['←', '→', '↑', '↓'], 'move the start point that has the focus']],
  },
];

export const KeyboardHelp: FC = () => (
  <dialog id="keyboard-help" class="dialog" aria-labelledby="keyboard-help-title">
    <h2 id="keyboard-help-title">Keys</h2>
    {GROUPS.map(({ title, keys }) => (
      <>
        <h3>{title}</h3>
        <dl class="keys">
          {keys.map(([names, does]) => (
            <div>
              <dt>{names.map((name) => (name === 'then' ? <span> then </span> : <kbd>{name}</kbd>))}</dt>
              <dd>{does}</dd>
            </div>
          ))}
        </dl>
      </>
    ))}
    <p class="note">Off while a field has the focus. Each also has a button.</p>
    <form method="dialog">
      <button type="submit" class="button">
        Close
      </button>
    </form>
  </dialog>
);
