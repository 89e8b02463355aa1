// Views with a name: addresses, kept in this browser. To share one, share its address.
import { toast } from './toast.js';

const KEY = 'descent.views';
const MOST_SHOWN = 5;

/** @returns {{ name: string, query: string }[]} */
function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]');
  } catch {
    return [];
  }
}

export function initSavedViews() {
  show();
  document.addEventListener('htmx:pushedIntoHistory', show);
  document.addEventListener('htmx:historyRestore', show);
  document.addEventListener('click', (event) => {
    if (!(/** @type {Element} */ (event.target).closest('[data-action="save-view"]'))) return;
    const name = prompt(
      'Name of this view (an existing name is replaced, an empty one takes this view away)',
    );
    if (name === null) return;
    const views = load().filter(
      (view) => view.name !== name.trim() && (name.trim() !== '' || view.query !== location.search),
    );
    if (name.trim() !== '') views.unshift({ name: name.trim(), query: location.search });
    localStorage.setItem(KEY, JSON.stringify(views));
    show();
    toast(name.trim() === '' ? 'View taken away.' : `View “${name.trim()}” saved in this browser.`);
  });
}

function show() {
  const box = document.getElementById('saved-views');
  if (box === null) return;
  const views = load().slice(0, MOST_SHOWN);
  box.hidden = views.length === 0;
  box.replaceChildren(
    ...views.map(({ name, query }) => {
      const link = document.createElement('a');
      link.href = `/runs${query}`;
      link.textContent = name;
      if (query === location.search) link.setAttribute('aria-current', 'true');
      return link;
    }),
  );
}
