/** The bar at the table's foot, and what it opens. Filled by static/js/selection.js. */
import type { FC } from 'hono/jsx';
import { Icon } from '../views/components/icons.tsx';

export const SelectionBar: FC<{ summary: string }> = ({ summary }) => (
  <div class="selection-bar" id="selection-bar" role="group" aria-label="Selection">
    <span class="selection-count" id="selection-count" aria-live="polite"></span>
    <span class="selection-actions" hidden>
      <button type="button" class="button primary" data-bulk="compare">
        <Icon name="compare" /> Compare <kbd>c</kbd>
      </button>
      <button type="button" class="button" data-bulk="tag">
        <Icon name="tag" /> Tag
      </button>
      <button type="button" class="button" data-bulk="export">
        <Icon name="download" /> Export CSV
      </button>
      <button type="button" class="button" data-bulk="baseline">
        <Icon name="pin" /> Pin as baseline
      </button>
      <button type="button" class="button danger" data-bulk="delete">
        <Icon name="trash" /> Delete…
      </button>
      <button type="button" class="button quiet" data-bulk="clear">
        Clear <kbd>esc</kbd>
      </button>
    </span>
    <span class="selection-rest muted">
      {summary}
      <span class="key-hint">
        {' · '}
        <kbd>j</kbd> <kbd>k</kbd> move · <kbd>x</kbd> select
      </span>
    </span>
  </div>
);

export const SelectionDialogs: FC = () => (
  <>
    <dialog id="tag-dialog" class="dialog" aria-labelledby="tag-title">
      <h2 id="tag-title">Tag</h2>
      <form method="dialog" class="stacked" data-bulk-form="tag">
        <label>
          Tags, separated by spaces
          <input
            class="field"
            name="tags"
            required
            pattern={'\\s*[^\\s,"\']+(\\s+[^\\s,"\']+)*\\s*'}
            autocomplete="off"
          />
        </label>
        <label class="check">
          <input type="checkbox" name="remove" value="yes" /> take them away instead
        </label>
        <p class="note" data-selection-text></p>
        <div class="dialog-actions">
          <button type="button" class="button" data-close>
            Cancel
          </button>
          <button type="submit" class="button primary">
            Save
          </button>
        </div>
      </form>
    </dialog>
    <dialog id="delete-dialog" class="dialog" aria-labelledby="delete-title">
      <h2 id="delete-title">Delete runs</h2>
      <form method="dialog" class="stacked" data-bulk-form="delete">
        <p data-selection-text></p>
        <p class="note">
          Their points, tags, notes and logs go with them. Runs that are training cannot be deleted: cancel
          them first.
        </p>
        <label data-type-count hidden>
          Type the number of runs
          <input class="field" name="typed" inputmode="numeric" autocomplete="off" />
        </label>
        <div class="dialog-actions">
          <button type="button" class="button" data-close>
            Cancel
          </button>
          <button type="submit" class="button danger">
            Delete
          </button>
        </div>
      </form>
    </dialog>
    <form id="export-form" method="post" action="/runs/export" hidden></form>
  </>
);
