import type { FC } from 'hono/jsx';

const KEYS: readonly (readonly [keys: readonly string[], does: string])[] = [
  [['/'], 'filter'],
  [['j', 'k'], 'move down, up'],
  [['x'], 'select'],
  [['shift', 'x'], 'select a range'],
  [['enter'], 'open'],
  [['o'], 'expand a group'],
  [['c'], 'compare'],
  [['t'], 'tag'],
  [['e'], 'export'],
  [['g', 'then', 'h r s c p'], 'go to home, runs, sweeps, claims, playground'],
  [['d'], 'light or dark'],
  [['esc'], 'close, clear'],
  [['?'], 'this list'],
];

export const KeyboardHelp: FC = () => (
  <dialog id="keyboard-help" class="dialog" aria-labelledby="keyboard-help-title">
    <h2 id="keyboard-help-title">Keys</h2>
    <dl class="keys">
      {KEYS.map(([keys, does]) => (
        <div>
          <dt>{keys.map((key) => (key === 'then' ? <span> then </span> : <kbd>{key}</kbd>))}</dt>
          <dd>{does}</dd>
        </div>
      ))}
    </dl>
    <p class="note">Off while a field has the focus. Each also has a button.</p>
    <form method="dialog">
      <button type="submit" class="button">
        Close
      </button>
    </form>
  </dialog>
);
