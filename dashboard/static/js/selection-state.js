// What is selected, without the page: groups by their criteria, each with the filter it was selected under, runs by id,
// and what has been taken out of groups again. The server reads it the same way (dashboard/runs/selected.ts).

/**
 * @typedef {object} Part a row of the table
 * @property {'criteria' | 'run'} kind
 * @property {string} value criteria of a group, '' is everything that matches; id of a run
 * @property {string} filter of the page when it was selected
 * @property {number} n how many runs it has
 * @property {string} [parent] key of the group that the run is shown in
 */
/** @typedef {{ chosen: Map<string, Part>, except: Map<string, Part> }} Selection */

/** @returns {Selection} */
export function emptySelection() {
  return { chosen: new Map(), except: new Map() };
}

/** @param {Pick<Part, 'kind' | 'value' | 'filter'>} part */
export function keyOf({ kind, value, filter }) {
  return kind === 'run' ? `run ${value}` : `criteria ${JSON.stringify([filter, value])}`;
}

/** @param {string} filter @param {number} n @returns {Part} */
export function everything(filter, n) {
  return { kind: 'criteria', value: '', filter, n };
}

/** @param {Selection} selection @param {string} filter */
export function hasEverything({ chosen }, filter) {
  return chosen.has(keyOf(everything(filter, 0)));
}

/** @param {Selection} selection @param {Part} part */
export function isSelected(selection, part) {
  const { chosen, except } = selection;
  const key = keyOf(part);
  if (chosen.has(key)) return true;
  return !except.has(key) && isCovered(selection, part);
}

/** By its group, or by everything that matches. @param {Selection} selection @param {Part} part */
function isCovered(selection, { parent, filter }) {
  if (parent !== undefined && selection.chosen.has(parent)) return true;
  if (parent !== undefined && selection.except.has(parent)) return false;
  return hasEverything(selection, filter);
}

/** @param {Selection} selection @param {Part} part @param {boolean} on */
export function select(selection, part, on) {
  const { chosen, except } = selection;
  const key = keyOf(part);
  chosen.delete(key);
  except.delete(key);
  // a group that is selected anew is so with all its runs
  for (const [name, { parent }] of except) if (parent === key) except.delete(name);
  if (isSelected(selection, part) !== on) (on ? chosen : except).set(key, part);
}

/** @param {Selection} selection @param {string} filter @param {number} n */
export function selectEverything(selection, filter, n) {
  clear(selection);
  const part = everything(filter, n);
  selection.chosen.set(keyOf(part), part);
}

/** @param {Selection} selection */
export function clear({ chosen, except }) {
  chosen.clear();
  except.clear();
}

/** Right where `isCertain`. @param {Selection} selection */
export function countRuns(selection) {
  const { chosen, except } = selection;
  let count = 0;
  for (const part of chosen.values()) {
    const whole = part.kind === 'criteria' && part.value === '';
    if (whole || !isCovered(selection, part)) count += part.n;
  }
  for (const part of except.values()) if (isCovered(selection, part)) count -= part.n;
  return count;
}

/** Whether no run can be in two parts unseen; the server counts otherwise. @param {Selection} selection */
export function isCertain({ chosen, except }) {
  const parts = [...chosen.values(), ...except.values()];
  const groups = parts.filter(({ kind }) => kind === 'criteria');
  if (groups.length === 0 || parts.length === 1) return true;
  if (new Set(groups.map(({ filter }) => filter)).size > 1) return false;
  const whole = parts.some(({ kind, value }) => kind === 'criteria' && value === '');
  return parts.every(({ kind, parent }) => kind === 'criteria' || parent !== undefined || whole);
}

/** As form fields. @param {Selection} selection */
export function formFields({ chosen, except }) {
  const form = new URLSearchParams();
  for (const [prefix, parts] of /** @type {const} */ ([
    ['', chosen],
    ['not-', except],
  ])) {
    for (const { kind, value, filter } of parts.values()) {
      form.append(prefix + kind, value);
      if (kind === 'criteria') form.append(`${prefix}within`, filter);
    }
  }
  return form;
}

/** @param {Selection} selection @param {number} runs */
export function summary({ chosen, except }, runs) {
  const parts = [...chosen.values()];
  const groups = parts.filter(({ kind, value }) => kind === 'criteria' && value !== '').length;
  const all = parts.some(({ kind, value }) => kind === 'criteria' && value === '');
  const word = `${runs} ${runs === 1 ? 'run' : 'runs'}`;
  if (all && parts.length === 1 && except.size === 0) return `all ${word} selected`;
  return groups === 0
    ? `${word} selected`
    : `${groups} ${groups === 1 ? 'group' : 'groups'}, ${word} selected`;
}
