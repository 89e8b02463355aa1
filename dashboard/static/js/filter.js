// The filter box: colours, completion, and errors under the very token.
import { highlight } from './filter-colors.js';
import { NO_ANSWER, toastError } from './toast.js';

/** @typedef {{ insert: string, label: string, kind: string, detail: string }} Option */

const CHECK_MS = 150;
const COMPLETE_MS = 60;

/** @type {Option[]} */
let options = [];
let chosen = -1;
let range = { from: 0, to: 0 };
/** @type {ReturnType<typeof setTimeout> | undefined} */
let checkTimer;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let completeTimer;

export function initFilter() {
  paint(null);
  document.addEventListener('input', (event) => {
    if (!isInput(event.target)) return;
    paint(null);
    clearTimeout(checkTimer);
    checkTimer = setTimeout(check, CHECK_MS);
    scheduleCompletion();
  });
  document.addEventListener('scroll', (event) => isInput(event.target) && syncScroll(), true);
  document.addEventListener('focusin', (event) => isInput(event.target) && scheduleCompletion());
  document.addEventListener('focusout', (event) => isInput(event.target) && setTimeout(closePopup, 150));
  document.addEventListener('click', (event) => isInput(event.target) && scheduleCompletion());
  document.addEventListener('keydown', (event) => isInput(event.target) && onKeyDown(event));
  document.addEventListener('submit', (event) => {
    if (!(event.target instanceof HTMLElement) || !event.target.matches('[data-filter]')) return;
    event.preventDefault();
    void apply();
  });
  document.addEventListener('pointerdown', (event) => {
    const option = /** @type {Element} */ (event.target).closest('.filter-options [role="option"]');
    if (option === null) return;
    event.preventDefault();
    insert(Number(option.id.split('-').at(-1)));
  });
  document.addEventListener('click', (event) => {
    const target = /** @type {Element} */ (event.target);
    if (target.closest('.filter-clear')) {
      input().value = '';
      void apply();
      input().focus();
    }
    const fix = target.closest('[data-fix]');
    if (fix instanceof HTMLElement) {
      const { fix: text = '', start = '0', end = '0' } = fix.dataset;
      const { value } = input();
      input().value = value.slice(0, Number(start)) + text + value.slice(Number(end));
      void apply();
    }
  });
  document.addEventListener('htmx:afterSettle', syncWithAddress);
  document.addEventListener('htmx:historyRestore', () => paint(null));
  if (input().value !== '') void check();
}

/** @param {unknown} target @returns {target is HTMLInputElement} */
function isInput(target) {
  return target instanceof HTMLInputElement && target.matches('[data-filter-input]');
}

function input() {
  return /** @type {HTMLInputElement} */ (document.querySelector('[data-filter-input]'));
}

function box() {
  return /** @type {HTMLElement} */ (document.querySelector('[data-filter]'));
}

/** @param {string} selector */
function part(selector) {
  return /** @type {HTMLElement} */ (box().querySelector(selector));
}

/** A chip or a suggestion may have changed the filter: the box follows the address, unless it is being edited. */
function syncWithAddress() {
  const block = document.getElementById('runs');
  if (block === null || document.activeElement === input()) return;
  const { filter = '' } = block.dataset;
  if (input().value === filter) return;
  input().value = filter;
  paint(null);
  void check();
}

/** @param {{ start: number, end: number } | null} error */
function paint(error) {
  part('.filter-copy').replaceChildren(...highlight(input().value, error));
  box().classList.toggle('has-text', input().value !== '');
  syncScroll();
}

function syncScroll() {
  part('.filter-copy').scrollLeft = input().scrollLeft;
}

/** @returns {Promise<boolean>} whether the filter is understood */
async function check() {
  const text = input().value;
  const response = await fetch(`/runs/check?${new URLSearchParams({ filter: text })}`).catch(() => null);
  if (!response?.ok) {
    toastError(response === null ? NO_ANSWER : await response.text());
    return false;
  }
  const answer = await response.json();
  if (input().value !== text) return false;
  const wrong = answer.problem !== undefined;
  // A word that is just being typed, and that completions know how to go on with, is no mistake yet.
  const caret = input().selectionStart ?? text.length;
  const begun =
    wrong && options.length > 0 && answer.start <= caret && caret <= Math.max(answer.end, answer.start);
  const broken = wrong && !begun;
  box().classList.toggle('broken', broken);
  document.getElementById('runs')?.classList.toggle('stale', broken);
  input().setAttribute('aria-invalid', String(broken));
  part('.filter-state').textContent = wrong ? '' : answer.text;
  showError(broken ? answer : null);
  paint(broken ? answer : null);
  return !wrong;
}

/** @param {{ problem: string, start: number, end: number, suggestion: string | null } | null} error */
function showError(error) {
  const line = part('.filter-error');
  line.hidden = error === null;
  line.replaceChildren();
  if (error === null) return;
  const problem = document.createElement('span');
  problem.textContent = `${error.problem.replace(/; did you mean .*$/, '')} (column ${error.start + 1}).`;
  line.append(problem);
  if (error.suggestion === null) return;
  const button = document.createElement('button');
  button.type = 'button';
  button.className = 'button';
  button.textContent = error.suggestion;
  Object.assign(button.dataset, {
    fix: error.suggestion,
    start: String(error.start),
    end: String(error.end),
  });
  line.append(' Did you mean ', button, ' ?');
}

async function apply() {
  clearTimeout(checkTimer);
  clearTimeout(completeTimer);
  closePopup();
  if (!(await check())) return;
  const query = new URLSearchParams(location.search);
  query.delete('page');
  if (input().value.trim() === '') query.delete('filter');
  else query.set('filter', input().value.trim());
  const address = query.size === 0 ? location.pathname : `${location.pathname}?${query}`;
  await htmx.ajax('get', address, { target: '#runs', swap: 'outerHTML', push: address });
}

function scheduleCompletion() {
  clearTimeout(completeTimer);
  completeTimer = setTimeout(fetchCompletions, COMPLETE_MS);
}

async function fetchCompletions() {
  const field = input();
  if (document.activeElement !== field) return;
  const text = field.value;
  const at = field.selectionStart ?? text.length;
  const query = new URLSearchParams({ text, at: String(at) });
  const response = await fetch(`/runs/complete?${query}`).catch(() => null);
  if (!response?.ok) return;
  const answer = await response.json();
  // what was typed since has its own answer to come
  if (document.activeElement !== field || field.value !== text) return;
  const taken = options[chosen]?.label;
  options = answer.options;
  range = { from: answer.from, to: answer.to };
  chosen = -1;
  showOptions(text.slice(answer.from, at).replace(/^["'`]/, ''));
  // an answer that comes late must not take away what an arrow key has chosen meanwhile
  const again = options.findIndex(({ label }) => label === taken);
  if (again !== -1) choose(again);
}

/** @param {string} prefix */
function showOptions(prefix) {
  const popup = part('.filter-popup');
  popup.hidden = options.length === 0;
  input().setAttribute('aria-expanded', String(options.length > 0));
  input().removeAttribute('aria-activedescendant');
  part('.filter-options').replaceChildren(
    ...options.map((option, i) => {
      const row = document.createElement('div');
      row.id = `filter-option-${i}`;
      row.setAttribute('role', 'option');
      row.setAttribute('aria-selected', 'false');
      const name = document.createElement('code');
      const strong = option.label.toLowerCase().startsWith(prefix.toLowerCase()) ? prefix.length : 0;
      const bold = document.createElement('b');
      bold.textContent = option.label.slice(0, strong);
      name.append(bold, option.label.slice(strong));
      const kind = document.createElement('span');
      kind.className = 'tag';
      kind.textContent = option.kind;
      const detail = document.createElement('span');
      detail.className = 'muted';
      detail.textContent = option.detail;
      row.append(name, kind, detail);
      return row;
    }),
  );
  const copy = part('.filter-copy');
  const left = copy.offsetLeft + measure(input().value.slice(0, range.from)) - input().scrollLeft;
  popup.style.left = `${Math.max(0, Math.min(left, box().clientWidth - popup.clientWidth))}px`;
}

/** Width of text in the font of the filter. @param {string} text */
function measure(text) {
  const probe = document.createElement('span');
  probe.className = 'filter-probe';
  probe.textContent = text;
  part('.filter-text').append(probe);
  const width = probe.getBoundingClientRect().width;
  probe.remove();
  return width;
}

function closePopup() {
  part('.filter-popup').hidden = true;
  input().setAttribute('aria-expanded', 'false');
  options = [];
}

/** @param {KeyboardEvent} event */
function onKeyDown(event) {
  if (event.key === 'Escape') {
    if (options.length > 0) closePopup();
    else input().blur();
    return;
  }
  if (options.length === 0) return;
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    const by = event.key === 'ArrowDown' ? 1 : -1;
    choose((chosen + by + options.length) % options.length);
  } else if (event.key === 'Tab' && !event.shiftKey && input().value !== '') {
    event.preventDefault();
    insert(Math.max(0, chosen));
  } else if (event.key === 'Enter' && chosen >= 0) {
    event.preventDefault();
    insert(chosen);
  }
}

/** @param {number} index */
function choose(index) {
  chosen = index;
  for (const [i, row] of [...part('.filter-options').children].entries()) {
    row.setAttribute('aria-selected', String(i === index));
    if (i === index) row.scrollIntoView({ block: 'nearest' });
  }
  input().setAttribute('aria-activedescendant', `filter-option-${index}`);
}

/** @param {number} index */
function insert(index) {
  const option = options[index];
  if (option === undefined) return;
  // these are answered; the next ones come when the server has seen the text
  closePopup();
  const field = input();
  const before = field.value.slice(0, range.from);
  field.value = before + option.insert + field.value.slice(range.to).replace(/^ /, '');
  const at = before.length + option.insert.length;
  field.setSelectionRange(at, at);
  field.dispatchEvent(new Event('input', { bubbles: true }));
}
