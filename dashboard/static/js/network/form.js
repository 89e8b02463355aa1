// What network is trained and how, as the form says it.
import { isLearningRate, isSeed, parseSettings, settingsQuery } from '../bundles/playground.js';

/** @typedef {import('../bundles/playground.js').NetworkSettings} NetworkSettings */

/**
 * @param {{ rebuild: (settings: NetworkSettings) => void, rate: (learningRate: number) => void }} on
 */
export function createForm(on) {
  const form = /** @type {HTMLFormElement} */ (document.getElementById('network-settings'));
  const error = document.getElementById('settings-error');
  const field = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement} */ (form.elements.namedItem(name));
  let settings = parseSettings(queryOf(form));

  /** What is wrong, in words; '' for nothing. */
  const problem = () => {
    const rate = field('learningRate').valueAsNumber;
    if (!isLearningRate(rate)) return 'The learning rate must be a number from 0.00001 to 10.';
    if (!isSeed(field('seed').valueAsNumber)) return 'The seed must be a whole number from 0 to 999 999.';
    return '';
  };

  form.addEventListener('submit', (event) => event.preventDefault());
  form.addEventListener('input', (event) => {
    const { name } = /** @type {HTMLInputElement} */ (event.target);
    // another optimizer has another usual rate
    if (name === 'optimizer') {
      const usual = parseSettings(new URLSearchParams({ optimizer: field('optimizer').value }));
      field('learningRate').value = String(usual.learningRate);
    }
    const text = problem();
    if (error !== null) {
      error.textContent = text;
      error.hidden = text === '';
    }
    if (text !== '') return;
    settings = parseSettings(queryOf(form));
    history.replaceState(history.state, '', `${location.pathname}${settingsQuery(settings)}`);
    if (name === 'learningRate') on.rate(settings.learningRate);
    else on.rebuild(settings);
  });

  return {
    get settings() {
      return settings;
    },
  };
}

/** @param {HTMLFormElement} form */
function queryOf(form) {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) query.set(name, String(value));
  return query;
}
