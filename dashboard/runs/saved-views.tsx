/** Views with a name, filled by static/js/saved-views.js: the newest as tabs, all of them in a dialog. */
import type { FC } from 'hono/jsx';
import { Icon } from '../views/components/icons.tsx';

export const SavedViews: FC = () => (
  <div class="page-tools">
    <div class="segments saved-views" id="saved-views" role="group" aria-label="Saved views" hidden></div>
    <button type="button" class="button quiet" id="more-views" data-action="views" hidden></button>
    <button type="button" class="button quiet" id="save-view" data-action="views">
      <Icon name="plus" /> Save view
    </button>
  </div>
);

export const SavedViewsDialog: FC = () => (
  <dialog id="views-dialog" class="dialog" aria-labelledby="views-title">
    <h2 id="views-title">Saved views</h2>
    <form method="dialog" class="stacked" data-save-view>
      <label>
        Save this view as
        <input class="field" name="name" required maxlength={60} autocomplete="off" />
      </label>
      <p class="note">
        Views are kept in this browser; one of the same name is replaced. To share a view, share its address.
      </p>
      <ul class="view-list" id="view-list" aria-label="Views saved so far"></ul>
      <div class="dialog-actions">
        <button type="button" class="button" data-close>
          Close
        </button>
        <button type="submit" class="button primary">
          Save
        </button>
      </div>
    </form>
  </dialog>
);
