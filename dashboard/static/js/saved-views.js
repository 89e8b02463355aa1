// Views with a name: addresses, kept in this browser. To share one, share its address.
import { openDialog } from './dialogs.js';
import { toast, toastError } from './toast.js';

const KEY = 'descent.views';
const MOST_SHOWN = 5;

/** @typedef {{ name: string, query: string }} View */

/** @returns {View[]} */
function load() {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '[]');
  } catch {
    return [];
  }
}

/** @param {View[]} views */
function store(views) {
  try {
    localStorage.setItem(KEY, JSON.stringify(views));
  } catch {
    toastError('This browser keeps no data for the dashboard: the view is not saved. Keep its address.');
  }
  show();
}

export function initSavedViews() {
  show();
  document.addEventListener('htmx:pushedIntoHistory', show);
  document.addEventListener('htmx:historyRestore', show);
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('[data-action="views"]')) openDialog('views-dialog');
    const remove = target.closest('[data-remove-view]');
    if (remove instanceof HTMLElement) removeView(remove.dataset.removeView ?? '');
  });
  document.addEventListener('submit', (event) => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || form.dataset.saveView === undefined) return;
    const field = /** @type {HTMLInputElement} */ (form.elements.namedItem('name'));
    const name = field.value.trim();
    if (name === '') return;
    store([{ name, query: location.search }, ...load().filter((view) => view.name !== name)]);
    form.reset();
    toast(`View “${name}” saved in this browser.`);
  });
}

/** @param {string} name */
function removeView(name) {
  store(load().filter((view) => view.name !== name));
  // the button that had the focus is gone
  const field = document.querySelector('#views-dialog input');
  if (field instanceof HTMLElement) field.focus();
}

function show() {
  const box = document.getElementById('saved-views');
  const more = document.getElementById('more-views');
  if (box === null || more === null) return;
  const views = load();
  box.hidden = views.length === 0;
  box.replaceChildren(...views.slice(0, MOST_SHOWN).map(link));
  more.hidden = views.length <= MOST_SHOWN;
  more.textContent = `${views.length - MOST_SHOWN} more`;
  document.getElementById('view-list')?.replaceChildren(
    ...views.map((view) => {
      const item = document.createElement('li');
      const button = document.createElement('button');
      Object.assign(button, { type: 'button', className: 'link-button', textContent: 'Remove' });
      button.setAttribute('aria-label', `Remove the view ${view.name}`);
      button.dataset.removeView = view.name;
      item.append(link(view), button);
      return item;
    }),
  );
}

/** @param {View} view */
function link({ name, query }) {
  const element = document.createElement('a');
  element.href = `/runs${query}`;
  element.textContent = name;
  if (query === location.search) element.setAttribute('aria-current', 'true');
  return element;
}
