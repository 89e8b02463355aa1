// The controls of the optimizers page: what they say, and what they show.
import { LIMITS, outcomeFootnote, outcomeHead, outcomeText, parseHyper } from '../bundles/playground.js';
import { number } from '../charts/format.js';

/** @typedef {import('../bundles/playground.js').View} View */
/** @typedef {import('../bundles/playground.js').Scene} Scene */
/** @typedef {import('../bundles/playground.js').OptimizerSetting} OptimizerSetting */
/** @typedef {{ field: HTMLInputElement, message: string }} Problem */

const START_DECIMALS = 4;
/** Two digits are as fine as the slider. */
const SLIDER_DIGITS = 2;

/**
 * @param {View} view as the address has it
 * @param {(view: View) => void} onChange
 */
export function createSettings(view, onChange) {
  let { surface, start } = view;
  /** where the paths start that are shown @type {readonly [number, number]} */
  let shownStart = [0, 0];
  const input = (/** @type {string} */ id) => /** @type {HTMLInputElement} */ (document.getElementById(id));
  const fields = {
    rotation: input('rotation'),
    steps: input('steps'),
    noise: input('noise'),
    x: input('start-x'),
    y: input('start-y'),
  };
  const rows = /** @type {HTMLElement[]} */ ([...document.querySelectorAll('.optimizer')]);
  /** optimizers whose rate was set by hand */
  const fixed = new Set(
    view.optimizers.filter(({ learningRate }) => learningRate !== null).map(({ name }) => String(name)),
  );

  const read = () => {
    /** @type {Problem[]} */
    const problems = [];
    const value = (/** @type {HTMLInputElement} */ field, /** @type {keyof typeof LIMITS} */ what) => {
      const got = field.valueAsNumber;
      const { min, max } = LIMITS[what];
      const right = got >= min && got <= max && (what !== 'steps' || Number.isInteger(got));
      field.setAttribute('aria-invalid', String(!right));
      if (!right) {
        const name = field.getAttribute('aria-label') ?? what;
        const whole = what === 'steps' ? 'a whole number' : 'a number';
        problems.push({ field, message: `${name} must be ${whole} from ${number(min)} to ${number(max)}.` });
      }
      return got;
    };
    /** @type {View} */
    const next = {
      surface,
      rotation: value(fields.rotation, 'rotation'),
      start,
      steps: value(fields.steps, 'steps'),
      noise: value(fields.noise, 'noise'),
      optimizers: rows.flatMap((row) => {
        if (!checkbox(row).checked) return [];
        const name = /** @type {OptimizerSetting['name']} */ (row.dataset.optimizer);
        const rate = fixed.has(name) ? value(rateField(row), 'learningRate') : null;
        return [{ name, learningRate: rate, hyper: hyperOf(row, problems) }];
      }),
    };
    const error = document.getElementById('playground-error');
    if (error !== null) {
      error.hidden = problems.length === 0;
      error.textContent = problems[0]?.message ?? '';
    }
    if (problems.length === 0) onChange(next);
  };

  for (const button of document.querySelectorAll('[data-surface]')) {
    button.addEventListener('click', () => {
      surface = /** @type {View['surface']} */ (/** @type {HTMLElement} */ (button).dataset.surface);
      start = null;
      read();
    });
  }
  for (const field of [fields.rotation, fields.steps, fields.noise]) field.addEventListener('input', read);
  for (const field of [fields.x, fields.y]) {
    field.addEventListener('input', () => {
      const { min, max } = LIMITS.start;
      const right = [fields.x, fields.y].every(({ valueAsNumber: at }) => at >= min && at <= max);
      if (right) start = [fields.x.valueAsNumber, fields.y.valueAsNumber];
      field.setAttribute('aria-invalid', String(!right));
      if (right) read();
    });
  }
  input('start-reset').addEventListener('click', () => {
    start = null;
    read();
  });
  input('best-rates').addEventListener('click', () => {
    fixed.clear();
    read();
  });
  for (const row of rows) {
    const name = row.dataset.optimizer ?? '';
    checkbox(row).addEventListener('change', read);
    slider(row).addEventListener('input', () => {
      fixed.add(name);
      rateField(row).value = String(Number((10 ** slider(row).valueAsNumber).toPrecision(SLIDER_DIGITS)));
      switchOn(row);
      read();
    });
    rateField(row).addEventListener('input', () => {
      fixed.add(name);
      slider(row).value = String(Math.log10(rateField(row).valueAsNumber));
      switchOn(row);
      read();
    });
    for (const field of row.querySelectorAll('[data-hyper]')) field.addEventListener('input', read);
  }

  /** @param {readonly [number, number]} next */
  const moveStart = (next) => {
    const { min, max } = LIMITS.start;
    start = [
      Number(Math.min(max, Math.max(min, next[0])).toFixed(START_DECIMALS)),
      Number(Math.min(max, Math.max(min, next[1])).toFixed(START_DECIMALS)),
    ];
    read();
  };

  return {
    read,
    moveStart,
    /**
     * From where it is set, shown or not: two keys may come within one frame.
     * @param {readonly [number, number]} by
     */
    nudgeStart([dx, dy]) {
      const [x, y] = start ?? shownStart;
      moveStart([x + dx, y + dy]);
    },
    /**
     * What was worked out: rates found, outcomes, where it starts.
     * @param {Scene} scene
     */
    show(scene) {
      shownStart = scene.start;
      for (const button of document.querySelectorAll('[data-surface]')) {
        const active = /** @type {HTMLElement} */ (button).dataset.surface === scene.surface.id;
        button.setAttribute('aria-pressed', String(active));
      }
      input('start-reset').hidden = start === null;
      setText('rotation-text', `${scene.surface.rotation}°`);
      setText(
        'picture-title',
        `f(x, y) = ${scene.surface.formula}${scene.surface.rotation === 0 ? '' : ', turned'}`,
      );
      setText('outcome-head', outcomeHead(scene.surface));
      setText('outcome-note', outcomeFootnote(scene.surface));
      for (const [field, value] of /** @type {const} */ ([
        [fields.x, scene.start[0]],
        [fields.y, scene.start[1]],
      ])) {
        if (document.activeElement !== field) field.value = String(Number(value.toFixed(START_DECIMALS)));
      }
      for (const row of rows) showRow(row, scene);
      const none = document.getElementById('no-optimizer');
      if (none !== null) none.hidden = scene.paths.length > 0;
    },
  };
}

/**
 * @param {HTMLElement} row
 * @param {Scene} scene
 */
function showRow(row, scene) {
  const path = scene.paths.find(({ name }) => name === row.dataset.optimizer);
  row.classList.toggle('off', path === undefined);
  const outcome = row.querySelector('.outcome');
  const best = row.querySelector('.best');
  if (outcome) outcome.textContent = path === undefined ? '' : outcomeText(path.outcome, scene.steps);
  if (best) best.textContent = path?.isBest ? 'best' : '';
  if (path?.isBest) {
    rateField(row).value = String(path.learningRate);
    slider(row).value = String(Math.log10(path.learningRate));
  }
  slider(row).setAttribute('aria-valuetext', rateField(row).value);
}

/**
 * Hyper-parameters that are not as usual.
 * @param {HTMLElement} row
 * @param {Problem[]} problems
 */
function hyperOf(row, problems) {
  /** @type {Record<string, number | string | boolean>} */
  const hyper = {};
  for (const field of row.querySelectorAll('[data-hyper]')) {
    const { value, dataset } = /** @type {HTMLInputElement} */ (field);
    const key = dataset.hyper ?? '';
    const parsed = parseHyper(key, value);
    field.setAttribute('aria-invalid', String(parsed === null));
    if (parsed === null) {
      const message = `${key} of ${row.dataset.optimizer} must be a number from 0${/momentum|beta|rho/.test(key) ? ' to below 1' : ''}.`;
      problems.push({ field: /** @type {HTMLInputElement} */ (field), message });
    } else if (String(parsed) !== dataset.usual) hyper[key] = parsed;
  }
  return hyper;
}

/** Who moves the rate of an optimizer wants to see it. @param {HTMLElement} row */
function switchOn(row) {
  checkbox(row).checked = true;
}

/** @param {HTMLElement} row */
function checkbox(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector('.on'));
}

/** @param {HTMLElement} row */
function slider(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector('.rate-range'));
}

/** @param {HTMLElement} row */
function rateField(row) {
  return /** @type {HTMLInputElement} */ (row.querySelector('.rate'));
}

/**
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const element = document.getElementById(id);
  if (element !== null && element.textContent !== text) element.textContent = text;
}
