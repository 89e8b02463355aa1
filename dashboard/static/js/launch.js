// The launch form: rows that come and go, the form in the address, and when the preview is asked for anew.

/** Longer addresses are not kept: the server refuses them. */
const MOST_CHARACTERS = 8000;

const form = /** @type {HTMLFormElement | null} */ (document.getElementById('launch'));

if (form !== null) {
  form.addEventListener('input', changed);
  form.addEventListener('change', changed);
  form.addEventListener('click', (event) => {
    const advice = /** @type {Element} */ (event.target).closest('[data-exclude]');
    if (advice instanceof HTMLElement) return exclude(form, JSON.parse(advice.dataset.exclude ?? '{}'));
    const row = /** @type {Element} */ (event.target).closest('[data-remove]')?.closest('.form-row');
    if (!(row instanceof HTMLElement)) return;
    const next = row.nextElementSibling ?? row.previousElementSibling;
    row.remove();
    const focused = next?.querySelector('input, select') ?? form.querySelector('summary.button');
    if (focused instanceof HTMLElement) focused.focus();
    changed();
  });
  // a row that htmx has brought
  document.addEventListener('htmx:load', (event) => {
    const part = /** @type {HTMLElement} */ (event.target);
    if (!part.matches('.form-row')) return;
    part.querySelector(/** @type {any} */ ('input:not([type="hidden"]), select'))?.focus();
    changed();
  });
  document.addEventListener('htmx:afterSettle', markProblems);
  document.addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) form.requestSubmit();
  });
  showState(form);
}

function changed() {
  if (form === null) return;
  showState(form);
  keepInAddress(form);
  htmx.trigger(form, 'preview');
}

/**
 * What is an axis cannot also be fixed; what is in the form need not be offered; how many values an axis has.
 * @param {HTMLFormElement} form
 */
function showState(form) {
  const axes = new Set(keysOf(form, '[data-axis]', 'axis'));
  const settings = new Set(keysOf(form, '[data-setting]', 'setting'));
  for (const field of form.querySelectorAll('[data-fixed]')) {
    const varies = axes.has(/** @type {HTMLElement} */ (field).dataset.fixed ?? '');
    /** @type {HTMLInputElement} */ (field).disabled = varies;
    const note = field.parentElement?.querySelector('[data-varies]');
    if (note instanceof HTMLElement) note.hidden = !varies;
  }
  for (const item of form.querySelectorAll('.key-menu [data-key]')) {
    const { key = '' } = /** @type {HTMLElement} */ (item).dataset;
    const inAxes = item.getAttribute('hx-target') === '#launch-axes';
    /** @type {HTMLElement} */ (item).hidden = axes.has(key) || (!inAxes && settings.has(key));
  }
  for (const count of form.querySelectorAll('[data-count]')) {
    const row = count.closest('.form-row');
    const boxes = row?.querySelectorAll('input[type="checkbox"]') ?? [];
    const text = row?.querySelector('input[type="text"]');
    const n =
      text instanceof HTMLInputElement
        ? valueCount(text.value)
        : [...boxes].filter((box) => /** @type {HTMLInputElement} */ (box).checked).length;
    count.textContent = n === null ? '' : `${n} ${n === 1 ? 'value' : 'values'}`;
  }
}

/**
 * @param {HTMLFormElement} form
 * @param {string} selector
 * @param {string} name
 */
function keysOf(form, selector, name) {
  return [...form.querySelectorAll(selector)].map(
    (row) => /** @type {HTMLElement} */ (row).dataset[name] ?? '',
  );
}

/**
 * One more condition under "More, as JSON"; what cannot be read there stays as it is, and its own message says why.
 * @param {HTMLFormElement} form
 * @param {object} condition
 */
function exclude(form, condition) {
  const field = /** @type {HTMLTextAreaElement} */ (form.elements.namedItem('more'));
  try {
    const parts = JSON.parse(field.value.trim() || '{}');
    field.value = JSON.stringify({ ...parts, exclude: [...(parts.exclude ?? []), condition] }, null, 2);
  } catch {
    field.focus();
    return;
  }
  const details = field.closest('details');
  if (details !== null) details.open = true;
  changed();
}

/** Values between commas; null where the text is JSON. @param {string} text */
function valueCount(text) {
  if (/[{[]/.test(text)) return null;
  return text.split(',').filter((one) => one.trim() !== '').length;
}

/** Nothing is lost on reload. @param {HTMLFormElement} form */
function keepInAddress(form) {
  const query = new URLSearchParams();
  const from = new URLSearchParams(location.search).get('from');
  if (from !== null) query.set('from', from);
  for (const [name, value] of new FormData(form)) {
    if (typeof value === 'string' && value !== '') query.append(name, value);
  }
  const address = `/launch?${query}`;
  const fits = address.length <= MOST_CHARACTERS;
  if (fits) history.replaceState(history.state, '', address);
  const note = document.getElementById('launch-not-kept');
  if (note !== null) note.hidden = fits;
}

/** A field is invalid while the slot that describes it says something. */
function markProblems() {
  for (const slot of document.querySelectorAll('.field-problem')) {
    const field = document.querySelector(`[aria-describedby="${CSS.escape(slot.id)}"]`);
    if (slot.textContent === '') field?.removeAttribute('aria-invalid');
    else field?.setAttribute('aria-invalid', 'true');
  }
}
